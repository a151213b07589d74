"""Whether the skin changed: the verdicts in words, the charts, the table and its file."""

import pytest

from tests.ui.pages.records import DARK, Records
from tests.ui.pages.tab import Tab
from tracker.imaging import measure
from tracker.model import Metric, RegionRole, Role


def opened(course) -> Tab:
    return Tab.open("progress", series=course.series.id)


def charts(tab: Tab) -> list[str]:
    """Metric and region of each chart, from its description for those who don't see it."""
    return [chart.proto.alt.partition(", 5 sessions")[0] for chart in tab.app.get("vega_lite_chart")]


def table_of(course) -> Tab:
    return opened(course).type("Show", "Table").run()


def test_the_latest_verdicts_stand_on_top_in_words(records: Records, owner) -> None:
    words = opened(records.course()).words
    redness, texture = words.index("better]"), words.index("no detectable change]")
    assert redness < texture
    assert words.count("session 4, 3 August 2026") == 2
    assert r"Redness fell by 6.0 a*, more than the smallest detectable change of 2.0 a*" in words
    assert "No detectable change in texture roughness: 1 % lower than at baseline." in words


def test_a_rise_reads_as_worse(records: Records, owner) -> None:
    course = records.course()
    values = {Metric.REDNESS: 13.0, Metric.REDNESS_WITNESS: 29.0, Metric.TEXTURE: 95.0}
    records.read(course.photos[3], course.region, values)
    words = opened(course).words
    assert words.count("worse]") == 2
    assert r"Redness rose by 5.0 a*" in words


def test_the_verdict_can_be_read_to_the_patient(records: Records, owner) -> None:
    tab = opened(records.course())
    assert "The skin here is less red than at the start" in tab.words
    assert "No change in texture that the photos can show for certain." in tab.words


def test_redness_and_texture_have_charts_and_the_others_on_demand(records: Records, owner) -> None:
    tab = opened(records.course())
    assert charts(tab) == ["Redness against own skin, cheek", "Texture against own skin, cheek"]
    tab.field("More metrics").set_value([Metric.PIGMENT])
    tab.run()
    assert charts(tab)[2] == "Pigment against own skin, cheek"


def test_every_reading_stands_in_the_table_with_its_verdict_and_reason(records: Records, owner) -> None:
    frame = table_of(records.course()).app.dataframe[0].value
    redness = frame[frame["Metric"] == Metric.REDNESS.label]
    assert list(redness["Session"]) == [1, 2, 3, 4, 5]
    assert list(redness["Verdict"]) == [
        "baseline",
        "no detectable change",
        "in recovery",
        "better",
        "not comparable",
    ]
    assert list(redness["Value"].dropna()) == [8.0, 7.9, 14.0, 2.0]
    reasons = list(redness["Reason"])
    assert reasons[4] == DARK
    assert reasons[2]
    assert reasons[0] == reasons[1] == reasons[3] == ""


def test_the_table_on_screen_leaves_out_no_column_of_the_file(records: Records, owner) -> None:
    frame = table_of(records.course()).app.dataframe[0]
    assert sorted(frame.proto.column_order) == sorted(frame.value.columns)


def test_the_file_is_asked_for_with_view_and_method(records: Records, owner) -> None:
    course = records.course()
    said = {"view": course.photos[0].view.key, "measured_by": ""}
    assert table_of(course).forms == {f"/export/readings/{course.series.id}": said}


@pytest.mark.parametrize(
    ("role", "may_export"), [(Role.OWNER, True), (Role.PROVIDER, True), (Role.ASSISTANT, False)]
)
def test_who_may_export_gets_the_button(role, may_export, records: Records, sign_in) -> None:
    sign_in(role)
    tab = table_of(records.course())
    # a data frame's own toolbar would hand the rows out as a file
    assert (len(tab.app.dataframe), len(tab.app.table)) == ((1, 0) if may_export else (0, 1))
    assert len(tab.forms) == may_export


def test_a_series_without_readings_leads_to_the_regions(records: Records, owner) -> None:
    one = records.series()
    records.photo(records.session(one, 1))
    tab = Tab.open("progress", series=one.id)
    assert "Draw regions" in tab.links
    assert not tab.forms


def test_before_a_second_session_nothing_is_judged(records: Records, owner) -> None:
    one = records.series()
    photo = records.photo(records.session(one, 1))
    region = records.region(one.id, "cheek")
    records.read(photo, region, {Metric.REDNESS: 8.0, Metric.TEXTURE: 30.0})
    tab = Tab.open("progress", series=one.id)
    assert tab.words.count("Not judged yet: it takes a later session that can be compared.") == 2


