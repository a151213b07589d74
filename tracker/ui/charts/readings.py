"""What was seen: the noise band, the course through the judged sessions, every point."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from tracker.model import Verdict
from tracker.progress.result import ProgressPoint
from tracker.progress.sentences import change_unit
from tracker.texts import gettext as _
from tracker.texts import marked, written_day
from tracker.ui.charts.axes import BLUE, INK, ORANGE, Axes, layer, noon
from tracker.ui.charts.words import change_words, number_words

_CROSS = "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z"
# shape, fill, words in the legend
_LOOKS = {
    Verdict.BASELINE: ("diamond", INK, marked("baseline")),
    Verdict.UNCHANGED: ("circle", INK, marked("no detectable change")),
    Verdict.BETTER: ("triangle-down", BLUE, marked("better")),
    Verdict.WORSE: ("triangle-up", ORANGE, marked("worse")),
    Verdict.RECOVERY: ("circle", "transparent", marked("in recovery or too early")),
    Verdict.NOT_COMPARABLE: (_CROSS, INK, marked("not comparable")),
    Verdict.HOME: ("square", "transparent", marked("at home, kept apart")),
}
_SIGNS = {
    Verdict.BASELINE: "◆",
    Verdict.UNCHANGED: "●",
    Verdict.BETTER: "▼",
    Verdict.WORSE: "▲",
    Verdict.RECOVERY: "○",
    Verdict.NOT_COMPARABLE: "✕",
    Verdict.HOME: "□",
}
# what can't be compared has no height
_ON_AXIS = (Verdict.NOT_COMPARABLE, Verdict.HOME)
_CROSS_ABOVE_AXIS_PX = 9
_TOOLTIP = (
    ("session", marked("Session")),
    ("date", marked("Date")),
    ("reads", marked("Value")),
    ("change", marked("Change from baseline")),
    ("sdc", marked("Smallest detectable change")),
    ("kind", marked("Verdict")),
    ("words", marked("In words")),
)


def band_layers(points: Sequence[ProgressPoint], axes: Axes) -> Iterable[alt.Chart]:
    """The smallest detectable change of each session around the baseline of its device."""
    rows = [
        {
            "at": noon(p.day),
            "value": p.baseline,
            "low": p.baseline - p.sdc,
            "high": p.baseline + p.sdc,
            "segment": p.segment,
        }
        for p in points
        if p.baseline is not None and p.sdc is not None
    ]
    if rows:
        band = layer(rows, "noise_band").mark_area(color=INK, opacity=0.22)
        yield band.encode(axes.x(), axes.y("low"), alt.Y2("high:Q"), detail="segment:N")
        level = layer(rows, "baseline_level").mark_line(
            color=INK, opacity=0.8, strokeDash=[4, 4], strokeWidth=1
        )
        yield level.encode(axes.x(), axes.y(), detail="segment:N")


def course_layers(points: Sequence[ProgressPoint], axes: Axes) -> Iterable[alt.Chart]:
    """The line through what was judged, and the whiskers of every measured point."""
    line = [{"at": noon(p.day), "value": p.value, "segment": p.segment} for p in points if p.is_on_line]
    if line:
        joined = layer(line, "line").mark_line(color=INK, strokeWidth=1.6)
        yield joined.encode(axes.x(), axes.y(), detail="segment:N")
    whiskers = [
        {"at": noon(p.day), "low": p.value - p.sdc / 2, "high": p.value + p.sdc / 2}
        for p in points
        if p.value is not None and p.sdc is not None
    ]
    if whiskers:
        bars = layer(whiskers, "whiskers").mark_rule(color=INK, strokeWidth=1.6)
        yield bars.encode(axes.x(), axes.y("low"), alt.Y2("high:Q"))
        for end in ("low", "high"):
            caps = layer(whiskers, f"whisker_{end}_ends")
            yield caps.mark_tick(color=INK, orient="horizontal", size=9, thickness=1.6).encode(
                axes.x(), axes.y(end)
            )


def point_layers(points: Sequence[ProgressPoint], axes: Axes) -> Iterable[alt.Chart]:
    """The points with what hovering tells; what can't be compared stands on the axis."""
    looks = _look_encodings([v for v in _LOOKS if any(p.verdict is v for p in points)], axes)
    for is_cross in (False, True):
        rows = [_row(p) for p in points if (p.verdict in _ON_AXIS) is is_cross]
        if rows:
            height = alt.value(axes.height_px - _CROSS_ABOVE_AXIS_PX) if is_cross else axes.y()
            marks = layer(rows, "crosses" if is_cross else "points").mark_point(
                size=70 if is_cross else 85, strokeWidth=1.0 if is_cross else 1.6, opacity=1
            )
            yield marks.encode(axes.x(), *looks, y=height, tooltip=_tooltip())


def legend_words(points: Iterable[ProgressPoint]) -> str:
    """The legend of several small figures in one line: the signs that occur, with their meaning."""
    there = {p.verdict for p in points}
    return " · ".join(f"{_SIGNS[v]} {_(look[2])}" for v, look in _LOOKS.items() if v in there)


def _look_encodings(verdicts: Sequence[Verdict], axes: Axes) -> tuple[alt.Shape, alt.Fill, alt.Stroke]:
    """Shape, fill and edge by verdict, which Vega joins into one legend; a small figure has none."""
    legend = None if axes.is_small else _legend()
    shapes, fills, words = zip(*(_LOOKS[v] for v in verdicts), strict=True)
    edges = [INK if fill == "transparent" else fill for fill in fills]

    def scale(values: Iterable[str]) -> alt.Scale:
        return alt.Scale(domain=[_(word) for word in words], range=list(values))

    return (
        alt.Shape("kind:N", scale=scale(shapes), legend=legend),
        alt.Fill("kind:N", scale=scale(fills), legend=legend),
        alt.Stroke("kind:N", scale=scale(edges), legend=legend),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=_(title)) for name, title in _TOOLTIP]


def _legend() -> alt.Legend:
    return alt.Legend(
        orient="bottom",
        title=None,
        columns=2,
        symbolSize=70,
        symbolStrokeWidth=1.6,
        labelFontSize=12,
        labelLimit=0,
        columnPadding=18,
        rowPadding=3,
        offset=12,
    )


def _row(point: ProgressPoint) -> dict[str, Any]:
    unit, sdc = change_unit(point.metric), point.sdc if point.sdc is not None else 1.0
    value = None if point.verdict in _ON_AXIS else point.value
    return {
        "at": noon(point.day),
        "value": value,
        "kind": _(_LOOKS[point.verdict][2]),
        "session": f"{point.session_number}, {point.session_kind.label}",
        "date": written_day(point.day),
        "reads": "—" if value is None else f"{number_words(value, sdc)} {point.metric.unit}",
        "change": change_words(point),
        "sdc": "—" if point.sdc is None else f"{number_words(sdc, sdc)} {unit}",
        "words": point.sentence,
    }
