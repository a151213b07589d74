"""One pair of photos on its way through the pipeline."""

from dataclasses import dataclass

from tracker.imaging.align.evidence import Evidence, weigh
from tracker.imaging.align.features import Features, find_features
from tracker.imaging.align.guided import Guided, confirm, joined
from tracker.imaging.align.matching import Matches, mutual_matches
from tracker.imaging.align.refine import CLOSING, OPENING, Refiner
from tracker.imaging.align.starts import find_starts
from tracker.imaging.align.working import WorkingPhoto

_MAX_RATIO = 0.97


@dataclass(frozen=True)
class Pair:
    """Two photos, their keypoints, and which may be the same.

    Attributes
    ----------
    reference, moving : WorkingPhoto
    reference_features, moving_features : Features
    matches : Matches
        Mutual matches, surest first.
    """

    reference: WorkingPhoto
    moving: WorkingPhoto
    reference_features: Features
    moving_features: Features
    matches: Matches

    @classmethod
    def of(cls, reference: WorkingPhoto, moving: WorkingPhoto) -> "Pair":
        """Find and match the keypoints of two photos."""
        return cls._matched(reference, moving, find_features(reference))

    @classmethod
    def _matched(cls, reference: WorkingPhoto, moving: WorkingPhoto, features: Features) -> "Pair":
        others = find_features(moving)
        return cls(
            reference, moving, features, others, mutual_matches(features, others, max_ratio=_MAX_RATIO)
        )

    def mirrored(self) -> "Pair":
        """The same reference with the mirror image of the moving photo."""
        return self._matched(self.reference, self.moving.flipped(), self.reference_features)


def seek(pair: Pair) -> Evidence | None:
    """The best-confirmed start, refined; None when nothing holds."""
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
    for start in find_starts(reference, moving, pair.matches, size=pair.reference.size):
        opened = refiner.refine(start, OPENING)
        found = confirm(start if opened is None else opened.field, reference, moving)
        confirmed += [found] if found is not None else []
    return joined(confirmed)
