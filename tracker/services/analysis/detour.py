"""Lay a photo over its reference by way of a neighbour, where the straight way is refused.

The neighbour lies straight on the reference, so that no way is longer than two steps. Each step is
kept as an alignment of its own: what was tried once is not tried again, and a step outlives the
detour that it was made for.
"""

from collections.abc import Callable
from datetime import datetime

from tracker.imaging import align
from tracker.imaging.align.chain import through
from tracker.imaging.align.result import Alignment
from tracker.imaging.measure.arrays import Rgb
from tracker.model import AlignmentRow, JobKind, Photo, Reference, ViewAlignments
from tracker.services.analysis.laying import Ground, accepted_row, lay_over
from tracker.store import alignments, jobs, photos
from tracker.store.opening import Store

# as much of the reference's skin as a straight alignment has to show
LEAST_SUPPORT = 0.08

Report = Callable[[float, str], None]


def go_round(
    store: Store, photo: Photo, rgb: Rgb, reference: Reference, *, report: Report
) -> AlignmentRow | None:
    """The alignment by way of the first neighbour that fits; None where none does, or none could help.

    Errors of both steps are added up. Nothing is stored but the steps.
    """
    around = alignments.read_view(store, reference, align.METHOD)
    if not around.may_go_round(photo):
        return None
    for number, neighbour in enumerate(around.neighbours(photo)):
        report(0.3 + 0.1 * number, "aligning by way of another photo")
        row = _by_way_of(store, photo, rgb, neighbour, around)
        if row is not None:
            return row
    return None


def queue_dependents(store: Store, photo_id: str, *, now: datetime) -> None:
    """Queue the photos that a photo's new alignment concerns; see `ViewAlignments.to_try_again`.

    To be called whenever a photo was analysed. It asks the records and not what was done, so it is
    safe to call twice, and nothing is lost when it was not called because of a crash in between:
    the job is done again.
    """
    photo = photos.read_photo(store, photo_id)
    around = alignments.list_views(store, photo.series_id, align.METHOD).get(photo.view)
    for other in around.to_try_again(photo) if around else ():
        jobs.queue_job(store, JobKind.ANALYSE, other.id, at=now)


def _by_way_of(
    store: Store, photo: Photo, rgb: Rgb, neighbour: Photo, around: ViewAlignments
) -> AlignmentRow | None:
    reference = around.reference
    middle = alignments.read_alignment(store, neighbour.digest, reference.photo.digest, align.METHOD)
    if middle is None or not middle.is_direct:  # it was aligned anew meanwhile
        return None
    ground = Ground(reference.photo, reference.mm_per_px)
    first = Alignment.from_bytes(middle.data)
    step = _step(store, photo, rgb, ground.under(neighbour, first), around)
    if step.refusal:
        return None
    whole = through(first, Alignment.from_bytes(step.data))
    if whole.support < LEAST_SUPPORT:
        return None
    key = around.key_through(photo.digest, middle)
    return accepted_row(photo, ground, whole, through_digest=neighbour.digest, points_key=key)


def _step(store: Store, photo: Photo, rgb: Rgb, ground: Ground, around: ViewAlignments) -> AlignmentRow:
    """How the photo lies on its neighbour: as it was found before, or found and kept now."""
    if around.step(photo.digest, ground.photo.digest):
        kept = alignments.read_alignment(store, photo.digest, ground.photo.digest, align.METHOD)
        if kept is not None:
            return kept
    row = lay_over(store, photo, rgb, ground)
    alignments.save_alignment(store, row)
    return row
