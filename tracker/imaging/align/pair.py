"""One pair of photos on its way through the pipeline."""

from dataclasses import dataclass, field, replace

from tracker.imaging.align.features import Features, find_features
from tracker.imaging.align.hints import Hints
from tracker.imaging.align.matching import Matches, mutual_matches
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.starts import find_starts, is_astray, landmark_start, marked_start
from tracker.imaging.align.working import BoolArray, WorkingPhoto

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
    hints : Hints
    """

    reference: WorkingPhoto
    moving: WorkingPhoto
    reference_features: Features
    moving_features: Features
    matches: Matches
    hints: Hints = field(default_factory=Hints)

    @classmethod
    def of(cls, reference: WorkingPhoto, moving: WorkingPhoto, hints: Hints | None = None) -> "Pair":
        """Find and match the keypoints of two photos."""
        hints = hints or Hints()
        reference, moving = hints.of_interest(reference, moving)
        return cls._matched(reference, moving, find_features(reference), hints)

    @classmethod
    def _matched(
        cls, reference: WorkingPhoto, moving: WorkingPhoto, features: Features, hints: Hints
    ) -> "Pair":
        others = find_features(moving)
        matches = mutual_matches(features, others, max_ratio=_MAX_RATIO)
        return cls(reference, moving, features, others, matches, hints)

    def starts(self) -> list[SplineField]:
        """Fields to begin with, the likeliest first.

        Points marked by a person leave no doubt. Starts that disagree with a face's landmarks
        follow the wall behind it.
        """
        size = self.reference.size
        if self.hints.points is not None:
            points = self.hints.points
            return [
                marked_start(
                    self.reference.to_working(points.reference_rc),
                    self.moving.to_working(points.moving_rc),
                    size=size,
                )
            ]
        found = find_starts(self.reference_features, self.moving_features, self.matches, size=size)
        if self.hints.landmarks_rc is None:
            return found
        first, second = self.hints.landmarks_rc
        xy, target_xy = self.reference.to_working(first), self.moving.to_working(second)
        of_face = landmark_start(xy, target_xy, size=size)
        known = [] if of_face is None else [of_face]
        return known + [start for start in found if not is_astray(start, xy, target_xy)]

    def mirrored(self) -> "Pair":
        """The same reference with the mirror image of the moving photo, hints apart."""
        return self._matched(self.reference, self.moving.flipped(), self.reference_features, Hints())

    def within(self, core: BoolArray) -> "Pair":
        """The same pair, of whose skin only a part is of interest.

        Parameters
        ----------
        core : ndarray of bool, shape (M, N)
            Working pixels of the reference.
        """
        column, row = self.reference_features.xy.round().astype(int).T
        features = self.reference_features.where(core[row, column])
        matches = mutual_matches(features, self.moving_features, max_ratio=_MAX_RATIO)
        reference = self.reference.with_interest(core)
        return replace(self, reference=reference, reference_features=features, matches=matches)
