"""What happened when: sessions, recovery windows, new cameras."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from tracker.model import SessionKind
from tracker.progress.recovery import RecoveryWindow
from tracker.progress.result import ProgressPoint, SessionMark
from tracker.texts import gettext as _
from tracker.texts import written_day
from tracker.ui.charts.axes import AMBER, INK, Axes, layer, noon

LABEL_ROWS = 3
ROW_PX = 17
# sessions closer than this share of the time axis get their numbers into different rows
_CROWDED = 0.06
_TICK_PX = 5


def recovery_layers(windows: Sequence[RecoveryWindow], axes: Axes) -> Iterable[alt.Chart]:
    """The days on which skin is fresh from a treatment, shaded."""
    rows = [
        {
            "at": f"{w.starts_on}T00:00:00",
            "until": f"{w.ends_on + timedelta(days=1)}T00:00:00",
            "words": _("Recovery after the treatment of session {number}", number=w.session_number),
        }
        for w in windows
    ]
    if rows:
        yield (
            layer(rows, "recovery")
            .mark_rect(color=AMBER, opacity=0.25)
            .encode(axes.x(), x2="until:T", tooltip=alt.Tooltip("words:N", title=_("Days")))
        )


def session_layers(sessions: Sequence[SessionMark], axes: Axes) -> Iterable[alt.Chart]:
    """A number for each session above the plot; treatments in a box, with a rule through the plot."""
    marks = _session_marks(sessions)
    yield from _rules(marks, axes)
    for row in sorted({mark["row"] for mark in marks}):
        yield from _numbers([m for m in marks if m["row"] == row], row, axes)


def tick_layers(sessions: Sequence[SessionMark], axes: Axes) -> Iterable[alt.Chart]:
    """The same without numbers, for a small figure."""
    yield from _rules(_session_marks(sessions), axes)


def _session_marks(sessions: Sequence[SessionMark]) -> list[dict[str, Any]]:
    label_rows = place_labels(sessions)
    return [
        {
            "at": noon(s.day),
            "number": str(s.number),
            "row": label_rows[s.session_id],
            "is_treatment": s.kind is SessionKind.TREATMENT,
            "words": f"{s.number}, {s.kind.label}, {written_day(s.day)}",
        }
        for s in sessions
    ]


def _rules(marks: list[dict[str, Any]], axes: Axes) -> Iterable[alt.Chart]:
    """A tick above the plot for each session, a rule through it for each treatment."""
    treatments = [m for m in marks if m["is_treatment"]]
    if treatments:
        rules = layer(treatments, "treatment_rules")
        yield rules.mark_rule(color=AMBER, opacity=0.9, strokeWidth=1.2).encode(axes.x())
    if marks:
        ticks = layer(marks, "session_ticks")
        yield ticks.mark_rule(color=INK).encode(axes.x(), y=alt.value(-_TICK_PX), y2=alt.value(0))


def _numbers(marks: list[dict[str, Any]], row: int, axes: Axes) -> Iterable[alt.Chart]:
    """One row of session numbers; those of treatments white on a box."""
    height = alt.value(-_TICK_PX - ROW_PX * (row + 0.5))
    words = alt.Tooltip("words:N", title=_("Session"))
    for is_treatment in (False, True):
        some = [m for m in marks if m["is_treatment"] is is_treatment]
        if some and is_treatment:
            boxes = layer(some, f"treatment_boxes_{row}").mark_point(
                shape="square", size=230, filled=True, color=INK, opacity=1
            )
            yield boxes.encode(axes.x(), y=height, tooltip=words)
        if some:
            numbers = layer(some, f"{'treatment' if is_treatment else 'session'}_numbers_{row}").mark_text(
                color="white" if is_treatment else INK, fontSize=11, fontWeight="bold", baseline="middle"
            )
            yield numbers.encode(axes.x(), y=height, text="number:N", tooltip=words)


def device_layers(points: Sequence[ProgressPoint], axes: Axes) -> Iterable[alt.Chart]:
    """Where another camera begins a baseline of its own."""
    first: dict[int, date] = {}
    for p in points:
        if p.segment:
            first.setdefault(p.segment, p.day)
    rows = [{"at": noon(day), "label": _("new camera")} for day in first.values()]
    if rows:
        rules = layer(rows, "new_device").mark_rule(color=INK, strokeWidth=2, strokeDash=[6, 3])
        yield rules.encode(axes.x())
        labels = layer(rows, "new_device_label").mark_text(
            color=INK, align="left", baseline="top", dx=5, fontSize=11
        )
        yield labels.encode(axes.x(), y=alt.value(3), text="label:N")


def place_labels(sessions: Sequence[SessionMark]) -> dict[str, int]:
    """The row of each session's number, so that the numbers of near days don't overlap.

    Parameters
    ----------
    sessions : sequence of SessionMark
        Oldest first.

    Returns
    -------
    dict
        By session id, 0 for the row next to the plot.
    """
    span = max(1, (sessions[-1].day - sessions[0].day).days) if sessions else 1
    rows: dict[str, int] = {}
    last: dict[int, date] = {}
    for s in sessions:
        free = [r for r in range(LABEL_ROWS) if r not in last or (s.day - last[r]).days > _CROWDED * span]
        row = free[0] if free else min(last, key=last.__getitem__)
        rows[s.session_id], last[row] = row, s.day
    return rows
