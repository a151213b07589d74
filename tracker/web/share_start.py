"""The way in for patients: a page that says nothing, and the question that only they can answer.

What stands behind the ``#`` of the address is sent by a button, so that neither a log nor a messenger that
looks at the address for a preview has it. Whatever is wrong is answered alike, and after the same time.
"""

import asyncio
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput, NotAllowed, SignInFailed
from tracker.model import ShareFactor
from tracker.services import shares
from tracker.services.shares import Answer
from tracker.texts import gettext as _
from tracker.web.headers import SHARE_PAGE_POLICY
from tracker.web.pages import FORM_TOKEN, read_form, render_form, render_page
from tracker.web.site import Site

REFUSED_AFTER_SECONDS = 0.4
"""At least; longer than the work of any answer, so that the time says nothing of what was wrong."""
TOKEN_MAX_LENGTH = 200


class ShareStart:
    """Start, question and end of a patient's visit.

    Parameters
    ----------
    site : Site
        Whose links they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/share", self.show_start, methods=["GET"]),
            Route("/share/open", self.open, methods=["POST"]),
            Route("/share/leave", self.leave, methods=["POST"]),
            Route("/share/ended", self.show_ended, methods=["GET"]),
        ]

    async def show_start(self, request: Request) -> Response:
        """The page that the link opens; the same for everybody and for every link."""
        return render_form(self._site, request, "share_start.html", policy=SHARE_PAGE_POLICY)

    async def open(self, request: Request) -> Response:
        """Let in who has a link and knows the answer; 204 with the visit's cookie, else one sentence."""
        began = time.monotonic()
        form = await read_form(request)
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return PlainTextResponse(_("This page was open for too long: load it again."), 400)
        try:
            token = await self._try(request, form)
        except InvalidInput as error:
            return PlainTextResponse(str(error), 400)
        except (SignInFailed, NotAllowed) as error:
            await asyncio.sleep(max(0.0, began + REFUSED_AFTER_SECONDS - time.monotonic()))
            return PlainTextResponse(str(error), 403)
        await self._end_visit(request)
        response = Response(status_code=204)
        self._site.share.write(response, token)
        return response

    async def leave(self, request: Request) -> Response:
        """End the visit here and on the server."""
        form = await read_form(request)
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return RedirectResponse("/share/visits", 303)
        await self._end_visit(request)
        response = RedirectResponse("/share/ended", 303)
        self._site.share.clear(response)
        return response

    async def show_ended(self, _request: Request) -> Response:
        """That there is nothing to see any more, and what to do."""
        return render_page("share_ended.html", policy=SHARE_PAGE_POLICY)

    async def _try(self, request: Request, form: dict[str, str]) -> str:
        answer = Answer(
            token=form.get("token", "")[:TOKEN_MAX_LENGTH],
            factor=_factor(form),
            said=_said(form),
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
        )
        return await run_in_threadpool(shares.open_share, self._site.store, answer, at=self._site.now())

    async def _end_visit(self, request: Request) -> None:
        token = self._site.share.read(request)
        if token is not None:
            await run_in_threadpool(shares.leave, self._site.store, token, at=self._site.now())


def _factor(form: dict[str, str]) -> ShareFactor:
    return ShareFactor.CODE if "code" in form else ShareFactor.BIRTH_DATE


def _said(form: dict[str, str]) -> str:
    """What was answered, in the form in which it is compared."""
    if "code" in form:
        return shares.read_code(form["code"])
    return shares.read_birth_date(*(form.get(name, "") for name in ("day", "month", "year")))
