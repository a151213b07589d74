"""Photos that a patient adds from home: one at a time, into the session of the day."""

import asyncio
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput, NotAllowed, TrackerError
from tracker.model import Actor, Phase, View
from tracker.services import auditing, intake, shares
from tracker.services.intake import Shot
from tracker.services.shares import OwnSeries
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.answers import answer_as
from tracker.web.captured_photo import VIEW, answer_refused, read_body, read_view
from tracker.web.language import catalogue_for
from tracker.web.share_pages import find_course, find_own_reader, render_own
from tracker.web.site import Site

FORM = "X-Tracker-Form"
"""Header with the token of the page's form: photos are sent by a script, not by the form itself."""


class ShareHomePhoto:
    """The page on which photos are added, and the route that takes them.

    Parameters
    ----------
    site : Site
        Whose patients they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        # one photo at a time, so that several at once can't get past the limit of a day
        self._adding = asyncio.Lock()

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/share/add", self.show_form, methods=["GET"]),
            Route("/share/photo", self.receive, methods=["POST"]),
        ]

    async def show_form(self, request: Request) -> Response:
        """Choose a view, then photos."""
        reader = await find_own_reader(self._site, request)
        if reader is None:
            return RedirectResponse("/share/ended", 303)
        return await answer_as(self._site, reader, request, self._form)

    async def receive(self, request: Request) -> Response:
        """Store one photo; 201, else one sentence with the status that fits it."""
        reader = await find_own_reader(self._site, request)
        if reader is None:
            return PlainTextResponse(_("This visit has ended: open your link again."), 401)
        with speaking(catalogue_for(reader)):
            if not self._site.forms.is_valid(request, request.headers.get(FORM, "")):
                return PlainTextResponse(_("This page was open for too long: load it again."), 400)
            try:
                data = await read_body(request)
                async with self._adding:
                    await run_in_threadpool(self._store, request, reader, data)
            except TrackerError as error:
                await run_in_threadpool(self._record_refusal, reader, error)
                return answer_refused(error)
            return JSONResponse({"text": _("Added. Your clinic will see it.")}, 201)

    def _form(self, request: Request, actor: Actor) -> Response:
        course, own = find_course(self._site, request, actor)
        if own is None:
            return RedirectResponse("/share/visits", 303)
        return render_own(
            self._site,
            request,
            "share_add.html",
            actor=actor,
            own=own,
            course=course,
            most=shares.MOST_A_DAY,
        )

    def _store(self, request: Request, actor: Actor, data: bytes) -> None:
        store, now = self._site.store, self._site.now()
        _course, own = find_course(self._site, request, actor)
        if own is None:
            raise InvalidInput(_("There is no treatment to add a photo to: ask your clinic."))
        shot = Shot(_view_asked(request, own), Phase.FOLLOW_UP, intake.NO_WAIT)
        day = shares.prepare_home_day(store, actor, own.series.id, byte_count=len(data), at=now)
        try:
            intake.take_photo(
                store, day.actor, self._site.sandbox, data, shot, session_id=day.session_id, now=now
            )
        except TrackerError:
            shares.drop_empty_day(store, day, at=now)
            raise

    def _record_refusal(self, actor: Actor, error: TrackerError) -> None:
        kind = "right" if isinstance(error, NotAllowed) else "photo from home"
        auditing.record_refusal(
            self._site.store, actor, kind=kind, object_id=actor.patient_id, at=self._site.now()
        )


def _view_asked(request: Request, own: OwnSeries) -> View:
    """The view that is sent, if the clinic photographs it."""
    view = read_view(unquote(request.headers.get(VIEW, "")))
    if view not in own.views:
        raise InvalidInput(_("Choose from the list what the photo shows."), field="view")
    return view
