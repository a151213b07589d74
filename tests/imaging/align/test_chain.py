"""Two alignments through a photo between are one, with both errors in it."""

import cv2
import numpy as np
import pytest

from tracker.imaging.align import Alignment, align
from tracker.imaging.align.chain import through

SIZE = (480, 400)  # rows, columns of each photo of the patch


@pytest.fixture(scope="module")
def steps(skin: np.ndarray) -> tuple[Alignment, Alignment]:
    """Three photos along the skin, each 200 px further down; the last one enlarged."""
    first, middle, last = (skin[row : row + SIZE[0], 100 : 100 + SIZE[1]] for row in (0, 200, 400))
    enlarged = cv2.resize(last, None, fx=1.25, fy=1.25, interpolation=cv2.INTER_CUBIC)
    return align(first, middle), align(middle, enlarged)


def common_points() -> np.ndarray:
    """Points of the first photo that the last one shows too: hardly any skin."""
    rows, columns = np.meshgrid(np.linspace(420, 460, 5), np.linspace(60, 340, 9), indexing="ij")
    return np.stack([rows.ravel(), columns.ravel()], axis=1)


def test_the_composed_map_goes_where_both_go(steps: tuple[Alignment, Alignment]) -> None:
    first, second = steps
    chained = through(first, second)
    points = np.random.default_rng(0).uniform([210, 20], [470, 380], (200, 2))
    apart = chained.to_moving(points) - second.to_moving(first.to_moving(points))
    assert np.hypot(*apart.T).max() < 0.02


def test_skin_at_the_far_end_is_found_through_the_middle(steps: tuple[Alignment, Alignment]) -> None:
    chained = through(*steps)
    points = common_points()
    truth = (points - [400, 0] + 0.5) * 1.25 - 0.5
    error = np.hypot(*(chained.to_moving(points) - truth).T)
    assert np.median(error) < 0.5
    assert error.max() < 1.5


def test_errors_add_up_in_pixels_of_the_last_photo(steps: tuple[Alignment, Alignment]) -> None:
    first, second = steps
    chained = through(first, second)
    assert chained.error_p95_px == pytest.approx(1.25 * first.error_p95_px + second.error_p95_px, rel=0.01)
    assert chained.error_median_px == pytest.approx(
        1.25 * first.error_median_px + second.error_median_px, rel=0.01
    )


def test_a_point_is_trusted_only_where_both_maps_trust_it(steps: tuple[Alignment, Alignment]) -> None:
    first, second = steps
    chained = through(first, second)
    points = np.random.default_rng(1).uniform([5, 5], [475, 395], (400, 2))
    both = first.is_trusted(points) & second.is_trusted(first.to_moving(points))
    assert (chained.is_trusted(points) == both).mean() > 0.97
    assert not chained.is_trusted(np.array([[100.0, 200.0]])).any()
    assert chained.support < min(first.support, second.support)


def test_alignments_without_a_photo_in_common_are_not_chained(steps: tuple[Alignment, Alignment]) -> None:
    first, second = steps
    with pytest.raises(ValueError, match="share no photo"):
        through(second, first)
