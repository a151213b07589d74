"""Look for the map between two photos: open starts up, confirm them, refine the best."""

import numpy as np

from tracker.imaging.align.evidence import Evidence, weigh
from tracker.imaging.align.guided import Guided, confirm, joined
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.refine import CLOSING, OPENING, Refiner
from tracker.imaging.align.working import BoolArray

# below this share of supported skin in the middle, what was matched may be the wall behind
_SUSPICIOUS = 0.68


def seek(pair: Pair) -> Evidence | None:
    """The best-confirmed start, refined; None when nothing holds.

    Where a good part of the skin agrees and yet the middle of the picture does not, the door
    behind a person may have been followed: what did not agree is looked at once more by itself.
    """
    evidence = _look(pair)
    if evidence is None or not evidence.agrees or evidence.core_support >= _SUSPICIOUS:
        return evidence
    again = _look(pair.within(_unexplained(evidence, pair)))
    return again if again is not None and again.is_enough else evidence


def _look(pair: Pair) -> Evidence | None:
    """One pass from starts to evidence."""
    refiner = Refiner(pair.reference, pair.moving)
    confirmed = _best_confirmed(pair, refiner)
    if confirmed is None:
        return None
    refined = refiner.refine(confirmed.field, CLOSING, confirmed.keypoints)
    return None if refined is None else weigh(refined, pair.reference, confirmed.score)


def _best_confirmed(pair: Pair, refiner: Refiner) -> Guided | None:
    """Open up each start by dense correlation, then ask the keypoints."""
    reference, moving = pair.reference_features, pair.moving_features
    confirmed: list[Guided] = []
    for start in pair.starts():
        opened = refiner.refine(start, OPENING)
        field = start if opened is None else opened.field
        found = confirm(field, reference, moving, core=pair.reference.core)
        confirmed += [found] if found is not None else []
    return joined(confirmed)


def _unexplained(evidence: Evidence, pair: Pair) -> BoolArray:
    """Skin of interest that no group of good patches supports."""
    supported = evidence.support_map.drawn(pair.reference.size)
    return np.asarray(pair.reference.core & ~supported)
