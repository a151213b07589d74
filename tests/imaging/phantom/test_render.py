"""A rendered photo shows what its skin, light and camera say."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.drape import Drape
from tracker.imaging.phantom.fields import mole_places, pore_places
from tracker.imaging.phantom.flush import Flush
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.optics import ita_of, lab_of
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone

SKIN = Skin(seed=8)
SMALL = Camera(width_px=640, height_px=480, mm_across=38, noise=0)
ALL = Camera(width_px=800, height_px=600, mm_across=96, noise=0)
MATT = Light(gloss=0)


def linear(rgb: np.ndarray) -> np.ndarray:
    value = rgb.astype(np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def middle(photo: PhantomPhoto) -> np.ndarray:
    """Mean linear colour of the middle half."""
    rows, columns = photo.rgb.shape[:2]
    window = photo.rgb[rows // 4 : rows * 3 // 4, columns // 4 : columns * 3 // 4]
    return linear(window).mean(axis=(0, 1))


def band_energy(photo: PhantomPhoto) -> float:
    """RMS of the 0.15 to 0.6 mm band of log green in the middle."""
    return float(texture(photo).std())


def texture(photo: PhantomPhoto) -> np.ndarray:
    green = np.log(linear(photo.rgb[..., 1]) + 1e-3).astype(np.float32)
    fine, coarse = (cv2.GaussianBlur(green, (0, 0), mm / photo.mm_per_px) for mm in (0.15, 0.6))
    return (fine - coarse)[150:330, 200:440]


def darkness(photo: PhantomPhoto, places_mm: np.ndarray) -> float:
    """How much darker the picture is at places than 1.2 mm beside them, mean of the log."""
    green = np.log(linear(photo.rgb[..., 1]) + 1e-3).astype(np.float32)
    here = photo.to_photo(places_mm)[:, ::-1].astype(np.float32)
    beside = [
        photo.to_photo(places_mm + off)[:, ::-1].astype(np.float32) for off in ((0, 1.2), (1.2, 0), (0, -1.2))
    ]
    values = [cv2.remap(green, points[None], None, cv2.INTER_LINEAR)[0] for points in (here, *beside)]
    return float(np.mean(np.mean(values[1:], axis=0) - values[0]))


def test_the_same_seed_gives_the_same_bytes() -> None:
    camera = replace(SMALL, noise=0.6)
    first = render(SKIN, camera=camera, drape=Drape(), shot=3).jpeg()
    render(replace(SKIN, seed=9), camera=camera)
    assert render(SKIN, camera=camera, drape=Drape(), shot=3).jpeg() == first


def test_another_shot_differs_by_noise_alone() -> None:
    camera = replace(SMALL, noise=0.6)
    first, second = (render(SKIN, camera=camera, shot=shot).rgb.astype(float) for shot in (0, 1))
    assert 0.3 < np.abs(first - second).mean() < 6
    assert abs((first - second).mean()) < 0.05


@pytest.mark.parametrize("ita_deg", [52, 42, 28, 10, -15, -40])
def test_untreated_skin_in_neutral_light_has_the_asked_tone(ita_deg: float) -> None:
    photo = render(replace(SKIN, ita_deg=ita_deg), light=MATT, camera=ALL)
    assert ita_of(lab_of(middle(photo))) == pytest.approx(ita_deg, abs=6)


@pytest.mark.parametrize("ita_deg", [45, 0, -40])
def test_redness_of_the_zone_raises_a_star(ita_deg: float) -> None:
    skin = replace(SKIN, ita_deg=ita_deg)
    photos = [render(replace(skin, treated=Zone(redness=r)), camera=SMALL) for r in (0, 0.3, 0.8, 2.0)]
    assert (np.diff([lab_of(middle(p))[1] for p in photos]) > 0.2).all()


def test_the_zone_ends_where_it_is_said_to() -> None:
    plain, red = (
        render(replace(SKIN, treated=Zone(redness=r), radii_mm=(14, 18)), camera=ALL) for r in (0.0, 2.0)
    )
    inside, outside = (
        np.rint(red.to_photo(np.array(places))).astype(int)
        for places in ([(0, 0), (9, 0), (0, -13), (0, 13)], [(21, 0), (-21, 0), (0, -25), (0, 25)])
    )
    gain = linear(red.rgb)[..., 1] / linear(plain.rgb)[..., 1]
    assert (gain[tuple(inside.T)] < 0.9).all()
    assert (gain[tuple(outside.T)] > 0.97).all()


@pytest.mark.parametrize("name", ["roughness_um", "pore_depth_um"])
def test_deeper_relief_has_more_energy_in_the_texture_band(name: str) -> None:
    zones = [replace(Zone(), **{name: depth}) for depth in (5.0, 15.0, 30.0)]
    energy = [band_energy(render(replace(SKIN, treated=zone), camera=SMALL)) for zone in zones]
    assert energy[0] < 0.95 * energy[1] < 0.9 * energy[2]


@pytest.mark.parametrize("name", ["line_depth_um", "scar_depth_um", "papules", "needle_marks", "spots"])
def test_every_feature_shows(name: str) -> None:
    strong = replace(Zone(), **{name: 150.0 if name.endswith("um") else 1.0})
    without, with_it = (
        render(replace(SKIN, treated=z), camera=SMALL).rgb.astype(int) for z in (Zone(), strong)
    )
    assert (np.abs(without - with_it).max(axis=-1) > 4).mean() > 0.002


def test_moles_and_pores_stay_in_place_while_the_skin_heals() -> None:
    before, after = Zone(redness=1, roughness_um=16, pore_depth_um=50), Zone(pore_depth_um=25)
    moles, pores = mole_places(SKIN.seed, SKIN.mole_count), pore_places(SKIN.seed, SKIN.pores_per_cm2)
    near = pores[(np.abs(pores) < 12).all(axis=1)]
    poses = Pose(), Pose(turn_deg=4, tilt_deg=-3, roll_deg=8, distance=1.04, shift_mm=(2, -3))
    for zone, pose in zip((before, after), poses, strict=True):
        skin = replace(SKIN, treated=zone)
        assert darkness(render(skin, pose=pose, camera=ALL), moles) > 0.2
        photo = render(skin, pose=pose, camera=SMALL)
        assert darkness(photo, near) > 0.04
        assert darkness(photo, near) > 5 * abs(darkness(photo, near + 0.6))


def test_relief_that_grew_anew_is_as_rough_but_lies_elsewhere() -> None:
    zone = Zone(pore_depth_um=0)
    old, half, new = (
        render(replace(SKIN, treated=zone, untreated=zone, new_relief=share), camera=SMALL)
        for share in (0, 0.5, 1)
    )
    assert band_energy(new) == pytest.approx(band_energy(old), rel=0.1)
    likeness = [np.corrcoef(texture(old).ravel(), texture(p).ravel())[0, 1] for p in (old, half, new)]
    assert likeness[0] > 0.99
    assert 0.5 < likeness[1] < 0.9
    assert abs(likeness[2]) < 0.25


def test_one_stop_doubles_the_light() -> None:
    plain, brighter = (render(SKIN, light=Light(exposure_ev=ev, gloss=0), camera=SMALL) for ev in (-1.0, 0.0))
    np.testing.assert_allclose(middle(brighter) / middle(plain), 2, rtol=0.02)


def test_the_light_colours_the_skin_by_its_gains() -> None:
    warm = Light(temperature_k=4800, gloss=0)
    ratio = middle(render(SKIN, light=warm, camera=SMALL)) / middle(render(SKIN, light=MATT, camera=SMALL))
    np.testing.assert_allclose(ratio, warm.gains, rtol=0.02)
    assert warm.gains[0] > 1 > warm.gains[2]


def test_the_gradient_is_in_logs_per_frame_width() -> None:
    flat, leaning = (
        render(SKIN, light=Light(gradient=g, gloss=0), camera=SMALL) for g in ((0.0, 0.0), (0.0, 0.3))
    )
    ratio = np.log(linear(leaning.rgb).mean(axis=(0, 2)) / linear(flat.rgb).mean(axis=(0, 2)))
    assert np.polyfit(np.arange(640) / 640, ratio, 1)[0] == pytest.approx(0.3, abs=0.01)


def test_oblique_light_brings_out_the_relief() -> None:
    skin = replace(SKIN, treated=Zone(pore_depth_um=0))
    frontal, oblique = (
        band_energy(render(skin, light=Light(obliquity_deg=o, gloss=0), camera=SMALL)) for o in (5.0, 60.0)
    )
    assert oblique > 1.3 * frontal


def test_blur_takes_fine_detail_away() -> None:
    assert band_energy(render(SKIN, camera=replace(SMALL, blur_px=4))) < 0.8 * band_energy(
        render(SKIN, camera=SMALL)
    )


def test_a_flush_is_blood_that_passes() -> None:
    plain, flushed = (
        render(SKIN, light=MATT, camera=SMALL, flush=flush) for flush in (None, Flush(overall=np.log(1.2)))
    )
    bloodier = render(replace(SKIN, treated=Zone(redness=0.2)), light=MATT, camera=SMALL)
    rise, expected = (lab_of(middle(p))[1] - lab_of(middle(plain))[1] for p in (flushed, bloodier))
    assert rise == pytest.approx(expected, rel=0.15)


def test_an_uneven_flush_differs_from_shot_to_shot() -> None:
    first, second, again = (
        render(SKIN, light=MATT, camera=ALL, flush=Flush(uneven=0.1), shot=shot).rgb.astype(int)
        for shot in (0, 1, 0)
    )
    assert (first == again).all()
    assert 0.5 < np.abs(first - second)[..., 1].mean() < 10


def test_skin_out_of_the_focal_plane_is_softer() -> None:
    """The edges of the patch lie 10 mm behind its middle."""
    sharp = replace(ALL, defocus_px_per_mm=0.0)
    near, far = (replace(ALL, defocus_px_per_mm=0.2, focus_mm=mm) for mm in (0.0, -10.0))
    even, on_middle, on_edge = (
        np.abs(np.diff(render(SKIN, light=MATT, camera=c).rgb[200:400, :, 1].astype(float), axis=1))
        for c in (sharp, near, far)
    )
    middle_columns, edge_columns = np.s_[:, 370:430], np.s_[:, :40]
    assert on_middle[middle_columns].mean() > 0.97 * even[middle_columns].mean()
    assert on_middle[edge_columns].mean() < 0.85 * even[edge_columns].mean()
    assert on_edge[middle_columns].mean() < 0.85 * even[middle_columns].mean()


def test_a_mirrored_camera_flips_the_picture() -> None:
    still = replace(SMALL, vignette=0.0)
    light = Light(obliquity_deg=0, gloss=0)
    plain = render(SKIN, light=light, camera=still).rgb.astype(int)
    mirrored = render(SKIN, light=light, camera=replace(still, is_mirrored=True)).rgb.astype(int)
    assert np.abs(plain[:, ::-1] - mirrored).max() <= 1


def test_mark_and_drape_keep_to_their_corner() -> None:
    plain = render(SKIN, camera=SMALL).rgb
    marked = render(SKIN, camera=SMALL, is_marked=True).rgb
    draped = render(SKIN, camera=SMALL, drape=Drape(reach=0.15)).rgb
    rows, columns = np.nonzero((marked != plain).any(axis=-1))
    assert rows.min() > 0.95 * 480
    assert 0 < columns.max() < 0.15 * 640
    assert (draped[:200] == plain[:200]).all()
    assert (draped[:, 320:] == plain[:, 320:]).all()
    assert np.ptp(draped[470, 5].astype(int)) < 12
