"""The page on precision: repeats so far, limits, what would tighten them, and how to begin."""

import pytest

from tests.services.test_precision import repeated
from tests.ui.pages.records import Records
from tests.ui.pages.tab import Tab
from tracker.model import Metric, Role
from tracker.ui import context


def numbers(tab: Tab) -> list[str]:
    return [one.value for one in tab.app.metric]


def test_a_new_clinic_reads_how_to_make_repeats(store, owner) -> None:
    tab = Tab.open("precision")
    assert "**0 of 20** repeat pairs: 20 more until limits are learned" in tab.words
    for words in (
        "Two or three photos in every session",
        "A second baseline session",
        "say since which session nothing changed",
        "or sessions marked as unchanged",
    ):
        assert words in tab.words
    assert tab.words.count("provisional") >= 2
    assert tab.app.get("vega_lite_chart") == []


def test_pairs_limit_parts_and_advice_of_a_metric_stand_together(records: Records, owner) -> None:
    repeated(records, 7)
    repeated(records, 7, days=100, patient=records.patient(chart_number="B-2"))
    tab = Tab.open("precision")
    assert "**12 of 20** repeat pairs: 8 more until limits are learned" in tab.words
    assert "12 pairs" in tab.words
    assert "from day to day: not known yet" in tab.words
    assert "8 more pairs make a limit of its own" in tab.words
    (chart,) = tab.app.get("vega_lite_chart")
    assert chart.proto.alt.startswith(
        "Smallest detectable change of redness against own skin by quarter: 2026 Q2"
    )
    assert "2026 Q3" in chart.proto.alt
    assert chart.proto.alt.endswith("provisional.")


def test_one_quarter_alone_makes_no_chart(records: Records, owner) -> None:
    repeated(records, 22)
    tab = Tab.open("precision")
    assert "**21** repeat pairs: enough to learn limits from" in tab.words
    assert tab.app.get("vega_lite_chart") == []


def test_limits_are_those_of_one_photo_and_of_three(records: Records, owner) -> None:
    tab = Tab.open("precision")
    found = context.precision(Role.OWNER)
    limits = [one.limits for one in found.metrics if one.metric in (Metric.REDNESS, Metric.TEXTURE)]
    assert [float(n) for n in numbers(tab)] == pytest.approx(
        [limit[photos].sdc for limit in limits for photos in (1, 3)], rel=0.05
    )
    tab.field("More metrics").set_value([Metric.PIGMENT])
    assert len(numbers(tab.run())) == 6


def test_the_demos_figures_are_called_so(records: Records, owner) -> None:
    repeated(records, 22, patient=records.patient(chart_number="S-1", is_synthetic=True))
    assert "There are only demo patients" in Tab.open("precision").words
    records.patient(chart_number="A-1")
    context.precision.clear()
    assert "demo" not in Tab.open("precision").words


def test_skin_types_stand_by_themselves_in_words(records: Records, owner) -> None:
    repeated(records, 5, patient=records.patient(chart_number="A-1", fitzpatrick=2))
    repeated(records, 4, patient=records.patient(chart_number="A-2", fitzpatrick=6))
    words = Tab.open("precision").words
    assert "skin types I to III:" in words
    assert "skin types V and VI:" in words


def test_the_page_is_linked_from_the_clinic_and_from_a_charts_limit(records: Records, owner) -> None:
    assert "How precise are we?" in Tab.open("clinic").links
    course = records.course()
    assert "How precise are we?" in Tab.open("progress", series=course.series.id).links


@pytest.mark.parametrize("role", [Role.OWNER, Role.PROVIDER, Role.ASSISTANT])
def test_everybody_of_the_clinic_may_see_it(role, store, sign_in) -> None:
    sign_in(role)
    assert not Tab.open("precision").errors


def test_a_patient_is_refused_even_after_somebody_else_has_looked(store, sign_in) -> None:
    sign_in(Role.OWNER)
    assert numbers(Tab.open("precision"))
    sign_in(Role.PATIENT)
    tab = Tab.open("precision")
    assert tab.errors == ["Your account can't see patients, photos and readings: ask the clinic's owner."]
    assert numbers(tab) == []
    assert "How precise are we?" not in Tab.open("clinic").links
