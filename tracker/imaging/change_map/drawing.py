"""A change map as a picture to lay over the photo."""

import io
import math

import cv2
import numpy as np
from PIL import Image

from tracker.imaging.change_map.change import Field
from tracker.imaging.change_map.colours import STEPS, scale
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.measure.arrays import Map, Mask, Rgb, as_map
from tracker.model import MappedChange

LONG_SIDE_PX = 1024
HATCH_GREY, HATCH_ALPHA, VEIL_ALPHA = 119, 200, 90
_HATCH_PX, _HATCH_LINE_PX = 14, 2
_ENDS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 40.0, 60.0, 80.0, 120.0, 200.0)
_STRONGEST_PERCENT = 99.0
_SOFT_CELLS = 1.0


def range_of(field: Field) -> float:
    """Where the colour scale ends: a round number beyond nearly all changes, at least twice the threshold.

    Parameters
    ----------
    field : Field

    Returns
    -------
    float
        In the unit of the values.
    """
    changed = np.abs(field.values[field.is_changed])
    strongest = float(np.percentile(changed, _STRONGEST_PERCENT)) if changed.size else 0.0
    wanted = max(2 * field.threshold, strongest)
    return next((end for end in _ENDS if end >= wanted), math.ceil(wanted / 100) * 100.0)


def draw_field(field: Field, lattice: Lattice, kind: MappedChange, *, photo_shape: tuple[int, int]) -> bytes:
    """Colour where skin changed, hatching where nothing can be said, clear elsewhere.

    Parameters
    ----------
    field : Field
    lattice : Lattice
    kind : MappedChange
    photo_shape : (rows, columns)
        Of the reference photo.

    Returns
    -------
    bytes
        A lossless WebP file with alpha and the aspect of the reference photo, long side at most 1024 px.
    """
    fraction = min(1.0, LONG_SIDE_PX / max(photo_shape))
    rows, columns = (max(1, round(n * fraction)) for n in photo_shape)
    px_per_cell = lattice.cell_px * fraction
    values = _enlarged(field.values, (rows, columns), px_per_cell)
    changed, shown = (_is_inside(m, (rows, columns), px_per_cell) for m in (field.is_changed, field.shown))
    picture = np.zeros((rows, columns, 4), np.uint8)
    picture[~shown] = _hatching((rows, columns))[~shown]
    picture[changed, :3] = coloured(values, field, kind)[changed]
    picture[changed, 3] = 255
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "WEBP", lossless=True, exact=True, method=2)
    return out.getvalue()


def coloured(values: Map, field: Field, kind: MappedChange) -> Rgb:
    """The colour of every change, whether it is beyond the threshold or not, (M, N, 3)."""
    fell, rose = scale(kind)
    width = (range_of(field) - field.threshold) / STEPS
    step = np.clip((np.abs(values) - field.threshold) / width, 0, STEPS - 1).astype(np.uint8)
    return np.where((values < 0)[..., None], fell[step], rose[step])


def _enlarged(values: Map, size: tuple[int, int], px_per_cell: float) -> Map:
    """A map of cells at the pixels of the picture; the last cells may reach beyond it."""
    rows, columns = size
    to_cell = np.array(
        [[1 / px_per_cell, 0, 0.5 / px_per_cell - 0.5], [0, 1 / px_per_cell, 0.5 / px_per_cell - 0.5]]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return as_map(
        cv2.warpAffine(values, to_cell, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    )


def _is_inside(mask: Mask, size: tuple[int, int], px_per_cell: float) -> Mask:
    """A mask of cells at the pixels of the picture, its stairs smoothed."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), _SOFT_CELLS, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(_enlarged(as_map(soft), size, px_per_cell) > 0.5)


def _hatching(size: tuple[int, int]) -> Rgb:
    """Grey lines on a thin grey veil, (M, N, 4)."""
    down, right = np.ogrid[: size[0], : size[1]]
    is_line = (down + right) % _HATCH_PX < _HATCH_LINE_PX
    hatching = np.full((*size, 4), HATCH_GREY, np.uint8)
    hatching[..., 3] = np.where(is_line, HATCH_ALPHA, VEIL_ALPHA)
    return hatching