def test_of_two_regions_one_is_shown_at_a_time(records: Records, owner) -> None:
    course = records.course()
    jaw = records.region(course.series.id, "jaw")
    for photo, value in zip(course.photos, (5.0, 5.1, 9.0, 9.9, 5.0), strict=True):
        records.read(photo, jaw, {Metric.REDNESS: value, Metric.REDNESS_WITNESS: value})
    tab = opened(course)
    assert charts(tab)[0] == "Redness against own skin, cheek"
    tab.type("Region", jaw.id).run()
    assert charts(tab) == ["Redness against own skin, jaw"]


def test_an_untreated_region_has_no_verdict_of_its_own(records: Records, owner) -> None:
    course = records.course()
    other = records.region(course.series.id, "arm", RegionRole.UNTREATED)
    records.read(course.photos[0], other, {Metric.REDNESS: 1.0})
    assert "arm" not in opened(course).words


def test_synthetic_repeats_tighten_no_real_patients_limit(records: Records, owner) -> None:
    """Twenty-five repeat pairs of a synthetic patient: the real one's limit stays provisional."""
    synthetic = records.series(records.patient(chart_number="S-1", is_synthetic=True))
    first = records.session(synthetic, 1)
    shots = [records.photo(first, minutes=m) for m in range(26)]
    region = records.region(synthetic.id, "cheek")
    for n, photo in enumerate(shots):
        records.read(photo, region, {Metric.REDNESS: 8.0 + 0.01 * (n % 2)})
    assert "learned from" not in opened(records.course()).words
    other = records.course(chart_number="S-2", is_synthetic=True)
    # and one more: the other course's baseline and the photo before its first treatment
    assert "learned from 26 repeat pairs" in opened(other).words


def test_all_regions_stand_side_by_side_for_one_metric(records: Records, owner) -> None:
    course = records.course()
    jaw = records.region(course.series.id, "jaw")
    for photo, value in zip(course.photos, (5.0, 5.1, 9.0, 9.9, 5.0), strict=True):
        records.read(photo, jaw, {Metric.REDNESS: value, Metric.REDNESS_WITNESS: value})
    tab = opened(course).type("Regions shown", "All regions").run()
    assert charts(tab) == ["Redness against own skin, cheek", "Redness against own skin, jaw"]
    assert "−6.0 a* in session 4, 3 August 2026" in tab.words
    assert "◆ baseline" in tab.words
    tab.type("Metric", Metric.TEXTURE).run()
    assert charts(tab) == ["Texture against own skin, cheek"]
    tab.type("Show", "Table").run()
    assert set(tab.app.dataframe[0].value["Region"]) == {"cheek", "jaw"}


def test_one_region_needs_no_choice_between_one_and_all(records: Records, owner) -> None:
    assert "All regions" not in [
        o for f in opened(records.course()).app.get("segmented_control") for o in f.options
    ]


def test_without_earlier_readings_no_method_is_offered(records: Records, owner) -> None:
    assert "Method" not in [field.label for field in table_of(records.course())._fields()]


def test_the_table_shows_earlier_readings_by_themselves_and_the_charts_never(records: Records, owner) -> None:
    course = records.course()
    for photo in course.photos:
        records.read(photo, course.region, {Metric.REDNESS: 40.0}, method="measure-1")
    tab = table_of(course)
    assert set(tab.app.dataframe[0].value["Method"]) == {measure.METHOD}
    tab.type("Method", "measure-1").run()
    assert [said["measured_by"] for said in tab.forms.values()] == ["measure-1"]
    frame = tab.app.dataframe[0].value
    assert set(frame["Method"]) == {"measure-1"}
    assert set(frame["Value"]) == {40.0}
    assert "never together with the present readings" in tab.words
    tab.type("Show", "Charts").run()
    assert not any("40.0 a*" in chart.proto.spec for chart in tab.app.get("vega_lite_chart"))
    assert charts(tab)[0] == "Redness against own skin, cheek"


def test_while_a_new_method_has_measured_nothing_the_earlier_readings_can_be_read(
    records: Records, owner, monkeypatch
) -> None:
    course = records.course()
    monkeypatch.setattr(measure, "METHOD", "measure-of-tomorrow")
    tab = opened(course)
    assert "There are no readings yet" in tab.words
    assert charts(tab) == []
    assert list(tab.app.dataframe[0].value["Value"].dropna())[:4] == [8.0, 7.9, 14.0, 2.0]
    assert "never together with the present readings" in tab.words
