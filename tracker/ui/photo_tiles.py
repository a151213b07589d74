"""Photos of a series as tiles of a grid: thumbnail, view, time, how well they are aligned."""

from collections.abc import Sequence
from urllib.parse import urlencode

from tracker.model import Acceptance, Photo
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.photo_grid import GridPhoto


def tiles(record: SeriesRecord, photos: Sequence[Photo]) -> list[GridPhoto]:
    """One tile for each photo; the link opens the session that it belongs to."""
    return [_tile(record, photo) for photo in photos]


def _tile(record: SeriesRecord, photo: Photo) -> GridPhoto:
    session = record.session_of(photo)
    row = record.alignments.get(photo.digest)
    state = record.failed_jobs.get(photo.id) or words.alignment_words(row)
    return GridPhoto(
        url=thumbnail_url(photo),
        alt=_("{label}, session {number}", label=photo.view.label, number=session.details.number),
        width_px=photo.facts.width_px,
        height_px=photo.facts.height_px,
        badge=" · ".join((f"{context.to_local(photo.captured_at):%H:%M}", *_decision(photo))),
        caption_lines=(photo.view.label, state, *_reason(photo)),
        mark=_patients_mark(photo),
    )


def _patients_mark(photo: Photo) -> str:
    """What the patient has to do with the photo; nothing where it is the clinic's alone."""
    if photo.is_from_patient and not photo.is_visible_to_patient:
        return _("From the patient, hidden from them")
    if photo.is_from_patient:
        return _("New, from the patient") if photo.is_new else _("From the patient")
    return _("Visible to the patient") if photo.is_visible_to_patient else ""


def _decision(photo: Photo) -> tuple[str, ...]:
    """What was decided, where it is more than nothing."""
    return () if photo.acceptance is Acceptance.ACCEPTED else (photo.acceptance.label,)


def _reason(photo: Photo) -> tuple[str, ...]:
    return (_(photo.acceptance_reason),) if photo.acceptance_reason else ()


def thumbnail_url(photo: Photo) -> str:
    """Address of a photo's thumbnail; the right is checked when it is fetched."""
    return f"/photo/{photo.digest}/thumbnail"


def screen_url(photo: Photo) -> str:
    """Address of a photo's screen-sized rendition."""
    return f"/photo/{photo.digest}/screen"


def trust_url(photo: Photo, reference_digest: str, variant: str = "") -> str:
    """Address of the picture of what could not be matched, in the frame of the reference."""
    return _pair_url(photo, "trust", reference_digest, variant)


def aligned_small_url(photo: Photo, reference_digest: str, variant: str = "") -> str:
    """Address of the aligned picture for a cell of a grid."""
    return _pair_url(photo, "aligned-small", reference_digest, variant)


def aligned_url(photo: Photo, reference_digest: str, variant: str = "") -> str:
    """Address of a photo resampled into the frame of its reference.

    Parameters
    ----------
    variant : str
        Tells alignments of the same two photos apart (`AlignmentRow.variant`): a browser that has
        the picture of one shows it for the same address without asking.
    """
    return _pair_url(photo, "aligned", reference_digest, variant)


def _pair_url(photo: Photo, rendition: str, reference_digest: str, variant: str) -> str:
    address = {"reference": reference_digest} | ({"variant": variant} if variant else {})
    return f"/photo/{photo.digest}/{rendition}?{urlencode(address)}"
