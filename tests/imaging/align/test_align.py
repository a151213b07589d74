"""Known maps are found again, and what doesn't match is refused with its reason."""

import cv2
import numpy as np
import pytest

from tracker.errors import AlignmentRefused
from tracker.imaging.align import Alignment, align
from tracker.model import RefusalReason

Points = np.ndarray


def inner_points(shape: tuple[int, ...], margin: float = 0.08) -> Points:
    """A lattice of (row, column) points away from the border."""
    rows = np.linspace(margin, 1 - margin, 23) * shape[0]
    columns = np.linspace(margin, 1 - margin, 19) * shape[1]
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)


def bend(points: Points, shape: tuple[int, ...]) -> Points:
    """A smooth map of the plane: small turn, scale, shift and two slow waves."""
    row, column = points[..., 0] - shape[0] / 2, points[..., 1] - shape[1] / 2
    turn, scale = 0.06, 1.05
    wave = 4 * np.sin(column / 130), 5 * np.cos(row / 170)
    moved_row = scale * (np.cos(turn) * row + np.sin(turn) * column) + wave[0] + shape[0] / 2 + 6
    moved_column = scale * (np.cos(turn) * column - np.sin(turn) * row) + wave[1] + shape[1] / 2 - 9
    return np.stack([moved_row, moved_column], axis=-1)


