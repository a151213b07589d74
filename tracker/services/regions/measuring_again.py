"""What an edit makes outdated, and the photos that have to be measured again."""

from datetime import datetime

from tracker.errors import InvalidInput
from tracker.model import Actor, Reference, Region, RegionRole, View, control_of
from tracker.rights import Action, require
from tracker.store import references, regions
from tracker.store.analysis_queue import queue_view
from tracker.store.opening import Store
from tracker.texts import gettext as _


def reference_of(store: Store, series_id: str, view: View) -> Reference:
    """The reference of a view; raises `InvalidInput` where the view has no photo yet."""
    reference = references.read_reference(store, series_id, view)
    if reference is None:
        raise InvalidInput(_("This series has no photo of that view yet: add photos to a session first."))
    return reference


def measure_again(
    store: Store, actor: Actor, reference: Reference, before: list[Region], now: datetime, *, edited: str = ""
) -> None:
    """Queue the view; what is compared with other skin than before an edit is outdated by it.

    The region that was ``edited`` is outdated by that itself.
    """
    require(actor, Action.EDIT_REGIONS)
    series_id, view = reference.series_id, reference.view
    after = regions.list_regions(store, series_id, view)
    was, now_is = (_places(drawn, reference) for drawn in (before, after))
    outdated = [key for key in now_is if key in was and key != edited and now_is[key] != was[key]]
    regions.outdate_regions(store, outdated, by=actor.display_name, at=now)
    queue_view(store, series_id, view, now=now)


def measure_all_again(store: Store, actor: Actor, series_id: str, view: View, now: datetime) -> None:
    """Outdate every treated region of a view, and queue its photos."""
    require(actor, Action.EDIT_REGIONS)
    drawn = regions.list_regions(store, series_id, view)
    treated = [region.id for region in drawn if region.role is RegionRole.TREATED]
    regions.outdate_regions(store, treated, by=actor.display_name, at=now)
    queue_view(store, series_id, view, now=now)


def _places(drawn: list[Region], reference: Reference) -> dict[str, object]:
    """By id, the skin that each treated region is compared with."""
    return {
        region.id: control_of(region, drawn, mm_per_px=reference.mm_per_px).place
        for region in drawn
        if region.role is RegionRole.TREATED
    }
