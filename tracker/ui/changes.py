"""What changed between the two sessions on the screen, in numbers and in words."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import Metric, Region, RegionRole, Verdict, View
from tracker.progress.pairs import PairChange
from tracker.ui.words import plain

MARKS = {
    Verdict.BETTER: (":material/trending_down:", "green", "better"),
    Verdict.WORSE: (":material/trending_up:", "orange", "worse"),
    Verdict.UNCHANGED: (":material/drag_handle:", "gray", "no detectable change"),
    Verdict.NOT_COMPARABLE: (":material/block:", "gray", "not comparable"),
    Verdict.RECOVERY: (":material/hourglass_top:", "gray", "in recovery"),
    Verdict.BASELINE: (":material/flag:", "gray", "baseline"),
}
HEADLINES = (Metric.REDNESS, Metric.TEXTURE)


def has_treated(regions: Sequence[Region]) -> bool:
    """Whether there is anything to measure."""
    return any(region.role is RegionRole.TREATED for region in regions)


def show_changes(changes: Sequence[PairChange], series_id: str, view: View, *, is_drawn: bool) -> None:
    """Redness and texture first, the other metrics folded away below."""
    if not changes and is_drawn:
        st.info("There are no readings of both sessions yet: they come when their photos are analysed.")
        return
    if not changes:
        st.info("No readings yet: draw a treated and an untreated region on the reference photo.")
        st.page_link(
            "screens/regions.py", label="Draw regions", query_params={"series": series_id, "view": view.key}
        )
        return
    for change in changes:
        if change.metric in HEADLINES:
            _show(change)
    with st.expander("All other metrics"):
        for change in changes:
            if change.metric not in HEADLINES:
                _show(change)
    st.page_link(
        "screens/progress.py",
        label="Chart of all sessions",
        icon=":material/show_chart:",
        query_params={"series": series_id, "view": view.key},
    )


def _show(change: PairChange) -> None:
    icon, colour, word = MARKS[change.verdict]
    with st.container(border=change.metric in HEADLINES):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{change.metric.label}**", width="content")
            st.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]
        st.caption(f"{plain(change.region_name)}{_numbers(change)}")
        st.write(plain(change.sentence))


def _numbers(change: PairChange) -> str:
    if change.change is None:
        return ""
    number = f" · change {change.change:+.1f} {plain(change.metric.unit)}"
    return number + (f", smallest detectable {change.limit.sdc:.1f}" if change.limit else "")
