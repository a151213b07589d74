"""Which pixels of a photo count: inside the outline, neither clipped nor shining, and plain skin."""

from collections.abc import Sequence

import cv2
import numpy as np

from tracker.imaging.measure.arrays import LinearRgb, Map, Mask, Rgb, as_map
from tracker.imaging.measure.colour import luminance
from tracker.imaging.measure.robust import fit_linear, spread
from tracker.imaging.measure.smoothing import blurred
from tracker.model import Point

BRIGHTEST_USED, DARKEST_USED = 251, 5
"""Pixels whose largest channel lies outside of these are clipped: their true value is unknown."""

_SUBPIXEL_BITS = 8
_SHINE_BRIGHTER, _SHINE_PALER = np.log(1.5), 0.3
OUTLIER_MADS = 3.5
_OUTLIER_MARGIN_MM, _OUTLIER_BLUR_MM = 0.8, 0.3


def rasterise(outline_rc: Sequence[Point], shape: tuple[int, int]) -> Mask:
    """The pixels inside a closed outline.

    Parameters
    ----------
    outline_rc : sequence of (row, column)
        At least three points, in pixels; they may lie outside of the photo.
    shape : (rows, columns)

    Returns
    -------
    (rows, columns) bool

    Raises
    ------
    ValueError
        If there are fewer than three points.

    Examples
    --------
    >>> rasterise([(1, 1), (1, 3), (3, 3), (3, 1)], (5, 5)).sum().item()
    9
    """
    return rasterise_area([outline_rc], shape)


def rasterise_area(outlines_rc: Sequence[Sequence[Point]], shape: tuple[int, int]) -> Mask:
    """The pixels inside an area that several closed outlines bound: those within an odd number of them.

    Parameters
    ----------
    outlines_rc : sequence of outlines
        Of at least three points (row, column) each, in pixels.
    shape : (rows, columns)

    Returns
    -------
    (rows, columns) bool
        With the outlines' own pixels.

    Raises
    ------
    ValueError
        If an outline has fewer than three points.

    Examples
    --------
    >>> square, hole = [(0, 0), (0, 8), (8, 8), (8, 0)], [(2, 2), (2, 6), (6, 6), (6, 2)]
    >>> rasterise_area([square, hole], (9, 9)).sum().item()
    72
    """
    if any(len(outline) < 3 for outline in outlines_rc):
        raise ValueError("an outline needs at least three points")
    xy = (np.asarray(outline, np.float64)[:, ::-1] for outline in outlines_rc)
    fixed = [np.rint(points * (1 << _SUBPIXEL_BITS)).astype(np.int32) for points in xy]
    canvas = np.zeros(shape, np.uint8)
    cv2.fillPoly(canvas, fixed, (1,), shift=_SUBPIXEL_BITS)
    return canvas.astype(bool)


def count_pixels(masks: Sequence[Mask], *, within: Mask | None = None) -> int:
    """How many pixels the masks hold together, within another mask where one is given.

    Examples
    --------
    >>> square = rasterise([(1, 1), (1, 3), (3, 3), (3, 1)], (5, 5))
    >>> count_pixels([square, square]), count_pixels([square], within=~square)
    (18, 0)
    """
    return sum(int(np.count_nonzero(mask if within is None else mask & within)) for mask in masks)


