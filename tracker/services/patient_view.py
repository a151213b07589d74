"""What of a series the patient sees: people of the clinic decide photo by photo."""

from collections.abc import Sequence
from datetime import datetime

from tracker.model import Actor
from tracker.rights import Action, require
from tracker.store import patient_view
from tracker.store.opening import Store


def set_visible(
    store: Store,
    actor: Actor,
    series_id: str,
    photo_ids: Sequence[str],
    *,
    is_visible: bool,
    now: datetime,
) -> int:
    """Show photos of a series to its patient, or hide them again; at once, for open pages as well.

    Returns
    -------
    int
        How many photos changed.

    Raises
    ------
    NotFound
        If one of them isn't there, or was deleted.
    InvalidInput
        If one of them belongs to another series.
    """
    require(actor, Action.EDIT_RECORDS)
    return patient_view.set_visible(
        store, series_id, photo_ids, is_visible=is_visible, by=actor.display_name, at=now
    )


def mark_seen(store: Store, actor: Actor, series_id: str, *, now: datetime) -> int:
    """Note that what the patient added to a series was seen; says how many photos that were."""
    require(actor, Action.EDIT_RECORDS)
    return patient_view.mark_seen(store, series_id, by=actor.display_name, at=now)
