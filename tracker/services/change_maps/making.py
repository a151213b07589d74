"""Make the change map of a pair: the job behind `tracker.services.change_maps.finding`."""

from collections import Counter
from collections.abc import Callable

from tracker.errors import InvalidInput, NotFound
from tracker.imaging import align, measure
from tracker.imaging.align.result import Alignment
from tracker.imaging.card.photo_card import see_card
from tracker.imaging.change_map import Ground, PairPhoto, change_map
from tracker.imaging.change_map.packing import pack_map
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.ring import Area, lay_ring
from tracker.model import (
    AlignmentRow,
    Control,
    ControlKind,
    MappedChange,
    Metric,
    Photo,
    PhotoCard,
    Region,
    RegionRole,
    ToneGroup,
    control_of,
)
from tracker.progress.devices import common_device
from tracker.progress.limits import Limit, learn_limits
from tracker.services.change_maps.pair import MappedPair, read_pair
from tracker.store import alignments, change_maps, patients, photos, readings, regions
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import Message, marked

Report = Callable[[float, str], None]
_METRICS = {MappedChange.REDNESS: Metric.REDNESS, MappedChange.TEXTURE: Metric.TEXTURE}


def make_map(store: Store, subject: str, *, report: Report) -> None:
    """Compare two photos place by place and store the map; nothing where that has no use any more.

    Parameters
    ----------
    subject : str
        Digests of the left photo, the right one and the reference, with spaces between.
    report : callable
        Told the share done (0 to 1) and what is being done.
    """
    try:
        pair = read_pair(store, *subject.split(" "))
    except NotFound:  # deleted or aligned otherwise meanwhile
        return
    report(0.0, "reading")
    left, right = (
        _photo(store, pair, p, row) for p, row in zip((pair.left, pair.right), pair.rows, strict=True)
    )
    ground = _ground(store, pair)
    report(0.3, "comparing")
    limits = _limits(store, pair, ground.kind)
    found = change_map(left, right, ground, limits={kind: limit.sdc for kind, limit in limits.items()})
    report(0.9, "drawing")
    facts = pair.reference.photo.facts
    data = pack_map(
        found,
        photo_shape=(facts.height_px, facts.width_px),
        key=pair.key,
        more={
            "is_scale_measured": pair.reference.is_scale_measured,
            "is_provisional": any(limit.is_provisional for limit in limits.values()),
            "limits": {kind.value: round(limit.sdc, 3) for kind, limit in limits.items()},
            "limit_source": {kind.value: limit.source for kind, limit in limits.items()},
        },
    )
    reference_digest = pair.reference.photo.digest
    change_maps.save_map(store, pair.left.digest, pair.right.digest, data, reference_digest=reference_digest)


def _photo(store: Store, pair: MappedPair, photo: Photo, row: AlignmentRow) -> PairPhoto:
    """A photo with its own pixels and the map from the reference to it."""
    kept = alignments.read_alignment(store, row.digest, row.reference_digest, align.METHOD)
    if kept is None or not kept.data:
        raise NotFound(Message(marked("These photos are being aligned anew: ask again in a moment.")))
    decoded = decode_photo(photos.read_original(store, photo.digest))
    return PairPhoto(
        rgb=decoded.rgb,
        alignment=Alignment.from_bytes(kept.data),
        is_reference=photo.digest == pair.reference.photo.digest,
        jpeg=decoded.jpeg,
        jpeg_quality=photo.facts.jpeg_quality,
        capture=decoded.capture,
        card=see_card(decoded.rgb, _mark_in(pair, photo)).card,
    )


def _mark_in(pair: MappedPair, photo: Photo) -> PhotoCard | None:
    """The card that a person marked in one of the two photos."""
    return next((card for card in pair.marked_cards if card.digest == photo.digest), None)


def _ground(store: Store, pair: MappedPair) -> Ground:
    """What the skin is compared with: the kind of control that most treated regions have."""
    treated = [region for region in pair.drawn if region.role is RegionRole.TREATED]
    controls: list[tuple[Region | None, Control]] = [(one, _control(one, pair)) for one in treated]
    controls = controls or [(None, _without_treated(pair))]
    kind = Counter(control.kind for _, control in controls).most_common(1)[0][0]
    areas = [
        area
        for region, control in controls
        if control.kind is kind
        for area in _areas(store, pair, region, control)
    ]
    return Ground(
        mm_per_px=pair.reference.mm_per_px,
        control=tuple(dict.fromkeys(areas)),
        kind=kind if areas else ControlKind.NONE,
        treated=tuple(Area.of(region.shape) for region in treated),
    )


def _control(region: Region, pair: MappedPair) -> Control:
    return control_of(region, pair.drawn, mm_per_px=pair.reference.mm_per_px)


def _without_treated(pair: MappedPair) -> Control:
    """Where nothing treated is drawn, whatever is drawn is untreated."""
    kind = ControlKind.ELSEWHERE if pair.drawn else ControlKind.NONE
    return Control(kind, tuple(pair.drawn))


def _areas(store: Store, pair: MappedPair, region: Region | None, control: Control) -> list[Area]:
    """The control's areas on the reference photo; none where there is no skin for a ring."""
    if region is None or not control.is_laid:
        return [Area.of(one.shape) for one in control.regions]
    picture_rgb = decode_photo(regions.read_ground(store, pair.reference)).rgb
    try:
        return [lay_ring(picture_rgb, region, control, pair.reference)]
    except InvalidInput:
        return []


def _limits(store: Store, pair: MappedPair, kind: ControlKind) -> dict[MappedChange, Limit]:
    """Smallest change of a whole region between one photo and one, as the clinic knows it now."""
    patient = patients.read_patient(store, series_store.read_series(store, pair.right.series_id).patient_id)
    repeats = readings.list_repeat_readings(store, method=measure.METHOD, is_synthetic=patient.is_synthetic)
    learned = learn_limits(repeats)
    device = common_device((p.facts.camera, p.facts.lens) for p in (pair.left, pair.right))
    tone = ToneGroup.of(patient.details.fitzpatrick)
    return {
        mapped: learned.limit(metric, tone, control=kind, device=device)
        for mapped, metric in _METRICS.items()
    }
