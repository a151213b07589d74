"""The figure must show every point where it belongs, and join only what was judged."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.language import catalogue
from tracker.model import Metric, Polygon, Region, RegionRole, SessionKind, ToneGroup, Verdict, View, ViewKind
from tracker.progress.limit_history import QuarterLimit
from tracker.progress.limits import Limit
from tracker.progress.recovery import RecoveryWindow
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress, SessionMark
from tracker.texts import speaking
from tracker.ui.charts import (
    chart_caption,
    chart_description,
    chart_spec,
    history_description,
    history_spec,
    legend_words,
    metric_chart,
    small_specs,
)
from tracker.ui.charts.calendar import place_labels

R = Metric.REDNESS
START = date(2026, 1, 5)
LIMIT = Limit(R, 1.0, 0.36, 0.36, 0.36, 24, False, "learned from 24 repeat pairs of this clinic")
CHEEK_SHAPE = Polygon(((0, 0), (0, 9), (9, 9)))
CHEEK = Region(
    "cheek", "series", View(ViewKind.FRONT), "ref", "Cheek", RegionRole.TREATED, CHEEK_SHAPE, 1
)  # fmt: skip
BASELINE, TREATMENT, FOLLOW_UP = SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.FOLLOW_UP
# day, kind, verdict, value, segment
COURSE = (
    (0, BASELINE, Verdict.BASELINE, 5.0, 0),
    (14, TREATMENT, Verdict.UNCHANGED, 4.8, 0),
    (15, SessionKind.EARLY_CHECK, Verdict.RECOVERY, 9.0, 0),
    (44, FOLLOW_UP, Verdict.BETTER, 3.0, 0),
    (74, FOLLOW_UP, Verdict.NOT_COMPARABLE, 77.0, None),
    (104, BASELINE, Verdict.BASELINE, 8.0, 1),
    (134, FOLLOW_UP, Verdict.WORSE, 9.9, 1),
)


def point(number: int, day: int, kind: SessionKind, verdict: Verdict, value: float, segment: int | None):
    is_compared = segment is not None
    baseline = (5.0, 8.0)[segment] if segment is not None else None
    return ProgressPoint(
        f"s{number}", number, kind, START + timedelta(days=day), None, "cheek", "Cheek", R, verdict, value,
        value - baseline if baseline is not None else None, baseline, LIMIT if is_compared else None,
        "" if is_compared else "Too dark.", f"Sentence {number}.", "", ("p",), "m-1", "untreated skin",
        segment,
    )  # fmt: skip


@pytest.fixture
def progress() -> SeriesProgress:
    points = tuple(point(n, *row) for n, row in enumerate(COURSE, 1))
    marks = tuple(SessionMark(p.session_id, p.session_number, p.session_kind, p.day) for p in points)
    treated = START + timedelta(days=14)
    window = RecoveryWindow("s2", 2, treated, treated + timedelta(days=3))
    metric = MetricProgress(CHEEK, R, points, LIMIT, None)
    return SeriesProgress(ToneGroup.LIGHT, marks, (window,), (metric,))


@pytest.fixture
def spec(progress) -> dict:
    return metric_chart(progress, progress.metrics[0]).to_dict()


def layer(spec: dict, name: str) -> dict:
    return next(one for one in spec["layer"] if one.get("name") == name)


def rows(spec: dict, name: str) -> list[dict]:
    return spec["datasets"][layer(spec, name)["data"]["name"]]


def numbers(spec: dict, name: str, field: str = "value") -> list[float]:
    return [row[field] for row in rows(spec, name)]


def test_the_line_holds_the_baseline_and_judged_sessions_and_breaks_at_a_new_device(spec) -> None:
    assert numbers(spec, "line") == [5.0, 4.8, 3.0, 8.0, 9.9]
    assert numbers(spec, "line", "segment") == [0, 0, 0, 1, 1]
    assert layer(spec, "line")["encoding"]["detail"]["field"] == "segment"


def test_recovery_points_are_drawn_hollow_and_never_joined(spec) -> None:
    assert 9.0 not in numbers(spec, "line")
    assert 9.0 in numbers(spec, "points")
    fill, edge = (layer(spec, "points")["encoding"][channel]["scale"] for channel in ("fill", "stroke"))
    at = fill["domain"].index("in recovery or too early")
    assert fill["range"][at] == "transparent"
    assert edge["range"][at] != "transparent"


def test_what_is_not_comparable_is_a_cross_on_the_axis_with_its_reason(spec) -> None:
    (cross,) = rows(spec, "crosses")
    assert cross["value"] is None
    assert cross["words"] == "Sentence 5."
    encoding = layer(spec, "crosses")["encoding"]
    assert encoding["y"] == {"value": 251}
    assert "words" in [t["field"] for t in encoding["tooltip"]]
    assert 77.0 not in numbers(spec, "points")
    assert "77" not in str(cross)


def test_photos_from_home_that_are_kept_apart_are_hollow_squares_on_the_axis(progress) -> None:
    home = point(8, 150, SessionKind.HOME, Verdict.HOME, 88.0, None)
    metric = replace(progress.metrics[0], points=(*progress.metrics[0].points, home))
    with_home, without = (metric_chart(progress, one).to_dict() for one in (metric, progress.metrics[0]))
    assert [row["kind"] for row in rows(with_home, "crosses")] == ["not comparable", "at home, kept apart"]
    assert rows(with_home, "crosses")[1]["value"] is None
    shape, fill = (layer(with_home, "crosses")["encoding"][channel]["scale"] for channel in ("shape", "fill"))
    at = shape["domain"].index("at home, kept apart")
    assert (shape["range"][at], fill["range"][at]) == ("square", "transparent")
    for name in ("line", "whiskers", "noise_band"):
        assert rows(with_home, name) == rows(without, name)
    assert "□ at home, kept apart" in legend_words(metric.points)


def test_whiskers_are_half_a_smallest_detectable_change_each_way(spec) -> None:
    for row, value in zip(rows(spec, "whiskers"), (5.0, 4.8, 9.0, 3.0, 8.0, 9.9), strict=True):
        assert (row["low"], row["high"]) == (value - 0.5, value + 0.5)


def test_the_band_is_one_smallest_detectable_change_around_each_devices_baseline(spec) -> None:
    for row in rows(spec, "noise_band"):
        middle = (5.0, 8.0)[row["segment"]]
        assert (row["low"], row["value"], row["high"]) == (middle - 1, middle, middle + 1)
    assert layer(spec, "noise_band")["encoding"]["detail"]["field"] == "segment"


def test_recovery_days_are_shaded_to_the_end_of_the_last(spec) -> None:
    (window,) = rows(spec, "recovery")
    assert (window["at"], window["until"]) == ("2026-01-19T00:00:00", "2026-01-23T00:00:00")


def test_sessions_are_numbered_and_treatments_stand_in_a_box(spec) -> None:
    names = [one["name"] for one in spec["layer"]]
    found = {
        row["number"]
        for name in names
        if name.startswith(("session_numbers", "treatment_numbers"))
        for row in rows(spec, name)
    }
    assert found == {"1", "2", "3", "4", "5", "6", "7"}
    assert numbers(spec, "treatment_rules", "number") == ["2"]
    boxed = [
        row["number"] for name in names if name.startswith("treatment_boxes") for row in rows(spec, name)
    ]
    assert boxed == ["2"]


def test_a_new_camera_is_marked_where_its_baseline_begins(spec) -> None:
    assert numbers(spec, "new_device", "at") == ["2026-04-19T12:00:00"]


def test_unit_and_direction_of_better_stand_on_the_axis(spec) -> None:
    title = layer(spec, "points")["encoding"]["y"]["axis"]["title"]
    assert "(a*)" in title
    assert "← better" in title


def test_days_are_dates_without_a_zone(spec) -> None:
    assert numbers(spec, "points", "at")[0] == "2026-01-05T12:00:00"
    assert layer(spec, "points")["encoding"]["x"]["type"] == "temporal"


def test_the_figure_is_as_wide_as_the_page_and_asks_for_nothing_from_elsewhere(spec) -> None:
    assert spec["width"] == "container"
    assert spec["height"] == 260
    assert spec["autosize"]["type"] == "fit-x"
    assert all("url" not in one.get("data", {}) for one in spec["layer"])
    names = [one["name"] for one in spec["layer"]]
    assert len(names) == len(set(names))


def test_a_tooltip_says_value_change_limit_and_verdict_in_the_digits_that_noise_allows(spec) -> None:
    better = next(row for row in rows(spec, "points") if row["kind"] == "better")
    assert (better["reads"], better["change"], better["sdc"]) == ("3.0 a*", "−2.0 a*", "1.0 a*")
    assert better["date"] == "18 February 2026"
    assert better["session"] == "4, follow-up"


def test_numbers_of_sessions_on_near_days_stand_in_different_rows(progress) -> None:
    placed = place_labels(progress.sessions)
    assert placed["s2"] != placed["s3"]
    assert placed["s1"] == placed["s4"] == 0
    crowd = [SessionMark(f"s{k}", k, FOLLOW_UP, START) for k in range(5)]
    assert set(place_labels(crowd).values()) == {0, 1, 2}
    assert place_labels([]) == {}


def test_one_session_and_no_session_with_a_value_can_be_drawn(progress) -> None:
    for only in (progress.metrics[0].points[0], progress.metrics[0].points[4]):
        metric = MetricProgress(CHEEK, R, (only,), LIMIT, None)
        spec = metric_chart(
            SeriesProgress(ToneGroup.LIGHT, progress.sessions[:1], (), (metric,)), metric
        ).to_dict()
        assert spec["layer"]


def test_caption_and_description_say_limit_source_and_verdict(progress) -> None:
    metric = progress.metrics[0]
    assert "smallest detectable change of 1.0 a*" in chart_caption(progress, metric)
    assert "learned from 24 repeat pairs" in chart_caption(progress, metric)
    assert chart_description(metric) == "Redness against own skin, Cheek, 7 sessions. Sentence 7."


def test_the_same_progress_gives_the_kept_figure_and_another_one_its_own(progress) -> None:
    metric = progress.metrics[0]
    assert chart_spec(progress, metric) is chart_spec(progress, metric)
    assert chart_spec(progress, metric) == metric_chart(progress, metric).to_dict()
    changed = replace(metric, points=metric.points[:-1])
    assert chart_spec(progress, changed) != chart_spec(progress, metric)


@pytest.fixture
def of_two_regions(progress) -> SeriesProgress:
    """A second region whose values are half of the first one's."""
    one = progress.metrics[0]
    half = tuple(replace(p, region_id="jaw", value=p.value / 2) for p in one.points)
    jaw = replace(one, region=replace(CHEEK, id="jaw", name="Jaw"), points=half)
    bare = replace(one, region=replace(CHEEK, id="nose", name="Nose"), points=())
    return replace(progress, metrics=(one, jaw, bare))


