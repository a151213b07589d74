"""The photo that each view of a series is aligned to.

A view's first photo becomes its reference. While nobody has drawn on the reference or chosen
it, a photo of an earlier session that comes later takes its place, and any photo of the clinic that of
one from home; after that only a person changes it. A reference never moves because some other photo was
edited.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import contains_eager

from tracker.errors import InvalidInput
from tracker.model import AuditEvent, Phase, Reference, SessionKind, View, ViewKind
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord, ReferenceRecord, RegionRecord, SeriesRecord, SessionRecord
from tracker.texts import gettext as _

# Width of the picture at the skin that is assumed until somebody measures it: a head in portrait
# format, a cheek from near by, and something between.
HEAD_MM, CLOSE_UP_MM, OTHER_MM = 220.0, 90.0, 150.0
_ASSUMED_MM = {ViewKind.CLOSE_UP: CLOSE_UP_MM, ViewKind.OTHER: OTHER_MM}


def read_reference(store: Store, series_id: str, view: View) -> Reference | None:
    """The reference of a view, or None while the view has no photo."""
    with store.reading() as db:
        row = present_reference(db, series_id, view)
        return row.to_model() if row else None


def list_references(store: Store, series_id: str) -> list[Reference]:
    """The references of all views of a series that have photos."""
    with store.reading() as db:
        rows = db.scalars(_present().where(ReferenceRecord.series_id == series_id))
        return sorted((row.to_model() for row in rows), key=lambda reference: reference.view)


def set_reference(
    store: Store,
    series_id: str,
    view: View,
    photo_id: str,
    *,
    mm_across: float,
    is_scale_measured: bool,
    by: str,
    at: datetime,
    scale_error_share: float | None = None,
) -> Reference:
    """Choose a view's reference, or its scale. From then on it moves no more by itself.

    Parameters
    ----------
    mm_across : float
        Real width of the picture at the skin.
    is_scale_measured : bool
        Whether a person measured that width.
    scale_error_share : float, optional
        Where it was estimated from the eyes: within which share of it the true width lies.

    Raises
    ------
    NotFound
        If there is no such photo or series.
    InvalidInput
        If the photo shows another view, or belongs to another series.
    """
    with store.writing() as db:
        fetch(db, SeriesRecord, series_id, word="series")
        photo = fetch(db, PhotoRecord, photo_id, word="photo")
        if photo.deleted_at or photo.view != view or photo.series_id != series_id:
            raise InvalidInput(
                _("This photo does not show the view {view}: choose one that does.", view=view.label)
            )
        row = db.get(ReferenceRecord, (series_id, view))
        if row is None:
            row = _new_row(db, photo)
        detail = _point(
            row,
            photo,
            mm_across,
            is_scale_measured=is_scale_measured,
            is_chosen=True,
            scale_error_share=scale_error_share,
        )
        _write_event(db, row, detail, by, at)
        db.flush()
        return row.to_model()


def keep_estimate(
    store: Store,
    reference: Reference,
    *,
    mm_across: float,
    scale_error_share: float,
    by: str,
    at: datetime,
) -> bool:
    """Keep a scale that was estimated from the eyes, unless a person has measured it in the meantime.

    Which photo is the reference stays as open as it was.

    Returns
    -------
    bool
        Whether it was kept: not where the scale is measured, or the reference is another photo by now.
    """
    with store.writing() as db:
        row = present_reference(db, reference.series_id, reference.view)
        if row is None or row.photo_id != reference.photo.id or row.is_scale_measured:
            return False
        detail = _point(
            row,
            row.photo,
            mm_across,
            is_scale_measured=False,
            is_chosen=row.is_chosen,
            scale_error_share=scale_error_share,
        )
        _write_event(db, row, f"{detail}, estimated from the eyes", by, at)
        return True


def present_reference(db: Database, series_id: str, view: View) -> ReferenceRecord | None:
    """The row of a view's reference whose photo is still there and still of that view."""
    wanted = _present().where(ReferenceRecord.series_id == series_id, ReferenceRecord.view == view)
    return db.scalar(wanted)


def offer_as_reference(db: Database, photo: PhotoRecord, *, by: str, at: datetime) -> None:
    """Make a photo that has come into its view the reference, if it is to be.

    It is when the view has none, or when it was taken before a reference that nobody has drawn
    on or chosen.
    """
    row = db.get(ReferenceRecord, (photo.series_id, photo.view))
    if row is None:
        _new_row(db, photo)
    elif row.photo_id != photo.id and _gives_way(db, row, photo):
        _repoint(db, row, photo, by, at)


