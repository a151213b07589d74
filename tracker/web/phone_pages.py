"""A phone as the camera of one session: pages of our own, and the few routes that they ask.

The token stands behind the ``#`` of the address, which browsers keep to themselves: no log of this
server or of a proxy has it. It is exchanged by a button, so that a messenger that looks at the address for a
preview can't use it up.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed
from tracker.language.components import browser_texts
from tracker.model import Actor, Photo
from tracker.services import capture, phone_link
from tracker.services.phone_link import Phone
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.answers import Read, answer_as
from tracker.web.asset_routes import CAMERA_FILES
from tracker.web.captured_photo import receive_decision, receive_photo
from tracker.web.guidance_route import read_frame
from tracker.web.headers import PHONE_PAGE_POLICY
from tracker.web.language import catalogue_for
from tracker.web.pages import read_form, render_page
from tracker.web.site import Site

GHOSTS = "/phone/ghost"


class PhonePages:
    """What a phone sees and asks; everything beyond the first page needs a link that lasts.

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
            Route("/phone", self.show_start, methods=["GET"]),
            Route("/phone/claim", self.claim, methods=["POST"]),
            Route("/phone/camera", self.show_camera, methods=["GET"]),
            Route("/phone/plan", self.show_plan, methods=["GET"]),
            Route(GHOSTS + "/{digest}/screen", self.show_ghost, methods=["GET"]),
            Route("/phone/guidance", self.guide, methods=["POST"]),
            Route("/phone/photo", self.receive, methods=["POST"]),
            Route("/phone/photo/{photo_id}/{deed}", self.decide, methods=["POST"]),
            # whatever else stands below would otherwise be answered with the app's page
            Route("/phone/{rest:path}", self.show_nothing, methods=["GET", "POST"]),
        ]

    async def show_start(self, _request: Request) -> Response:
        """The page that the QR code opens; it says nothing and changes nothing."""
        return _page("phone_start.html")

    async def claim(self, request: Request) -> Response:
        """Exchange the link for a cookie, once."""
        try:
            token = (await read_form(request)).get("token", "")
            store, at = self._site.store, self._site.now()
            phone = await run_in_threadpool(phone_link.claim_link, store, token, at=at)
        except NotAllowed as error:
            return PlainTextResponse(str(error), 403)
        response = Response(status_code=204)
        self._site.phone.write(response, phone, seconds=int(phone_link.LASTS.total_seconds()))
        return response

    async def show_camera(self, request: Request) -> Response:
        """The camera, or that the link has ended."""
        phone = await self._site.find_phone(request)
        if phone is None:
            return _page("phone_ended.html", status=403)
        with speaking(catalogue_for(phone.actor)):
            return _page("phone_camera.html")

    async def show_plan(self, request: Request) -> Response:
        """Which views are to be taken, in the words of the language of who made the link."""
        phone = await self._site.find_phone(request)
        return await self._answer(phone, request, lambda _, actor: self._plan(actor, phone))

    async def show_ghost(self, request: Request) -> Response:
        """The reference of a view; the phone keeps no copy of it."""
        phone = await self._site.find_phone(request)
        return await self._answer(phone, request, self._ghost)

    async def guide(self, request: Request) -> Response:
        """What differs between a frame and the reference."""
        phone = await self._site.find_phone(request)
        if phone is None:
            return _ended()
        compare = await read_frame(self._site, request, session_id=phone.actor.session_id)
        return await self._answer(phone, request, compare)

    async def receive(self, request: Request) -> Response:
        """Store one photo in the session of the link."""
        phone = await self._site.find_phone(request)
        if phone is None:
            return _ended()
        session_id = phone.actor.session_id
        return await receive_photo(
            self._site, request, phone.actor, session_id=session_id, ghost_folder=GHOSTS
        )

    async def decide(self, request: Request) -> Response:
        """Keep a photo of the session with a reason, or take it out."""
        phone = await self._site.find_phone(request)
        if phone is None:
            return _ended()
        return await receive_decision(self._site, request, phone.actor, session_id=phone.actor.session_id)

    async def show_nothing(self, _request: Request) -> Response:
        """There is nothing else."""
        return PlainTextResponse(_("There is nothing at this address."), 404)

    async def _answer(self, phone: Phone | None, request: Request, read: Read) -> Response:
        return _ended() if phone is None else await answer_as(self._site, phone.actor, request, read)

    def _plan(self, actor: Actor, phone: Phone | None) -> Response:
        if phone is None:
            return _ended()
        plan = capture.plan_capture(self._site.store, actor, actor.session_id)
        left = phone.expires_at - self._site.now()
        told = capture.plain_plan(plan, _ghost_url) | {
            "send_url": "/phone/photo",
            "guidance_url": "/phone/guidance",
            "seconds_left": int(left.total_seconds()),
            "texts": browser_texts(CAMERA_FILES),
        }
        return JSONResponse(told)

    def _ghost(self, request: Request, actor: Actor) -> Response:
        ghost = phone_link.find_ghost(self._site.store, actor, request.path_params["digest"])
        return Response(ghost.read(), media_type="image/webp", headers={"Cache-Control": "no-store"})


def _ghost_url(reference: Photo) -> str:
    return f"{GHOSTS}/{reference.digest}/screen"


def _ended() -> Response:
    return PlainTextResponse(_("This link has ended: make a new one at the desk and scan it."), 401)


def _page(template: str, *, status: int = 200) -> HTMLResponse:
    return render_page(template, status=status, policy=PHONE_PAGE_POLICY)
