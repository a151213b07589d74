"""The colours of one photo as another photo, or the card's maker, has them: by the card that both show.

A camera balances its channels before it mixes them into sRGB, so that another white balance leaves more
than gains behind. A matrix undoes that exactly, and an exponent what the tone curve does near mid grey.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.chart import GREY, published_linear_rgb

Floats = NDArray[np.float64]

FEWEST_PATCHES = 12
MOST_RESIDUAL = 0.025
"""Cards that differ by more show other lamps, a shadow or shine. In spectral simulations of phone cameras
one lamp at other white balances, exposures and tone curves left 0.013 to 0.026 (90 %), daylight against an
LED of its colour 0.026 to 0.044."""

_BRIGHTEST, _DARKEST = 0.93, 0.004
_FEWEST_GREYS = 3
# relative errors count, but those of the darkest patches, mostly noise and stray light, count less
_STRAY_LIGHT = 0.02


@dataclass(frozen=True, eq=False)
class Correction:
    """What brings linear light to other colours: a power, then a matrix.

    Attributes
    ----------
    exponent : float
    matrix : ndarray, shape (3, 3)
        Multiplied from the right.
    residual : float
        Relative difference of the patches' light that is left (root mean square).
    """

    exponent: float
    matrix: Floats
    residual: float

    @property
    def is_close(self) -> bool:
        """Whether the same card in the same kind of light can have looked so twice."""
        return self.residual <= MOST_RESIDUAL

    def applied(self, linear_rgb: NDArray[np.floating]) -> NDArray[np.float32]:
        """Corrected light (..., 3), as a new array; never below 0."""
        powered = np.power(np.maximum(linear_rgb, 0), np.float32(self.exponent))
        return np.asarray(np.maximum(powered @ self.matrix.astype(np.float32), 0), np.float32)


def correct_to(target: Floats, card: Floats) -> Correction | None:
    """The correction that brings a card's light to a target's.

    The exponent is the slope of the greys' log light; the matrix minimises the relative errors of all
    patches that are neither clipped nor too dark in both.

    Parameters
    ----------
    target, card : ndarray, shape (24, 3) or (1, 3)
        Linear light of the patches; of a single grey, which gives gains alone.

    Returns
    -------
    Correction or None
        None where fewer than 12 patches, or 3 greys, can be used, or the two are cards of two kinds.

    References
    ----------
    Finlayson, Mackiewicz, Hurlbert 2015, doi 10.1109/TIP.2015.2405336: matrices against polynomials.
    """
    if target.shape != card.shape:
        return None
    if len(card) == 1:
        # what gains leave of one grey is nothing: how close the cards are can't be told
        return Correction(1.0, np.diag(target[0] / card[0]), 0.0)
    usable = np.minimum(target, card).min(axis=1) > _DARKEST
    usable &= np.maximum(target, card).max(axis=1) < _BRIGHTEST
    greys = np.arange(len(card))[GREY][usable[GREY]]
    if usable.sum() < FEWEST_PATCHES or len(greys) < _FEWEST_GREYS:
        return None
    exponent = _slope(np.log(card[greys]), np.log(target[greys]))
    powered, wanted = card[usable] ** exponent, target[usable]
    weight = 1 / (wanted.mean(axis=1, keepdims=True) + _STRAY_LIGHT)
    matrix = np.linalg.lstsq(powered * weight, wanted * weight, rcond=None)[0]
    left = (powered @ matrix - wanted) * weight
    return Correction(exponent, np.asarray(matrix), float(np.sqrt(np.mean(left**2))))


def correct_to_published(card: Floats) -> Correction | None:
    """The correction that brings a card's light to its maker's values, see `correct_to`."""
    return correct_to(published_linear_rgb(), card)


def _slope(light: Floats, target: Floats) -> float:
    """Slope of the lines that the channels share, (K, 3) each."""
    along, up = light - light.mean(axis=0), target - target.mean(axis=0)
    return float((along * up).sum() / (along**2).sum())