def leave_view(db: Database, photo: PhotoRecord, *, by: str, at: datetime) -> None:
    """Prepare a photo's leaving its view: the reference moves to the earliest one that stays.

    When none stays, reference, scale and regions wait for the photo to come back.

    Raises
    ------
    InvalidInput
        If regions are drawn on the photo and others of the view are measured by them.
    """
    row = present_reference(db, photo.series_id, photo.view)
    if row is None or row.photo_id != photo.id:
        return
    heir = _earliest_other(db, photo)
    if heir is None:
        return
    if _has_regions(db, row):
        raise InvalidInput(
            _(
                "Regions are drawn on this photo, and the other photos of its view are measured by them: "
                "choose another reference photo first."
            )
        )
    _repoint(db, row, heir, by, at)


def assumed_mm_across(view: View) -> float:
    """Width of the picture at the skin that is assumed for a view.

    >>> assumed_mm_across(View(ViewKind.LEFT_45)), assumed_mm_across(View(ViewKind.CLOSE_UP, "chin"))
    (220.0, 90.0)
    """
    return _ASSUMED_MM.get(view.kind, HEAD_MM)


def is_present(row: type[ReferenceRecord] = ReferenceRecord) -> ColumnElement[bool]:
    """Whether a reference's photo is not deleted and still shows the view; both rows are joined."""
    return and_(PhotoRecord.deleted_at.is_(None), PhotoRecord.view == row.view)


def _present() -> Select[ReferenceRecord]:
    return (
        select(ReferenceRecord)
        .join(ReferenceRecord.photo)
        .join(PhotoRecord.session)
        .join(SessionRecord.series)
        .where(is_present())
        .options(
            contains_eager(ReferenceRecord.photo)
            .contains_eager(PhotoRecord.session)
            .contains_eager(SessionRecord.series)
        )
    )


def _new_row(db: Database, photo: PhotoRecord) -> ReferenceRecord:
    row = ReferenceRecord(series_id=photo.series_id, view=photo.view)
    _point(row, photo, assumed_mm_across(photo.view), is_scale_measured=False, is_chosen=False)
    db.add(row)
    return row


def _point(
    row: ReferenceRecord,
    photo: PhotoRecord,
    mm_across: float,
    *,
    is_scale_measured: bool,
    is_chosen: bool,
    scale_error_share: float | None = None,
) -> str:
    """Set all of a reference; returns what it is now, in words for the audit."""
    row.photo = photo
    row.mm_across, row.is_scale_measured, row.is_chosen = mm_across, is_scale_measured, is_chosen
    row.scale_error_share = None if is_scale_measured else scale_error_share
    return f"{row.view.name_in_events}: photo {photo.digest[:12]}, {mm_across:g} mm across"


def _repoint(db: Database, row: ReferenceRecord, photo: PhotoRecord, by: str, at: datetime) -> None:
    # another framing: a scale measured on the old photo would be wrong on this one
    detail = _point(row, photo, assumed_mm_across(row.view), is_scale_measured=False, is_chosen=False)
    _write_event(db, row, detail, by, at)


def _write_event(db: Database, row: ReferenceRecord, detail: str, by: str, at: datetime) -> None:
    patient_id = row.photo.patient_id
    write_event(db, AuditEvent(at, by, "set reference", "series", row.series_id, patient_id, detail))


def _gives_way(db: Database, row: ReferenceRecord, photo: PhotoRecord) -> bool:
    present = row.photo
    if present.deleted_at is not None or present.view != row.view:
        return True
    return not row.is_chosen and _order(photo) < _order(present) and not _has_regions(db, row)


def _order(photo: PhotoRecord) -> tuple[bool, datetime, datetime, bool, datetime, str]:
    """Earliest session, then capture time; of one moment the photo before treatment comes first.

    Photos from home come last: the clinic's own are not aligned to them.
    """
    is_post = photo.phase is Phase.IMMEDIATELY_POST
    is_home = photo.session.kind is SessionKind.HOME
    return is_home, photo.session.held_at, photo.captured_at, is_post, photo.added_at, photo.id


def _earliest_other(db: Database, photo: PhotoRecord) -> PhotoRecord | None:
    others = db.scalars(
        select(PhotoRecord)
        .join(PhotoRecord.session)
        .where(
            SessionRecord.series_id == photo.series_id,
            PhotoRecord.view == photo.view,
            PhotoRecord.deleted_at.is_(None),
            PhotoRecord.id != photo.id,
        )
    )
    return min(others, key=_order, default=None)


def _has_regions(db: Database, row: ReferenceRecord) -> bool:
    drawn = select(RegionRecord.id).where(
        RegionRecord.series_id == row.series_id,
        RegionRecord.view == row.view,
        RegionRecord.reference_digest == row.photo.digest,
    )
    return db.scalar(drawn.limit(1)) is not None
