"""Where each feature of a person's skin lies: maps of unit strength, fixed by the seed.

All maps lie on the grid of ``noise`` (0.05 mm per cell). They are made once per seed and kept for the
photos that follow; `tracker.imaging.phantom.maps` gives them their strengths.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.phantom.noise import (
    GRID_SHAPE,
    HALF_COLUMNS_MM,
    HALF_ROWS_MM,
    MM_PER_CELL,
    Singles,
    blurred,
    dots,
    generator,
    scatter,
    smooth_noise,
    to_cells,
)

_HALF_MM = np.array([HALF_ROWS_MM, HALF_COLUMNS_MM])
_PORE_SIGMAS_MM = (0.11, 0.15, 0.20)


@dataclass(frozen=True, slots=True)
class Fields:
    """Unit maps of one seed, each float32 on the grid of cells.

    ``relief`` has unit RMS; ``pores``, ``lines``, ``scars`` are depths of about 1 at a typical one;
    pigment and blood maps are 0 to about 1, the two mottles have unit variance.
    """

    pigment_mottle: Singles
    freckles: Singles
    spots: Singles
    moles: Singles
    blood_mottle: Singles
    vessels: Singles
    papules: Singles
    needle_marks: Singles
    relief: Singles
    pores: Singles
    lines: Singles
    scars: Singles


@lru_cache(maxsize=1)
def unit_fields(seed: int, *, mole_count: int, pores_per_cm2: float) -> Fields:
    """All maps of one person's patch.

    Parameters
    ----------
    seed : int
    mole_count : int
    pores_per_cm2 : float

    Returns
    -------
    Fields
    """
    return Fields(
        pigment_mottle=0.8 * smooth_noise(seed, "pigment", size_mm=4.5)
        + 0.6 * smooth_noise(seed, "fine pigment", size_mm=0.8),
        freckles=_freckles(seed),
        spots=_spots(seed),
        moles=_moles(seed, mole_count),
        blood_mottle=0.8 * smooth_noise(seed, "blood", size_mm=5.0)
        + 0.6 * smooth_noise(seed, "fine blood", size_mm=1.3),
        vessels=_vessels(seed),
        papules=_papules(seed),
        needle_marks=_needle_marks(seed),
        relief=_relief(seed),
        pores=_pores(seed, pores_per_cm2),
        lines=_lines(seed),
        scars=_scars(seed),
    )


@lru_cache(maxsize=1)
def new_relief(seed: int, relief_round: int) -> Singles:
    """Microrelief of unit RMS that has grown anew, unlike that of `unit_fields`."""
    return _relief(seed, f" {relief_round}")


def mole_places(seed: int, mole_count: int) -> NDArray[np.float64]:
    """Centres of the moles in mm, (K, 2): spread around the patch, none near the middle."""
    rng = generator(seed, "mole places")
    angles = 2 * np.pi * (np.arange(mole_count) + rng.uniform(-0.3, 0.3, mole_count)) / max(mole_count, 1)
    reach = rng.uniform(0.42, 0.62, mole_count)
    return np.stack([np.sin(angles) * reach * 40.0, np.cos(angles) * reach * 56.0], axis=-1)


def pore_places(seed: int, pores_per_cm2: float) -> NDArray[np.float64]:
    """Centres of the pores in mm, (K, 2)."""
    return scatter(generator(seed, "pore places"), per_cm2=pores_per_cm2)


def _blobs(
    centres: NDArray[np.float64],
    radii_mm: NDArray[np.float64],
    edge: float,
    wobble: Singles,
    strengths: NDArray[np.float64] | None = None,
) -> Singles:
    """Soft, uneven discs of strength 1; ``edge`` is the softness as a share of the radius."""
    peaks = np.ones(len(radii_mm)) if strengths is None else strengths
    out = np.zeros(GRID_SHAPE, np.float32)
    for centre, radius, peak in zip(to_cells(centres), radii_mm / MM_PER_CELL, peaks, strict=True):
        reach = int(radius * 2.2) + 3
        low = np.maximum(np.rint(centre).astype(int) - reach, 0)
        high = np.minimum(np.rint(centre).astype(int) + reach, GRID_SHAPE)
        if (low >= high).any():
            continue
        window = np.s_[low[0] : high[0], low[1] : high[1]]
        rows, columns = np.ogrid[window]
        away = np.hypot(rows - centre[0], columns - centre[1]) / radius
        soft = peak / (1 + np.exp((away - 1 + 0.16 * wobble[window]) / (0.25 * edge)))
        out[window] = np.maximum(out[window], soft)
    return out


def _freckles(seed: int) -> Singles:
    rng = generator(seed, "freckles")
    places = scatter(rng, per_cm2=9)
    clustered = rng.random(len(places)) < 0.75
    radii = rng.lognormal(np.log(0.38), 0.35, len(places))
    strength = 0.65 + 0.3 * smooth_noise(seed, "freckle strength", size_mm=4.0)
    wobble = smooth_noise(seed, "freckle wobble", size_mm=0.3)
    return np.asarray(
        _blobs(places[clustered], radii[clustered], 0.9, wobble) * np.clip(strength, 0, 1.2), np.float32
    )


def _spots(seed: int) -> Singles:
    rng = generator(seed, "spots")
    places = scatter(rng, per_cm2=1.3)
    radii = rng.lognormal(np.log(0.95), 0.35, len(places))
    wobble = smooth_noise(seed, "spot wobble", size_mm=0.5)
    return _blobs(places, radii, 0.9, 1.5 * wobble) * (
        0.75 + 0.2 * smooth_noise(seed, "spot strength", size_mm=3.0)
    )


def _moles(seed: int, count: int) -> Singles:
    rng = generator(seed, "moles")
    radii = rng.uniform(0.5, 1.45, count)
    wobble = smooth_noise(seed, "mole wobble", size_mm=0.35)
    inner = 1 + 0.12 * smooth_noise(seed, "mole pigment", size_mm=0.18)
    places, strengths = mole_places(seed, count), rng.uniform(0.35, 1.0, count)
    return _blobs(places, radii, 0.4, 0.6 * wobble, strengths) * inner.astype(np.float32)


def _vessels(seed: int) -> Singles:
    """A faint net of fine vessels in patches: where a smooth field crosses zero."""
    course = smooth_noise(seed, "vessel course", size_mm=1.4)
    patches = np.clip(smooth_noise(seed, "vessel patches", size_mm=3.5), 0, 1.5)
    return blurred(np.exp(-((course / 0.07) ** 2)) * patches, 0.08)


def _papules(seed: int) -> Singles:
    rng = generator(seed, "papules")
    places = scatter(rng, per_cm2=1.0)
    out = np.zeros(GRID_SHAPE, np.float32)
    sizes = rng.choice(3, len(places))
    strengths = rng.uniform(0.35, 1.0, len(places)) * (rng.random(len(places)) < 0.7)
    for size, sigma in enumerate((0.45, 0.7, 1.05)):
        out += dots(places[sizes == size], strengths[sizes == size], sigma_mm=sigma)
    return out


def _needle_marks(seed: int) -> Singles:
    rng = generator(seed, "needle marks")
    places = scatter(rng, per_cm2=130, jitter=1.0)
    return np.minimum(dots(places, rng.uniform(0.3, 1.0, len(places)), sigma_mm=0.13), 1.2)


def _net(seed: int, name: str, *, cells_per_cm2: float, width_mm: float) -> Singles:
    """Furrows between the cells of a random tessellation, depth 1 in the middle of a furrow."""
    seeds = np.rint(to_cells(scatter(generator(seed, name), per_cm2=cells_per_cm2))).astype(int)
    seeds = seeds[((seeds >= 0) & (seeds < np.array(GRID_SHAPE))).all(axis=1)]
    canvas = np.ones(GRID_SHAPE, np.uint8)
    canvas[seeds[:, 0], seeds[:, 1]] = 0
    _, label = cv2.distanceTransformWithLabels(canvas, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    inside = np.ones(GRID_SHAPE, np.uint8)
    inside[:, 1:][label[:, 1:] != label[:, :-1]] = 0
    inside[1:][label[1:] != label[:-1]] = 0
    away = cv2.distanceTransform(inside, cv2.DIST_L2, 5) * np.float32(MM_PER_CELL / width_mm)
    return blurred(np.exp(-(away**2)), 0.06)


def _relief(seed: int, which: str = "") -> Singles:
    """The microrelief: coarse and fine furrows that come and go, and bumps between them."""
    coarse = _net(seed, "coarse net" + which, cells_per_cm2=150, width_mm=0.13)
    fine = _net(seed, "fine net" + which, cells_per_cm2=480, width_mm=0.09)
    strength = np.clip(0.45 + 0.4 * smooth_noise(seed, "net strength" + which, size_mm=0.8), 0, 2)
    height = -coarse * strength - 0.4 * fine * (1.2 - 0.6 * strength)
    height += 0.26 * smooth_noise(seed, "bumps" + which, size_mm=0.22)
    height += 0.11 * smooth_noise(seed, "grain" + which, size_mm=0.11)
    height -= blurred(height, 1.2)
    return np.asarray(height / height.std(), np.float32)


def _pores(seed: int, per_cm2: float) -> Singles:
    places = pore_places(seed, per_cm2)
    rng = generator(seed, "pore depths")
    depths = rng.lognormal(-0.25, 0.5, len(places))
    sizes = rng.choice(len(_PORE_SIGMAS_MM), len(places), p=[0.45, 0.35, 0.2])
    out = np.zeros(GRID_SHAPE, np.float32)
    for size, sigma in enumerate(_PORE_SIGMAS_MM):
        out += dots(places[sizes == size], depths[sizes == size], sigma_mm=sigma)
    return out


def _lines(seed: int) -> Singles:
    """Fine lines: gently bent strokes of one main direction, deepest in the middle."""
    rng = generator(seed, "lines")
    canvas = np.zeros(GRID_SHAPE, np.float32)
    main = rng.uniform(-25, 25)
    t = np.linspace(0, 1, 60)
    for _ in range(26):
        start = rng.uniform(-0.8, 0.8, 2) * _HALF_MM
        angle = np.radians(main + rng.normal(0, 10))
        along, across = np.array([np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), -np.sin(angle)])
        length, bend = rng.uniform(8, 24), rng.normal(0, 1.2)
        wander = bend * (4 * t * (1 - t)) + 0.12 * np.cumsum(rng.normal(0, 0.35, t.size))
        path = to_cells(start + (t - 0.5)[:, None] * length * along + wander[:, None] * across)
        depth = rng.uniform(0.45, 1.0) * np.sin(np.pi * t) ** 0.7
        for (row0, column0), (row1, column1), d in zip(path[:-1], path[1:], depth[:-1], strict=True):
            ends = (round(column0), round(row0)), (round(column1), round(row1))
            cv2.line(canvas, *ends, float(d), 3)
    groove = blurred(canvas, 0.14) * np.float32(np.sqrt(2 * np.pi) * 0.14 / (3 * MM_PER_CELL))
    return np.asarray(groove - 0.6 * blurred(groove, 0.35), np.float32)


def _scars(seed: int) -> Singles:
    """Shallow depressions with a faint rim."""
    rng = generator(seed, "scars")
    places = scatter(rng, per_cm2=0.7)
    radii = rng.uniform(0.6, 1.3, len(places))
    wobble = smooth_noise(seed, "scar wobble", size_mm=0.6)
    pits = _blobs(places, radii, 0.8, 1.2 * wobble)
    return np.asarray(pits - 1.1 * blurred(pits, 0.8), np.float32)
