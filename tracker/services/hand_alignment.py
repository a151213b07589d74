"""Points by which a person lays a photo over its reference where the machine can't, or went wrong."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.model import (
    Actor,
    AlignmentRow,
    JobKind,
    Patient,
    Photo,
    PhotoFacts,
    Point,
    PointPairs,
    Reference,
    Series,
    Session,
    SetPoints,
)
from tracker.rights import Action, require
from tracker.store import alignments, jobs, patients, photos, point_pairs, references, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import gettext as _

FEWEST_POINTS = 3
# of the photo's shorter side: how far points have to lie apart along their line, and beside it
LEAST_LENGTH, LEAST_BREADTH = 0.06, 0.02


@dataclass(frozen=True, slots=True)
class HandAlignment:
    """A photo, the reference that it is to be laid over, and what is known of the pair.

    ``row`` is None while the photo waits for its analysis; ``points`` is None where nobody set any.
    """

    patient: Patient
    series: Series
    session: Session
    photo: Photo
    reference: Reference
    reference_session: Session
    row: AlignmentRow | None
    points: SetPoints | None


def open_photo(store: Store, actor: Actor, photo_id: str) -> HandAlignment:
    """What the page that sets points shows.

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
    reference = _reference(store, photo)
    found = series_store.read_series(store, photo.series_id)
    return HandAlignment(
        patient=patients.read_patient(store, found.patient_id),
        series=found,
        session=sessions.read_session(store, photo.session_id),
        photo=photo,
        reference=reference,
        reference_session=sessions.read_session(store, reference.photo.session_id),
        row=alignments.read_view(store, reference, align.METHOD).row(photo.digest),
        points=point_pairs.read_points(store, photo.digest, reference.photo.digest),
    )


def set_points(
    store: Store,
    actor: Actor,
    photo_id: str,
    pairs: PointPairs,
    *,
    reference_digest: str,
    now: datetime,
) -> SetPoints:
    """Keep the points that somebody set in a photo and its reference, and align the photo from there.

    Parameters
    ----------
    reference_digest : str
        The photo in which the reference's points were set.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If the view's reference is another photo by now, or the points can't fix an alignment.
    """
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    reference = _reference(store, photo).photo
    if reference.digest != reference_digest:
        raise InvalidInput(
            _(
                "The reference photo of this view has changed in the meantime: "
                "load the page again and set the points on the new one."
            )
        )
    check_pairs(pairs, reference.facts, photo.facts)
    kept = point_pairs.set_points(store, photo, reference, pairs, by=actor.display_name, at=now)
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
    return kept


def remove_points(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> None:
    """Go back to the automatic alignment; without points nothing happens.

    Raises
    ------
    NotFound
        If there is no such photo.
    """
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    reference = _reference(store, photo).photo
    if point_pairs.remove_points(store, photo, reference, by=actor.display_name, at=now):
        jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)


def check_pairs(pairs: PointPairs, reference: PhotoFacts, moving: PhotoFacts) -> None:
    """Whether points can fix an alignment.

    Raises
    ------
    InvalidInput
        If they are too few, outside a photo, too close together, on a line, or in another order on
        the two sides.
    """
    if pairs.count < FEWEST_POINTS:
        raise InvalidInput(_("Set at least three points in both photos."))
    for points, facts in ((pairs.reference_rc, reference), (pairs.moving_rc, moving)):
        _check_side(points, facts)
    if _turns_over(pairs):
        raise InvalidInput(
            _(
                "The points run the other way round in one of the photos: check that equal numbers mark "
                "equal places."
            )
        )


def _check_side(points: Sequence[Point], facts: PhotoFacts) -> None:
    for number, (row, column) in enumerate(points, 1):
        if not (0 <= row <= facts.height_px and 0 <= column <= facts.width_px):
            raise InvalidInput(_("Point {number} lies outside the photo: set it again.", number=number))
    length, breadth = _spread(points)
    shorter = min(facts.height_px, facts.width_px)
    if length < LEAST_LENGTH * shorter:
        raise InvalidInput(_("The points are too close together: spread them over the skin."))
    if breadth < LEAST_BREADTH * shorter:
        raise InvalidInput(_("The points lie almost on one line: set one of them well beside it."))


def _spread(points: Sequence[Point]) -> tuple[float, float]:
    """Standard deviations of points along their longest axis and across it, in px."""
    rows, columns = _centred(points)
    half_sum = (_mean_product(rows, rows) + _mean_product(columns, columns)) / 2
    half_difference = (_mean_product(rows, rows) - _mean_product(columns, columns)) / 2
    reach = math.hypot(half_difference, _mean_product(rows, columns))
    return math.sqrt(half_sum + reach), math.sqrt(max(0.0, half_sum - reach))


def _turns_over(pairs: PointPairs) -> bool:
    """Whether the affine map that fits the pairs best mirrors the photo."""
    (rows, columns), (rows_there, columns_there) = _centred(pairs.reference_rc), _centred(pairs.moving_rc)
    # the sign of this determinant is the map's, since that of the points' own spread is positive
    straight = _mean_product(rows, rows_there) * _mean_product(columns, columns_there)
    crossed = _mean_product(rows, columns_there) * _mean_product(columns, rows_there)
    return straight - crossed < 0


def _centred(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Rows and columns of points from their centre."""
    rows, columns = ([point[axis] for point in points] for axis in (0, 1))
    middle_row, middle_column = sum(rows) / len(rows), sum(columns) / len(columns)
    return [row - middle_row for row in rows], [column - middle_column for column in columns]


def _mean_product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / len(one)


def _reference(store: Store, photo: Photo) -> Reference:
    """The reference of a photo's view, which is another photo."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    if reference is None or reference.photo.id == photo.id:
        raise InvalidInput(_("This is the reference photo itself: the others of its view are aligned to it."))
    return reference
