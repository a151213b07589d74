"""Lay a photo over the reference of its view, once, and keep the map and the picture."""

import math
from collections.abc import Callable
from dataclasses import replace

from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.trust_picture import trust_picture
from tracker.imaging.measure.arrays import Rgb
from tracker.imaging.renditions import LONG_SIDES_PX, encode_aligned
from tracker.model import AlignmentRow, Photo, Reference, Rendition
from tracker.services.analysis.detour import go_round
from tracker.services.analysis.laying import Ground, lay_over
from tracker.store import alignments, details, photos
from tracker.store.opening import Store

Report = Callable[[float, str], None]


def align_to_reference(
    store: Store, photo: Photo, rgb: Rgb, reference: Reference, *, report: Report
) -> Alignment | None:
    """The stored alignment that holds, or a new one with its aligned picture.

    A photo that is refused may go by way of a neighbour; see `tracker.services.analysis.detour`.
    """
    row = alignments.read_view(store, reference, align.METHOD).row(photo.digest)
    kept = row and alignments.read_alignment(store, photo.digest, reference.photo.digest, align.METHOD)
    if kept is None:
        kept = lay_over(store, photo, rgb, Ground(reference.photo, reference.mm_per_px))
        _keep(store, photo, rgb, reference, kept)
    # what is refused stands in the records before its neighbours are looked up: one that is aligned
    # at this very moment then sees either that it is waited for, or is found
    round_about = go_round(store, photo, rgb, reference, report=report) if kept.refusal else None
    if round_about is not None:
        kept = round_about
        _keep(store, photo, rgb, reference, kept)
    if kept.refusal:
        return None
    return _refreshed(store, photo, rgb, reference, kept)


def _keep(store: Store, photo: Photo, rgb: Rgb, reference: Reference, row: AlignmentRow) -> None:
    """Store an alignment after its pictures, so that none shows a former one."""
    details.delete_detail(store, photo.digest, reference_digest=reference.photo.digest)
    if row.refusal is None:
        _save_pictures(store, photo, rgb, reference, Alignment.from_bytes(row.data))
    alignments.save_alignment(store, row)


def _refreshed(store: Store, photo: Photo, rgb: Rgb, reference: Reference, row: AlignmentRow) -> Alignment:
    """The map, its pictures made again where they are missing, its error in mm as the scale is now."""
    alignment = Alignment.from_bytes(row.data)
    error_p95_mm = Ground(reference.photo, reference.mm_per_px).error_mm(alignment)
    if not math.isclose(row.error_p95_mm, error_p95_mm):  # the scale was measured meanwhile
        alignments.save_alignment(store, replace(row, error_p95_mm=error_p95_mm))
    of_pair = [kind for kind in Rendition if kind.is_of_pair]
    digest = reference.photo.digest
    if not all(photos.read_rendition(store, photo.digest, kind, reference_digest=digest) for kind in of_pair):
        _save_pictures(store, photo, rgb, reference, alignment)
    return alignment


def _save_pictures(store: Store, photo: Photo, rgb: Rgb, reference: Reference, alignment: Alignment) -> None:
    long_side_px = min(LONG_SIDES_PX[Rendition.SCREEN], max(alignment.reference_shape))
    pictures = {Rendition.TRUST: trust_picture(alignment)}
    pictures |= encode_aligned(alignment.warp(rgb, long_side_px=long_side_px))
    for kind, picture in pictures.items():
        photos.save_rendition(store, photo.digest, kind, picture, reference_digest=reference.photo.digest)
