"""A patient's browser: it opens a link, asks for pictures, and adds photos."""

import re
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from tests.web.conftest import NOW, Installation
from tests.web.serving import FORM_TOKEN, Answer, Visitor
from tracker.model import Actor, Photo, Role, ShareFactor
from tracker.services import shares
from tracker.services.shares import MadeShare
from tracker.store import patient_view

DAY = {"day": "9", "month": "3", "year": "1984"}


WRONG = {"day": "1", "month": "1", "year": "1970"}


ENDED = "/share/ended"


def make(clinic: Installation, factor: ShareFactor = ShareFactor.BIRTH_DATE) -> MadeShare:
    now = datetime.now(UTC)
    owner = Actor(clinic.owner.id, clinic.owner.display_name, Role.OWNER, confirmed_at=now)
    return shares.make_share(clinic.store, owner, clinic.photo.series_id, factor=factor, days=30, at=now)


def show(clinic: Installation, *of: Photo) -> None:
    for photo in of:
        patient_view.set_visible(
            clinic.store, photo.series_id, [photo.id], is_visible=True, by="Dr Eva", at=NOW
        )


def try_open(visitor: Visitor, token: str, *, form_token: str | None = None, **said: str) -> Answer:
    if form_token is None:
        found = FORM_TOKEN.search(visitor.get("/share").text)
        assert found
        form_token = found.group(1)
    typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{visitor.server.host}"}
    body = urlencode({"form_token": form_token, "token": token, **said}).encode()
    return visitor.ask("POST", "/share/open", typed, body)


def let_in(clinic: Installation) -> tuple[Visitor, MadeShare]:
    """A patient's phone that has answered, and the link."""
    phone, made = clinic.visitor(), make(clinic)
    assert try_open(phone, made.token, **DAY).status == 204
    return phone, made


def picture(photo: Photo, rendition: str = "screen") -> str:
    return f"/share/picture/{photo.id}/{rendition}"


def form_token_of(visitor: Visitor, path: str) -> str:
    found = re.search(r'form_token" value="([^"]+)"', visitor.get(path).text)
    assert found
    return found.group(1)


def add(
    visitor: Visitor, data: bytes, *, view: str = "front", token: str | None = None, **more: str
) -> Answer:
    token = form_token_of(visitor, "/share/add") if token is None else token
    headers = {"X-Tracker-View": quote(view), "X-Tracker-Form": token}
    origin = {"Origin": f"http://{visitor.server.host}"}
    return visitor.ask("POST", "/share/photo", {**origin, **headers, **more}, data)
