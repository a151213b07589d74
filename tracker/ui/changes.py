"""What changed between the two sessions on the screen, in numbers and in words."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from tracker.model import Metric, Region, RegionRole, Verdict, View
from tracker.progress.pairs import PairChange
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui.words import plain

_Colour = Literal["green", "orange", "gray"]
_MARKS: dict[Verdict, tuple[str, _Colour, str]] = {
    Verdict.BETTER: (":material/trending_down:", "green", marked("better")),
    Verdict.WORSE: (":material/trending_up:", "orange", marked("worse")),
    Verdict.UNCHANGED: (":material/drag_handle:", "gray", marked("no detectable change")),
    Verdict.NOT_COMPARABLE: (":material/block:", "gray", marked("not comparable")),
    Verdict.HOME: (":material/home:", "gray", marked("at home, kept apart")),
    Verdict.RECOVERY: (":material/hourglass_top:", "gray", marked("in recovery")),
    Verdict.BASELINE: (":material/flag:", "gray", marked("baseline")),
}
HEADLINES = (Metric.REDNESS, Metric.TEXTURE)


def has_treated(regions: Sequence[Region]) -> bool:
    """Whether there is anything to measure."""
    return any(region.role is RegionRole.TREATED for region in regions)


def show_changes(changes: Sequence[PairChange], series_id: str, view: View, *, is_drawn: bool) -> None:
    """Redness and texture first, the other metrics folded away below."""
    if not changes and is_drawn:
        st.info(_("There are no readings of both sessions yet: they come when their photos are analysed."))
        return
    if not changes:
        st.info(_("No readings yet: draw a treated and an untreated region on the reference photo."))
        st.page_link(
            "screens/regions.py",
            label=_("Draw regions"),
            query_params={"series": series_id, "view": view.key},
        )
        return
    for change in changes:
        if change.metric in HEADLINES:
            _show(change)
    with st.expander(_("All other metrics")):
        for change in changes:
            if change.metric not in HEADLINES:
                _show(change)
    st.page_link(
        "screens/progress.py",
        label=_("Chart of all sessions"),
        icon=":material/show_chart:",
        query_params={"series": series_id, "view": view.key},
    )


def show_verdict(verdict: Verdict) -> None:
    """The verdict as a mark: sign, colour and word."""
    icon, colour, word = _MARKS[verdict]
    st.badge(_(word), icon=icon, color=colour)


def _show(change: PairChange) -> None:
    with st.container(border=change.metric in HEADLINES):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{change.metric.label}**", width="content")
            show_verdict(change.verdict)
        st.caption(f"{plain(change.region_name)}{_numbers(change)}")
        st.write(plain(change.sentence))


def _numbers(change: PairChange) -> str:
    if change.change is None:
        return ""
    amount, unit = change.change, plain(change.metric.unit)
    if change.limit is None:
        return " · " + _("change {amount:+.1f} {unit}", amount=amount, unit=unit)
    return " · " + _(
        "change {amount:+.1f} {unit}, smallest detectable {smallest:.1f}",
        amount=amount,
        unit=unit,
        smallest=change.limit.sdc,
    )
