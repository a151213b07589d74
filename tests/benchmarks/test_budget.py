from dataclasses import asdict

import pytest

from benchmarks.measurement.budget import AS_IS, NO_JPEG, NUISANCES, TONE_CURVE, Pair, without
from benchmarks.skin_series.conditions import draw
from benchmarks.skin_series.people import people


@pytest.fixture(scope="module")
def drawn() -> Pair:
    person = next(iter(people(1, seed=5)))
    return draw("free", person, 1), draw("free", person, 3)


@pytest.mark.parametrize("nuisance", [n for n in NUISANCES if n not in (AS_IS, NO_JPEG)])
def test_a_nuisance_taken_out_is_equal_and_all_else_stays(drawn: Pair, nuisance: str) -> None:
    after = without(nuisance, drawn)
    for was, now in zip(drawn, after, strict=True):
        moved = {name for name, value in asdict(was).items() if asdict(now)[name] != value}
        assert moved <= set(NUISANCES[nuisance])
    for name in NUISANCES[nuisance]:
        assert asdict(after[0])[name] == asdict(after[1])[name]
    assert drawn != after


def test_the_tone_curve_stays_that_of_the_device(drawn: Pair) -> None:
    assert without(TONE_CURVE, drawn)[1].tone == drawn[0].tone != drawn[1].tone
