"""A skin at one time, as maps: its colour in neutral light and the slopes of its relief."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tracker.imaging.phantom.fields import Fields, new_relief, unit_fields
from tracker.imaging.phantom.noise import (
    GRID_SHAPE,
    HALF_COLUMNS_MM,
    HALF_ROWS_MM,
    MM_PER_CELL,
    Singles,
    blurred,
    smooth_noise,
)
from tracker.imaging.phantom.optics import colour_map
from tracker.imaging.phantom.skin import Skin

_EDGE_MM = 1.3
_EDGE_WOBBLE_MM = 0.9
# light lost in a pit, per mm below the skin around it
_PIT_SHADE_PER_MM = 3.5
_PORE_PIGMENT_PER_UM = 0.0003


@dataclass(frozen=True, slots=True)
class SkinMaps:
    """Maps on the grid of cells, all float32.

    Attributes
    ----------
    colour : ndarray, shape (M, N, 3)
        Linear sRGB in neutral light, pits shaded.
    slopes : ndarray, shape (M, N, 2)
        Change of height downwards and to the right, mm per mm.
    """

    colour: Singles
    slopes: Singles


def treated_weight(skin: Skin) -> Singles:
    """How much of each cell is treated, 0 to 1: the ellipse with its soft, uneven edge.

    Parameters
    ----------
    skin : Skin

    Returns
    -------
    ndarray of float32, shape `GRID_SHAPE`
    """
    rows = (np.arange(GRID_SHAPE[0], dtype=np.float32) + 0.5) * MM_PER_CELL - HALF_ROWS_MM - skin.centre_mm[0]
    columns = (
        (np.arange(GRID_SHAPE[1], dtype=np.float32) + 0.5) * MM_PER_CELL - HALF_COLUMNS_MM - skin.centre_mm[1]
    )
    radius = np.sqrt((rows / skin.radii_mm[0])[:, None] ** 2 + (columns / skin.radii_mm[1])[None] ** 2)
    inside_mm = (1 - radius.astype(np.float32)) * np.float32(min(skin.radii_mm))
    inside_mm += np.float32(_EDGE_WOBBLE_MM) * smooth_noise(skin.seed, "zone edge", size_mm=3.0)
    return np.asarray(1 / (1 + np.exp(np.clip(-inside_mm / np.float32(_EDGE_MM), -30, 30))), np.float32)


@lru_cache(maxsize=1)
def skin_maps(skin: Skin) -> SkinMaps:
    """Colour and relief of a skin.

    Parameters
    ----------
    skin : Skin

    Returns
    -------
    SkinMaps
        Kept until another skin is asked for.
    """
    fields = unit_fields(skin.seed, mole_count=skin.mole_count, pores_per_cm2=skin.pores_per_cm2)
    weight = treated_weight(skin)
    height_mm = _height_um(skin, fields, weight) * np.float32(1e-3)
    colour = colour_map(_melanin(skin, fields, weight), _blood(skin, fields, weight))
    pit = np.maximum(blurred(height_mm, 0.3) - height_mm, 0)
    colour *= cv2.exp(-np.float32(_PIT_SHADE_PER_MM) * pit)[..., None]
    return SkinMaps(colour, _slopes(height_mm))


def _strength(name: str, skin: Skin, weight: Singles) -> Singles | np.float32:
    """A zone value at every cell."""
    inside, outside = (np.float32(getattr(zone, name)) for zone in (skin.treated, skin.untreated))
    return np.float32(inside) if inside == outside else outside + (inside - outside) * weight


def _melanin(skin: Skin, fields: Fields, weight: Singles) -> Singles:
    own = np.float32(skin.melanin) * cv2.exp(np.float32(0.09) * fields.pigment_mottle)
    spots = np.float32(0.85) * _strength("spots", skin, weight) * fields.spots
    more = 1 + np.float32(skin.freckles) * fields.freckles + spots
    # a little melanin that light skin has in spots although it has hardly any elsewhere
    least = np.float32(0.012) * (np.float32(skin.freckles) * fields.freckles + spots)
    # pores hold pigmented hair roots and sebum: what shows of them in flat light
    least = least + np.float32(_PORE_PIGMENT_PER_UM) * _strength("pore_depth_um", skin, weight) * fields.pores
    return np.asarray(own * more + least + np.float32(0.09 + 0.25 * skin.melanin) * fields.moles, np.float32)


def _blood(skin: Skin, fields: Fields, weight: Singles) -> Singles:
    own = np.float32(skin.blood) * cv2.exp(np.float32(0.10) * fields.blood_mottle)
    redness = _strength("redness", skin, weight)
    more = 1 + redness * (1 + np.float32(0.15) * fields.blood_mottle)
    more = more + (np.float32(0.12) + np.float32(0.5) * redness) * fields.vessels
    more = more + np.float32(3.0) * _strength("papules", skin, weight) * fields.papules
    more = more + np.float32(1.5) * _strength("needle_marks", skin, weight) * fields.needle_marks
    return np.asarray(own * more, np.float32)


def _height_um(skin: Skin, fields: Fields, weight: Singles) -> Singles:
    height = _strength("roughness_um", skin, weight) * _relief(skin, fields)
    height = height - _strength("pore_depth_um", skin, weight) * fields.pores
    for name, field in (("line_depth_um", fields.lines), ("scar_depth_um", fields.scars)):
        if max(getattr(zone, name) for zone in (skin.treated, skin.untreated)):
            height = height - _strength(name, skin, weight) * field
    height = height + np.float32(90) * _strength("papules", skin, weight) * fields.papules
    return np.asarray(height + np.float32(120) * blurred(fields.moles, 0.2), np.float32)


def _relief(skin: Skin, fields: Fields) -> Singles:
    """The microrelief of unit RMS, in part grown anew."""
    if not skin.new_relief:
        return fields.relief
    kept, grown = (np.float32(np.sqrt(share)) for share in (1 - skin.new_relief, skin.new_relief))
    return np.asarray(kept * fields.relief + grown * new_relief(skin.seed, skin.relief_round), np.float32)


def _slopes(height_mm: Singles) -> Singles:
    """Central differences of the height, (M, N, 2)."""
    kernel = np.array([[-0.5, 0, 0.5]], np.float32) / np.float32(MM_PER_CELL)
    down = cv2.filter2D(height_mm, cv2.CV_32F, kernel.T, borderType=cv2.BORDER_REPLICATE)
    right = cv2.filter2D(height_mm, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.merge([down, right]), np.float32)


def forget_skin() -> None:
    """Give back the memory of the skin drawn last (about 300 MB)."""
    skin_maps.cache_clear()
    unit_fields.cache_clear()
    new_relief.cache_clear()
