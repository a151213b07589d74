"""How the photos of one view lie on its reference at present, and by way of which a photo may go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.model.alignments import AlignmentRow, SetPoints
from tracker.model.photos import Photo, Reference
from tracker.model.views import Phase

MOST_NEIGHBOURS = 3
Pair = tuple[str, str]


@dataclass(frozen=True)
class ViewAlignments:
    """The photos of a view and the alignments between them that hold.

    An alignment holds while the points in it are those that are set by hand now. One that went
    through another photo holds while that photo is still there and lies straight on the reference
    as it did then.

    Attributes
    ----------
    reference : Reference
    photos : sequence of Photo
        All of the view, the reference's among them.
    held_at : mapping of str to datetime
        When each session was held, by its id.
    rows, points : mapping
        By digest of a photo and of the one that it was laid over.
    """

    reference: Reference
    photos: Sequence[Photo]
    held_at: Mapping[str, datetime]
    rows: Mapping[Pair, AlignmentRow]
    points: Mapping[Pair, SetPoints]

    def row(self, digest: str) -> AlignmentRow | None:
        """How a photo lies on the reference, or why it doesn't; None while that has to be found out."""
        reference_digest = self.reference.photo.digest
        row = self.rows.get((digest, reference_digest))
        if row is None or not row.through_digest:
            return self.step(digest, reference_digest)
        middle = self._straight(row.through_digest)
        if middle is None or self._key(digest, reference_digest):
            return None
        return row if row.points_key == self.key_through(digest, middle) else None

    def step(self, digest: str, other_digest: str) -> AlignmentRow | None:
        """How a photo lies straight on any other, or why it doesn't; None while nobody tried."""
        row = self.rows.get((digest, other_digest))
        if row is None or row.through_digest:
            return None
        return row if row.points_key == self._key(digest, other_digest) else None

    def key_through(self, digest: str, middle: AlignmentRow) -> str:
        """Names the points set by hand on the way from the reference over another photo to this one."""
        first, second = middle.points_key, self._key(digest, middle.digest)
        return f"{first}+{second}" if first or second else ""

    def neighbours(self, photo: Photo) -> list[Photo]:
        """The photos by way of which one may go, at most three.

        They lie straight on the reference. Those that a person laid it over come first, then the
        nearest in time, one of each session before the second one of any.
        """
        near = sorted(
            (other for other in self.photos if other.id != photo.id and self._straight(other.digest)),
            key=lambda other: (self._apart(photo, other), other.phase is Phase.IMMEDIATELY_POST, other.id),
        )
        seen: Counter[str] = Counter()
        ranked = []
        for other in near:
            is_marked = (photo.digest, other.digest) in self.points
            ranked.append((not is_marked, seen[other.session_id], other))
            seen[other.session_id] += 1
        return [other for *_, other in sorted(ranked, key=lambda rank: rank[:2])][:MOST_NEIGHBOURS]

    def may_go_round(self, photo: Photo) -> bool:
        """Whether a photo does not lie on the reference, but another one between could help."""
        row = self.row(photo.digest)
        is_refused = row is not None and row.refusal is not None and row.refusal.may_have_a_detour
        return is_refused and row is not None and not row.is_by_hand

    def to_try_again(self, changed: Photo) -> list[Photo]:
        """The photos that another one's alignment concerns, and that have to be analysed again for it.

        What went through it as it no longer is; and, where it can help now, what was refused and
        fits on it, or has a neighbour that was not tried yet. A refused photo that nobody touched
        helps nobody, so that photos which wait for a neighbour never wake each other.
        """
        row = self.row(changed.digest)
        is_news = row is not None and (row.is_direct or row.is_by_hand)
        return [
            photo
            for photo in self.photos
            if photo.id != changed.id
            and (self._is_stranded(photo, changed) or (is_news and self._has_hope(photo, changed)))
        ]

    def _is_stranded(self, photo: Photo, changed: Photo) -> bool:
        """Whether a photo went through one in a way that no longer holds."""
        row = self.rows.get((photo.digest, self.reference.photo.digest))
        return row is not None and row.through_digest == changed.digest and self.row(photo.digest) is None

    def _has_hope(self, photo: Photo, changed: Photo) -> bool:
        """Whether a refused photo has a neighbour to try, or fits on the changed one."""
        if not self.may_go_round(photo):
            return False
        steps = {other.id: self.step(photo.digest, other.digest) for other in self.neighbours(photo)}
        onto_changed = steps.get(changed.id)
        return None in steps.values() or (onto_changed is not None and onto_changed.is_direct)

    def _straight(self, digest: str) -> AlignmentRow | None:
        """The alignment of a photo that is there and lies straight on the reference, itself left out."""
        reference_digest = self.reference.photo.digest
        if digest == reference_digest or all(photo.digest != digest for photo in self.photos):
            return None
        row = self.step(digest, reference_digest)
        return row if row is not None and row.is_direct else None

    def _key(self, digest: str, other_digest: str) -> str:
        """Names the points that are set by hand between two photos; empty where there are none."""
        found = self.points.get((digest, other_digest))
        return found.key if found else ""

    def _apart(self, photo: Photo, other: Photo) -> float:
        """Seconds between the sessions of two photos."""
        return abs((self.held_at[photo.session_id] - self.held_at[other.session_id]).total_seconds())
