"""What a metric should have found, from the maps that a scene is rendered of."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.skin_series.photograph import TREATED, UNTREATED, outline
from benchmarks.skin_series.scene import Scene
from tracker.imaging.phantom.fields import pore_places
from tracker.imaging.phantom.noise import GRID_SHAPE, HALF_COLUMNS_MM, HALF_ROWS_MM, MM_PER_CELL, Singles
from tracker.imaging.phantom.optics import ita_of, lab_of, skin_colour

_RED_BEYOND = 3.0
_EVERY_CELL = 4


def truth(scene: Scene) -> dict[str, float]:
    """The columns ``T_*`` of one scene.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    dict
        ``T_hb``, ``T_mel``: volume per cent in the treated skin. ``T_hb_excess``: blood above the untreated
        skin, per cent of it, which a flush of all skin leaves alone. ``T_mel_excess``: melanin
        above it, volume per cent. ``T_spot_load``: melanin of spots, volume per cent.
        ``T_pore_load``, ``T_line_load``, ``T_scar_load``: mean depth, um. ``T_rough``: RMS of the
        microrelief, ``T_Sa``: mean deviation of all heights, um. ``*_area``: per cent.
    """
    return _colour(scene) | _spots(scene) | _relief(scene)


@lru_cache(maxsize=1)
def _cells() -> NDArray[np.uint8]:
    """The outlines on the grid of cells."""
    rows = (np.arange(GRID_SHAPE[0], dtype=np.float32) + 0.5) * MM_PER_CELL - HALF_ROWS_MM
    columns = (np.arange(GRID_SHAPE[1], dtype=np.float32) + 0.5) * MM_PER_CELL - HALF_COLUMNS_MM
    return outline(*np.meshgrid(rows, columns, indexing="ij"))


def _in(part: int, values: Singles) -> Singles:
    return values[_cells() == part]


def _colour(scene: Scene) -> dict[str, float]:
    # without moles, and without the dark content of pores, which isn't the skin's own
    blood, own_blood = (float(_in(part, scene.blood).mean()) for part in (TREATED, UNTREATED))
    melanin = scene.skin.melanin
    excess = float((_in(TREATED, scene.pigment) + _in(TREATED, _spot_melanin(scene))).mean())
    red = _a_star(TREATED, scene) > np.median(_a_star(UNTREATED, scene)) + _RED_BEYOND
    return {
        "T_hb": 100 * blood,
        "T_hb_excess": 100 * (blood / own_blood - 1),
        "T_red_area": 100 * float(red.mean()),
        "T_mel": 100 * (melanin + excess),
        "T_mel_excess": 100 * excess,
        "T_ita": float(ita_of(lab_of(skin_colour(melanin + excess, blood)))),
    }


def _a_star(part: int, scene: Scene) -> NDArray[np.float64]:
    melanin, blood = (_in(part, values)[:: _EVERY_CELL**2] for values in (scene.melanin, scene.blood))
    return lab_of(skin_colour(melanin, blood))[..., 1]


def _spot_melanin(scene: Scene) -> Singles:
    """Melanin that spots add to each cell."""
    strength = np.float32((0.85 * scene.skin.melanin + 0.012) * scene.skin.treated.spots)
    return np.asarray(strength * scene.weight * scene.fields.spots)


def _spots(scene: Scene) -> dict[str, float]:
    return {
        "T_spot_load": 100 * float(_in(TREATED, _spot_melanin(scene)).mean()),
        "T_spot_area": _area(scene.skin.treated.spots * scene.weight * scene.fields.spots, above=0.25),
    }


def _relief(scene: Scene) -> dict[str, float]:
    zone, fields, weight = scene.skin.treated, scene.fields, scene.weight
    pores, lines, scars = (
        np.maximum(getattr(zone, f"{name}_depth_um") * field, 0)
        for name, field in (("pore", fields.pores), ("line", fields.lines), ("scar", fields.scars))
    )
    height = _in(TREATED, scene.height_um)
    return {
        "T_pore_load": float(_in(TREATED, pores).mean()),
        "T_pore_n": _pores_per_cm2(scene),
        "T_pore_area": _area(pores, above=8.0),
        "T_line_load": float(_in(TREATED, lines * weight).mean()),
        "T_scar_load": float(_in(TREATED, scars * weight).mean()),
        "T_scar_area": _area(scars * weight, above=10.0),
        "T_rough": zone.roughness_um * float(_in(TREATED, fields.relief).std()),
        "T_Sa": float(np.abs(height - height.mean()).mean()),
    }


def _area(values: Singles, *, above: float) -> float:
    return 100 * float((_in(TREATED, values) > above).mean())


def _pores_per_cm2(scene: Scene) -> float:
    places = pore_places(scene.skin.seed, scene.skin.pores_per_cm2).astype(np.float32)
    inside = outline(places[:, 0], places[:, 1]) == TREATED
    area_cm2 = float((_cells() == TREATED).sum()) * (MM_PER_CELL / 10) ** 2
    return float(inside.sum()) / area_cm2