def bent(rgb: np.ndarray) -> np.ndarray:
    """The photo in which `bend` of a point shows what the point shows here, in other light."""
    place = np.stack(np.indices(rgb.shape[:2]), axis=-1).astype(np.float64)
    source = place.copy()
    for _ in range(30):
        source -= bend(source, rgb.shape) - place
    maps = source[..., 1].astype(np.float32), source[..., 0].astype(np.float32)
    shown = cv2.remap(rgb, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    light = 0.8 + 0.3 * np.linspace(0, 1, rgb.shape[1])[None, :, None]
    noise = np.random.default_rng(0).normal(0, 2, rgb.shape)
    return np.clip(shown * light + noise, 0, 255).astype(np.uint8)


def distances(found: Points, truth: Points) -> np.ndarray:
    return np.hypot(*(found - truth).T)


@pytest.fixture(scope="module")
def moved(skin: np.ndarray) -> np.ndarray:
    return bent(skin)


@pytest.fixture(scope="module")
def alignment(skin: np.ndarray, moved: np.ndarray) -> Alignment:
    return align(skin, moved)


def test_a_photo_laid_over_itself_stays_in_place(skin: np.ndarray) -> None:
    points = inner_points(skin.shape)
    assert distances(align(skin, skin).to_moving(points), points).max() < 0.02


def test_a_whole_shift_is_found_to_a_twentieth_of_a_pixel(skin: np.ndarray) -> None:
    reference, moving = skin[30:, 40:], skin[:-30, :-40]
    points = inner_points(reference.shape, 0.12)
    assert distances(align(reference, moving).to_moving(points), points + np.array([30, 40])).max() < 0.05


def test_a_smooth_warp_is_recovered(skin: np.ndarray, alignment: Alignment) -> None:
    points = inner_points(skin.shape)
    error = distances(alignment.to_moving(points), bend(points, skin.shape))
    assert np.median(error) < 0.12
    assert np.percentile(error, 95) < 0.4


def test_the_stated_error_covers_the_true_error_and_is_not_idle(
    skin: np.ndarray, alignment: Alignment
) -> None:
    points = inner_points(skin.shape)
    error = distances(alignment.to_moving(points), bend(points, skin.shape))
    # so clean a pair meets the claim's floor, which stands for what no patch can see
    assert np.median(error) <= alignment.error_median_px < 0.15
    assert np.percentile(error, 95) <= alignment.error_p95_px


def test_points_go_to_the_moving_photo_and_back(skin: np.ndarray, alignment: Alignment) -> None:
    points = inner_points(skin.shape)
    assert distances(alignment.to_reference(alignment.to_moving(points)), points).max() < 0.05


def test_swapping_the_photos_inverts_the_map(
    skin: np.ndarray, moved: np.ndarray, alignment: Alignment
) -> None:
    back = align(moved, skin)
    points = inner_points(skin.shape, 0.15)
    there_and_back = distances(back.to_moving(alignment.to_moving(points)), points)
    assert np.median(there_and_back) <= alignment.error_median_px + back.error_median_px
    assert np.percentile(there_and_back, 95) <= alignment.error_p95_px + back.error_p95_px


def test_twice_the_pixels_make_twice_the_shift(
    skin: np.ndarray, moved: np.ndarray, alignment: Alignment
) -> None:
    large = align(
        *(cv2.resize(rgb, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC) for rgb in (skin, moved))
    )
    points = inner_points(skin.shape, 0.12)
    doubled = (large.to_moving((points + 0.5) * 2 - 0.5) + 0.5) / 2 - 0.5
    assert np.percentile(distances(doubled, alignment.to_moving(points)), 95) < 0.3


def test_a_spot_that_vanishes_does_not_pull_its_surroundings(skin: np.ndarray) -> None:
    with_spots = skin.copy()
    places = np.array([[300, 250], [450, 480], [600, 300]])
    for row, column in places:
        cv2.circle(with_spots, (int(column) + 3, int(row)), 9, (120, 70, 60), -1, cv2.LINE_AA)
    assert distances(align(with_spots, skin).to_moving(places), places).max() < 0.3


def test_the_same_photos_give_the_same_bytes(
    skin: np.ndarray, moved: np.ndarray, alignment: Alignment
) -> None:
    assert align(skin, moved).to_bytes() == alignment.to_bytes()


def test_photos_of_different_size_and_format_are_laid_over_each_other(skin: np.ndarray) -> None:
    moving = cv2.resize(skin[100:800], None, fx=1.7, fy=1.7, interpolation=cv2.INTER_CUBIC)
    found = align(skin, moving)
    points = inner_points(skin.shape, 0.2)
    assert distances(found.to_moving(points), (points - [100, 0] + 0.5) * 1.7 - 0.5).max() < 0.5
    assert found.scale_at(points) == pytest.approx(1.7, rel=2e-3)


def test_skin_that_the_moving_photo_does_not_show_is_not_trusted(skin: np.ndarray) -> None:
    found = align(skin, skin[:, :430])
    assert found.is_trusted(np.array([[450.0, 200.0]])).all()
    assert not found.is_trusted(np.array([[450.0, 600.0], [300.0, 520.0]])).any()
    assert 0.4 < found.support < 0.7


def test_skin_that_was_replaced_is_not_trusted(skin: np.ndarray, other_skin: np.ndarray) -> None:
    moving = skin.copy()
    moving[:400, :400] = other_skin[:400, :400]
    found = align(skin, moving)
    assert not found.is_trusted(np.array([[150.0, 150.0], [250.0, 200.0]])).any()
    assert found.is_trusted(np.array([[700.0, 500.0]])).all()


def reason_of(reference: np.ndarray, moving: np.ndarray) -> RefusalReason:
    with pytest.raises(AlignmentRefused) as refused:
        align(reference, moving)
    return refused.value.reason


def test_another_skin_is_refused(skin: np.ndarray, other_skin: np.ndarray) -> None:
    assert reason_of(skin, other_skin) is RefusalReason.DIFFERENT


def test_a_mirror_image_is_refused_as_mirrored(skin: np.ndarray, moved: np.ndarray) -> None:
    assert reason_of(skin, moved[:, ::-1]) is RefusalReason.MIRRORED


def test_a_blurred_photo_is_refused_as_blurred(skin: np.ndarray) -> None:
    assert reason_of(skin, cv2.GaussianBlur(skin, (0, 0), 25)) is RefusalReason.BLURRED


def test_a_blank_photo_is_refused_as_without_detail(skin: np.ndarray) -> None:
    assert reason_of(skin, np.full_like(skin, 150)) is RefusalReason.BLURRED


def test_a_photo_turned_on_its_side_is_refused_as_too_far_apart(skin: np.ndarray) -> None:
    assert reason_of(skin, np.rot90(skin)) is RefusalReason.FAR_APART


def test_a_sliver_in_common_is_refused_as_too_little_skin(skin: np.ndarray, other_skin: np.ndarray) -> None:
    moving = np.hstack([skin[:, -60:], other_skin[:, :660]])
    assert reason_of(skin, moving) in (RefusalReason.LITTLE_SKIN, RefusalReason.DIFFERENT)
