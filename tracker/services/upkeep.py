"""Work that got lost or failed: asked for again, so that no photo waits for ever."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tracker.imaging import align, measure
from tracker.model import (
    Actor,
    AlignmentRow,
    Job,
    JobKind,
    JobState,
    Photo,
    Reference,
    Region,
    RegionRole,
    Rendition,
    View,
)
from tracker.rights import Action, require
from tracker.store import jobs, outdated, photos, readings
from tracker.store.opening import Store

# a photo that was added just now is about to be queued by whoever added it
GRACE = timedelta(minutes=1)


def queue_missing(
    store: Store,
    actor: Actor,
    of_series: Sequence[Photo],
    references: Mapping[View, Reference],
    alignments: Mapping[str, AlignmentRow],
    regions: Mapping[View, Sequence[Region]],
    *,
    now: datetime,
) -> int:
    """Queue the photos whose alignment, pictures or readings are missing though nobody works on them.

    That is so after a crash between storing and queueing, with a new version of the alignment or the
    measurement, or when the folder of renditions was deleted. What failed waits for `retry_failed`.

    Parameters
    ----------
    of_series : sequence of Photo
        The photos of a series.
    references : mapping
        The present reference of each view.
    alignments : mapping
        By digest, how photos map to their present reference.
    regions : mapping
        What is drawn on the present reference of each view.

    Returns
    -------
    int
        Photos that were queued.
    """
    require(actor, Action.VIEW)
    settled = [p for p in of_series if p.view in references and now - p.added_at > GRACE]
    unmeasured = _unmeasured(store, settled, references, alignments, regions)
    lacking = [
        photo.id
        for photo in settled
        if photo.id in unmeasured
        or _lacks_picture(store, photo, references[photo.view], alignments.get(photo.digest))
    ]
    listed = jobs.list_jobs(store, lacking)
    # what waits in the background is brought forward: somebody looks at this series
    busy = {j.subject for j in listed if j.state is not JobState.DONE and not _waits_in_background(j)}
    wanted = [photo_id for photo_id in lacking if photo_id not in busy]
    for photo_id in wanted:
        jobs.queue_job(store, JobKind.ANALYSE, photo_id, at=now)
    return len(wanted)


def queue_outdated(store: Store, *, now: datetime) -> int:
    """Queue the photos of all series that lack an alignment or readings of the present methods.

    For the worker's start: after a new version, or a crash between storing and queueing. They wait
    in the background until nothing else does, so that whoever adds a photo or opens a series comes
    first. Asking again adds nothing. Readings of earlier methods stay as they are.

    Returns
    -------
    int
        Photos that were queued.
    """
    photo_ids = outdated.list_outdated(
        store, align_method=align.METHOD, measure_method=measure.METHOD, before=now - GRACE
    )
    return jobs.queue_in_background(store, JobKind.ANALYSE, photo_ids, at=now)


def retry_failed(store: Store, actor: Actor, photo_ids: Sequence[str], *, now: datetime) -> None:
    """Queue the photos whose analysis failed, for three more tries."""
    require(actor, Action.ADD_PHOTOS)
    for photo_id in photo_ids:
        jobs.queue_job(store, JobKind.ANALYSE, photo_id, at=now)


def _waits_in_background(job: Job) -> bool:
    return job.is_background and job.state is JobState.QUEUED


def _unmeasured(
    store: Store,
    of_series: Sequence[Photo],
    references: Mapping[View, Reference],
    alignments: Mapping[str, AlignmentRow],
    regions: Mapping[View, Sequence[Region]],
) -> set[str]:
    """Ids of the aligned photos in which a treated region has no reading of the present method."""
    wanted = {
        (photo.digest, region.id): photo
        for photo in of_series
        for region in regions.get(photo.view, ())
        if region.role is RegionRole.TREATED
        and region.reference_digest == references[photo.view].photo.digest
        and photo.digest in alignments
        and alignments[photo.digest].refusal is None
    }
    measured: set[tuple[str, str]] = set()
    for series_id in {photo.series_id for photo in wanted.values()}:
        measured |= readings.list_measured(store, series_id, method=measure.METHOD)
    return {photo.id for pair, photo in wanted.items() if pair not in measured}


def _lacks_picture(store: Store, photo: Photo, reference: Reference, row: AlignmentRow | None) -> bool:
    own = (Rendition.THUMBNAIL, Rendition.SCREEN)
    if row is None or not all(photos.read_rendition(store, photo.digest, kind) for kind in own):
        return True
    digest = reference.photo.digest
    return row.refusal is None and not all(
        photos.read_rendition(store, photo.digest, kind, reference_digest=digest)
        for kind in (Rendition.ALIGNED, Rendition.TRUST)
    )
