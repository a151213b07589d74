"""Phantoms with known truth: unchanged skin stays clear, and a changed patch is shown where and as it is."""

from dataclasses import replace

import numpy as np
import pytest

from tests.imaging.change_map.conftest import CHANGED, TONES, pair
from tracker.imaging.change_map import ChangeMap, change_map
from tracker.imaging.change_map.change import SMOOTHING_MM
from tracker.model import MappedChange

REDNESS, TEXTURE = MappedChange.REDNESS, MappedChange.TEXTURE
NO_LIMITS = {REDNESS: 0.0, TEXTURE: 0.0}
TREATED = {"zone": CHANGED, "shot": 3, "is_flushed": False}
INSIDE, OUTSIDE = 0.9, 0.03
every_tone = pytest.mark.parametrize("tone", TONES)


def found(tone: str, *, has_treated: bool = True, **more) -> ChangeMap:
    true = pair(tone, **more)
    ground = true.ground() if has_treated else replace(true.ground(), treated=())
    result = change_map(*true.photos(), ground, limits=NO_LIMITS)
    assert result.refused == {}
    return result


@every_tone
@pytest.mark.parametrize("has_treated", [True, False], ids=["treated drawn", "nothing drawn"])
@pytest.mark.parametrize("shot", [1, 2])
def test_at_most_a_hundredth_of_unchanged_skin_is_coloured_without_any_limit(tone, shot, has_treated) -> None:
    for field in found(tone, shot=shot, has_treated=has_treated).fields.values():
        assert field.shown.mean() > 0.8
        assert field.share(rose=True) + field.share(rose=False) <= 0.01


@every_tone
def test_added_blood_is_shown_where_it_is_and_as_much_as_it_is(tone) -> None:
    result, true = found(tone, **TREATED), pair(tone, **TREATED)
    field, treated = result.fields[REDNESS], true.treated(result.lattice)
    inside, outside = field.shown & (treated > INSIDE), field.shown & (treated < OUTSIDE)
    assert (field.is_changed & (field.values > 0))[inside].mean() > 0.95
    assert field.is_changed[outside].mean() <= 0.01
    truth = true.true_redness(result.lattice, sigma_mm=SMOOTHING_MM[REDNESS])
    assert field.values[inside].mean() == pytest.approx(truth[inside].mean(), rel=0.15, abs=0.1)
    assert np.abs(field.values - truth)[inside].max() < 0.5 * truth[inside].mean()


@every_tone
def test_roughened_relief_is_shown_where_it_is(tone) -> None:
    result, true = found(tone, **TREATED), pair(tone, **TREATED)
    field, treated = result.fields[TEXTURE], true.treated(result.lattice)
    inside, outside = field.shown & (treated > INSIDE), field.shown & (treated < OUTSIDE)
    assert (field.is_changed & (field.values > 0))[inside].mean() > 0.95
    assert field.is_changed[outside].mean() <= 0.01
    # relief and pores by half more, which is 100 ln 1.5; grain and pigment are part of what is measured
    assert 0.55 * 40.5 < field.values[inside].mean() < 1.1 * 40.5


@every_tone
def test_seen_the_other_way_round_everything_falls(tone) -> None:
    true = pair(tone, **TREATED)
    left, right = true.photos()
    for field in change_map(right, left, true.ground(), limits=NO_LIMITS).fields.values():
        assert field.share(rose=False) > 0.05
        assert field.share(rose=True) <= 0.01


def test_nothing_below_the_limit_of_the_measurement_is_coloured() -> None:
    true = pair("light", **TREATED)
    result = change_map(*true.photos(), true.ground(), limits={REDNESS: 9.0, TEXTURE: 25.0})
    redness, texture = (result.fields[kind] for kind in (REDNESS, TEXTURE))
    assert (redness.threshold, redness.is_changed.any()) == (9.0, False)
    assert texture.threshold == 25.0
    assert np.abs(texture.values[texture.is_changed]).min() > 25.0


@every_tone
def test_the_border_of_a_cloth_that_lies_otherwise_is_no_change(tone) -> None:
    bare, draped = (found(tone, shot=2, is_draped=is_draped) for is_draped in (False, True))
    for kind, field in draped.fields.items():
        assert field.shown.mean() < bare.fields[kind].shown.mean() - 0.02
        assert field.share(rose=True) + field.share(rose=False) <= 0.01
