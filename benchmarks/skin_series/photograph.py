"""A photo of a scene with a grey card strip at its lower edge, and the masks that go with it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.skin_series.conditions import FRAME_MM, STRIP_MM, Conditions
from benchmarks.skin_series.scene import Scene
from benchmarks.skin_series.sensor import bend_tones, mix_channels
from tracker.imaging.phantom.camera import Camera, expose, focus
from tracker.imaging.phantom.flush import Flush, flush_gains
from tracker.imaging.phantom.geometry import Projection, coarse_points, enlarge
from tracker.imaging.phantom.light import illumination, shade
from tracker.imaging.phantom.noise import MM_PER_CELL, generator, to_cells

Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]

CARD = (0.90, 0.59, 0.36, 0.198, 0.09, 0.031)
"""Reflectance of the strip's fields from left to right."""
TREATED, UNTREATED, STRIP = 1, 2, 3

_TREATED_RADII_MM, _UNTREATED_FROM_MM = (14.0, 16.0), (18.8, 20.8)
_UNTREATED_TO_MM = (FRAME_MM - STRIP_MM) / 2 - 1.0, FRAME_MM / 2 - 1.2


@dataclass(frozen=True, slots=True)
class SeriesPhoto:
    """A photo.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    mask : ndarray of uint8, shape (M, N)
        `TREATED`, `UNTREATED`, `STRIP`, 0 elsewhere.
    """

    rgb: NDArray[np.uint8]
    mask: NDArray[np.uint8]


def photograph(scene: Scene, conditions: Conditions, *, shot: int) -> SeriesPhoto:
    """Take a photo.

    Parameters
    ----------
    scene : Scene
    conditions : Conditions
    shot : int
        Which noise.

    Returns
    -------
    SeriesPhoto
    """
    camera, skin = conditions.camera, scene.skin
    projection = Projection(
        camera.shape, skin.curvature_mm, conditions.pose, camera.mm_across, camera.distance_mm
    )
    rows_mm, columns_mm = projection.skin_grid()
    linear_rgb = _light_from_skin(scene, projection, conditions)
    linear_rgb *= flush_gains(skin, projection, Flush(conditions.flush), shot=shot)
    linear_rgb[first_strip_row(camera) :] = _card(camera)
    linear_rgb *= illumination(conditions.light(skin.ita_deg), camera.shape) * _vignette(camera)
    seen = focus(linear_rgb, camera, np.zeros(camera.shape, np.float32))
    seen = bend_tones(mix_channels(seen, conditions.sensor, tint=conditions.tint), conditions.tone)
    rgb = expose(seen, camera, generator(skin.seed, f"series shot {shot}"))
    down, right = (np.float32(by) for by in conditions.mask_offset_mm)
    return SeriesPhoto(rgb, outline(rows_mm - down, columns_mm - right, strip_row=first_strip_row(camera)))


def outline(rows_mm: Singles, columns_mm: Singles, *, strip_row: int | None = None) -> NDArray[np.uint8]:
    """Masks at skin positions.

    Parameters
    ----------
    rows_mm, columns_mm : ndarray of float32, shape (M, N)
        Skin position of every pixel.
    strip_row : int, optional
        Where the strip begins.

    Returns
    -------
    ndarray of uint8, shape (M, N)
    """
    within = (np.abs(rows_mm) < _UNTREATED_TO_MM[0]) & (np.abs(columns_mm) < _UNTREATED_TO_MM[1])
    mask = np.zeros(rows_mm.shape, np.uint8)
    mask[within & (_radius(rows_mm, columns_mm, _UNTREATED_FROM_MM) > 1)] = UNTREATED
    mask[_radius(rows_mm, columns_mm, _TREATED_RADII_MM) < 1] = TREATED
    if strip_row is not None:
        mask[strip_row:] = STRIP
    return mask


def first_strip_row(camera: Camera) -> int:
    """Where the card begins."""
    return round(camera.height_px * (1 - STRIP_MM / FRAME_MM))


def _radius(rows_mm: Singles, columns_mm: Singles, radii_mm: tuple[float, float]) -> Singles:
    return np.asarray((rows_mm / radii_mm[0]) ** 2 + (columns_mm / radii_mm[1]) ** 2)


def _light_from_skin(scene: Scene, projection: Projection, conditions: Conditions) -> Singles:
    """Light of every pixel but for the illumination, as the phantom's own photos have it."""
    rows_mm, columns_mm = projection.skin_grid()
    origin = to_cells(np.zeros(2))
    where = (columns_mm / MM_PER_CELL + origin[1], rows_mm / MM_PER_CELL + origin[0])
    colour, slopes = (
        cv2.remap(part, *(w.astype(np.float32) for w in where), cv2.INTER_LINEAR)
        for part in (scene.colour, scene.slopes)
    )
    diffuse, gloss = shade(projection, conditions.light(scene.skin.ita_deg), slopes)
    return np.asarray(colour * diffuse[..., None] + gloss[..., None], np.float32)


def _card(camera: Camera) -> Singles:
    """Reflectance across the strip, (1, N, 1)."""
    fields = np.arange(camera.width_px) * len(CARD) // camera.width_px
    return np.array(CARD, np.float32)[fields][None, :, None]


def _vignette(camera: Camera) -> Singles:
    """Share of light that reaches each pixel, (M, N, 1)."""
    points = coarse_points(camera.shape) - (np.array(camera.shape) - 1) / 2
    away = (points**2).sum(-1) / ((np.array(camera.shape) / 2) ** 2).sum()
    return enlarge(1 - camera.vignette * away, camera.shape)[..., None]
