"""A phone as the camera of one session: the link at the desk, and what it lets the phone do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from tracker.errors import NotAllowed, NotFound
from tracker.model import Actor, LinkState, Photo, Rendition, Role, User
from tracker.rights import Action, is_allowed, require, require_in_session
from tracker.store import capture_links, photos, references, sessions
from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile
from tracker.texts import gettext as _

LASTS = timedelta(minutes=10)
"""From the moment at which it is made, for link and phone together."""


@dataclass(frozen=True, slots=True)
class LinkAtDesk:
    """What the desk shows of a session's link; ``photos`` tells the session's apart, see `which_photos`."""

    state: LinkState
    seconds_left: int
    photos: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A connected phone: on whose behalf it acts, and until when."""

    actor: Actor
    expires_at: datetime


def make_link(store: Store, actor: Actor, session_id: str, *, sign_in_token: str, at: datetime) -> str:
    """Make the link of a session; a former one, and its phone, are ended.

    Parameters
    ----------
    sign_in_token : str
        Of the person at the desk: the link ends with this sign-in.

    Returns
    -------
    str
        The link's token, which is stored nowhere.

    Raises
    ------
    NotFound
        If there is no such session.
    """
    require(actor, Action.ADD_PHOTOS)
    return capture_links.start_link(
        store, session_id, sign_in_token=sign_in_token, by=actor.display_name, at=at, lasts=LASTS
    )


def claim_link(store: Store, token: str, *, at: datetime) -> str:
    """Exchange a link for what the phone keeps; works once.

    Raises
    ------
    NotAllowed
        If the link was used already or has ended.
    """
    found = capture_links.claim_link(store, token, at=at, idle_minutes=store.settings.idle_minutes)
    if found is LinkState.CLAIMED:
        raise NotAllowed(_("This link was used already: make a new one at the desk and scan it."))
    if isinstance(found, LinkState):
        raise NotAllowed(_("This link has ended: make a new one at the desk and scan it."))
    return found


def find_phone(store: Store, phone_token: str, *, at: datetime) -> Phone | None:
    """The phone behind a token, or None when its link, or the sign-in that made it, has ended."""
    found = capture_links.read_phone(store, phone_token, at=at, idle_minutes=store.settings.idle_minutes)
    if found is None:
        return None
    user, link = found
    if not is_allowed(Actor(user.id, user.display_name, user.role), Action.ADD_PHOTOS):
        return None
    return Phone(_actor_of(user, link.session_id), link.expires_at)


def watch_link(store: Store, actor: Actor, session_id: str, *, at: datetime) -> LinkAtDesk:
    """How far the link of a session is, and which photos the session has."""
    require(actor, Action.ADD_PHOTOS)
    link = capture_links.read_link(store, session_id, at=at, idle_minutes=store.settings.idle_minutes)
    series_id = sessions.read_session(store, session_id).series_id
    stored = which_photos(p for p in photos.list_photos(store, series_id) if p.session_id == session_id)
    if link is None or link.state(at) is LinkState.ENDED:
        return LinkAtDesk(LinkState.ENDED, 0, stored)
    return LinkAtDesk(link.state(at), int((link.expires_at - at).total_seconds()), stored)


def which_photos(shown: Iterable[Photo]) -> str:
    """One word for a set of photos, another one for any other set; their number would not tell.

    A photo may be taken again between two looks.
    """
    ids = sorted(f"{photo.id} {photo.acceptance}" for photo in shown)
    return sha256("\n".join(ids).encode()).hexdigest()[:16]


def end_link(store: Store, actor: Actor, session_id: str, *, at: datetime) -> None:
    """End the link of a session, and its phone, at once."""
    require(actor, Action.ADD_PHOTOS)
    capture_links.end_link(store, session_id, by=actor.display_name, at=at)


def find_ghost(store: Store, actor: Actor, digest: str) -> StoredFile:
    """The picture of a reference of the series that a phone takes photos for; of nothing else.

    Raises
    ------
    NotFound
        If this is no reference of the series, or its picture is being made.
    """
    require_in_session(actor, Action.TAKE_PHOTOS, actor.session_id)
    series_id = sessions.read_session(store, actor.session_id).series_id
    known = {reference.photo.digest for reference in references.list_references(store, series_id)}
    found = photos.read_rendition(store, digest, Rendition.SCREEN) if digest in known else None
    if found is None:
        raise NotFound(_("There is no picture at this address."))
    return found


def _actor_of(user: User, session_id: str) -> Actor:
    """Photos bear the name of who made the link, and that a phone took them."""
    return Actor(user.id, f"{user.display_name} (phone)", Role.PHONE, user.language, session_id)