def test_small_figures_of_all_regions_have_one_scale_that_holds_every_whisker_and_band(
    of_two_regions,
) -> None:
    small = small_specs(of_two_regions, R)
    assert [one.region.name for one, _ in small] == ["Cheek", "Jaw"]
    scales = [layer(spec, "points")["encoding"]["y"]["scale"]["domain"] for _, spec in small]
    assert scales[0] == scales[1]
    low, high = scales[0]
    # from the jaw's lowest whisker (3 / 2 - 0.5) to the cheek's highest (9.9 + 0.5); 77 is a cross
    assert low < 1.0 < 10.4 < high < 12


def test_the_common_scale_holds_a_band_that_reaches_further_than_any_whisker(progress) -> None:
    one = progress.metrics[0]
    ((_, spec),) = small_specs(replace(progress, metrics=(replace(one, points=one.points[:1]),)), R)
    low, high = layer(spec, "points")["encoding"]["y"]["scale"]["domain"]
    assert low < 4.0 < 6.0 < high


def test_a_small_figure_has_all_marks_and_names_its_region_but_no_legend(of_two_regions) -> None:
    _, spec = small_specs(of_two_regions, R)[1]
    names = {one["name"] for one in spec["layer"]}
    marks = {
        "recovery",
        "noise_band",
        "treatment_rules",
        "line",
        "whiskers",
        "points",
        "crosses",
        "new_device",
    }
    assert marks <= names
    assert not any("numbers" in name for name in names)
    assert layer(spec, "points")["encoding"]["shape"]["legend"] is None
    assert spec["title"]["text"] == "Jaw"
    assert "better" in layer(spec, "points")["encoding"]["y"]["axis"]["title"]


