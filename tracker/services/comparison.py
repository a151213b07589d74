"""Any two sessions of a view, laid over each other in the frame of the reference photo."""

from dataclasses import dataclass

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.model import Actor, AlignmentRow, Phase, Photo, Reference, Rendition, Session, View
from tracker.rights import Action, require
from tracker.store import alignments, photos, references, sessions
from tracker.store.opening import Store


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One side of a comparison.

    ``alignment`` is None while the photo is still being analysed.
    """

    session: Session
    photo: Photo
    alignment: AlignmentRow | None
    has_aligned_picture: bool

    @property
    def is_aligned(self) -> bool:
        """Whether the photo can be shown in the reference's frame."""
        return self.alignment is not None and self.alignment.refusal is None and self.has_aligned_picture


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions of one view.

    ``error_p95_mm`` is the combined alignment error of both photos against the reference (root of
    the sum of squares); None unless both are aligned.
    """

    view: View
    reference: Reference
    left: ComparedSide
    right: ComparedSide

    @property
    def is_aligned(self) -> bool:
        """Whether both photos share the reference's frame."""
        return self.left.is_aligned and self.right.is_aligned

    @property
    def error_p95_mm(self) -> float | None:
        """Combined alignment error in mm."""
        left, right = self.left.alignment, self.right.alignment
        if not self.is_aligned or left is None or right is None:
            return None
        return float((left.error_p95_mm**2 + right.error_p95_mm**2) ** 0.5)

    @property
    def problems(self) -> list[str]:
        """Why the pair is not aligned, a sentence for each side concerned."""
        return [p for p in (_problem(self.left), _problem(self.right)) if p]


def sessions_with(store: Store, actor: Actor, series_id: str, view: View) -> list[Session]:
    """The sessions that have a photo of a view, oldest first."""
    require(actor, Action.VIEW)
    photographed = {p.session_id for p in photos.list_photos(store, series_id) if p.view == view}
    return [s for s in sessions.list_sessions(store, series_id) if s.id in photographed]


def compare_sessions(
    store: Store, actor: Actor, series_id: str, view: View, *, left_id: str, right_id: str
) -> Comparison:
    """Two sessions of a view with the best aligned photo of each.

    Raises
    ------
    InvalidInput
        If the view has no reference photo, or a session has no photo of it.
    """
    require(actor, Action.VIEW)
    reference = references.read_reference(store, series_id, view)
    if reference is None:
        raise InvalidInput("This series has no photo of that view yet: add photos to a session first.")
    mine = [p for p in photos.list_photos(store, series_id) if p.view == view]
    by_id = {s.id: s for s in sessions.list_sessions(store, series_id)}
    left, right = (
        _side(store, reference, by_id.get(session_id), [p for p in mine if p.session_id == session_id])
        for session_id in (left_id, right_id)
    )
    return Comparison(view, reference, left, right)


def _side(
    store: Store, reference: Reference, session: Session | None, candidates: list[Photo]
) -> ComparedSide:
    if session is None or not candidates:
        raise InvalidInput("This session has no photo of that view: choose another session.")
    sides = [_aligned_side(store, reference, session, photo) for photo in candidates]
    return min(sides, key=_preference)


def _aligned_side(store: Store, reference: Reference, session: Session, photo: Photo) -> ComparedSide:
    digest = reference.photo.digest
    row = alignments.read_alignment(store, photo.digest, digest, align.METHOD)
    picture = photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=digest)
    return ComparedSide(session, photo, row, picture is not None)


def _preference(side: ComparedSide) -> tuple[bool, bool, bool, float]:
    """Judged skin before skin fresh from treatment; then the reference, then aligned ones by error."""
    row = side.alignment
    is_fresh = side.photo.phase is Phase.IMMEDIATELY_POST
    is_reference = row is not None and row.digest == row.reference_digest
    return (is_fresh, not side.is_aligned, not is_reference, row.error_p95_mm if row else 0.0)


def _problem(side: ComparedSide) -> str:
    number = side.session.details.number
    if side.alignment is None or (side.alignment.refusal is None and not side.has_aligned_picture):
        return f"Session {number} is still being analysed."
    if side.alignment.refusal is not None:
        return f"Session {number} can't be compared. {side.alignment.refusal.sentence}"
    return ""
