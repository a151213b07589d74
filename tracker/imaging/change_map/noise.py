"""How large a change in a map must be before it is no noise of this very pair.

One look at one place needs twice the scatter; a map is a thousand looks, many of them at the same noise. So
the scatter and its grain are taken from skin that nobody treated, and the level is the one that in 95 of 100
unchanged pairs no place of the whole map exceeds.
"""

import math
from dataclasses import dataclass

import numpy as np

from tracker.imaging.measure.arrays import Map, Mask

FALSE_SPOTS = 0.05
"""Expected number of spots by chance alone in a whole map."""
LEAST_QUIET_SHARE = 0.3
"""With less of the skin known to be untreated its scatter counts at its upper 90 % confidence limit."""

_MAD_TO_SD = 1.4826
_TAIL_PERCENT, _TAIL_SDS = 95.0, 1.96
_MEDIAN_SQUARE = 0.455  # of a standard normal variable
_LOWEST, _HIGHEST = 1.5, 8.0
_NORMAL_90 = 1.2816


@dataclass(frozen=True, slots=True)
class FieldNoise:
    """Scatter of a map where nothing was treated.

    Attributes
    ----------
    sd : float
        In the map's unit, about 0.
    roughness : float
        Variance of the slope of the map in units of its scatter, per mm²: large for fine grain.
    area_mm2 : float
        Of the skin from which both are known.
    """

    sd: float
    roughness: float
    area_mm2: float

    @property
    def places(self) -> float:
        """Independent values on the skin: its area over the integral of the squared correlation."""
        return self.area_mm2 * self.roughness / math.pi


def field_noise(values: Map, quiet: Mask, *, cell_mm: float, is_surely_quiet: bool) -> FieldNoise:
    """Scatter and grain of a smooth map on skin that has not changed.

    Robust, so that a few changed places don't count: the median with the median deviation, and, where the
    skin is known to be untreated, no less than what the widest 5 in 100 places call for, since noise of
    focus and gloss has longer tails than a normal distribution.

    Parameters
    ----------
    values : (M, N) float32
    quiet : (M, N) bool
        At least one cell.
    cell_mm : float
    is_surely_quiet : bool
        Whether it is known which skin was treated, and that it is none of this.
    """
    there = values[quiet]
    offset = float(np.median(there))
    sd = math.hypot(offset, _MAD_TO_SD * float(np.median(np.abs(there - offset)))) + 1e-6
    if is_surely_quiet:
        sd = max(sd, float(np.percentile(np.abs(there), _TAIL_PERCENT)) / _TAIL_SDS)
    squares = [
        np.square((values[step] - values[back])[quiet[step] & quiet[back]]) for step, back in _NEIGHBOURS
    ]
    slopes = [float(np.median(s)) / _MEDIAN_SQUARE for s in squares if s.size]
    roughness = sum(slopes) / max(len(slopes), 1) / (sd * cell_mm) ** 2
    return FieldNoise(sd, max(roughness, 1e-6), float(quiet.sum()) * cell_mm**2)


def level(
    noise: FieldNoise, area_mm2: float, *, quiet_share: float, false_spots: float = FALSE_SPOTS
) -> float:
    """The size of change that noise alone exceeds anywhere in a map in 5 of 100 pairs.

    The expected number of spots above a height (their Euler characteristic) in a smooth Gaussian field,
    in both directions.

    Parameters
    ----------
    noise : FieldNoise
    area_mm2 : float
        Of the skin that is shown.
    quiet_share : float
        Share of it from which the noise is known.
    false_spots : float
        Expected number of spots by chance.

    Returns
    -------
    float
        In the map's unit.

    References
    ----------
    Worsley, Evans, Marrett, Neelin 1992, doi 10.1038/jcbfm.1992.127; the upper limit of the scatter by
    Wilson, Hilferty 1931, doi 10.1073/pnas.17.12.684

    Examples
    --------
    >>> fine, coarse = FieldNoise(1.0, 0.2, 4000.0), FieldNoise(1.0, 0.004, 4000.0)
    >>> [round(level(one, 4000.0, quiet_share=0.8), 1) for one in (fine, coarse)]
    [4.3, 3.2]
    """
    low, high = _LOWEST, _HIGHEST
    for _ in range(40):
        middle = (low + high) / 2
        is_rare = 2 * _expected_spots(middle, area_mm2, noise.roughness) < false_spots
        low, high = (low, middle) if is_rare else (middle, high)
    widened = 1.0 if quiet_share >= LEAST_QUIET_SHARE else _widening(noise.places)
    return high * noise.sd * widened


def _expected_spots(height: float, area_mm2: float, roughness: float) -> float:
    """Of a smooth Gaussian field of unit variance above a height, over a disc of this area."""
    tail = 0.5 * math.erfc(height / math.sqrt(2))
    bell = math.exp(-(height**2) / 2)
    along_edge = math.sqrt(math.pi * area_mm2 * roughness) * bell / (2 * math.pi)
    inside = area_mm2 * roughness * height * bell / math.pow(2 * math.pi, 1.5)
    return tail + along_edge + inside


def _widening(places: float) -> float:
    """The upper 90 % limit of a standard deviation over its estimate from so many independent values."""
    freedom = max(places - 1, 1.0)
    cube_root = 1 - 2 / (9 * freedom) - _NORMAL_90 * math.sqrt(2 / (9 * freedom))
    return math.pow(max(cube_root, 0.25), -1.5)


_ALL, _FIRST, _REST = slice(None), slice(None, -1), slice(1, None)
_NEIGHBOURS = (((_REST, _ALL), (_FIRST, _ALL)), ((_ALL, _REST), (_ALL, _FIRST)))
