"""Series of generated skin: what the table says is asked of the photos themselves."""

import csv
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from benchmarks.skin_series import conditions as taking
from benchmarks.skin_series.conditions import Conditions, draw
from benchmarks.skin_series.people import KINDS, PROPERTIES, STEPS, Person, Severity, people, sessions
from benchmarks.skin_series.photograph import CARD, STRIP, TREATED, UNTREATED, SeriesPhoto, photograph
from benchmarks.skin_series.scene import Scene, scene
from benchmarks.skin_series.sensor import bend_tones, decoded, mix_channels, write_jpeg
from benchmarks.skin_series.truth import truth
from benchmarks.skin_series.writing import write_series
from tracker.imaging.phantom.optics import blood_response

BENCH = Path(__file__).parents[2].parent / "shared" / "bench"
SMALL = Conditions(scale=0.25, noise=0.0, blur_px=0.0)
COLUMN = {
    "red": "T_hb_excess",
    "spots": "T_spot_load",
    "pores": "T_pore_load",
    "lines": "T_line_load",
    "scars": "T_scar_load",
    "rough": "T_rough",
}


@pytest.fixture(scope="module")
def person() -> Person:
    return next(people(1, seed=3))


@pytest.fixture(scope="module")
def skin(person: Person) -> Scene:
    return scene(person, Severity())


@pytest.fixture(scope="module")
def plain(skin: Scene) -> SeriesPhoto:
    return photograph(skin, SMALL, shot=0)


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One subject under both protocols, in small photos."""
    folder = tmp_path_factory.mktemp("series")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "FULL_SIZE_PX", 240)
        write_series(folder, people(1, seed=4), protocols=("ctrl", "free"))
        yield folder


@pytest.fixture(scope="module")
def table(series: Path) -> pd.DataFrame:
    return pd.read_csv(series / "truth.csv")


def light_of(photo: SeriesPhoto, part: int) -> np.ndarray:
    """Mean linear light of a part, (3,)."""
    return decoded((photo.rgb[photo.mask == part] / 255).astype(np.float32)).mean(axis=0)


def strip_of(photo: SeriesPhoto) -> np.ndarray:
    """Linear light of the strip's fields, (6, 3)."""
    rows = np.flatnonzero((photo.mask == STRIP).all(axis=1))
    fields = np.array_split(photo.rgb[rows[0] + 2 : rows[-1] - 1], len(CARD), axis=1)
    return np.array([decoded((f[:, 4:-4] / 255).astype(np.float32)).mean(axis=(0, 1)) for f in fields])


def red_over_green(photo: SeriesPhoto) -> float:
    """Log R/G of the treated skin above the untreated."""
    treated, untreated = (light_of(photo, part) for part in (TREATED, UNTREATED))
    return float(np.log(treated[0] / treated[1]) - np.log(untreated[0] / untreated[1]))


@pytest.mark.parametrize("name", COLUMN)
def test_a_property_moves_its_own_truth_in_proportion_and_no_other(
    name: str, person: Person, skin: Scene
) -> None:
    most, less, none = (
        truth(scene(person, Severity().changed(**{name: share}))) for share in (0.0, -0.4, -1.0)
    )
    for other, column in COLUMN.items():
        if other == name:  # without it, the skin's own mottle leaves a little
            left = (less[column] - none[column]) / (most[column] - none[column])
            assert left == pytest.approx(0.6, abs=0.01)
            assert abs(none[column]) < 0.2 * most[column]
        else:
            assert less[column] == pytest.approx(most[column], rel=0.005), column


def test_diffuse_pigment_and_spots_together_are_the_pigment_excess(person: Person, skin: Scene) -> None:
    known = truth(skin)
    without_spots = truth(scene(person, Severity().changed(spots=-1.0)))
    without_either = truth(scene(person, Severity().changed(spots=-1.0, dys=-1.0)))
    assert without_either["T_mel_excess"] == 0
    assert without_spots["T_mel_excess"] > 0
    assert without_spots["T_mel_excess"] + known["T_spot_load"] == pytest.approx(
        known["T_mel_excess"], rel=1e-4
    )


def test_less_blood_in_the_truth_is_less_red_in_the_photo(
    person: Person, skin: Scene, plain: SeriesPhoto
) -> None:
    paler = scene(person, Severity().changed(red=-0.5))
    red, green, _ = blood_response(skin.skin.melanin, truth(skin)["T_hb"] / 100)
    before, after = (1 + truth(state)["T_hb_excess"] / 100 for state in (skin, paler))
    seen = red_over_green(photograph(paler, SMALL, shot=0)) - red_over_green(plain)
    assert seen == pytest.approx((red - green) * np.log(after / before), rel=0.15)
    assert seen < -0.03


