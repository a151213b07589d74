"""Full detail of a photo, for a closer look than the screen rendition gives.

Nobody waits for it: the first who looks closer has it queued in the background, and sees the
screen rendition until it is there. What was drawn by another alignment than the present one counts
as missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import NotFound, NotReady
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.decode import decode_photo
from tracker.imaging.detail import (
    TILE_PX,
    Manifest,
    Rgb,
    Shape,
    Tile,
    aligned_shape,
    aligned_strips,
    detail_key,
    has_more_detail,
    pack_detail,
    read_manifest,
    read_tile,
    strips_of,
)
from tracker.model import Actor, Job, JobKind, JobState, Photo
from tracker.rights import Action, require
from tracker.store import alignments, details, jobs, photos
from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile
from tracker.texts import gettext as _

# what failed three times would fail again; an hour later the disk may have room again
TRY_AGAIN_AFTER = timedelta(hours=1)

Report = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A photo at full detail, and how it has to be drawn now; no alignment in its own frame."""

    photo: Photo
    reference_digest: str
    alignment: Alignment | None
    key: str

    @property
    def subject(self) -> str:
        return f"{self.photo.digest} {self.reference_digest}".strip()

    @property
    def shape(self) -> Shape:
        facts = self.photo.facts
        return aligned_shape(self.alignment) if self.alignment else (facts.height_px, facts.width_px)

    def strips(self, rgb: Rgb) -> Iterator[Rgb]:
        return aligned_strips(self.alignment, rgb, self.shape) if self.alignment else strips_of(rgb)


def find_manifest(
    store: Store,
    actor: Actor,
    digest: str,
    *,
    reference_digest: str = "",
    variant: str = "",
    now: datetime,
) -> tuple[Manifest, StoredFile]:
    """What tiles there are of a photo, for a person who may see it now, and the file that holds them.

    Asking queues the work where it isn't done.

    Parameters
    ----------
    reference_digest : str
        The photo in whose frame it is shown; empty for its own.
    variant : str
        The alignment that is shown (`AlignmentRow.variant`).

    Raises
    ------
    NotAllowed
        If the person has no right to see photos.
    NotReady
        If the tiles are being made.
    NotFound
        If there is no such photo, it isn't aligned so, or it has no more detail than the screen
        rendition; also if making the tiles failed.
    """
    require(actor, Action.VIEW)
    file = details.read_detail(store, digest, reference_digest=_frame(digest, reference_digest))
    wanted = _wanted(store, digest, reference_digest, variant)
    if wanted is None:
        raise NotFound(_("This photo is not aligned like this (any more): load the page again."))
    if not has_more_detail(wanted.shape):
        raise NotFound(_("This photo has no more detail than the picture on the page."))
    found = _manifest_of(file) if file else None
    if file is None or found is None or found.key != wanted.key:
        _queue(store, wanted, now)
        raise NotReady(_("The full detail of this photo is being made: ask again in a moment."))
    return found, file


def find_tile(
    store: Store, actor: Actor, digest: str, tile: Tile, *, key: str, reference_digest: str = ""
) -> tuple[bytes, StoredFile]:
    """One tile as a WebP file, and the file that it lies in.

    Parameters
    ----------
    key : str
        Of the manifest: tiles of two alignments are never mixed.

    Raises
    ------
    NotAllowed
        If the person has no right to see photos.
    NotFound
        If the photo does not exist or was deleted, or there is no such tile (any more).
    """
    require(actor, Action.VIEW)
    file = details.read_detail(store, digest, reference_digest=_frame(digest, reference_digest))
    if photos.photo_by_digest(store, digest) is None:
        raise NotFound(_("There is no photo at this address, or it was deleted."))
    webp = _tile_of(file, tile, key) if file else None
    if file is None or webp is None:
        raise NotFound(_("There is no such part of this photo's full detail: load the page again."))
    return webp, file


def make_detail(store: Store, subject: str, *, report: Report) -> None:
    """Draw a photo at full detail, cut it into tiles and store them; nothing where that has no use any more.

    Parameters
    ----------
    subject : str
        The photo's digest, and after a space that of the reference in whose frame it is drawn.
    report : callable
        Told the share done (0 to 1) and what is being done.
    """
    digest, __, reference_digest = subject.partition(" ")
    try:
        wanted = _wanted(store, digest, reference_digest)
    except NotFound:  # deleted meanwhile
        return
    if wanted is None or not has_more_detail(wanted.shape):
        return
    report(0.0, "reading")
    rgb = decode_photo(photos.read_original(store, digest)).rgb
    data = pack_detail(_reported(wanted.strips(rgb), wanted.shape, report), wanted.shape, key=wanted.key)
    details.save_detail(store, digest, data, reference_digest=wanted.reference_digest)


def _wanted(store: Store, digest: str, reference_digest: str, variant: str | None = None) -> _Wanted | None:
    """The photo as it lies now; None where it doesn't lie on that reference, or not in that variant."""
    photo = photos.photo_by_digest(store, digest)
    if photo is None:
        raise NotFound(_("There is no photo at this address, or it was deleted."))
    frame = _frame(digest, reference_digest)
    if not frame:
        return _Wanted(photo, "", None, detail_key(b""))
    row = alignments.read_alignment(store, digest, frame, align.METHOD)
    if row is None or row.refusal is not None or variant not in (None, row.variant):
        return None
    return _Wanted(photo, frame, Alignment.from_bytes(row.data), detail_key(row.data))


def _frame(digest: str, reference_digest: str) -> str:
    """A reference lies in its own frame: its tiles serve both."""
    return "" if reference_digest == digest else reference_digest


def _tile_of(file: StoredFile, tile: Tile, key: str) -> bytes | None:
    try:
        with file.open() as archive:
            return read_tile(archive, tile, key=key)
    except FileNotFoundError:
        return None


def _manifest_of(file: StoredFile) -> Manifest | None:
    try:
        with file.open() as archive:
            return read_manifest(archive)
    except FileNotFoundError:  # the alignment changed at this very moment
        return None


def _queue(store: Store, wanted: _Wanted, now: datetime) -> None:
    listed = jobs.list_jobs(store, [wanted.subject])
    if any(job.state in (JobState.QUEUED, JobState.RUNNING) for job in listed):
        return
    failed = next((job for job in listed if job.state is JobState.FAILED), None)
    if failed and not _may_try_again(failed, now):
        raise NotFound(_("The full detail of this photo could not be made. {reason}", reason=failed.message))
    jobs.queue_in_background(store, JobKind.DETAIL, [wanted.subject], at=now)


def _may_try_again(job: Job, now: datetime) -> bool:
    return now - job.queued_at > TRY_AGAIN_AFTER


def _reported(strips: Iterator[Rgb], shape: Shape, report: Report) -> Iterator[Rgb]:
    count = -(-shape[0] // TILE_PX)
    for number, strip in enumerate(strips):
        report(0.2 + 0.8 * number / count, "cutting into tiles")
        yield strip
