"""Any two sessions of a view, laid over each other in the frame of the reference photo."""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.model import (
    Actor,
    AlignmentRow,
    Clinic,
    Phase,
    Photo,
    Reference,
    Rendition,
    Session,
    SessionKind,
    View,
    ViewAlignments,
)
from tracker.progress.recovery import Healing
from tracker.rights import Action, require, require_own_series
from tracker.store import alignments, clinic, patient_view, photos, references, series, sessions
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One side of a comparison.

    ``alignment`` is None while the photo is still being analysed. ``through`` is the session by way
    of whose photo this one was laid over the reference, None for the straight way. ``evidence``
    says in a sentence what speaks for the alignment; empty where there is none.
    ``days_since_treatment`` counts from the last treatment before the session, None where there was none.
    """

    session: Session
    photo: Photo
    alignment: AlignmentRow | None
    has_aligned_picture: bool
    through: Session | None = None
    evidence: str = ""
    days_since_treatment: int | None = None

    @property
    def is_aligned(self) -> bool:
        """Whether the photo can be shown in the reference's frame."""
        return self.alignment is not None and self.alignment.refusal is None and self.has_aligned_picture

    @property
    def is_confirmed(self) -> bool:
        """Whether the picture itself shows that the photo lies there."""
        return self.alignment is not None and self.alignment.is_confirmed

    @property
    def is_reference(self) -> bool:
        """Whether the photo is the one that the others are laid over."""
        return self.alignment is not None and self.alignment.digest == self.alignment.reference_digest

    @property
    def way(self) -> list[str]:
        """Digests of the photos on the way from the reference to this one, the reference left out."""
        if self.alignment is None or self.is_reference:
            return []
        return [digest for digest in (self.alignment.through_digest, self.photo.digest) if digest]

    @property
    def problem(self) -> str:
        """Why the photo is not aligned, in a sentence; empty when it is."""
        number = self.session.details.number
        if self.alignment is None or (self.alignment.refusal is None and not self.has_aligned_picture):
            return _("Session {number} is still being analysed.", number=number)
        problem = self.alignment.problem
        if not problem:
            return ""
        return _("Session {number} can't be compared. {reason}", number=number, reason=problem)


@dataclass(frozen=True, slots=True)
class ComparedView:
    """All sessions that have a photo of one view, oldest first, with the best photo of each."""

    view: View
    reference: Reference
    sides: list[ComparedSide]

    @property
    def baseline(self) -> Session:
        """The first session of the kind baseline, else the first of all."""
        held = [side.session for side in self.sides]
        return next((s for s in held if s.details.kind is SessionKind.BASELINE), held[0])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions of one view.

    ``shared_error_p95_mm`` is the error of the first step where both sides take the same one, 0
    where their ways have nothing in common.
    """

    view: View
    reference: Reference
    left: ComparedSide
    right: ComparedSide
    shared_error_p95_mm: float = 0.0

    @property
    def is_aligned(self) -> bool:
        """Whether both photos share the reference's frame."""
        return self.left.is_aligned and self.right.is_aligned

    @property
    def is_confirmed(self) -> bool:
        """Whether the pictures themselves show that both photos share the reference's frame."""
        return self.is_aligned and self.left.is_confirmed and self.right.is_confirmed

    @property
    def error_p95_mm(self) -> float | None:
        """By how much the two sides may lie apart, in mm; None unless both are shown to be aligned.

        The root of the sum of the squares of both sides' errors against the reference, which are
        independent of each other. Not so where one side went by way of the other's photo, or both by
        way of the same one: that step moves both sides together and puts nothing between them. It is
        taken off first, which is exact, since a way's error is the sum of its steps'. What is left
        for a photo and the one that it went through is the step between those two.
        """
        left, right = self.left.alignment, self.right.alignment
        if not self.is_confirmed or left is None or right is None:
            return None
        apart = (max(0.0, row.error_p95_mm - self.shared_error_p95_mm) for row in (left, right))
        return math.hypot(*apart)

    @property
    def problems(self) -> list[str]:
        """Why the pair is not aligned, a sentence for each side concerned."""
        return [side.problem for side in (self.left, self.right) if side.problem]


def compare_view(store: Store, actor: Actor, series_id: str, view: View) -> ComparedView:
    """Every session of a view with the best aligned photo of each, without the evidence.

    Raises
    ------
    InvalidInput
        If the view has no reference photo.
    """
    require(actor, Action.VIEW)
    return _compared(store, [_around(store, series_id, view)], series_id)[0]


