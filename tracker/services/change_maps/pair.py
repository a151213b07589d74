"""Two photos of one view as they lie on their reference now, and what their change map depends on."""

import hashlib
import json
from dataclasses import dataclass

from tracker.errors import NotFound
from tracker.imaging import align, change_map, measure
from tracker.model import AlignmentRow, Photo, PhotoCard, Reference, Region, shape_to_json
from tracker.store import alignments, cards, photos, references, regions
from tracker.store.opening import Store
from tracker.texts import Message, marked

GONE = Message(marked("There is no photo at this address, or it was deleted."))
_OTHERWISE = Message(marked("These photos are not aligned like this (any more): load the page again."))
_BY_HAND = Message(
    marked(
        "One of the photos was laid there by hand and is not confirmed by the picture: "
        "what changed can't be mapped."
    )
)


@dataclass(frozen=True, slots=True)
class MappedPair:
    """A pair that can be compared place by place.

    Attributes
    ----------
    left, right : Photo
        The change is that from left to right.
    reference : Reference
    rows : tuple of AlignmentRow
        How both lie on it, without the maps.
    drawn : list of Region
        On the reference.
    marked_cards : tuple of PhotoCard
        Those that people marked in the two photos.
    """

    left: Photo
    right: Photo
    reference: Reference
    rows: tuple[AlignmentRow, AlignmentRow]
    drawn: list[Region]
    marked_cards: tuple[PhotoCard, ...]

    @property
    def subject(self) -> str:
        """What the job of making the map is about."""
        return f"{self.left.digest} {self.right.digest} {self.reference.photo.digest}"

    @property
    def key(self) -> str:
        """Names all that the map depends on: another one once photos lie otherwise or regions changed."""
        state = {
            "methods": (align.METHOD, measure.METHOD, change_map.METHOD),
            "pair": self.subject,
            "variants": [row.variant for row in self.rows],
            "mm_across": self.reference.mm_across,
            "regions": [
                (region.id, region.revision, region.role, shape_to_json(region.shape))
                for region in self.drawn
            ],
            "cards": [(card.digest, card.kind, card.corners) for card in self.marked_cards],
        }
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]


def read_pair(store: Store, left_digest: str, right_digest: str, reference_digest: str) -> MappedPair:
    """The pair as it is now.

    Raises
    ------
    NotFound
        If a photo is gone, or they aren't both shown to lie on that reference.
    """
    left, right = (photos.photo_by_digest(store, digest) for digest in (left_digest, right_digest))
    if left is None or right is None:
        raise NotFound(GONE)
    reference = references.read_reference(store, right.series_id, right.view)
    is_one_view = (left.series_id, left.view) == (right.series_id, right.view)
    if reference is None or reference.photo.digest != reference_digest or not is_one_view:
        raise NotFound(_OTHERWISE)
    around = alignments.read_view(store, reference, align.METHOD)
    first, second = (around.row(photo.digest) for photo in (left, right))
    if first is None or second is None or first.refusal is not None or second.refusal is not None:
        raise NotFound(next((row.problem for row in (first, second) if row and row.problem), _OTHERWISE))
    if not (first.is_confirmed and second.is_confirmed):
        raise NotFound(_BY_HAND)
    drawn = regions.list_regions(store, reference.series_id, reference.view)
    known = cards.list_cards(store, [left.digest, right.digest])
    marked_cards = tuple(known[digest] for digest in sorted(known) if known[digest].is_by_hand)
    return MappedPair(left, right, reference, (first, second), drawn, marked_cards)
