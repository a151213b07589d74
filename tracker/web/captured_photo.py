"""A photo as the camera page sends it: bytes in the body, what is said of it in headers.

Headers, and no query: addresses are written into the logs of servers and proxies.
"""

from datetime import timedelta
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tracker.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    PhotoRefused,
    PhotoTooLarge,
    StorageFull,
    TrackerError,
)
from tracker.imaging.limits import MAX_BYTES, check_byte_count
from tracker.model import Actor, Finding, Phase, View
from tracker.rights import Action, require_in_session
from tracker.services import intake
from tracker.services.intake import Shot
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.language import catalogue_for
from tracker.web.pages import read_form
from tracker.web.site import Site

VIEW, PHASE, WAITED = "X-Tracker-View", "X-Tracker-Phase", "X-Tracker-Waited"
ZONE_MAX_LENGTH = 80
TAKEN_AGAIN = "taken again at the camera"
_STATUS: dict[type[TrackerError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    PhotoTooLarge: 413,
    PhotoRefused: 422,
    StorageFull: 507,
}


async def receive_photo(
    site: Site, request: Request, actor: Actor, *, session_id: str, ghost_folder: str
) -> Response:
    """Store the photo that a request carries, on behalf of an actor.

    Parameters
    ----------
    ghost_folder : str
        Address below which this actor sees photos; where a view had none, the photo is the next one's ghost.

    Returns
    -------
    Response
        201 with the photo's id, digest, view and findings as JSON, else one sentence with the
        status that fits it, both in the language of the account.
    """
    with speaking(catalogue_for(actor)):
        try:
            # before a byte of the photo is read
            require_in_session(actor, Action.TAKE_PHOTOS, session_id)
            shot, data = _read_shot(request), await read_body(request)
            told = await run_in_threadpool(_store, site, actor, data, shot, session_id)
        except TrackerError as error:
            return answer_refused(error)
    ghost = f"{ghost_folder}/{told['digest']}/screen"
    return JSONResponse({**told, "ghost": ghost}, 201)


async def receive_decision(site: Site, request: Request, actor: Actor, *, session_id: str) -> Response:
    """Keep a photo of a session with the reason that a form gives, or take it out.

    Returns
    -------
    Response
        204, else one sentence with the status that fits it.
    """
    photo_id, deed = request.path_params["photo_id"], request.path_params["deed"]
    with speaking(catalogue_for(actor)):
        try:
            require_in_session(actor, Action.TAKE_PHOTOS, session_id)
            reason = (await read_form(request)).get("reason", "")
            decide = _DEEDS.get(deed)
            if decide is None:
                raise NotFound(_("There is nothing at this address."))
            await run_in_threadpool(decide, site, actor, photo_id, reason)
        except TrackerError as error:
            return answer_refused(error)
    return Response(status_code=204)


def _keep(site: Site, actor: Actor, photo_id: str, reason: str) -> None:
    intake.keep_photo(site.store, actor, photo_id, reason=reason, now=site.now())


def _reject(site: Site, actor: Actor, photo_id: str, _reason: str) -> None:
    intake.reject_photo(site.store, actor, photo_id, why=TAKEN_AGAIN, now=site.now())


_DEEDS = {"keep": _keep, "reject": _reject}


def answer_refused(error: TrackerError) -> Response:
    """One sentence with the status that fits it."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    return PlainTextResponse(str(error), status)


async def read_body(request: Request) -> bytes:
    """The photo's bytes; of a larger one the rest is not read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            check_byte_count(len(body))
    return bytes(body)


def _read_shot(request: Request) -> Shot:
    """What the headers say of the photo."""
    return Shot(
        read_view(unquote(request.headers.get(VIEW, ""))),
        _read_phase(request.headers.get(PHASE, "")),
        _read_wait(request.headers.get(WAITED, "")),
    )


def read_view(key: str) -> View:
    """A view by its key, as a browser names it.

    Raises
    ------
    InvalidInput
        If there is no such view.
    """
    try:
        view = View.parse(key)
    except ValueError as error:
        raise InvalidInput(_("This view is not known: load the page again."), field="view") from error
    if len(view.zone) > ZONE_MAX_LENGTH or not view.zone.isprintable():
        raise InvalidInput(_("The name of the zone is too long: use a few words."), field="zone")
    return View(view.kind, view.zone.strip().lower())


def _store(site: Site, actor: Actor, data: bytes, shot: Shot, session_id: str) -> dict[str, object]:
    photo = intake.take_photo(
        site.store, actor, site.sandbox, data, shot, session_id=session_id, now=site.now()
    )
    return {
        "photo": photo.id,
        "digest": photo.digest,
        "view": photo.view.key,
        "acceptance": str(photo.acceptance),
        "findings": [_as_json(finding) for finding in photo.findings],
    }


def _as_json(finding: Finding) -> dict[str, object]:
    """What was found, serious things first, in the spoken language."""
    return {
        "kind": finding.gate,
        "is_serious": finding.is_serious,
        "value": round(finding.value, 3),
        "limit": finding.limit,
        "text": finding.sentence,
    }


def _read_phase(text: str) -> Phase:
    try:
        return Phase(text)
    except ValueError as error:
        raise InvalidInput(_("This phase is not known: load the page again."), field="phase") from error


def _read_wait(text: str) -> timedelta:
    """How long the photo waited in the browser, in ms; its clock may be wrong, its count isn't."""
    return timedelta(milliseconds=int(text[:12])) if text[:12].isdigit() else timedelta(0)
