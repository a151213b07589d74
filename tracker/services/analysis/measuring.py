"""Carry the regions of a view to one photo and measure there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from tracker.errors import InvalidInput
from tracker.imaging import measure
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.trusted_pixels import trusted_pixels
from tracker.imaging.align.turn import Turn, turn_between
from tracker.imaging.card import Card
from tracker.imaging.card.photo_card import see_card
from tracker.imaging.decode import DecodedPhoto, decode_photo
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.gates import MOST_LEFT_OUT
from tracker.imaging.measure.masks import count_pixels, rasterise_area
from tracker.imaging.measure.ring import Area, lay_ring
from tracker.imaging.metadata import Capture
from tracker.model import (
    Control,
    ControlKind,
    Finding,
    Metric,
    Photo,
    Reading,
    Reference,
    Region,
    RegionRole,
    control_of,
)
from tracker.store import cards, photos, readings, regions
from tracker.store.opening import Store
from tracker.texts import Message, marked

SMALLEST_SHARE_MEASURED = 1 - MOST_LEFT_OUT
"""Least share of an area that must be in the photo and matched. A part has another mean than the whole:
on real faces by up to 0.6 a* in 95 of 100 cases with a fifth left out, a third of what counts as a
change; with two fifths left out by up to 1.2."""


_WORDS = {
    ControlKind.OTHER_SIDE: marked("the other side"),
    ControlKind.RING: marked("the untreated skin around this region"),
    ControlKind.ELSEWHERE: marked("the untreated skin"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """What a photo shows and says of itself, found out once for all its regions."""

    rgb: Rgb
    capture: Capture
    card: Card | None
    jpeg: JpegPixels | None = None

    @classmethod
    def of(cls, store: Store, photo: Photo, decoded: DecodedPhoto) -> "Shot":
        """Read the card of a decoded photo, where one is marked or found; what it says is kept."""
        seen = see_card(decoded.rgb, cards.read_card(store, photo.digest))
        cards.keep_found(store, seen.of_photo(photo.digest))
        return cls(decoded.rgb, decoded.capture, seen.card, decoded.jpeg)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the measurement of one photo needs besides the region."""

    photo: Photo
    shot: Shot
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
    control = control_of(region, scene.regions, mm_per_px=scene.reference.mm_per_px)
    try:
        measured = _measured(store, scene, region, control)
    except InvalidInput as error:
        rows = [_reading(scene, region, metric, None, control.kind, error.message) for metric in Metric]
        findings: tuple[Finding, ...] = ()
    else:
        rows = [
            _reading(scene, region, metric, value, control.kind, measured.withheld.get(metric, ""))
            for metric, value in measured.values.items()
        ]
        findings = measured.findings
    readings.save_readings(store, scene.photo.digest, region.id, rows, findings, method=measure.METHOD)


def _reading(
    scene: Scene,
    region: Region,
    metric: Metric,
    value: float | None,
    kind: ControlKind,
    because: Message | str,
) -> Reading:
    return Reading(
        digest=scene.photo.digest,
        region_id=region.id,
        region_revision=region.revision,
        metric=metric,
        method=measure.METHOD,
        value=value,
        control=kind,
        withheld=because,
    )


def _measured(store: Store, scene: Scene, region: Region, control: Control) -> measure.Measurement:
    if not scene.alignment.is_confirmed:
        raise InvalidInput(
            Message(
                marked(
                    "The photo was laid over the reference photo by hand, and the pictures don't confirm it: "
                    "nothing is measured in it."
                )
            )
        )
    areas = _Areas.of(store, scene, region, control)
    if scene.is_reference:
        measured = _measure_with(scene, areas, None)
        _save_baseline(store, region, measured.baseline.to_bytes(), scene.reference)
        return measured
    return _measure_with(scene, areas, _baseline(store, scene, region, areas))


@dataclass(frozen=True, slots=True)
class _Areas:
    """The skin that is measured and the skin that it is compared with, on the reference photo."""

    treated: Area
    untreated: tuple[Area, ...]
    kind: ControlKind

    @classmethod
    def of(cls, store: Store, scene: Scene, region: Region, control: Control) -> "_Areas":
        """Lay the ring where nobody drew one; raises `InvalidInput` where there is no skin for it."""
        untreated = tuple(Area.of(one.shape) for one in control.regions)
        if control.is_laid:
            picture_rgb = decode_photo(regions.read_ground(store, scene.reference)).rgb
            untreated = (lay_ring(picture_rgb, region, control, scene.reference),)
        return cls(Area.of(region.shape), untreated, control.kind)


