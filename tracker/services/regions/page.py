"""What the page that draws regions shows."""

from contextlib import suppress
from dataclasses import dataclass

from tracker.errors import InvalidInput
from tracker.imaging.decode import decode_photo
from tracker.imaging.measure.ring import Outline, lay_ring
from tracker.model import (
    Actor,
    Control,
    Patient,
    Photo,
    Reference,
    Region,
    RegionRole,
    Series,
    View,
    control_of,
    controls_of,
)
from tracker.rights import Action, require
from tracker.services.regions.measuring_again import reference_of
from tracker.store import patients, photos, regions
from tracker.store import series as series_store
from tracker.store.opening import Store


@dataclass(frozen=True, slots=True)
class RegionPage:
    """What the page that draws regions shows."""

    patient: Patient
    series: Series
    reference: Reference
    regions: list[Region]
    candidates: list[Photo]

    @property
    def treated(self) -> list[Region]:
        """The regions that are measured."""
        return [region for region in self.regions if region.role is RegionRole.TREATED]

    def controls(self, region: Region) -> list[Control]:
        """Everything that a treated region can be compared with, best first; the last one is nothing."""
        return controls_of(region, self.regions, mm_per_px=self.reference.mm_per_px)

    def control(self, region: Region) -> Control:
        """What a treated region is compared with."""
        return control_of(region, self.regions, mm_per_px=self.reference.mm_per_px)


def open_regions(store: Store, actor: Actor, series_id: str, view: View) -> RegionPage:
    """The reference of a view with its regions.

    Raises
    ------
    InvalidInput
        If the view has no photo yet.
    """
    require(actor, Action.VIEW)
    found = series_store.read_series(store, series_id)
    reference = reference_of(store, series_id, view)
    return RegionPage(
        patient=patients.read_patient(store, found.patient_id),
        series=found,
        reference=reference,
        regions=regions.list_regions(store, series_id, view),
        candidates=[p for p in photos.list_photos(store, series_id) if p.view == view],
    )


def lay_rings(store: Store, actor: Actor, page: RegionPage) -> dict[str, tuple[Outline, ...]]:
    """By id, the ring around each treated region that is compared with one that nobody drew.

    In pixels of the reference photo, as the measurement lays it. A region around which there is too
    little plain skin is left out; its readings say why they are withheld.

    Raises
    ------
    UnreadablePhoto
        If the reference photo's file is damaged.
    """
    require(actor, Action.VIEW)
    laid = [(region, control) for region in page.treated if (control := page.control(region)).is_laid]
    if not laid:
        return {}
    picture_rgb = decode_photo(regions.read_ground(store, page.reference)).rgb
    rings = {}
    for region, control in laid:
        with suppress(InvalidInput):
            rings[region.id] = lay_ring(picture_rgb, region, control, page.reference).outlines
    return rings
