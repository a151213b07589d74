"""What moves each metric: doses, cross-talk and nuisances of one generated person."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.measurement import assess, product
from benchmarks.measurement.effects import NUISANCES, OWN, PROPERTY_NAMES, REFERENCE, TRUTH, Nuisance
from benchmarks.measurement.response import Dose, Subject
from benchmarks.measurement.tables import cross_table, dose_table, nuisance_table, summary
from benchmarks.skin_series.people import PROPERTIES, Severity, people
from benchmarks.skin_series.scene import scene
from tracker.model import Metric

NOTHING = NUISANCES[0]


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject(next(people(1, seed=3)))


@pytest.fixture
def without_public_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Provisional limits."""
    monkeypatch.setattr(product, "PUBLIC_SET", tmp_path)
    product._limits.cache_clear()
    yield
    product._limits.cache_clear()


def test_a_metric_follows_its_own_property_and_no_other(subject: Subject) -> None:
    change, known = subject._changed(("red",), -0.4)
    assert known["T_hb_excess"] < 0.7 * subject.known["T_hb_excess"]
    assert change[Metric.REDNESS] < -0.4
    assert change[Metric.REDNESS_WITNESS] < -0.8
    assert abs(change[Metric.TEXTURE]) < 5
    assert abs(change[Metric.PORES]) < 0.3


def test_the_unit_is_the_response_to_a_fifth_more_of_the_own_property(subject: Subject) -> None:
    dose = subject._dose(Metric.PORES, (-0.4, 0.2))
    fifth_more, _ = subject._changed(("pores",), 0.2)
    assert dose.rank_correlation == pytest.approx(1)
    assert dose.unit == pytest.approx(fifth_more[Metric.PORES], rel=0.35)
    assert dose.unit > 0.3


def test_a_nuisance_counts_by_its_widest_way(subject: Subject) -> None:
    pale = ((0.7, 0.3, 0.0), (0.3, 0.7, 0.0), (0.0, 0.0, 1.0))
    ways = (lambda _: REFERENCE), (lambda _: replace(REFERENCE, sensor=pale))
    found = subject.nuisance(Nuisance("half of it nothing", ways))
    assert found[Metric.REDNESS_WITNESS] < -1
    none = subject.nuisance(NOTHING)
    assert abs(none[Metric.REDNESS_WITNESS]) < 0.1
    assert abs(none[Metric.TEXTURE]) < 5


def test_a_way_that_withholds_a_metric_counts_only_if_all_do(subject: Subject) -> None:
    dark = replace(REFERENCE, exposure_ev=-1.6)
    mixed = subject.nuisance(Nuisance("mixed", (lambda _: dark, lambda _: REFERENCE)))
    assert np.isfinite(mixed[Metric.REDNESS])
    assert np.isnan(subject.nuisance(Nuisance("dark", (lambda _: dark,)))[Metric.REDNESS])


def test_every_nuisance_but_the_first_photographs_otherwise(subject: Subject) -> None:
    for nuisance in NUISANCES[1:]:
        assert all(way(subject.person) != REFERENCE for way in nuisance.ways), nuisance.name
    assert all(way(subject.person) == REFERENCE for way in NOTHING.ways)
    assert len({nuisance.name for nuisance in NUISANCES}) == len(NUISANCES)


def test_every_metric_has_a_property_and_every_property_a_name() -> None:
    assert set(OWN) == set(TRUTH) == set(Metric)
    assert set(PROPERTY_NAMES) == set(PROPERTIES)
    assert {name for names in OWN.values() for name in names} <= set(PROPERTIES)


def test_tables_tell_responses_in_units_with_the_truth_in_brackets() -> None:
    doses = {55.0: dict.fromkeys(OWN, Dose(2.0, 0.9)), -40.0: dict.fromkeys(OWN, Dose(0.5, 1.0))}
    change = {m: (1.0 if m is Metric.REDNESS else 0.0) for m in OWN}
    cross = {tone: dict.fromkeys(PROPERTIES, change) for tone in doses}
    assert dose_table(doses).splitlines()[2] == "| R1 | 2 (0.90) | 0.5 (1.00) |"
    row = cross_table(cross, cross, doses).splitlines()[2].split(" | ")
    assert row[:2] == ["| blood", "1.2; 2 at -40 (true 1)"]
    assert row[2] == "0; 0 at 55"
    minus = {m: -v for m, v in change.items()}
    assert "| lamp | 1.2; 2 at -40 |" in nuisance_table({"lamp": dict.fromkeys(doses, minus)}, doses)


@pytest.mark.parametrize(
    ("responses", "words"),
    [
        ({55: 0.1, 10: -0.4, -40: 0.2}, "0.1; -0.4 at 10"),
        ({55: 0.1, 10: np.nan}, "0.1; 0.1 at 55; 1 withheld"),
        ({55: np.nan}, "withheld"),
        ({55: -0.04}, "0; 0 at 55"),
    ],
)
def test_a_cell_names_the_median_and_the_tone_that_moves_most(
    responses: dict[float, float], words: str
) -> None:
    assert summary(responses) == words


@pytest.mark.usefixtures("without_public_set")
def test_the_adapter_answers_every_photo_with_value_and_verdict(subject: Subject) -> None:
    inflamed = scene(subject.person, Severity().changed(red=4.0))
    photos = [
        {**subject.reference, "day": 0, "hours_since_treatment": None, "ita": 55},
        {**subject._photo(inflamed, REFERENCE), "day": 30, "hours_since_treatment": 48.0, "ita": 55},
        {**subject._photo(inflamed, REFERENCE), "day": 70, "hours_since_treatment": None, "ita": 55},
    ]
    first, acute, later = assess(photos, "ctrl")
    assert set(first) == set(acute) == {str(m) for m in Metric}
    assert {verdict for _, verdict in first.values()} == {"baseline"}
    assert {verdict for _, verdict in acute.values()} == {"recovery"}
    assert later["R1"][0] > first["R1"][0] + 2
    assert later["R1"][1] == later["R2"][1] == "worse"
    assert later["L1"][1] == "unchanged"
