import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.imaging.measure.conftest import make_scene
from tracker.imaging.measure.fit import PatchFrame, fit_light, patch_light
from tracker.imaging.measure.scale import take_sample

GAINS = np.log([1.2, 0.9, 0.75])


def sample_of(scene):
    return take_sample(scene.rgb(), scene.treated, scene.untreated, mm_per_px=scene.mm_per_px)


def tilted(scene, down: float, right: float):
    rows, columns = np.mgrid[: scene.treated.shape[0], : scene.treated.shape[1]]
    plane = down * (rows / 420 - 0.5) + right * (columns / 560 - 0.5)
    return scene.changed(plane[..., None] + GAINS)


def test_gains_and_a_plane_of_light_are_undone(scene) -> None:
    reference, moving = sample_of(scene), sample_of(tilted(scene, 0.3, -0.4))
    fit = fit_light(patch_light(reference), patch_light(moving))
    frame = PatchFrame.of(moving.control_drawn)
    undone = moving.relit(fit.light(moving.treated.shape, frame))
    left = np.abs(undone.log_rgb - reference.log_rgb)[reference.weight > 0]
    assert np.median(left) < 0.01
    assert fit.across(420 / frame.unit_px) == pytest.approx(np.hypot(0.3, 0.4 * 420 / 560), abs=0.02)


def test_the_same_light_needs_no_fit(scene) -> None:
    light = patch_light(sample_of(scene))
    fit = fit_light(light, light)
    assert_allclose([*fit.log_gains, fit.down, fit.right], 0, atol=1e-5)


def test_a_tenth_of_the_patch_that_changed_does_not_move_the_fit(scene) -> None:
    spotted = scene.changed(-0.5, scene.untreated & (np.arange(420) > 345)[:, None])
    fit = fit_light(patch_light(sample_of(scene)), patch_light(sample_of(spotted)))
    assert_allclose(fit.log_gains, 0, atol=0.04)


def test_the_patch_frame_follows_shift_and_distance_and_ignores_turning() -> None:
    rows, columns = np.mgrid[:300, :300]
    small = (np.abs(rows - 80) < 30) & (np.abs(columns - 100) < 40)
    large = (np.abs(rows - 160) < 60) & (np.abs(columns - 150) < 80)
    turned = (np.abs(rows - 80) < 40) & (np.abs(columns - 100) < 30)
    frame, wide = PatchFrame.of(small), PatchFrame.of(large)
    assert (frame.row, frame.column) == (80, 100)
    assert wide.unit_px == pytest.approx(2 * frame.unit_px, rel=0.02)
    assert PatchFrame.of(turned).unit_px == pytest.approx(frame.unit_px)


def test_photos_without_common_skin_are_not_fitted() -> None:
    light = patch_light(sample_of(make_scene()))
    empty = type(light)(light.log_rgb, np.zeros_like(light.share))
    assert fit_light(empty, light).log_gains == (0, 0, 0)
