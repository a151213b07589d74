"""Photos that a present method has not aligned or measured yet, of all series at once."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from tracker.model import JobState, RegionRole
from tracker.store.opening import Store
from tracker.store.schema import (
    AlignmentRecord,
    JobRecord,
    PhotoRecord,
    ReadingRecord,
    ReferenceRecord,
    RegionRecord,
    SessionRecord,
)

_ReferencePhoto = aliased(PhotoRecord)


def list_outdated(store: Store, *, align_method: str, measure_method: str, before: datetime) -> list[str]:
    """Ids of the photos without an alignment to their present reference, or without a wanted reading.

    Wanted is a reading of every treated region on the present reference, as it is drawn now, unless
    the photo was refused. Photos with a job that waits, runs or failed are left out: the first two
    are looked after, and the third would fail again.

    Parameters
    ----------
    align_method, measure_method : str
        The present versions.
    before : datetime.datetime
        Only photos that were added earlier; those since then are looked after by whoever added them.

    Returns
    -------
    list of str
        Reference photos first, since the others are compared with what is measured in them; then
        series by series, the latest session first.
    """
    wanted = (
        select(PhotoRecord.id)
        .join(SessionRecord, SessionRecord.id == PhotoRecord.session_id)
        .join(
            ReferenceRecord,
            and_(
                ReferenceRecord.series_id == SessionRecord.series_id,
                ReferenceRecord.view == PhotoRecord.view,
            ),
        )
        .join(_ReferencePhoto, _ReferencePhoto.id == ReferenceRecord.photo_id)
        .where(
            PhotoRecord.deleted_at.is_(None),
            PhotoRecord.added_at < before,
            ~exists().where(JobRecord.subject == PhotoRecord.id, JobRecord.state != JobState.DONE),
            or_(
                ~_is_aligned(align_method),
                _is_aligned(align_method, AlignmentRecord.refusal.is_(None)) & _lacks_reading(measure_method),
            ),
        )
        .order_by(
            PhotoRecord.id != ReferenceRecord.photo_id,
            SessionRecord.series_id,
            SessionRecord.held_at.desc(),
            PhotoRecord.captured_at,
        )
    )
    with store.reading() as db:
        return list(db.scalars(wanted))


def _is_aligned(method: str, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        AlignmentRecord.digest == PhotoRecord.digest,
        AlignmentRecord.reference_digest == _ReferencePhoto.digest,
        AlignmentRecord.method == method,
        *more,
    )


def _lacks_reading(method: str) -> ColumnElement[bool]:
    """Whether a treated region, as it is drawn now, has no reading in the photo."""
    is_measured = exists().where(
        ReadingRecord.digest == PhotoRecord.digest,
        ReadingRecord.region_id == RegionRecord.id,
        ReadingRecord.method == method,
        ReadingRecord.region_revision == RegionRecord.revision,
    )
    return exists().where(
        RegionRecord.series_id == ReferenceRecord.series_id,
        RegionRecord.view == ReferenceRecord.view,
        RegionRecord.role == RegionRole.TREATED,
        RegionRecord.reference_digest == _ReferencePhoto.digest,
        ~is_measured,
    )
