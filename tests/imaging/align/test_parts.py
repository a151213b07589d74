"""Each step does what its own words say, on data whose answer is known."""

import cv2
import numpy as np

from tracker.imaging.align.coarse import affine_models, is_plausible, voted_similarities
from tracker.imaging.align.features import Features, find_features
from tracker.imaging.align.matching import agree_with_neighbours, mutual_matches
from tracker.imaging.align.patches import correlate_patches
from tracker.imaging.align.skin_prior import skin_prior
from tracker.imaging.align.spline import Grid, SplineField
from tracker.imaging.align.spline_fit import even_observations, fit_field
from tracker.imaging.align.working import reduce_photo

SIZE = (600, 800)


def scattered(count: int, seed: int = 0) -> np.ndarray:
    """Random points (x, y) of the frame."""
    return np.random.default_rng(seed).uniform(0, SIZE, (count, 2))


def wavy(xy: np.ndarray) -> np.ndarray:
    return np.stack([5 * np.sin(xy[:, 1] / 150), 4 * np.cos(xy[:, 0] / 120)], axis=1)


def test_the_basis_adds_up_to_one_everywhere_also_beyond_the_frame() -> None:
    _, weights = Grid(SIZE, 10).basis(scattered(200) * 1.6 - 100)
    assert np.allclose(weights.sum(axis=1), 1)
    assert (weights >= 0).all()


def test_a_field_is_fitted_to_a_smooth_displacement_through_gross_errors() -> None:
    xy = scattered(1500)
    target = xy + wavy(xy)
    wrong = np.random.default_rng(1).random(len(xy)) < 0.25
    target[wrong] += np.random.default_rng(2).uniform(-60, 60, (wrong.sum(), 2))
    start = SplineField.start(np.eye(3), SIZE, cells=8)
    field, trust = fit_field(
        start, even_observations(xy, target, 1.0), cells=8, stiffness=0.01, width=4.0, rounds=8
    )
    points = scattered(500, 3) * 0.9 + 30
    assert np.abs(field(points) - points - wavy(points)).max() < 0.5
    assert trust[~wrong].min() > 0.5
    assert np.median(trust[wrong]) < 0.05


def test_landscape_and_portrait_frames_are_fitted_alike() -> None:
    xy = scattered(900)
    flipped = xy[:, ::-1].copy()
    upright, _ = fit_field(
        SplineField.start(np.eye(3), SIZE, cells=8),
        even_observations(xy, xy + wavy(xy), 1.0),
        cells=8,
        stiffness=0.1,
        width=4.0,
    )
    lying, _ = fit_field(
        SplineField.start(np.eye(3), SIZE[::-1], cells=8),
        even_observations(flipped, flipped + wavy(xy)[:, ::-1], 1.0),
        cells=8,
        stiffness=0.1,
        width=4.0,
    )
    assert np.allclose(upright(xy), lying(flipped)[:, ::-1], atol=1e-6)


def test_an_edge_tells_nothing_along_itself() -> None:
    xy = scattered(400)
    observed = even_observations(xy, xy + np.array([3.0, 50.0]), 1.0)
    observed.information[:, 2] = 0
    field, _ = fit_field(
        SplineField.start(np.eye(3), SIZE, cells=5), observed, cells=5, stiffness=1.0, width=4.0
    )
    moved = field(xy) - xy
    assert np.allclose(moved[:, 0], 3, atol=0.05)
    assert np.abs(moved[:, 1]).max() < 1


def test_patches_find_a_shift_to_a_fraction_of_a_pixel() -> None:
    noise = np.random.default_rng(0).standard_normal((300, 360), np.float32)
    picture = cv2.GaussianBlur(noise, (0, 0), 2.0)
    shift = np.array([[1, 0, -1.3], [0, 1, 0.6]], np.float32)
    moved = cv2.warpAffine(
        picture, shift, (360, 300), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    patches = correlate_patches(picture, moved, np.ones(picture.shape, bool), step_px=10, reach_px=3)
    assert patches.is_found.mean() > 0.9
    assert np.abs(np.median(patches.shift[patches.is_found], axis=0) - [-1.3, 0.6]).max() < 0.05
    assert patches.peak[patches.is_found].min() > 0.8


def test_patches_outside_the_valid_pixels_do_not_count() -> None:
    picture = np.random.default_rng(0).standard_normal((200, 200), np.float32)
    valid = np.ones(picture.shape, bool)
    valid[:, 100:] = False
    patches = correlate_patches(picture, picture, valid, step_px=10, reach_px=2)
    assert patches.is_found[patches.xy[:, 0] < 80].all()
    assert not patches.is_found[patches.xy[:, 0] > 115].any()


def test_an_unlike_neighbour_is_told_from_its_company() -> None:
    xy = scattered(60)
    residual = np.ones((60, 2))
    residual[17] += 30
    agrees = agree_with_neighbours(xy, residual, within_px=5)
    assert not agrees[17]
    assert agrees.sum() == 59


def test_skin_of_every_tone_is_skin_and_blue_cloth_is_not() -> None:
    rgb = np.full((200, 400, 3), (30, 60, 150), np.uint8)
    for column, tone in enumerate([(236, 200, 180), (190, 140, 110), (120, 80, 58), (64, 42, 32)]):
        rgb[:100, 100 * column : 100 * (column + 1)] = tone
    prior = skin_prior(rgb)
    assert prior[:90].all()
    assert not prior[120:].any()


def test_a_photo_without_any_colour_of_skin_counts_as_a_whole() -> None:
    assert skin_prior(np.full((100, 100, 3), 128, np.uint8)).all()


def test_large_photos_are_reduced_and_small_ones_left_alone() -> None:
    large = reduce_photo(np.zeros((3000, 4000, 3), np.uint8))
    assert (large.size, large.shape) == ((1280, 960), (3000, 4000))
    small = np.zeros((500, 640, 3), np.uint8)
    assert reduce_photo(small).rgb is small


def turned(features: Features) -> tuple[Features, np.ndarray]:
    """The same keypoints after a turn by 0.3 rad and growth by 1.2."""
    linear = 1.2 * np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    moved = Features(
        features.xy @ linear.T + [30, -20],
        features.descriptors,
        features.size_px * 1.2,
        features.angle_rad + 0.3,
    )
    return moved, linear


def test_coarse_models_recover_turn_scale_and_shift(skin: np.ndarray) -> None:
    reference = find_features(reduce_photo(skin))
    moving, linear = turned(reference)
    matches = mutual_matches(reference, moving, max_ratio=0.9)
    for find in (affine_models, voted_similarities):
        model = find(reference, moving, matches.where(np.arange(400)), size=(720, 900))[0]
        assert np.allclose(model.homography[:2, :2], linear, atol=5e-3)
        assert np.allclose(model.homography[:2, 2], [30, -20], atol=1)


def test_a_map_that_turns_grows_or_stretches_too_far_is_implausible() -> None:
    assert is_plausible(np.diag([1.3, 1.2, 1.0]))
    assert not is_plausible(np.diag([2.1, 2.0, 1.0]))
    assert not is_plausible(np.diag([1.5, 0.9, 1.0]))
    assert not is_plausible(np.diag([-1.0, 1.0, 1.0]))
    quarter_turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert not is_plausible(quarter_turn)
