"""Guidance at the camera: a small frame in, what to change out. Nothing is logged or kept."""

import time
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput, NotFound
from tracker.imaging.guidance import LARGEST_SIDE_PX, Guidance, Hint
from tracker.model import Actor, View
from tracker.services import guidance
from tracker.texts import gettext as _
from tracker.web.answers import Read, answer
from tracker.web.captured_photo import VIEW
from tracker.web.site import Site

LARGEST_BYTES = 3 * LARGEST_SIDE_PX**2


class GuidanceRoute:
    """``POST /guidance/{session_id}?width=320&height=240``, the body bare RGB bytes.

    The view stands in the header ``X-Tracker-View`` (percent-encoded), or in the address as ``view``.

    Answers ``{"is_ready": bool, "hints": [...], "milliseconds": number}``, at most two hints, what matters
    most first, each with ``kind``, ``text``, ``arrow`` and ``amount`` (0 to 1). Arrows are as seen on the
    unmirrored picture: a patient who is to turn to their own left, the picture's right, gets
    ``turn_left`` with ``turn-right``. A view without a reference yet is answered with 404 and a sentence.

    Parameters
    ----------
    site : Site
        Whose photos they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [Route("/guidance/{session_id}", self.guide, methods=["POST"])]

    async def guide(self, request: Request) -> Response:
        """What differs between a frame and the reference."""
        compare = await read_frame(self._site, request, session_id=request.path_params["session_id"])
        return await answer(self._site, request, compare)


async def read_frame(site: Site, request: Request, *, session_id: str) -> Read:
    """Read the frame that a request carries; what is returned compares it on behalf of an actor.

    Raises
    ------
    InvalidInput
        If it has more bytes than any frame.
    """
    started = time.perf_counter()
    frame = await _read_body(request)

    def compare(request: Request, actor: Actor) -> Response:
        told = _told(_compare(site, request, actor, frame, session_id))
        return JSONResponse({**told, "milliseconds": round(1000 * (time.perf_counter() - started))})

    return compare


def _compare(site: Site, request: Request, actor: Actor, frame: bytes, session_id: str) -> Guidance:
    width_px, height_px = _size(request)
    return guidance.guide(
        site.store, actor, session_id, _view(request), frame, width_px=width_px, height_px=height_px
    )


async def _read_body(request: Request) -> bytes:
    """The body, of which no more is taken than the largest frame has."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BYTES:
            raise InvalidInput(_("The frame has more bytes than any: send at most 640 × 640 px."))
    return bytes(data)


def _view(request: Request) -> View:
    try:
        return View.parse(unquote(request.headers.get(VIEW, "")) or request.query_params.get("view", ""))
    except ValueError as error:
        raise NotFound(_("There is no such view: choose one of the session's page.")) from error


def _size(request: Request) -> tuple[int, int]:
    try:
        return int(request.query_params["width"]), int(request.query_params["height"])
    except (KeyError, ValueError) as error:
        raise InvalidInput(_("Say the frame's width and height in pixels.")) from error


def _told(found: Guidance) -> dict[str, object]:
    return {"is_ready": found.is_ready, "hints": [_as_json(hint) for hint in found.hints]}


def _as_json(hint: Hint) -> dict[str, object]:
    return {
        "kind": hint.kind,
        "text": str(hint.message),
        "arrow": str(hint.arrow),
        "amount": round(hint.amount, 2),
    }
