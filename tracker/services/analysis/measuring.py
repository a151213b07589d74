"""Carry the regions of a view to one photo and measure there."""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from tracker.errors import InvalidInput
from tracker.imaging import measure
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.trusted_pixels import trusted_pixels
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.gates import MOST_LEFT_OUT
from tracker.imaging.measure.masks import count_pixels, rasterise
from tracker.model import Finding, Metric, Photo, Reading, Reference, Region, RegionRole
from tracker.store import photos, readings
from tracker.store.opening import Store

SMALLEST_SHARE_MEASURED = 1 - MOST_LEFT_OUT
"""Least share of an area that must be in the photo and matched. A part has another mean than the whole:
on real faces by up to 0.6 a* in 95 of 100 cases with a fifth left out, a third of what counts as a
change; with two fifths left out by up to 1.2."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the measurement of one photo needs besides the region."""

    photo: Photo
    rgb: Rgb
    reference: Reference
    alignment: Alignment
    regions: list[Region]

    @property
    def is_reference(self) -> bool:
        """Whether the photo is the one on which the regions are drawn: it is trusted everywhere."""
        return self.photo.digest == self.reference.photo.digest


def regions_of(role: RegionRole, drawn: list[Region]) -> list[Region]:
    return [region for region in drawn if region.role is role]


def measure_region(store: Store, scene: Scene, region: Region) -> None:
    """Readings of one region of one photo; too little of it in the frame and matched is withheld whole."""
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
    if scene.is_reference:
        measured = _measure_with(scene, region, None)
        _save_baseline(store, region, measured.baseline.to_bytes(), scene.reference)
        return measured
    return _measure_with(scene, region, _baseline(store, scene, region))


def _measure_with(scene: Scene, region: Region, baseline: measure.Baseline | None) -> measure.Measurement:
    alignment = scene.alignment
    mm_per_px = scene.reference.mm_per_px / alignment.scale_at(region.shape.outline)
    trusted = None if scene.is_reference else trusted_pixels(alignment)
    (treated,) = _carried(scene, [region], trusted, "this region")
    untreated = regions_of(RegionRole.UNTREATED, scene.regions)
    return measure.measure(
        scene.rgb,
        mm_per_px=mm_per_px,
        treated=treated,
        untreated=_union(_carried(scene, untreated, trusted, "the untreated skin")),
        trusted=trusted,
        baseline=baseline,
        jpeg_quality=scene.photo.facts.jpeg_quality,
        alignment_p95_mm=alignment.error_p95_px * mm_per_px,
    )


def _carried(scene: Scene, drawn: list[Region], trusted: Mask | None, words: str) -> list[Mask]:
    """The regions in the photo, whole; raises `InvalidInput` where too little of them can be measured."""
    alignment, shape = scene.alignment, scene.rgb.shape[:2]
    masks = [rasterise(alignment.to_moving(region.shape.outline).tolist(), shape) for region in drawn]
    whole_px = sum(r.shape.area_px * alignment.scale_at(r.shape.outline) ** 2 for r in drawn)
    least_px = SMALLEST_SHARE_MEASURED * whole_px
    in_frame_px, matched_px = count_pixels(masks), count_pixels(masks, within=trusted)
    if in_frame_px < least_px:
        raise InvalidInput(
            f"Only {in_frame_px / whole_px:.0%} of {words} is in the photo: frame the same area as in the "
            "reference photo."
        )
    if matched_px < least_px:
        raise InvalidInput(
            f"Only {matched_px / whole_px:.0%} of {words} could be matched to the reference photo: take the "
            "photo from the same angle, with the same expression, or draw the area only where the comparison "
            "shows no grey."
        )
    return masks


def _union(masks: list[Mask]) -> Mask | None:
    """All masks as one, or None when there is none."""
    return reduce(or_, masks) if masks else None


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
