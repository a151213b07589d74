"""The parts of the page on precision: how many repeats, each metric's limit, what would tighten it."""

from collections.abc import Sequence
from copy import deepcopy

import streamlit as st

from tracker.model import Metric, control_label
from tracker.progress.limits import Stratum
from tracker.progress.precision import Precision, Remedy
from tracker.progress.sentences import change_unit, usual_digits
from tracker.services.precision import ClinicPrecision, MetricPrecision
from tracker.texts import gettext as _
from tracker.texts import marked, ngettext, written_number
from tracker.ui import words
from tracker.ui.changes import HEADLINES
from tracker.ui.charts import history_description, history_spec, number_words, tone_words

HOW_TO_REPEAT = marked(
    "- **Two or three photos in every session:** same view, camera put down and picked up in between. Two "
    "photos are one pair, three are two.\n"
    "- **A second baseline session** on another day, before the first treatment: it shows how far days "
    "differ, by light, distance and the blood of that day.\n"
    "- **Two sessions between which nothing was done to the skin,** such as a test day: open the later one, "
    "choose *Edit session*, and say since which session nothing changed.\n"
    "- Draw treated and untreated skin on the reference photo as usual: only measured photos count.\n"
    "- Photos of the weeks after a treatment are no repeats: the skin is changing then."
)
REMEDIES = {
    Remedy.PAIRS: marked(
        "**More repeats:** a limit from few pairs is kept wide, because it may be wrong itself."
    ),
    Remedy.DAYS: marked(
        "**A second baseline day, or sessions marked as unchanged:** without them the part from day to day "
        "is only assumed, and wide."
    ),
    Remedy.PHOTOS: marked("**More photos in a session:** their mean scatters less from photo to photo."),
    Remedy.STEADINESS: marked(
        "**Steadier light and the same set-up:** same room, lamp, distance and camera settings, marked on "
        "the floor; it lessens the part from day to day."
    ),
}
CARD = marked(
    "**A grey or colour card** beside the skin in every photo, always the same one: it shows what the "
    "camera's own processing did to the colours."
)


def show_pairs(found: ClinicPrecision) -> None:
    """How many repeat pairs there are, and how many are needed yet."""
    enough = found.enough_pairs
    if found.is_synthetic:
        st.info(
            _("There are only demo patients: these are their figures. They never count for a real patient."),
            icon=":material/science:",
        )
    if found.missing_pairs:
        text = _(
            "**{pairs} of {enough}** repeat pairs: {missing} more until limits are learned",
            pairs=found.pairs,
            enough=enough,
            missing=found.missing_pairs,
        )
    else:
        text = _(
            "**{pairs}** repeat pairs: enough to learn limits from ({enough} are needed)",
            pairs=found.pairs,
            enough=enough,
        )
    st.progress(min(1.0, found.pairs / enough), text=text)
    if found.waiting:
        st.caption(
            ngettext(
                "{count} photo is still to be analysed: the figures may change with them.",
                "{count} photos are still to be analysed: the figures may change with them.",
                found.waiting,
            )
        )
    if not found.pairs:
        st.info(
            _(
                "There are no repeats yet, so the limits are wide, provisional ones. "
                "This is how to make repeats:"
            )
        )
        st.markdown(_(HOW_TO_REPEAT))


def show_metrics(metrics: Sequence[MetricPrecision]) -> None:
    """Redness and texture first, the others on demand, since charts are dear."""
    first = [one for one in metrics if one.metric in HEADLINES]
    others = [one for one in metrics if one.metric not in HEADLINES]
    _show_beside(first)
    chosen = st.pills(
        _("More metrics"),
        [one.metric for one in others],
        selection_mode="multi",
        format_func=lambda metric: metric.label,
        key="more-precision",
    )
    _show_beside([one for one in others if one.metric in chosen])


def show_remedies(found: ClinicPrecision) -> None:
    """What tightens limits, in a sentence each, with what it would do here as far as that is known."""
    st.subheader(_("What would tighten them"))
    wholes = [one.whole for one in found.metrics if one.metric in HEADLINES and one.whole]
    lines = [f"- {text}{_effects(remedy, wholes)}" for remedy, text in REMEDIES.items()]
    st.markdown("\n".join([*lines, f"- {_(CARD)}"]))
    if found.pairs:
        with st.expander(_("How to make repeats")):
            st.markdown(_(HOW_TO_REPEAT))


