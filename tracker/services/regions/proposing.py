"""The usual zones of a face, proposed as regions by the face models where they are at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput
from tracker.imaging.decode import decode_photo
from tracker.imaging.faces import average_face, find_face
from tracker.imaging.faces.bundle import bundle_path
from tracker.imaging.faces.zones import Zone, find_zones
from tracker.model import Actor, Polygon, Reference, Region, RegionRole, View, ZoneKind
from tracker.rights import Action, require
from tracker.services.regions.drawing import check_region
from tracker.services.regions.measuring_again import measure_again, reference_of
from tracker.services.regions.page import RegionPage
from tracker.store import regions
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class ProposedZones:
    """What is offered on one reference photo, until somebody takes it.

    Attributes
    ----------
    reference_digest : str
        The photo in whose pixels the outlines are.
    shapes : dict
        Outline of each zone that the photo shows well and that is not a region yet.
    """

    reference_digest: str
    shapes: dict[ZoneKind, Polygon]


def role_of(kind: ZoneKind) -> RegionRole:
    """How a zone is offered: the neck as untreated skin, everything else as treated."""
    return RegionRole.UNTREATED if kind.is_usually_untreated else RegionRole.TREATED


def has_face_models(store: Store) -> bool:
    """Whether the face models are at hand."""
    models = store.settings.models_dir
    return models is not None and bundle_path(models).is_file()


def propose_zones(store: Store, actor: Actor, page: RegionPage) -> ProposedZones:
    """Look for the usual zones of the face on the reference photo.

    Zones that are turned away, covered, or outside of the photo are not proposed, nor are those whose
    name a region of this view has already. Nothing is kept.

    Raises
    ------
    InvalidInput
        If there are no face models, or no face can be found, with what to do.
    TrackerError
        If the models are damaged, or the photo's file is.
    """
    require(actor, Action.EDIT_REGIONS)
    models = store.settings.models_dir
    if models is None or not has_face_models(store):
        raise InvalidInput(no_models_sentence())
    rgb = decode_photo(regions.read_ground(store, page.reference)).rgb
    face = find_face(rgb, models=models)
    if face is None:
        raise InvalidInput(_("No face was found on this photo: draw the regions by hand."))
    taken = {region.name for region in page.regions}
    facts = page.reference.photo.facts
    scale_rc = facts.height_px / rgb.shape[0], facts.width_px / rgb.shape[1]
    found = find_zones(rgb, face, average_face(models))
    offered = {zone.kind: _in_original(zone, scale_rc) for zone in found if zone.kind.label not in taken}
    return ProposedZones(page.reference.photo.digest, offered)


def no_models_sentence() -> str:
    """Why zones can't be proposed, and what to do about it."""
    return _(
        "Zones of the face can be proposed once the face models are there: on the machine that runs this "
        "program, give the command python -m tracker models fetch."
    )


def take_zones(
    store: Store,
    actor: Actor,
    series_id: str,
    view: View,
    proposed: ProposedZones,
    kinds: Sequence[ZoneKind],
    *,
    now: datetime,
) -> list[Region]:
    """Make regions of the zones that were chosen; each can be adjusted and deleted like any other.

    Raises
    ------
    InvalidInput
        If none was chosen, one was not proposed, or the reference photo has changed in the meantime.
    """
    require(actor, Action.EDIT_REGIONS)
    if not kinds:
        raise InvalidInput(_("Choose at least one zone."))
    if not set(kinds) <= set(proposed.shapes):
        raise InvalidInput(_("A zone that was chosen is not proposed any more: propose the zones again."))
    reference = reference_of(store, series_id, view)
    for kind in kinds:
        check_region(kind.label, proposed.shapes[kind], reference)
    before = regions.list_regions(store, series_id, view)
    # a microsecond apart, so that they are listed in the order of the face
    times = (now + timedelta(microseconds=step) for step in range(len(kinds)))
    taken = [
        _take(store, actor, reference, proposed, kind, at) for kind, at in zip(kinds, times, strict=True)
    ]
    measure_again(store, actor, reference, before, now)
    return taken


def _take(
    store: Store, actor: Actor, reference: Reference, proposed: ProposedZones, kind: ZoneKind, at: datetime
) -> Region:
    return regions.add_region(
        store,
        reference.series_id,
        reference.view,
        name=kind.label,
        role=role_of(kind),
        shape=proposed.shapes[kind],
        reference_digest=proposed.reference_digest,
        by=actor.display_name,
        at=at,
    )


def _in_original(zone: Zone, scale_rc: tuple[float, float]) -> Polygon:
    """A zone of the screen's picture in pixels of the original, edges on edges."""
    (down, right), points = scale_rc, zone.shape.points
    return Polygon(tuple(((row + 0.5) * down - 0.5, (column + 0.5) * right - 0.5) for row, column in points))
