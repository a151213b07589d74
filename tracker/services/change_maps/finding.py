"""Find the change map of a pair, or have it made; who may not see photos gets neither."""

from datetime import datetime, timedelta
from typing import Any

from tracker.errors import NotFound, NotReady
from tracker.imaging.change_map.packing import read_legend, read_picture
from tracker.model import Actor, JobKind, JobState, MappedChange
from tracker.rights import Action, require
from tracker.services.change_maps.pair import GONE, MappedPair, read_pair
from tracker.store import change_maps, jobs, photos
from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile
from tracker.texts import gettext as _

MADE_AGAIN_AFTER = timedelta(days=7)
"""The threshold rests on the clinic's repeats, which grow: a map of last week is made again."""
PROVISIONAL_AFTER = timedelta(days=1)
"""With a provisional limit sooner: after a new method the repeats are measured again within hours."""
TRY_AGAIN_AFTER = timedelta(hours=1)


def find_legend(
    store: Store,
    actor: Actor,
    left_digest: str,
    right_digest: str,
    *,
    reference_digest: str,
    now: datetime,
) -> tuple[dict[str, Any], StoredFile]:
    """Units, thresholds and shares of a pair's map, and the file that holds it.

    Asking queues the work where it isn't done, or where photos or regions changed since.

    Raises
    ------
    NotAllowed
        If the person has no right to see photos.
    NotReady
        If the map is being made.
    NotFound
        If a photo is gone, the two don't both lie on that reference, or making the map failed.
    """
    require(actor, Action.VIEW)
    pair = read_pair(store, left_digest, right_digest, reference_digest)
    file = change_maps.read_map(store, left_digest, right_digest, reference_digest=reference_digest)
    found = _present(file, pair, now) if file else None
    if file is None or found is None:
        _queue(store, pair, now)
        raise NotReady(_("The change map of these photos is being made: ask again in a moment."))
    return found, file


def find_picture(
    store: Store,
    actor: Actor,
    left_digest: str,
    right_digest: str,
    kind: MappedChange,
    *,
    key: str,
    reference_digest: str,
) -> tuple[bytes, StoredFile]:
    """One picture of a pair's map as a WebP file, and the file that it lies in.

    Parameters
    ----------
    key : str
        Of the legend: a picture is never shown beside the legend of another map.

    Raises
    ------
    NotAllowed
        If the person has no right to see photos.
    NotFound
        If a photo is gone, or there is no such picture (any more).
    """
    require(actor, Action.VIEW)
    if not all(photos.photo_by_digest(store, digest) for digest in (left_digest, right_digest)):
        raise NotFound(GONE)
    file = change_maps.read_map(store, left_digest, right_digest, reference_digest=reference_digest)
    picture = _picture_of(file, kind, key) if file else None
    if file is None or picture is None:
        raise NotFound(_("There is no such change map (any more): load the page again."))
    return picture, file


def _picture_of(file: StoredFile, kind: MappedChange, key: str) -> bytes | None:
    try:
        with file.open() as archive:
            return read_picture(archive, kind, key=key)
    except FileNotFoundError:
        return None


def _present(file: StoredFile, pair: MappedPair, now: datetime) -> dict[str, Any] | None:
    """The legend of a map that still holds."""
    try:
        with file.open() as archive:
            found = read_legend(archive)
        age = now.timestamp() - file.written_at()
    except FileNotFoundError:  # the photo's pictures were cleared at this very moment
        return None
    holds_for = PROVISIONAL_AFTER if found["is_provisional"] else MADE_AGAIN_AFTER
    return found if found["key"] == pair.key and age < holds_for.total_seconds() else None


def _queue(store: Store, pair: MappedPair, now: datetime) -> None:
    listed = jobs.list_jobs(store, [pair.subject])
    if any(job.state in (JobState.QUEUED, JobState.RUNNING) for job in listed):
        return
    failed = next((job for job in listed if job.state is JobState.FAILED), None)
    if failed and now - failed.queued_at < TRY_AGAIN_AFTER:
        raise NotFound(_("The change map of these photos could not be made. {reason}", reason=failed.message))
    jobs.queue_in_background(store, JobKind.CHANGE_MAP, [pair.subject], at=now)
