"""Smooth skin through real JPEGs: the steps of its chroma show, and what they stood for comes back."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.imaging.measure.conftest import SHAPE, Scene, make_scene, smooth_noise
from tracker.imaging.measure.chroma import jpeg_to_linear
from tracker.imaging.measure.chroma_steps import find_step, restored
from tracker.imaging.measure.colour import erythema_index, srgb_to_linear

TO_CHROMA = np.array([[-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])


def smooth_skin() -> Scene:
    """Skin whose blood changes over centimetres only, as that of a cheek."""
    scene = make_scene()
    blood = 0.12 * smooth_noise(8, sigma_px=60)[..., None] * np.array([0.1, 1.0, 0.8])
    return scene.changed(-blood)


def saved(rgb: np.ndarray, quality: int, subsampling: str = "4:2:0") -> np.ndarray:
    file = BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality, subsampling=subsampling)
    return np.asarray(Image.open(file))


def turned(rgb: np.ndarray) -> np.ndarray:
    """Rotated and enlarged a little: the blocks no longer lie where a decoder would look."""
    turn = cv2.getRotationMatrix2D((SHAPE[1] / 2, SHAPE[0] / 2), 1.4, 1.05)
    return cv2.warpAffine(rgb, turn, SHAPE[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def chroma_of(rgb: np.ndarray) -> np.ndarray:
    return np.rint(rgb @ TO_CHROMA.T + 128).astype(np.uint8)


@pytest.mark.parametrize("subsampling", ["4:2:0", "4:4:4"])
@pytest.mark.parametrize(("quality", "step"), [(75, 9), (72, 10)])
def test_the_step_shows_in_the_levels_that_are_left_out(quality: int, step: int, subsampling: str) -> None:
    assert find_step(chroma_of(saved(smooth_skin().rgb(), quality, subsampling))) == step


def test_the_step_still_shows_after_the_photo_was_turned_and_saved_again() -> None:
    again = saved(turned(saved(smooth_skin().rgb(), 75)), 98, "4:4:4")
    assert find_step(chroma_of(again)) == 9


@pytest.mark.parametrize("quality", [80, 85, 92, 95, 100])
def test_finer_steps_leave_nothing_out(quality: int) -> None:
    assert find_step(chroma_of(saved(smooth_skin().rgb(), quality))) is None


def test_skin_that_never_was_a_jpeg_has_no_steps() -> None:
    assert find_step(chroma_of(smooth_skin().rgb())) is None


def test_a_patch_of_one_colour_tells_no_step() -> None:
    assert find_step(np.full((200, 200, 2), 150, np.uint8)) is None


@pytest.mark.parametrize("step", [5, 7, 8, 9, 13, 17])
def test_a_level_stands_for_the_multiples_that_round_to_it(step: int) -> None:
    exact = np.arange(-40, 40) * step / 8
    level = np.floor(exact + 0.5).astype(int)
    for value in np.unique(level)[1:-1]:
        meant = exact[level == value].mean()
        assert value + restored(step)[128 + value] == pytest.approx(meant, abs=1e-5)


@pytest.mark.parametrize("step", [1, 2, 3, 4, 8])
def test_fine_steps_and_whole_levels_move_none(step: int) -> None:
    assert not restored(step).any()


def test_redness_of_smooth_skin_survives_a_strong_jpeg() -> None:
    """Nine evenly coloured skins: by whole levels their redness is off by up to half an index point."""
    off: dict[bool, list[float]] = {False: [], True: []}
    for redder in np.linspace(0, 0.08, 9):
        scene = make_scene().changed(np.array([0.0, -redder, -0.8 * redder]))
        photo = scene.rgb()
        truth = erythema_of(srgb_to_linear(photo), scene)
        decoded = saved(photo, 75)
        off[True].append(erythema_of(jpeg_to_linear(decoded, steps=(9, 9)), scene) - truth)
        off[False].append(erythema_of(srgb_to_linear(decoded), scene) - truth)
    assert np.sqrt(np.mean(np.square(off[True]))) < 0.12
    assert np.sqrt(np.mean(np.square(off[False]))) > 0.2


def erythema_of(linear_rgb: np.ndarray, scene: Scene) -> float:
    """Mean over one area, which has fewer shades than the picture."""
    return float(erythema_index(np.log(linear_rgb[scene.treated].mean(axis=0))))


def test_the_steps_of_the_file_are_taken_where_the_pixels_tell_none() -> None:
    rgb = saved(smooth_skin().rgb(), 85)
    told, untold = jpeg_to_linear(rgb, steps=(5, 5)), jpeg_to_linear(rgb)
    assert not np.array_equal(told, untold)
    strong = saved(smooth_skin().rgb(), 75)
    np.testing.assert_array_equal(jpeg_to_linear(strong, steps=(2, 2)), jpeg_to_linear(strong, steps=(9, 9)))
