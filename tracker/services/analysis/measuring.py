"""Carry the regions of a view to one photo and measure there."""

from dataclasses import dataclass, replace

from tracker.errors import InvalidInput
from tracker.imaging import measure
from tracker.imaging.align.result import Alignment
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.masks import rasterise
from tracker.model import Finding, Metric, Photo, Reading, Reference, Region, RegionRole
from tracker.store import photos, readings
from tracker.store.opening import Store

SMALLEST_SHARE_IN_FRAME = 0.8


@dataclass(frozen=True, slots=True)
class Scene:
    """What the measurement of one photo needs besides the region."""

    photo: Photo
    rgb: Rgb
    reference: Reference
    alignment: Alignment
    regions: list[Region]


def regions_of(role: RegionRole, drawn: list[Region]) -> list[Region]:
    return [region for region in drawn if region.role is role]


def measure_region(store: Store, scene: Scene, region: Region) -> None:
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
    scene: Scene, region: Region, metric: Metric, value: float | None, control: str, because: str
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


def _measured(store: Store, scene: Scene, region: Region) -> measure.Measurement:
    if scene.photo.digest == scene.reference.photo.digest:
        measured = _measure_with(scene, region, None)
        _save_baseline(store, region, measured.baseline.to_bytes(), scene.reference)
        return measured
    return _measure_with(scene, region, _baseline(store, scene, region))


def _measure_with(scene: Scene, region: Region, baseline: measure.Baseline | None) -> measure.Measurement:
    alignment, shape = scene.alignment, scene.rgb.shape[:2]
    mm_per_px = scene.reference.mm_per_px / alignment.scale_at(region.shape.outline)
    untreated = regions_of(RegionRole.UNTREATED, scene.regions)
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


def _baseline(store: Store, scene: Scene, region: Region) -> measure.Baseline:
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
