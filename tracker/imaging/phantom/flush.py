"""Blood that comes and goes within minutes: what no retake of a photo holds still."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.phantom.geometry import Projection, coarse_skin, enlarge
from tracker.imaging.phantom.noise import HALF_COLUMNS_MM, HALF_ROWS_MM, generator
from tracker.imaging.phantom.optics import blood_response
from tracker.imaging.phantom.skin import Skin

Singles = NDArray[np.float32]

_SPREAD_MM = 13.0
_SPOT_COUNT = 40


@dataclass(frozen=True, slots=True)
class Flush:
    """A passing change of blood, uneven over the patch.

    Attributes
    ----------
    overall : float
        Change of the log of blood everywhere.
    uneven : float
        Standard deviation of the change from place to place.
    """

    overall: float = 0.0
    uneven: float = 0.0


def flush_gains(skin: Skin, projection: Projection, flush: Flush, *, shot: int) -> Singles:
    """What a flush leaves of the light of each channel, to first order.

    Parameters
    ----------
    skin : Skin
    projection : Projection
    flush : Flush
    shot : int
        Which shutter release: every one has a pattern of its own.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
    """
    rng = generator(skin.seed, f"flush {shot}")
    centres = rng.uniform(-1.2, 1.2, (_SPOT_COUNT, 2)) * np.array([HALF_ROWS_MM, HALF_COLUMNS_MM])
    heights = rng.standard_normal(_SPOT_COUNT)
    area = 4 * 1.2**2 * HALF_ROWS_MM * HALF_COLUMNS_MM
    heights *= flush.uneven / np.sqrt(np.pi * _SPREAD_MM**2 * _SPOT_COUNT / area)
    places = coarse_skin(projection)
    log_blood = np.full(places.shape[:2], flush.overall)
    for centre, height in zip(centres, heights, strict=True):
        log_blood += height * np.exp(-((places - centre) ** 2).sum(axis=-1) / (2 * _SPREAD_MM**2))
    response = blood_response(skin.melanin, skin.blood)
    return np.stack([enlarge(np.exp(log_blood * r), projection.shape) for r in response], axis=-1)
