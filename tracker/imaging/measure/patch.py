"""Whether the untreated patch itself changed: as a whole by a colour card, in parts without one.

The fit makes patch and reference patch equal on average, whatever happened to the skin. Only a card
tells a flush or a tan from another light. Without one, parts of the patch can still be held against
each other, and so can several untreated areas, which lie on one grid.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.correction import correct_to, correct_to_published
from tracker.imaging.measure.arrays import LinearRgb
from tracker.imaging.measure.colour import erythema_index, linear_to_lab, luminance
from tracker.imaging.measure.fit import PatchLight

_FULL_ENOUGH = 0.5
_PART_CELLS = 5
_PART_FULL_ENOUGH = 0.6
_FEWEST_PARTS = 30
_PERCENT = 5.0


@dataclass(frozen=True, eq=False)
class PatchColour:
    """The untreated patch of a photo, with the card that lay beside it.

    Attributes
    ----------
    linear_rgb : ndarray, shape (3,)
        Mean linear light of the plain untreated skin.
    card_rgb : ndarray, shape (24, 3)
        Linear light of the card's patches.
    """

    linear_rgb: NDArray[np.float64]
    card_rgb: NDArray[np.float64]


@dataclass(frozen=True)
class PatchShift:
    """How the patch differs from the reference photo's, light and camera taken out by the card.

    Attributes
    ----------
    redness : float
        Difference of CIELAB a*, at the brightness of the reference patch.
    ita_deg : float
        Difference of the individual typology angle; negative is darker.
    residual : float
        Relative difference between the two photos' cards that no correction explains.
    is_told : bool
        Whether the cards agree so well that redness and ITA mean something.
    """

    redness: float
    ita_deg: float
    residual: float
    is_told: bool


def patch_shift(reference: PatchColour, moving: PatchColour) -> PatchShift | None:
    """Hold a patch against the reference photo's in the card's published colours.

    The photo's card and patch are brought to the colours of the reference photo (matrix and exponent),
    both patches then to the published ones. a* is taken at equal luminance: the card lies elsewhere
    than the patch, and a shade on either scales a* and is no flush.

    Parameters
    ----------
    reference, moving : PatchColour

    Returns
    -------
    PatchShift or None
        None where too few patches of the cards can be read.

    References
    ----------
    ITA: Chardon, Cretois, Hourseau 1991, doi 10.1111/j.1467-2494.1991.tb00561.x
    """
    to_reference = correct_to(reference.card_rgb, moving.card_rgb)
    to_published = correct_to_published(reference.card_rgb)
    if to_reference is None or to_published is None:
        return None
    before, now = to_published.applied(
        np.stack([reference.linear_rgb, to_reference.applied(moving.linear_rgb)])
    ).astype(np.float32)
    brightness = luminance(np.stack([before, now])[None])[0]
    lab, lab_now, lab_as_bright = linear_to_lab(np.stack([before, now, now * brightness[0] / brightness[1]]))
    return PatchShift(
        redness=float(lab_as_bright[1] - lab[1]),
        ita_deg=_ita_deg(lab_now) - _ita_deg(lab),
        residual=to_reference.residual,
        is_told=to_reference.is_close,
    )


def uneven_change(reference: PatchLight, moving: PatchLight) -> float | None:
    """How far parts of the untreated skin changed against one another.

    Difference of the erythema index, cell by cell, averaged over parts of 5 x 5 cells (about a fifth of
    the patch's side): what is left between the 5th and the 95th percentile. Gains and planes of light
    cancel.

    Parameters
    ----------
    reference, moving : PatchLight

    Returns
    -------
    float or None
        In index points; None where fewer than 30 parts are shown by both photos.
    """
    common = (reference.share > _FULL_ENOUGH) & (moving.share > _FULL_ENOUGH)
    change = erythema_index(moving.log_rgb) - erythema_index(reference.log_rgb)
    size = (_PART_CELLS, _PART_CELLS)
    full = cv2.blur(common.astype(np.float32), size, borderType=cv2.BORDER_CONSTANT)
    total = cv2.blur(np.where(common, change, 0).astype(np.float32), size, borderType=cv2.BORDER_CONSTANT)
    is_part = common & (full >= _PART_FULL_ENOUGH)
    if is_part.sum() < _FEWEST_PARTS:
        return None
    low, high = np.percentile(total[is_part] / full[is_part], [_PERCENT, 100 - _PERCENT])
    return float(high - low)


def _ita_deg(lab: LinearRgb) -> float:
    """Individual typology angle of CIELAB (3,)."""
    return float(np.degrees(np.arctan2(lab[0] - 50, lab[2])))