def compare_views(
    store: Store, actor: Actor, series_id: str, view: View
) -> tuple[ComparedView, list[ComparedView]]:
    """A view as `compare_view` gives it, and the others of the series with two sessions or more.

    The others come in a circle, the next one first: those of the most sessions lead to those of the fewest.

    Raises
    ------
    InvalidInput
        If the view has no reference photo.
    """
    require(actor, Action.VIEW)
    around = alignments.list_views(store, series_id, align.METHOD).values()
    views = sorted(_compared(store, around, series_id), key=lambda one: -len(one.sides))
    at = next((place for place, one in enumerate(views) if one.view == view), None)
    if at is None:
        raise _no_photo()
    return views[at], [one for one in (*views[at + 1 :], *views[:at]) if len(one.sides) > 1]


def compare_own_views(store: Store, actor: Actor, series_id: str) -> list[ComparedView]:
    """The views of a patient's own series, of the photos that are visible to them alone."""
    require(actor, Action.VIEW_OWN)
    patient_id = series.read_series(store, series_id).patient_id
    require_own_series(actor, Action.VIEW_OWN, patient_id=patient_id, series_id=series_id)
    shown = {photo.id for photo in patient_view.list_visible(store, series_id)}
    around = alignments.list_views(store, series_id, align.METHOD).values()
    found = [one for one in _compared(store, around, series_id, shown=shown) if one.sides]
    return sorted(found, key=lambda one: -len(one.sides))


def _compared(
    store: Store, views: Iterable[ViewAlignments], series_id: str, *, shown: Container[str] | None = None
) -> list[ComparedView]:
    """One for each view; of photos with an id in ``shown`` alone, unless that is None."""
    held = sessions.list_sessions(store, series_id)
    by_id, healing = {s.id: s for s in held}, _healing(store, held)
    days = {s.id: healing.days_since_treatment(s) for s in held}
    return [
        ComparedView(around.reference.view, around.reference, _sides(store, around, by_id, days, shown))
        for around in views
    ]


def _sides(
    store: Store,
    around: ViewAlignments,
    by_id: Mapping[str, Session],
    days: Mapping[str, int | None],
    shown: Container[str] | None,
) -> list[ComparedSide]:
    """One side for each session that has a photo of the view, oldest first."""
    photographed = {photo.session_id for photo in around.photos if shown is None or photo.id in shown}
    return [
        replace(_side(store, around, by_id, session_id, shown), days_since_treatment=days[session_id])
        for session_id in by_id
        if session_id in photographed
    ]


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
    around = _around(store, series_id, view)
    by_id = {s.id: s for s in sessions.list_sessions(store, series_id)}
    left, right = (
        _with_evidence(store, _side(store, around, by_id, session_id)) for session_id in (left_id, right_id)
    )
    shared = next((around.row(digest) for digest in left.way if digest in right.way), None)
    return Comparison(view, around.reference, left, right, shared.error_p95_mm if shared else 0.0)


def _around(store: Store, series_id: str, view: View) -> ViewAlignments:
    reference = references.read_reference(store, series_id, view)
    if reference is None:
        raise _no_photo()
    return alignments.read_view(store, reference, align.METHOD)


def _no_photo() -> InvalidInput:
    return InvalidInput(_("This series has no photo of that view yet: add photos to a session first."))


def _healing(store: Store, held: Sequence[Session]) -> Healing:
    known = clinic.read_clinic(store) or Clinic("", "UTC")
    return Healing(held, known.recovery_days, known.structure_days, ZoneInfo(known.time_zone))


def _side(
    store: Store,
    around: ViewAlignments,
    by_id: Mapping[str, Session],
    session_id: str,
    shown: Container[str] | None = None,
) -> ComparedSide:
    candidates = [
        photo
        for photo in around.photos
        if photo.session_id == session_id and (shown is None or photo.id in shown)
    ]
    if session_id not in by_id or not candidates:
        raise InvalidInput(_("This session has no photo of that view: choose another session."))
    return min((_aligned_side(store, around, by_id, photo) for photo in candidates), key=_preference)


def _aligned_side(
    store: Store, around: ViewAlignments, by_id: Mapping[str, Session], photo: Photo
) -> ComparedSide:
    digest = around.reference.photo.digest
    row = around.row(photo.digest)
    picture = photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=digest)
    middle = next((p for p in around.photos if row and p.digest == row.through_digest), None)
    through = by_id[middle.session_id] if middle else None
    return ComparedSide(by_id[photo.session_id], photo, row, picture is not None, through)


def _with_evidence(store: Store, side: ComparedSide) -> ComparedSide:
    """The side with its evidence in words, which the map itself keeps."""
    row = side.alignment
    kept = row and alignments.read_alignment(store, row.digest, row.reference_digest, row.method)
    if kept is None or not kept.data:
        return side
    return replace(side, evidence=Alignment.from_bytes(kept.data).evidence)


def _preference(side: ComparedSide) -> tuple[bool, bool, bool, float]:
    """Judged skin before skin fresh from treatment; then the reference, then aligned ones by error."""
    row = side.alignment
    is_fresh = side.photo.phase is Phase.IMMEDIATELY_POST
    return (is_fresh, not side.is_aligned, not side.is_reference, row.error_p95_mm if row else 0.0)
