"""Pairs with known truth: generated skin, and the public pairs where they are at hand."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tracker.errors import AlignmentRefused
from tracker.imaging.align import align
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone

PAIRS = Path(__file__).parents[3].parent / "shared" / "bench" / "alignment" / "guided"
CAMERA = Camera(width_px=960, height_px=720, mm_across=60)
LATER = Pose(turn_deg=6, tilt_deg=-5, roll_deg=4, distance=1.1, shift_mm=(1.5, -2.0))


def session(seed: int, *, is_healed: bool) -> PhantomPhoto:
    """A patient before and, in another pose and light, after healing."""
    if not is_healed:
        return render(Skin(seed=seed, treated=Zone(redness=0.5, spots=0.5)), camera=CAMERA, shot=1)
    light = Light(azimuth_deg=-34, exposure_ev=0.3, temperature_k=5200)
    return render(Skin(seed=seed), camera=CAMERA, pose=LATER, light=light, shot=2)


@pytest.fixture(scope="module")
def before() -> PhantomPhoto:
    return session(3, is_healed=False)


def test_generated_skin_is_found_again_in_another_pose_and_light(before: PhantomPhoto) -> None:
    after = session(3, is_healed=True)
    found = align(before.rgb, after.rgb)
    points = np.stack(np.meshgrid(np.linspace(40, 680, 17), np.linspace(40, 920, 23), indexing="ij"), -1)
    points = points.reshape(-1, 2)
    truth = after.to_photo(before.to_skin_mm(points))
    shown = ((truth > 5) & (truth < [714, 954])).all(axis=1)
    error = np.hypot(*(found.to_moving(points) - truth).T)[shown]
    assert np.median(error) < 0.5
    assert np.percentile(error, 95) < 1.2
    assert found.is_trusted(points[shown]).mean() > 0.97
    assert found.support > 0.7


def test_another_patients_generated_skin_is_refused(before: PhantomPhoto) -> None:
    with pytest.raises(AlignmentRefused):
        align(before.rgb, session(4, is_healed=True).rgb)


def read_rgb(name: str) -> np.ndarray:
    return cv2.cvtColor(cv2.imread(str(PAIRS / name)), cv2.COLOR_BGR2RGB)


@pytest.mark.skipif(not PAIRS.is_dir(), reason="the public pairs are not here")
@pytest.mark.parametrize("name", ["p09", "p22", "p32", "p44"])
def test_a_public_pair_is_aligned_to_a_thousandth_of_the_diagonal(name: str) -> None:
    pair = next(p for p in json.loads((PAIRS / "pairs.json").read_text()) if p["id"].startswith(name))
    truth = np.load(PAIRS / pair["truth"])
    reference, moving = read_rgb(pair["reference"]), read_rgb(pair["moving"])
    found = align(reference, moving)
    points = truth["reference_rc"].astype(float)
    error = np.hypot(*(found.to_moving(points) - truth["moving_rc"]).T)
    diagonal = np.hypot(*moving.shape[:2])
    assert np.median(error) < 0.001 * diagonal
    assert (error[found.is_trusted(points)] > 0.01 * diagonal).mean() < 0.005
    assert np.median(error) <= found.error_median_px < 3 * np.median(error)


@pytest.mark.skipif(not PAIRS.is_dir(), reason="the public pairs are not here")
@pytest.mark.parametrize("name", ["pN00", "pN04", "pN06", "pN09"])
def test_a_public_pair_that_does_not_match_is_refused(name: str) -> None:
    pair = next(p for p in json.loads((PAIRS / "pairs.json").read_text()) if p["id"].startswith(name))
    with pytest.raises(AlignmentRefused):
        align(read_rgb(pair["reference"]), read_rgb(pair["moving"]))