def _show_beside(some: Sequence[MetricPrecision]) -> None:
    for start in range(0, len(some), 2):
        for column, one in zip(st.columns(2), some[start : start + 2], strict=False):
            with column.container(border=True):
                _show_metric(one)


def _show_metric(one: MetricPrecision) -> None:
    limit = one.limits[1]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{one.metric.label}** ({words.plain(change_unit(one.metric))})", width="content")
        st.badge(
            "provisional" if limit.is_provisional else "learned",
            color="orange" if limit.is_provisional else "green",
        )
    with st.container(horizontal=True, gap="large"):
        for photos, label in ((1, _("One photo against one")), (3, _("Three against three"))):
            sdc = one.limits[photos].sdc
            st.metric(label, number_words(sdc, sdc), width="content")
    st.caption(
        words.plain(
            _(
                "Smallest detectable change, control: {control}; {source}.",
                control=control_label(one.control),
                source=limit.source,
            )
        )
    )
    if one.whole:
        _show_scatter(one.whole)
    if len(one.history) > 1:
        st.vega_lite_chart(
            spec=deepcopy(history_spec(one.history)),
            width="stretch",
            alt=history_description(one.history),
            key=f"history-{one.metric}",
        )
    if one.parts:
        with st.expander(_("By control, camera and skin type")):
            st.markdown("\n".join(_part_line(part) for part in one.parts))


def _show_scatter(whole: Precision) -> None:
    """Photo part and session part, and what helps most."""
    metric = whole.stratum.metric
    photo = _spread(metric, whole.photo_sd, whole.photo_pairs)
    days = _spread(metric, whole.session_sd, whole.session_pairs)
    st.markdown(
        _("Scatter (SD) from photo to photo: {photo}; from day to day: {days}.", photo=photo, days=days)
    )
    st.markdown(f":material/lightbulb: {words.plain(whole.advice)}")


def _spread(metric: Metric, sd: float | None, pairs: int) -> str:
    if sd is None:
        return _("not known yet")
    amount = _amount(metric, sd) if sd > 0 else _("too little to be seen")
    return words.plain(f"{amount} ({pairs} {'pair' if pairs == 1 else 'pairs'})")


def _part_line(part: Precision) -> str:
    limit = part.limits[1]
    kind = "provisional" if limit.is_provisional else "learned"
    amount = _amount(part.stratum.metric, limit.sdc)
    return words.plain(
        _(
            "{stratum}: {amount}, {kind}, {pairs} pairs",
            stratum=stratum_words(part.stratum),
            amount=amount,
            kind=kind,
            pairs=part.pairs,
        )
    ).join(("- ", ""))


def stratum_words(stratum: Stratum) -> str:
    """Whose figures these are: one device, one tone group, or one kind of control over all of them."""
    if stratum.device:
        return " ".join(part for part in stratum.device if part)
    if stratum.tone:
        return tone_words(stratum.tone)
    return _("control: {control}", control=control_label(stratum.control))


def _effects(remedy: Remedy, wholes: Sequence[Precision]) -> str:
    """By how much it would narrow redness and texture here; empty where that isn't known."""
    known = [one for one in wholes if remedy in one.sdc_after]
    effects = [effect for one in known if (effect := _effect(remedy, one))]
    if known and not effects:
        return " " + _("Here it would gain hardly anything.")
    return words.plain(" " + _("Here: {effects}.", effects=", ".join(effects))) if effects else ""


def _effect(remedy: Remedy, one: Precision) -> str:
    """The limit of sessions as they usually are, and after the remedy; empty where it is the same."""
    limit = one.limits.get(one.usual_photos)
    if limit is None:
        return ""
    metric, then = one.stratum.metric, one.sdc_after[remedy]
    before, after = (written_number(number, f".{usual_digits(then) + 1}f") for number in (limit.sdc, then))
    name = metric.label.split()[0].lower()
    return f"{name} {before} → {after} {change_unit(metric)}" if float(after) < float(before) else ""


def _amount(metric: Metric, number: float) -> str:
    return f"{number_words(number, number)} {change_unit(metric)}"
