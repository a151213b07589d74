"""Colour and grey cards: what is known of a photo's card, and marking one by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.imaging.card.photo_card import read_marked
from tracker.imaging.decode import decode_photo
from tracker.model import (
    Actor,
    CardKind,
    JobKind,
    Patient,
    Photo,
    PhotoCard,
    Point,
    RegionRole,
    Series,
    Session,
)
from tracker.rights import Action, require
from tracker.store import cards, jobs, patients, photos, references, regions, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class CardPage:
    """What the page about a photo's card shows; ``card`` is None while nobody looked."""

    patient: Patient
    series: Series
    session: Session
    photo: Photo
    card: PhotoCard | None


def open_card(store: Store, actor: Actor, photo_id: str) -> CardPage:
    """A photo and what is known of its card.

    Raises
    ------
    NotFound
        If there is no such photo.
    """
    require(actor, Action.VIEW)
    photo = photos.read_photo(store, photo_id)
    return CardPage(
        patient=patients.read_patient(store, photo.patient_id),
        series=series_store.read_series(store, photo.series_id),
        session=sessions.read_session(store, photo.session_id),
        photo=photo,
        card=cards.read_card(store, photo.digest),
    )


def list_cards(store: Store, actor: Actor, of: Sequence[Photo]) -> dict[str, PhotoCard]:
    """What is known of the cards of photos, by digest."""
    require(actor, Action.VIEW)
    return cards.list_cards(store, [photo.digest for photo in of])


def mark_card(
    store: Store,
    actor: Actor,
    photo_id: str,
    kind: CardKind,
    corners: Sequence[Point],
    *,
    now: datetime,
) -> PhotoCard:
    """Say where a card lies in a photo; what is measured by it follows.

    Parameters
    ----------
    corners : sequence of Point
        The middles of a chart's four corner patches, or a grey card's corners, around the card.

    Raises
    ------
    InvalidInput
        If there are not four corners, or no such card can be read there, with what to do.
    """
    require(actor, Action.EDIT_REGIONS)
    if len(corners) != 4:
        raise InvalidInput(
            _("A card has four corners: draw an outline of exactly four points."), field="corners"
        )
    photo = photos.read_photo(store, photo_id)
    rgb = decode_photo(photos.read_original(store, photo.digest)).rgb
    card = read_marked(rgb, kind, tuple(corners)).of_photo(photo.digest)
    cards.mark_card(store, photo, card, by=actor.display_name, at=now)
    _measure_again(store, actor, photo, now)
    return card


def unmark_card(store: Store, actor: Actor, photo_id: str, *, now: datetime) -> None:
    """Take a mark away: the program looks for a card by itself again."""
    require(actor, Action.EDIT_REGIONS)
    photo = photos.read_photo(store, photo_id)
    cards.unmark_card(store, photo, by=actor.display_name, at=now)
    _measure_again(store, actor, photo, now)


def _measure_again(store: Store, actor: Actor, photo: Photo, now: datetime) -> None:
    """Queue the photo; by the reference photo's card all photos of its view are measured."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    if reference is None or reference.photo.id != photo.id:
        jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=now)
        return
    drawn = regions.list_regions(store, photo.series_id, photo.view)
    treated = [region.id for region in drawn if region.role is RegionRole.TREATED]
    regions.outdate_regions(store, treated, by=actor.display_name, at=now)
    for one in photos.list_photos(store, photo.series_id):
        if one.view == photo.view:
            jobs.queue_job(store, JobKind.ANALYSE, one.id, at=now)