def test_small_figures_can_be_drawn_where_nothing_has_a_value(progress) -> None:
    one = progress.metrics[0]
    crosses = tuple(p for p in one.points if p.verdict is Verdict.NOT_COMPARABLE)
    ((_, spec),) = small_specs(replace(progress, metrics=(replace(one, points=crosses),)), R)
    assert layer(spec, "crosses")["encoding"]["y"] == {"value": 141}


def test_one_line_of_signs_explains_the_small_figures(progress) -> None:
    points = progress.metrics[0].points
    assert legend_words(points[:4]) == (
        "◆ baseline · ● no detectable change · ▼ better · ○ in recovery or too early"
    )


@pytest.mark.parametrize(
    ("tone", "words"),
    [
        (ToneGroup.LIGHT, "1.0 a* for skin types I to III (learned"),
        (ToneGroup.DARK, "1.0 a* for skin types V and VI (learned"),
        (ToneGroup.UNKNOWN, "1.0 a* for a skin type that is not entered (learned"),
    ],
)
def test_the_limit_below_a_figure_is_that_of_the_patients_tone_group(tone, words, progress) -> None:
    of_tone = replace(progress, tone=tone)
    assert words in chart_caption(of_tone, of_tone.metrics[0])


def test_the_tone_group_is_named_once(progress) -> None:
    limit = replace(LIMIT, origin="learned from 24 repeat pairs of this clinic, skin types I to III")
    metric = replace(progress.metrics[0], limit=limit)
    assert chart_caption(progress, metric).count("skin types I to III") == 1


