"""Which readings count: those of a present photo and of a region as it is now."""

from typing import Any, TypeVar

from sqlalchemy import Select, and_
from sqlalchemy.orm import aliased

from tracker.store.schema import PhotoRecord, ReferenceRecord, RegionRecord, SessionRecord

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def joined_to_counting(wanted: Query, kind: type[Any]) -> Query:
    """Join readings or findings with photo, session and region, and leave out what does not count.

    A reading counts when the photo is not deleted and still of the region's view, the region is
    drawn on the view's present reference, and neither was edited since.
    """
    reference_photo = aliased(PhotoRecord)
    return (
        wanted.join(PhotoRecord, PhotoRecord.digest == kind.digest)
        .join(SessionRecord, SessionRecord.id == PhotoRecord.session_id)
        .join(RegionRecord, RegionRecord.id == kind.region_id)
        .join(
            ReferenceRecord,
            and_(
                ReferenceRecord.series_id == RegionRecord.series_id,
                ReferenceRecord.view == RegionRecord.view,
            ),
        )
        .join(reference_photo, reference_photo.id == ReferenceRecord.photo_id)
        .where(
            kind.region_revision == RegionRecord.revision,
            PhotoRecord.deleted_at.is_(None),
            PhotoRecord.view == RegionRecord.view,
            SessionRecord.series_id == RegionRecord.series_id,
            reference_photo.digest == RegionRecord.reference_digest,
        )
    )
