"""What the page that aligns a photo by hand shows."""

from dataclasses import dataclass

from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import (
    Actor,
    AlignmentRow,
    Patient,
    Photo,
    Reference,
    Series,
    Session,
    SetPoints,
    Similarity,
)
from tracker.rights import Action, require
from tracker.services.hand_alignment.present import reference_of
from tracker.store import alignments, patients, photos, point_pairs, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store

# places along each side at which an alignment is asked how it moves, turns and scales the photo
_GRID = 12


@dataclass(frozen=True, slots=True)
class HandAlignment:
    """A photo, the reference that it is to be laid over, and what is known of the pair.

    ``row`` is None while the photo waits for its analysis; ``points`` is None where nobody set any.
    ``start`` is how the photo lies as far as moving, turning and scaling tell: as it was set by hand,
    else as it was found, else middle over middle.
    """

    patient: Patient
    series: Series
    session: Session
    photo: Photo
    reference: Reference
    reference_session: Session
    row: AlignmentRow | None
    points: SetPoints | None
    start: Similarity

    @property
    def may_be_kept_as_set(self) -> bool:
        """Whether the photo was moved by hand, and what came of it is known by now."""
        is_moved = self.points is not None and self.points.pairs.is_similarity
        return is_moved and self.row is not None and not self.is_kept_as_set

    @property
    def is_kept_as_set(self) -> bool:
        """Whether the photo lies where a person laid it, whatever the pictures say."""
        return self.points is not None and self.points.is_kept_as_set


def open_photo(store: Store, actor: Actor, photo_id: str) -> HandAlignment:
    """What the page that aligns by hand shows.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If the photo is the reference itself.
    """
    require(actor, Action.VIEW)
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    reference = reference_of(store, photo)
    found = series_store.read_series(store, photo.series_id)
    row = alignments.read_view(store, reference, align.METHOD).row(photo.digest)
    points = point_pairs.read_points(store, photo.digest, reference.photo.digest)
    return HandAlignment(
        patient=patients.read_patient(store, found.patient_id),
        series=found,
        session=sessions.read_session(store, photo.session_id),
        photo=photo,
        reference=reference,
        reference_session=sessions.read_session(store, reference.photo.session_id),
        row=row,
        points=points,
        start=_start(store, photo, reference.photo, points, row),
    )


def _start(
    store: Store, photo: Photo, reference: Photo, points: SetPoints | None, row: AlignmentRow | None
) -> Similarity:
    """How the photo lies, as far as a similarity tells."""
    shapes = reference.facts.shape, photo.facts.shape
    if points is not None:
        return Similarity.of(points.pairs, *shapes)
    kept = row and alignments.read_alignment(store, row.digest, row.reference_digest, row.method)
    if kept is None or kept.refusal:
        return Similarity.filling(*shapes)
    shares = [(n + 0.5) / _GRID for n in range(_GRID)]
    there = [(r * shapes[0][0], c * shapes[0][1]) for r in shares for c in shares]
    here = Alignment.from_bytes(kept.data).to_moving(there)
    return Similarity.between(there, [(float(r), float(c)) for r, c in here], *shapes)
