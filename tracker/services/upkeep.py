"""Work that got lost or failed: asked for again, so that no photo waits for ever."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tracker.model import Actor, AlignmentRow, JobKind, JobState, Photo, Reference, Rendition, View
from tracker.rights import Action, require
from tracker.store import jobs, photos
from tracker.store.opening import Store

# a photo that was added just now is about to be queued by whoever added it
GRACE = timedelta(minutes=1)


def queue_missing(
    store: Store,
    actor: Actor,
    of_series: Sequence[Photo],
    references: Mapping[View, Reference],
    alignments: Mapping[str, AlignmentRow],
    *,
    now: datetime,
) -> int:
    """Queue the photos whose alignment or pictures are missing though nobody works on them.

    That is so after a crash between storing and queueing, a new version of the alignment, or when
    the folder of renditions was deleted. What failed waits for `retry_failed`.

    Parameters
    ----------
    of_series : sequence of Photo
        The photos of a series.
    references : mapping
        The present reference of each view.
    alignments : mapping
        By digest, how photos map to their present reference.

    Returns
    -------
    int
        Photos that were queued.
    """
    require(actor, Action.VIEW)
    lacking = [
        photo.id
        for photo in of_series
        if photo.view in references
        and now - photo.added_at > GRACE
        and _lacks_something(store, photo, references[photo.view], alignments.get(photo.digest))
    ]
    busy = {job.subject for job in jobs.list_jobs(store, lacking) if job.state is not JobState.DONE}
    wanted = [photo_id for photo_id in lacking if photo_id not in busy]
    for photo_id in wanted:
        jobs.queue_job(store, JobKind.ANALYSE, photo_id, at=now)
    return len(wanted)


def retry_failed(store: Store, actor: Actor, photo_ids: Sequence[str], *, now: datetime) -> None:
    """Queue the photos whose analysis failed, for three more tries."""
    require(actor, Action.ADD_PHOTOS)
    for photo_id in photo_ids:
        jobs.queue_job(store, JobKind.ANALYSE, photo_id, at=now)


def _lacks_something(store: Store, photo: Photo, reference: Reference, row: AlignmentRow | None) -> bool:
    own = (Rendition.THUMBNAIL, Rendition.SCREEN)
    if row is None or not all(photos.read_rendition(store, photo.digest, kind) for kind in own):
        return True
    digest = reference.photo.digest
    return row.refusal is None and not photos.read_rendition(
        store, photo.digest, Rendition.ALIGNED, reference_digest=digest
    )