def test_relief_leaves_the_colour_of_the_photo_alone(person: Person, plain: SeriesPhoto) -> None:
    smooth = scene(person, Severity().changed(rough=-0.6, lines=-0.6, scars=-0.6))
    assert red_over_green(photograph(smooth, SMALL, shot=0)) == pytest.approx(
        red_over_green(plain), abs=0.004
    )


def test_the_strip_shows_its_reflectances_at_the_exposure_of_the_skin(
    skin: Scene, plain: SeriesPhoto
) -> None:
    ratios = strip_of(plain)[:, 1] / np.array(CARD)
    expected = 2 ** SMALL.light(skin.skin.ita_deg).exposure_ev
    assert ratios == pytest.approx(expected, rel=0.09)  # the vignette takes up to 8 %


def test_exposure_and_light_colour_move_skin_and_strip_alike(skin: Scene, plain: SeriesPhoto) -> None:
    moved = photograph(skin, replace(SMALL, exposure_ev=-0.5, temperature_k=-500, tint=0.05), shot=0)
    on_skin = light_of(moved, UNTREATED) / light_of(plain, UNTREATED)
    on_strip = (strip_of(moved) / strip_of(plain))[2]
    assert on_skin == pytest.approx(on_strip, rel=0.01)
    assert on_skin[1] == pytest.approx(2**-0.5 * np.exp(0.05), rel=0.01)
    assert on_skin[0] > on_skin[2]


def test_a_gradient_runs_across_skin_and_strip(skin: Scene, plain: SeriesPhoto) -> None:
    moved = photograph(skin, replace(SMALL, gradient=(0.0, 0.3)), shot=0)
    ratios = strip_of(moved)[:, 1] / strip_of(plain)[:, 1]
    assert np.log(ratios[4] / ratios[0]) == pytest.approx(0.3 * 4 / 6, abs=0.02)


def test_a_flush_reddens_all_skin_and_no_card(skin: Scene, plain: SeriesPhoto) -> None:
    flushed = photograph(skin, replace(SMALL, flush=0.15), shot=0)
    assert strip_of(flushed) == pytest.approx(strip_of(plain), rel=0.005)
    assert red_over_green(flushed) == pytest.approx(red_over_green(plain), abs=0.003)
    gain = light_of(flushed, UNTREATED) / light_of(plain, UNTREATED)
    assert gain[1] < gain[0] < 1


def test_more_noise_shows_on_the_strip_and_blur_softens_skin(skin: Scene) -> None:
    quiet, noisy = (photograph(skin, replace(SMALL, noise=n), shot=0).rgb[-15:-5, 50:70] for n in (0.5, 2.0))
    assert noisy.std() == pytest.approx(4 * quiet.std(), rel=0.4)
    sharp, soft = (photograph(skin, replace(SMALL, blur_px=b), shot=0).rgb for b in (0.4, 1.6))
    assert (
        cv2.Laplacian(soft[60:160], cv2.CV_32F).std() < 0.5 * cv2.Laplacian(sharp[60:160], cv2.CV_32F).std()
    )


def test_masks_lie_off_by_what_the_conditions_say(skin: Scene, plain: SeriesPhoto) -> None:
    moved = photograph(skin, replace(SMALL, mask_offset_mm=(1.0, -2.0)), shot=0)
    assert (moved.rgb == plain.rgb).all()
    centres = [np.argwhere(photo.mask == TREATED).mean(axis=0) for photo in (moved, plain)]
    assert (centres[0] - centres[1]) * SMALL.mm_per_px == pytest.approx([1.0, -2.0], abs=0.05)


def test_scale_is_pixels_on_the_same_skin(skin: Scene, plain: SeriesPhoto) -> None:
    finer = photograph(skin, replace(SMALL, scale=0.5), shot=0)
    assert finer.rgb.shape == (480, 480, 3)
    assert replace(SMALL, scale=0.5).mm_per_px == pytest.approx(0.1)
    areas = [
        (photo.mask == TREATED).sum() * by.mm_per_px**2
        for photo, by in ((finer, replace(SMALL, scale=0.5)), (plain, SMALL))
    ]
    assert areas[0] == pytest.approx(areas[1], rel=0.01)
    assert areas[0] == pytest.approx(np.pi * 14 * 16, rel=0.03)


def test_a_tone_curve_steepens_the_middle_and_keeps_its_ends() -> None:
    levels = np.linspace(0, 1, 101, dtype=np.float32).reshape(1, -1, 1).repeat(3, axis=2)
    bent = bend_tones(decoded(levels), 0.4)
    assert bent[0, [0, 50, 100], 0] == pytest.approx(decoded(levels)[0, [0, 50, 100], 0], abs=1e-4)
    assert bent[0, 60, 0] > decoded(levels)[0, 60, 0]
    assert bent[0, 40, 0] < decoded(levels)[0, 40, 0]
    assert (np.diff(bent[0, :, 0]) > 0).all()


