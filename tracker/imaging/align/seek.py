"""Look for the map between two photos: open starts up, confirm them, refine the best."""

from dataclasses import dataclass

import numpy as np

from tracker.imaging.align.evidence import Evidence, weigh
from tracker.imaging.align.guided import Guided, confirm, joined
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.refine import CLOSING, OPENING, Refiner
from tracker.imaging.align.working import BoolArray, WorkingPhoto

# below this share of supported skin in the middle, what was matched may be the wall behind
_SUSPICIOUS = 0.6


@dataclass(frozen=True)
class _Look:
    """What one look at a pair confirmed, and the evidence for it."""

    confirmed: Guided
    evidence: Evidence

    def on(self, reference: WorkingPhoto) -> Evidence:
        """The same map's evidence, where something else is of interest."""
        return weigh(self.evidence.refined, reference, self.confirmed.agreeing_xy)


def seek(pair: Pair) -> Evidence | None:
    """The best-confirmed start, refined; None when nothing holds.

    Where a good part of the skin agrees and yet the middle of the picture does not, the door
    behind a person may have been followed, or may not: what did not agree is looked at once more by
    itself. Of two maps that both hold, the one nearer to the middle is the person's, and what
    the other explains no longer counts against it.
    """
    first = _look(pair)
    if first is None:
        return None
    if not first.evidence.agrees or first.evidence.core_support >= _SUSPICIOUS:
        return first.evidence
    second = _look(pair.within(_unexplained(first.evidence, pair)))
    if second is None or not second.evidence.agrees:
        return first.evidence
    if second.evidence.centrality > first.evidence.centrality:
        return second.evidence
    return first.on(pair.reference.with_interest(_unexplained(second.evidence, pair)))


def _look(pair: Pair) -> _Look | None:
    """One pass from starts to evidence."""
    refiner = Refiner(pair.reference, pair.moving)
    confirmed = _best_confirmed(pair, refiner)
    if confirmed is None:
        return None
    refined = refiner.refine(confirmed.field, CLOSING, confirmed.keypoints)
    if refined is None:
        return None
    return _Look(confirmed, weigh(refined, pair.reference, confirmed.agreeing_xy))


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
