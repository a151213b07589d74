"""Lay a photo over the reference of its view, once, and keep the map and the picture."""

import math
from dataclasses import replace

from tracker.errors import AlignmentRefused
from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.trust_picture import trust_picture
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.arrays import Rgb
from tracker.imaging.renditions import LONG_SIDES_PX, encode_webp
from tracker.model import AlignmentRow, Photo, Reference, Rendition
from tracker.store import alignments, photos
from tracker.store.opening import Store


def align_to_reference(store: Store, photo: Photo, rgb: Rgb, reference: Reference) -> Alignment | None:
    """The stored alignment of this method, or a new one with its aligned picture."""
    row = alignments.read_alignment(store, photo.digest, reference.photo.digest, align.METHOD)
    if row is None:
        row = _align_anew(store, photo, rgb, reference)
        alignments.save_alignment(store, row)
    if row.refusal:
        return None
    alignment = Alignment.from_bytes(row.data)
    error_p95_mm = alignment.error_p95_px * _mm_per_px(reference, alignment)
    if not math.isclose(row.error_p95_mm, error_p95_mm):  # the scale was measured meanwhile
        alignments.save_alignment(store, replace(row, error_p95_mm=error_p95_mm))
    _save_aligned_picture(store, photo, rgb, reference, alignment)
    return alignment


def _align_anew(store: Store, photo: Photo, rgb: Rgb, reference: Reference) -> AlignmentRow:
    if photo.digest == reference.photo.digest:
        return _row(photo, reference, Alignment.identity(rgb.shape[:2]))
    reference_rgb = decode_photo(photos.read_original(store, reference.photo.digest)).rgb
    try:
        return _row(photo, reference, align.align(reference_rgb, rgb))
    except AlignmentRefused as refused:
        return AlignmentRow(
            digest=photo.digest,
            reference_digest=reference.photo.digest,
            method=align.METHOD,
            refusal=refused.reason,
            error_median_px=0.0,
            error_p95_px=0.0,
            error_p95_mm=0.0,
            support=0.0,
            data=b"",
        )


def _row(photo: Photo, reference: Reference, alignment: Alignment) -> AlignmentRow:
    return AlignmentRow(
        digest=photo.digest,
        reference_digest=reference.photo.digest,
        method=align.METHOD,
        refusal=None,
        error_median_px=alignment.error_median_px,
        error_p95_px=alignment.error_p95_px,
        error_p95_mm=alignment.error_p95_px * _mm_per_px(reference, alignment),
        support=alignment.support,
        data=alignment.to_bytes(),
    )


def _mm_per_px(reference: Reference, alignment: Alignment) -> float:
    """Scale of the moving photo where it shows the middle of the reference."""
    facts = reference.photo.facts
    centre = ((facts.height_px / 2, facts.width_px / 2),)
    return reference.mm_per_px / alignment.scale_at(centre)


def _save_aligned_picture(
    store: Store, photo: Photo, rgb: Rgb, reference: Reference, alignment: Alignment
) -> None:
    reference_digest = reference.photo.digest
    # cheap, so always anew: it can't lag behind the alignment, and older installations get theirs
    photos.save_rendition(
        store, photo.digest, Rendition.TRUST, trust_picture(alignment), reference_digest=reference_digest
    )
    if photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=reference_digest):
        return
    warped = alignment.warp(
        rgb, long_side_px=min(LONG_SIDES_PX[Rendition.SCREEN], max(alignment.reference_shape))
    )
    photos.save_rendition(
        store, photo.digest, Rendition.ALIGNED, encode_webp(warped), reference_digest=reference_digest
    )
