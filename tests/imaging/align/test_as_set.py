"""A photo laid where a person says: exactly there, trusted nowhere, and saying so."""

import math

import numpy as np
import pytest

from tracker.imaging.align.as_set import lay_as_set
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.trusted_pixels import trusted_pixels
from tracker.model import FOUR_PLACES, Similarity

# working photos of these are 1280 x 971 and 960 x 1280: not quite of the same aspect
REFERENCE, MOVING = (3033, 4000), (4001, 3000)
POINTS = [(0.0, 0.0), (3032.0, 3999.0), (100.0, 3500.0), (1500.0, 2000.0)]


def laid(moved: Similarity) -> Alignment:
    pairs = moved.to_pairs(REFERENCE, MOVING, FOUR_PLACES)
    return lay_as_set(pairs, reference_shape=REFERENCE, moving_shape=MOVING)


@pytest.mark.parametrize(
    "moved", [Similarity((-40.0, 213.5), 31.7, 0.8), Similarity((0.0, 0.0), -170.0, 1.6)]
)
def test_it_lies_exactly_where_it_was_laid_also_after_being_kept(moved: Similarity) -> None:
    alignment = Alignment.from_bytes(laid(moved).to_bytes())
    astray = alignment.to_moving(POINTS) - np.array(moved.to_moving(POINTS, REFERENCE, MOVING))
    assert np.hypot(*astray.T).max() < 0.01
    assert alignment.scale_at(POINTS) == pytest.approx(1 / moved.scale, rel=1e-6)


def test_nobody_is_told_that_it_can_be_trusted() -> None:
    alignment = Alignment.from_bytes(laid(Similarity((0.0, 0.0), 5.0, 1.0)).to_bytes())
    assert not alignment.is_confirmed
    assert math.isinf(alignment.error_p95_px)
    assert not alignment.is_trusted(POINTS).any()
    assert not trusted_pixels(alignment).any()
    assert alignment.evidence == "A person laid the photo there, and nothing in the pictures confirms it."
    assert Alignment.identity(REFERENCE).is_confirmed


def test_two_pairs_alone_are_refused() -> None:
    pairs = Similarity((0.0, 0.0), 5.0, 1.0).to_pairs(REFERENCE, MOVING)
    with pytest.raises(ValueError, match="two pairs"):
        lay_as_set(pairs, reference_shape=REFERENCE, moving_shape=MOVING)