def test_a_sensor_mixes_colours_and_leaves_grey(person: Person) -> None:
    sensor = draw("free", person, 0).sensor
    grey, red = np.full((1, 1, 3), 0.3, np.float32), np.array([[[0.5, 0.1, 0.1]]], np.float32)
    assert mix_channels(grey, sensor) == pytest.approx(grey, rel=1e-5)
    assert np.abs(mix_channels(red, sensor) - red).max() > 0.001
    assert mix_channels(grey, sensor, tint=0.1)[0, 0] == pytest.approx(
        [0.3, 0.3 * np.exp(0.1), 0.3], rel=1e-5
    )


@pytest.mark.parametrize(("is_halved", "factors"), [(True, (2, 2)), (False, (1, 1))])
def test_a_file_keeps_the_chroma_that_its_device_writes(
    is_halved: bool, factors: tuple[int, int], plain: SeriesPhoto
) -> None:
    files = [write_jpeg(plain.rgb, quality=q, is_chroma_halved=is_halved) for q in (75, 95)]
    with Image.open(BytesIO(files[1])) as photo:
        assert photo.layer[0][1:3] == factors
    assert len(files[0]) < 0.7 * len(files[1])


def test_the_device_stays_and_the_hand_does_not(person: Person) -> None:
    first, second = (draw("free", person, session) for session in (0, 1))
    assert first.sensor == second.sensor
    assert first.is_chroma_halved == second.is_chroma_halved
    assert first.exposure_ev != second.exposure_ev
    assert np.hypot(*first.mask_offset_mm) == pytest.approx(0.35)
    assert np.hypot(*draw("ctrl", person, 0).mask_offset_mm) == pytest.approx(0.15)


def test_follow_ups_move_each_property_for_itself_by_a_known_step() -> None:
    followed = [sessions(person) for person in people(8, seed=1)]
    moved = set()
    for states in followed:
        assert len(states) == len(KINDS)
        assert states[1] == states[2] == states[0]
        for state in states[4:]:
            shares = [getattr(state, p) / getattr(states[0], p) - 1 for p in PROPERTIES]
            assert all(np.isclose(share, (0.0, *STEPS)).any() for share in shares)
            moved.add(tuple(abs(share) > 0.01 for share in shares))
    assert len(moved) > 20


def test_tones_are_spread_from_very_light_to_dark() -> None:
    tones = [person.ita_deg for person in people(5, seed=1)]
    assert tones == sorted(tones, reverse=True)
    assert (tones[0], tones[-1]) == (55.0, -40.0)


def test_the_table_names_every_photo_and_mask(series: Path, table: pd.DataFrame) -> None:
    assert list(table.kind) == [*KINDS, *KINDS]
    assert set(table.file) == {file.name for file in series.glob("*.jpg")}
    for name in table.file:
        mask = cv2.imread(str(series / name.replace(".jpg", "_mask.png")), cv2.IMREAD_GRAYSCALE)
        assert mask.shape == cv2.imread(str(series / name)).shape[:2]
        assert set(np.unique(mask)) == {0, TREATED, UNTREATED, STRIP}


def test_repeats_have_the_truth_of_the_baseline_and_the_acute_session_more_blood(table: pd.DataFrame) -> None:
    known = table[[c for c in table if c.startswith("T_")]]
    for first in (0, len(KINDS)):
        assert (known.iloc[first + 1 : first + 3] == known.iloc[first]).all(axis=None)
        assert known.T_hb_excess[first + 3] > 2 * known.T_hb_excess[first]


def test_both_protocols_see_the_same_skin(table: pd.DataFrame) -> None:
    ctrl, free = (table[table.proto == p].filter(regex="^(T|sev)_") for p in ("ctrl", "free"))
    assert (ctrl.to_numpy() == free.to_numpy()).all()


def test_a_photo_on_disk_is_the_one_that_its_row_describes(series: Path) -> None:
    (person,) = people(1, seed=4)
    asked = draw("free", person, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "FULL_SIZE_PX", 240)
        again = photograph(scene(person, sessions(person)[5]), asked, shot=len(KINDS) + 5)
    file = write_jpeg(again.rgb, quality=asked.jpeg_quality, is_chroma_halved=asked.is_chroma_halved)
    assert (series / "s000_free_5.jpg").read_bytes() == file


@pytest.mark.skipif(not (BENCH / "score_measurement.py").exists(), reason="no scorer beside the project")
def test_the_scorer_reads_a_series(series: Path, table: pd.DataFrame) -> None:
    scorer = load_scorer()
    with (BENCH / "measurement" / "truth.csv").open(encoding="utf-8") as file:
        assert set(next(csv.reader(file))) <= set(table.columns)
    rows = table[table.proto == "free"]
    assert all(
        scorer.photo(series, row)[part].any() for row in rows.itertuples() for part in ("card", "treated")
    )
    for columns in scorer.TRUTH.values():
        assert scorer.relative_truth(rows, columns)[:3] == pytest.approx(0)


def load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_measurement", BENCH / "score_measurement.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