@pytest.fixture
def history() -> tuple[QuarterLimit, ...]:
    """A provisional limit that was learned in the next quarter."""
    wide = replace(LIMIT, sdc=2.0, is_provisional=True, origin="provisional: 6 of 20 repeat pairs")
    ends = (date(2026, 3, 31), wide), (date(2026, 6, 30), LIMIT)
    return tuple(QuarterLimit(date(end.year, end.month - 2, 1), end, limit) for end, limit in ends)


def test_limits_by_quarter_stand_on_a_scale_from_zero(history) -> None:
    spec = history_spec(history)
    assert numbers(spec, "limit_points", "quarter") == ["2026 Q1", "2026 Q2"]
    assert numbers(spec, "limit_points", "sdc") == [2.0, 1.0]
    encoding = layer(spec, "limit_points")["encoding"]
    assert encoding["y"]["scale"]["zero"] is True
    assert encoding["y"]["axis"]["title"] == "a*"
    assert "source" in [t["field"] for t in encoding["tooltip"]]


def test_learned_limits_are_filled_points_and_provisional_ones_hollow(history) -> None:
    spec = history_spec(history)
    scale = layer(spec, "limit_points")["encoding"]["fill"]["scale"]
    fills = dict(zip(scale["domain"], scale["range"], strict=True))
    assert [fills[kind] for kind in numbers(spec, "limit_points", "from")] == ["transparent", "#778080"]
    assert history_description(history) == (
        "Smallest detectable change of redness against own skin by quarter: "
        "2026 Q1 2.0 provisional, 2026 Q2 1.0 learned."
    )


def test_a_figure_speaks_its_readers_language_where_others_had_it_before(progress, history) -> None:
    metric = progress.metrics[0]
    english = chart_spec(progress, metric), small_specs(progress, metric.metric), history_spec(history)
    assert "locale" not in json.dumps(english[0])
    with speaking(catalogue("es")):
        spanish, ((_, small),) = chart_spec(progress, metric), small_specs(progress, metric.metric)
        limits = history_spec(history)
        assert history_description(history).endswith("2026 T1 2,0 provisional, 2026 T2 1,0 aprendido.")
    for spec in (spanish, small, limits):
        locale = spec["config"]["locale"]
        assert locale["number"]["decimal"] == ","
        assert locale["time"]["shortMonths"][0] == "ene"
        assert locale["time"]["days"][0] == "domingo"
    assert "mejor" in json.dumps(spanish, ensure_ascii=False)
    dates = {row["date"] for rows in spanish["datasets"].values() for row in rows if "date" in row}
    assert dates and all(" de " in day for day in dates)
    assert chart_spec(progress, metric) is english[0]
