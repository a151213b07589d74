"""The first run's page: the clinic's name and the owner's account."""

import asyncio
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import TrackerError
from tracker.identity.passwords import PASSWORD_MIN_LENGTH
from tracker.services import first_run, sign_in
from tracker.services.first_run import FirstRunForm
from tracker.texts import gettext as _
from tracker.web.pages import FORM_TOKEN, read_form, render_form
from tracker.web.sign_in_pages import TOO_OLD, SignInPages
from tracker.web.site import Site

EMPTY = FirstRunForm(  # nosec B106  # nothing typed yet
    clinic_name="", time_zone="UTC", display_name="", name="", password="", password_again=""
)


class SetupPage:
    """Takes an empty installation into use.

    Parameters
    ----------
    site : Site
        The installation.
    sign_in_pages : SignInPages
        Lets the new owner in.
    """

    def __init__(self, site: Site, sign_in_pages: SignInPages) -> None:
        self._site = site
        self._sign_in_pages = sign_in_pages
        # one at a time, so that there is one owner
        self._attempt = asyncio.Lock()

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/setup", self.show, methods=["GET"]),
            Route("/setup", self.receive, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form, as long as there is no account."""
        if await self._site.is_set_up():
            return RedirectResponse("/sign-in", 303)
        return self._form(request, EMPTY, {})

    async def receive(self, request: Request) -> Response:
        """Make the account and sign its owner in."""
        if await self._site.is_set_up():
            return RedirectResponse("/sign-in", 303)
        fields = await read_form(request)
        form = FirstRunForm(**{name: fields.get(name, "") for name in asdict(EMPTY)})
        mistakes = first_run.find_mistakes(form)
        if not self._site.forms.is_valid(request, fields.get(FORM_TOKEN, "")):
            mistakes = {"": _(TOO_OLD), **mistakes}
        if mistakes:
            return self._form(request, form, mistakes)
        try:
            token = await self._set_up(request, form)
        except TrackerError as error:
            return self._form(request, form, {"": str(error)})
        return await self._sign_in_pages.admit(request, token, "/")

    async def _set_up(self, request: Request, form: FirstRunForm) -> str:
        store, at = self._site.store, self._site.now()
        address = request.client.host if request.client else ""
        async with self._attempt:
            await run_in_threadpool(first_run.set_up, store, form, at=at)
        return await run_in_threadpool(
            sign_in.sign_in, store, form.name, form.password, address=address, at=at
        )

    def _form(self, request: Request, form: FirstRunForm, mistakes: dict[str, str]) -> Response:
        return render_form(
            self._site,
            request,
            "setup.html",
            status=400 if mistakes else 200,
            form=form,
            mistakes=mistakes,
            time_zones=first_run.list_time_zones(),
            password_min_length=PASSWORD_MIN_LENGTH,
        )