def _measure_with(scene: Scene, areas: _Areas, baseline: measure.Baseline | None) -> measure.Measurement:
    alignment = scene.alignment
    mm_per_px = scene.reference.mm_per_px / alignment.scale_at(areas.treated.points)
    trusted = None if scene.is_reference else trusted_pixels(alignment)
    untreated = areas.untreated
    shot, card = scene.shot, scene.shot.card
    return measure.measure(
        shot.rgb,
        mm_per_px=mm_per_px,
        treated=_carried(scene, [areas.treated], trusted, marked("this region")),
        untreated=_carried(scene, untreated, trusted, _WORDS[areas.kind]) if untreated else None,
        control=areas.kind,
        trusted=trusted,
        baseline=baseline,
        card=card.grey_steps if card else None,
        card_rgb=card.linear_rgb if card else None,
        capture=shot.capture,
        turn=_turn(scene, areas, baseline),
        jpeg=shot.jpeg,
        jpeg_quality=scene.photo.facts.jpeg_quality,
        alignment_p95_mm=alignment.error_p95_px * mm_per_px,
    )


def _turn(scene: Scene, areas: _Areas, baseline: measure.Baseline | None) -> Turn | None:
    """How far the camera turned around the region since the reference photo."""
    if baseline is None or scene.is_reference:
        return None
    middle_rc = tuple(sum(axis) / len(axis) for axis in zip(*areas.treated.points, strict=True))
    return turn_between(
        scene.alignment,
        middle_rc,
        reference_focal_35mm=baseline.capture.focal_35mm,
        moving_focal_35mm=scene.shot.capture.focal_35mm,
    )


def _carried(scene: Scene, areas: Sequence[Area], trusted: Mask | None, words: str) -> Mask:
    """The areas in the photo, whole; raises `InvalidInput` where too little of them can be measured."""
    alignment, shape = scene.alignment, scene.shot.rgb.shape[:2]
    masks = [rasterise_area([alignment.to_moving(o).tolist() for o in a.outlines], shape) for a in areas]
    whole_px = sum(area.area_px * alignment.scale_at(area.points) ** 2 for area in areas)
    least_px = SMALLEST_SHARE_MEASURED * whole_px
    in_frame_px, matched_px = count_pixels(masks), count_pixels(masks, within=trusted)
    if in_frame_px < least_px:
        raise InvalidInput(
            Message(
                marked(
                    "Only {share:.0%} of {area} is in the photo: frame the same area as in the "
                    "reference photo."
                ),
                {"share": float(in_frame_px / whole_px), "area": Message(words)},
            )
        )
    if matched_px < least_px:
        raise InvalidInput(
            Message(
                marked(
                    "Only {share:.0%} of {area} could be matched to the reference photo: take the photo from "
                    "the same angle, with the same expression, or draw the area only where the comparison "
                    "shows no grey."
                ),
                {"share": float(matched_px / whole_px), "area": Message(words)},
            )
        )
    return reduce(or_, masks)


def _baseline(store: Store, scene: Scene, region: Region, areas: _Areas) -> measure.Baseline:
    """The reference photo's photometric state, measured once for each revision of a region."""
    reference = scene.reference
    data = readings.read_baseline(store, reference.photo.digest, region.id, region.revision, measure.METHOD)
    if data is None:
        decoded = decode_photo(photos.read_original(store, reference.photo.digest))
        shot = Shot.of(store, reference.photo, decoded)
        identity = Alignment.identity(shot.rgb.shape[:2])
        first = replace(scene, photo=reference.photo, shot=shot, alignment=identity)
        data = _measure_with(first, areas, None).baseline.to_bytes()
        _save_baseline(store, region, data, reference)
    return measure.Baseline.from_bytes(data)


def _save_baseline(store: Store, region: Region, data: bytes, reference: Reference) -> None:
    readings.save_baseline(store, reference.photo.digest, region.id, region.revision, measure.METHOD, data)
