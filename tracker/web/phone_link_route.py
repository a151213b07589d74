"""The desk's side of a phone's link: make it, watch it, end it."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tracker.identity.qr_code import qr_picture
from tracker.model import Actor
from tracker.services import phone_link
from tracker.texts import gettext as _
from tracker.web.answers import answer, answer_as
from tracker.web.site import Site

_HERE_ONLY = ("localhost", "127.0.0.1", "::1")


class PhoneLinkRoute:
    """``/phone-link/{session_id}``: GET says how far the link is, POST makes one, ``/end`` ends it.

    Parameters
    ----------
    site : Site
        Whose sessions they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/phone-link/{session_id}", self.watch, methods=["GET"]),
            Route("/phone-link/{session_id}", self.make, methods=["POST"]),
            Route("/phone-link/{session_id}/end", self.end, methods=["POST"]),
        ]

    async def watch(self, request: Request) -> Response:
        """How far the link is; the page asks by itself, so this is no activity of a person's."""
        return await answer(self._site, request, self._watch)

    async def make(self, request: Request) -> Response:
        """Make a link; its QR code is in this answer and nowhere else."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        sign_in_token = self._site.session.read(request)
        if visitor is None or sign_in_token is None:
            return PlainTextResponse(_("Sign in first."), 401)

        def make(request: Request, actor: Actor) -> Response:
            token = phone_link.make_link(
                self._site.store,
                actor,
                request.path_params["session_id"],
                sign_in_token=sign_in_token,
                at=self._site.now(),
            )
            return JSONResponse(self._told(request, token), 201)

        return await answer_as(self._site, visitor.actor, request, make)

    async def end(self, request: Request) -> Response:
        """End the link and its phone."""
        return await answer(self._site, request, self._end)

    def _watch(self, request: Request, actor: Actor) -> Response:
        session_id = request.path_params["session_id"]
        link = phone_link.watch_link(self._site.store, actor, session_id, at=self._site.now())
        told = {"state": link.state, "seconds_left": link.seconds_left, "photos": link.photos}
        return JSONResponse(told)

    def _end(self, request: Request, actor: Actor) -> Response:
        session_id = request.path_params["session_id"]
        phone_link.end_link(self._site.store, actor, session_id, at=self._site.now())
        return Response(status_code=204)

    def _told(self, request: Request, token: str) -> dict[str, object]:
        base = self._site.settings.public_url or _address_of(request)
        # the token stands behind the "#": what stands there is sent to no server, and so written into no log
        return {
            "code": qr_picture(f"{base}/phone#{token}"),
            "seconds_left": int(phone_link.LASTS.total_seconds()),
            "warning": _warning(base),
        }


def _address_of(request: Request) -> str:
    """The address at which the desk's own browser sees us, whatever stands in between."""
    return request.headers.get("origin") or f"{request.url.scheme}://{request.url.netloc}"


def _warning(base: str) -> str:
    """What keeps a phone from opening the address, or its camera there; empty when nothing is known."""
    parts = urlsplit(base)
    if parts.hostname in _HERE_ONLY:
        return _(
            "The code leads to {address}, which is the phone itself: open this page at the "
            "clinic's own address. The README says how.",
            address=base,
        )
    if parts.scheme != "https":
        return _(
            "The code leads to {address}, where phones don't open their camera: they need HTTPS. "
            "The README says how.",
            address=base,
        )
    return ""
