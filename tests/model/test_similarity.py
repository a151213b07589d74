"""Moving, turning and scaling: points carried as by hand, and found back from pairs of points."""

import math

import pytest

from tracker.model import FOUR_PLACES, PointPairs, Similarity

REFERENCE, MOVING = (3000, 4000), (1501, 2001)


def close(found: Similarity, true: Similarity) -> bool:
    return all(
        math.isclose(a, b, abs_tol=1e-6)
        for a, b in zip(
            (*found.shift_rc, found.turn_deg, found.scale),
            (*true.shift_rc, true.turn_deg, true.scale),
            strict=True,
        )
    )


def test_a_photo_is_moved_turned_clockwise_and_scaled_about_its_middle() -> None:
    """The photo's middle lies 10 below and 20 right; what was 30 above it is now 60 to its right."""
    moved = Similarity((10.0, 20.0), 90.0, 2.0)
    middle, above = ((1499.5 + 10, 1999.5 + 20), (1499.5 + 10, 1999.5 + 20 + 60))
    assert moved.to_moving([middle], REFERENCE, MOVING)[0] == pytest.approx((750.0, 1000.0))
    assert moved.to_moving([above], REFERENCE, MOVING)[0] == pytest.approx((720.0, 1000.0))


@pytest.mark.parametrize("places", [FOUR_PLACES, FOUR_PLACES[:2]])
@pytest.mark.parametrize(
    "moved",
    [
        Similarity((0.0, 0.0), 0.0, 1.0),
        Similarity((-812.25, 40.5), 179.5, 0.37),
        Similarity((3.0, 2500.0), -90.1, 4.0),
    ],
)
def test_pairs_of_points_give_the_similarity_back_seen_from_either_photo(moved, places) -> None:
    pairs = moved.to_pairs(REFERENCE, MOVING, places)
    assert close(Similarity.of(pairs, REFERENCE, MOVING), moved)
    back = Similarity.of(pairs.swapped, MOVING, REFERENCE)
    assert (back.turn_deg, back.scale) == pytest.approx((-moved.turn_deg, 1 / moved.scale))
    assert pairs.is_similarity is (len(places) == 2)


def test_points_that_a_hand_set_a_little_astray_still_give_nearly_the_same() -> None:
    true = Similarity((50.0, -30.0), 12.0, 1.5)
    pairs = true.to_pairs(REFERENCE, MOVING, FOUR_PLACES)
    astray = tuple((r + (-1) ** n, c) for n, (r, c) in enumerate(pairs.moving_rc))
    found = Similarity.of(PointPairs(pairs.reference_rc, astray), REFERENCE, MOVING)
    assert found.turn_deg == pytest.approx(12.0, abs=0.2)
    assert found.shift_rc == pytest.approx((50.0, -30.0), abs=0.1)


def test_photos_of_unequal_size_lie_middle_over_middle_equally_large() -> None:
    filling = Similarity.filling(REFERENCE, MOVING)
    corner = filling.to_moving([(1499.5, 3999.0)], REFERENCE, MOVING)[0]
    assert corner == pytest.approx((750.0, 2000.0), abs=1)


@pytest.mark.parametrize(
    "wrong",
    [
        ((math.nan, 0.0), 0.0, 1.0),
        ((0.0, 0.0), math.inf, 1.0),
        ((0.0, 0.0), 0.0, 0.0),
        ((0.0, 0.0), 0.0, -1.0),
    ],
)
def test_what_is_no_similarity_can_not_be_made(wrong) -> None:
    with pytest.raises(ValueError, match="photo"):
        Similarity(*wrong)


def test_points_in_one_place_fix_no_turn() -> None:
    with pytest.raises(ValueError, match="one place"):
        Similarity.of(PointPairs(((1, 1), (2, 2)), ((5, 5), (5, 5))), REFERENCE, MOVING)