def box_around(mask: Mask, margin_px: int) -> tuple[slice, slice]:
    """The rectangle around a mask, `margin_px` wider where the photo allows.

    Raises
    ------
    ValueError
        If the mask is empty.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if len(rows) == 0:
        raise ValueError("an empty mask has no rectangle")
    return (
        slice(max(0, int(rows[0]) - margin_px), int(rows[-1]) + margin_px + 1),
        slice(max(0, int(columns[0]) - margin_px), int(columns[-1]) + margin_px + 1),
    )


def clipped_pixels(rgb: Rgb) -> Mask:
    """Pixels too bright (252 or more in a channel) or too dark (4 or less in all) to hold a true value."""
    brightest = np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])
    return np.asarray((brightest > BRIGHTEST_USED) | (brightest < DARKEST_USED))


def specular_pixels(linear_rgb: LinearRgb, skin: Mask) -> Mask:
    """Pixels that shine: at least 1.5 times as bright as the skin's median and clearly paler.

    Gloss mirrors the lamp and so adds white light: ln(R/B) falls by 0.3 or more while brightness
    rises. Both are judged against the photo's own skin, so the rule is the same on every tone and
    under every white balance. Faint gloss stays in.

    Parameters
    ----------
    linear_rgb : (M, N, 3) float32
    skin : (M, N) bool
        The pixels whose medians are the photo's own skin; at least one.

    Returns
    -------
    (M, N) bool

    References
    ----------
    Shafer 1985, doi 10.1002/col.5080100409 (the dichromatic reflection model)
    """
    brightness = np.log(np.maximum(luminance(linear_rgb), np.float32(1e-4)))
    red_to_blue = np.log(np.maximum(linear_rgb[..., 0], np.float32(1e-4))) - np.log(
        np.maximum(linear_rgb[..., 2], np.float32(1e-4))
    )
    is_brighter = brightness > np.median(brightness[skin]) + _SHINE_BRIGHTER
    return np.asarray(is_brighter & (red_to_blue < np.median(red_to_blue[skin]) - _SHINE_PALER))


def plain_skin(log_green: Map, patch: Mask, *, treated: Mask, mm_per_px: float) -> Mask:
    """The untreated patch without its moles and hairs, and clear of what isn't skin beside it.

    What departs from the patch's own brightness (less a plane of light) by more than 3.5 robust
    standard deviations, in the patch or beside it (a colour card, hair, cloth), is left out together
    with 0.8 mm around it. A patch of which less than half would be left is kept as drawn: it is
    mottled, not spotted.

    Parameters
    ----------
    log_green : (M, N) float32
        Natural log of linear green.
    patch : (M, N) bool
    treated : (M, N) bool
        Skin that may well look different and is no reason to cut the patch.
    mm_per_px : float

    Returns
    -------
    (M, N) bool
    """
    smooth = blurred(log_green, _OUTLIER_BLUR_MM / mm_per_px)
    return without_outliers(patch, (departure(smooth, patch) > OUTLIER_MADS) & ~treated, mm_per_px=mm_per_px)


def departure(values: Map, patch: Mask) -> Map:
    """How far a map departs from a patch's own values, less a plane of light, in robust standard deviations.

    Parameters
    ----------
    values : (M, N) float32
    patch : (M, N) bool
        At least one pixel.

    Returns
    -------
    (M, N) float32
    """
    level = values - _light_plane(values, patch)
    centre, width = np.median(level[patch]), spread(level[patch]) + 1e-6
    return as_map(np.abs(level - centre) / width)


def without_outliers(patch: Mask, outliers: Mask, *, mm_per_px: float) -> Mask:
    """A patch without outliers and 0.8 mm around them; as it was where less than half would be left.

    Parameters
    ----------
    patch, outliers : (M, N) bool
        Single pixels are no outliers.
    mm_per_px : float

    Returns
    -------
    (M, N) bool
    """
    opened = cv2.morphologyEx(outliers.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    radius = max(1, int(_OUTLIER_MARGIN_MM / mm_per_px))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    plain = patch & (cv2.dilate(opened, disc) == 0)
    return np.asarray(plain if plain.sum() >= patch.sum() / 2 else patch)


def _light_plane(values: Map, patch: Mask) -> Map:
    """A plane fitted robustly to about 4,000 pixels of the patch."""
    rows, columns = np.nonzero(patch)
    step = max(1, len(rows) // 4000)
    rows, columns = rows[::step], columns[::step]
    size = max(values.shape)
    model = np.stack([rows / size, columns / size, np.ones(len(rows))], axis=1).astype(np.float32)
    down, right, level = fit_linear(model, values[rows, columns])
    down_px, right_px = (np.arange(n, dtype=np.float32) / size for n in values.shape)
    return as_map(down * down_px[:, None] + right * right_px[None, :] + level)
