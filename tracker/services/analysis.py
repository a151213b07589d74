"""Analysis of one photo: align it to its reference, carry the regions, measure, store.

Every step is keyed by content and method version, so that running it again replaces what
stands there and never doubles it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from tracker.errors import AlignmentRefused, InvalidInput
from tracker.imaging import align, measure
from tracker.imaging.align.result import Alignment
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.masks import rasterise
from tracker.imaging.renditions import LONG_SIDES_PX, encode_webp, make_renditions
from tracker.model import (
    AlignmentRow,
    Finding,
    Metric,
    Photo,
    Reading,
    Reference,
    Region,
    RegionRole,
    Rendition,
)
from tracker.store import alignments, photos, readings, references, regions
from tracker.store.opening import Store

SMALLEST_SHARE_IN_FRAME = 0.8
Report = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the measurement of one photo needs besides the region."""

    photo: Photo
    rgb: Rgb
    reference: Reference
    alignment: Alignment
    regions: list[Region]


def analyse_photo(store: Store, photo_id: str, *, report: Report) -> None:
    """Align and measure a photo of a series against the reference of its view.

    A photo that can't be aligned is stored as refused with its reason and has no readings.

    Parameters
    ----------
    report : callable
        Told the share done (0 to 1) and what is being done.
    """
    photo = photos.read_photo(store, photo_id)
    # Regions before the reference, and only once: an edit writes the reference first and the regions'
    # revisions after it, so whatever changes from here on makes these revisions old, and what is
    # measured with them is dropped instead of being mistaken for the new.
    drawn = regions.list_regions(store, photo.series_id, photo.view)
    reference = references.read_reference(store, photo.series_id, photo.view)
    if reference is None:
        return
    report(0.0, "reading")
    rgb = decode_photo(photos.read_original(store, photo.digest)).rgb
    _save_missing_renditions(store, photo, rgb)
    report(0.2, "aligning")
    alignment = _aligned(store, photo, rgb, reference)
    report(0.6, "measuring")
    for region in _of(RegionRole.TREATED, drawn):
        if alignment is None:
            readings.save_readings(store, photo.digest, region.id, [], (), method=measure.METHOD)
        else:
            _measure_region(store, _Scene(photo, rgb, reference, alignment, drawn), region)
    report(1.0, "done")


def _of(role: RegionRole, drawn: list[Region]) -> list[Region]:
    return [region for region in drawn if region.role is role]


def _save_missing_renditions(store: Store, photo: Photo, rgb: Rgb) -> None:
    """Make the photo's own smaller pictures where their folder was deleted."""
    kinds = (Rendition.THUMBNAIL, Rendition.SCREEN)
    if all(photos.read_rendition(store, photo.digest, kind) for kind in kinds):
        return
    for rendition, picture in make_renditions(rgb).items():
        photos.save_rendition(store, photo.digest, rendition, picture)


def _aligned(store: Store, photo: Photo, rgb: Rgb, reference: Reference) -> Alignment | None:
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
    if photos.read_rendition(store, photo.digest, Rendition.ALIGNED, reference_digest=reference_digest):
        return
    warped = alignment.warp(
        rgb, long_side_px=min(LONG_SIDES_PX[Rendition.SCREEN], max(alignment.reference_shape))
    )
    photos.save_rendition(
        store, photo.digest, Rendition.ALIGNED, encode_webp(warped), reference_digest=reference_digest
    )


def _measure_region(store: Store, scene: _Scene, region: Region) -> None:
    """Readings of one region of one photo; a region that left the frame is withheld whole."""
    try:
        measured = _measured(store, scene, region)
    except InvalidInput as error:
        rows = [_reading(scene, region, metric, None, "", str(error)) for metric in Metric]
        findings: tuple[Finding, ...] = ()
    else:
        rows = [
            _reading(scene, region, metric, value, measured.control, measured.withheld.get(metric, ""))
            for metric, value in measured.values.items()
        ]
        findings = measured.findings
    readings.save_readings(store, scene.photo.digest, region.id, rows, findings, method=measure.METHOD)


def _reading(
    scene: _Scene, region: Region, metric: Metric, value: float | None, control: str, because: str
) -> Reading:
    return Reading(
        digest=scene.photo.digest,
        region_id=region.id,
        region_revision=region.revision,
        metric=metric,
        method=measure.METHOD,
        value=value,
        control=control,
        withheld_because=because,
    )


def _measured(store: Store, scene: _Scene, region: Region) -> measure.Measurement:
    if scene.photo.digest == scene.reference.photo.digest:
        measured = _measure_with(scene, region, None)
        _save_baseline(store, region, measured.baseline.to_bytes(), scene.reference)
        return measured
    return _measure_with(scene, region, _baseline(store, scene, region))


def _measure_with(scene: _Scene, region: Region, baseline: measure.Baseline | None) -> measure.Measurement:
    alignment, shape = scene.alignment, scene.rgb.shape[:2]
    mm_per_px = scene.reference.mm_per_px / alignment.scale_at(region.shape.outline)
    untreated = _of(RegionRole.UNTREATED, scene.regions)
    treated = rasterise(alignment.to_moving(region.shape.outline).tolist(), shape)
    _check_in_frame(treated, region, alignment)
    return measure.measure(
        scene.rgb,
        mm_per_px=mm_per_px,
        treated=treated,
        untreated=_union(
            [rasterise(alignment.to_moving(r.shape.outline).tolist(), shape) for r in untreated]
        ),
        baseline=baseline,
        jpeg_quality=scene.photo.facts.jpeg_quality,
        alignment_p95_mm=alignment.error_p95_px * mm_per_px,
    )


def _check_in_frame(treated: Mask, region: Region, alignment: Alignment) -> None:
    """Raise `InvalidInput` where too little of a region is in the photo to stand for the whole."""
    whole_px = region.shape.area_px * alignment.scale_at(region.shape.outline) ** 2
    share = float(treated.sum()) / whole_px
    if share < SMALLEST_SHARE_IN_FRAME:
        raise InvalidInput(
            f"Only {share:.0%} of this region is in the photo: frame the same area as in the reference photo."
        )


def _union(masks: list[Mask]) -> Mask | None:
    """All masks as one, or None when there is none."""
    whole: Mask | None = None
    for mask in masks:
        whole = mask if whole is None else whole | mask
    return whole


def _baseline(store: Store, scene: _Scene, region: Region) -> measure.Baseline:
    """The reference photo's photometric state, measured once for each revision of a region."""
    reference = scene.reference
    data = readings.read_baseline(store, reference.photo.digest, region.id, region.revision, measure.METHOD)
    if data is None:
        rgb = decode_photo(photos.read_original(store, reference.photo.digest)).rgb
        identity = Alignment.identity(rgb.shape[:2])
        first = replace(scene, photo=reference.photo, rgb=rgb, alignment=identity)
        data = _measure_with(first, region, None).baseline.to_bytes()
        _save_baseline(store, region, data, reference)
    return measure.Baseline.from_bytes(data)


def _save_baseline(store: Store, region: Region, data: bytes, reference: Reference) -> None:
    readings.save_baseline(store, reference.photo.digest, region.id, region.revision, measure.METHOD, data)
