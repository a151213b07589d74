"""Sign-in and sign-out: plain pages, because a script of a page can't set a session cookie."""

import asyncio
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import SignInFailed
from tracker.services import sign_in
from tracker.services.single_sign_on import Problem
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.web.pages import FORM_TOKEN, own_address, read_form, render_form
from tracker.web.site import Site

TOO_OLD = marked("This page was open for too long: please send it again.")


class SignInPages:
    """The ways in and out.

    Parameters
    ----------
    site : Site
        Whose people sign in.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        # one attempt at a time, so that a burst can't get past the limit while it is counted
        self._attempt = asyncio.Lock()

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/sign-in", self.show_sign_in, methods=["GET"]),
            Route("/sign-in", self.receive_sign_in, methods=["POST"]),
            Route("/sign-in/code", self.show_code, methods=["GET"]),
            Route("/sign-in/code", self.receive_code, methods=["POST"]),
            Route("/sign-out", self.show_sign_out, methods=["GET"]),
            Route("/sign-out", self.receive_sign_out, methods=["POST"]),
            Route("/auth/ping", self.ping, methods=["GET"]),
        ]

    async def show_sign_in(self, request: Request) -> Response:
        """The form; whoever is signed in goes on at once, unless there is something to say."""
        target = own_address(request.query_params.get("next", "/"))
        problem = self._problem(request)
        is_inside = await self._site.find_visitor(request, is_activity=False) is not None
        if is_inside and not problem:
            return RedirectResponse(target, 303)
        if is_inside:
            return render_form(self._site, request, "not_confirmed.html", target=target, problem=problem)
        return self._form(request, target=target, problem=problem)

    async def receive_sign_in(self, request: Request) -> Response:
        """Check name and password; on success hand out a new session."""
        form = await read_form(request)
        name, target = form.get("name", ""), own_address(form.get("next", "/"))
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return self._form(request, target=target, name=name, mistake=_(TOO_OLD), status=400)
        try:
            token = await self._sign_in(request, name, form.get("password", ""))
        except sign_in.TooManyFailures as error:
            return self._form(request, target=target, name=name, mistake=str(error), status=429)
        except SignInFailed as error:
            return self._form(request, target=target, name=name, mistake=str(error), status=401)
        if await self._awaits_code(token):
            target = f"/sign-in/code?next={quote(target, safe='')}"
        return await self.admit(request, token, target)

    async def show_code(self, request: Request) -> Response:
        """The form for the code; without a right password before it, the first form."""
        target = own_address(request.query_params.get("next", "/"))
        token = self._site.session.read(request)
        if token is None or not await self._awaits_code(token):
            return RedirectResponse(f"/sign-in?next={quote(target, safe='')}", 303)
        return self._code_form(request, target=target)

    async def receive_code(self, request: Request) -> Response:
        """Check the code; on success hand out a new session."""
        form = await read_form(request)
        target = own_address(form.get("next", "/"))
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return self._code_form(request, target=target, mistake=_(TOO_OLD), status=400)
        try:
            token = await self._give_code(request, form.get("code", ""))
        except sign_in.TooManyFailures as error:
            return self._code_form(request, target=target, mistake=str(error), status=429)
        except SignInFailed as error:
            return self._code_form(request, target=target, mistake=str(error), status=401)
        response = RedirectResponse(target, 303)
        self._site.session.write(response, token)
        return response

    async def admit(self, request: Request, token: str, target: str) -> Response:
        """Give a browser its new session; one that it had before ends."""
        former = self._site.session.read(request)
        if former is not None:
            await run_in_threadpool(sign_in.sign_out, self._site.store, former, at=self._site.now())
        response = RedirectResponse(target, 303)
        self._site.session.write(response, token)
        return response

    async def show_sign_out(self, request: Request) -> Response:
        """A button: a link alone must not sign anybody out."""
        return render_form(self._site, request, "sign_out.html", mistake="")

    async def receive_sign_out(self, request: Request) -> Response:
        """End the session here and on the server."""
        form = await read_form(request)
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return render_form(self._site, request, "sign_out.html", mistake=_(TOO_OLD), status=400)
        token = self._site.session.read(request)
        if token is not None:
            await run_in_threadpool(sign_in.sign_out, self._site.store, token, at=self._site.now())
        response = RedirectResponse("/sign-in?left=1" if self._site.settings.oidc else "/sign-in", 303)
        self._site.session.clear(response)
        return response

    async def ping(self, _request: Request) -> Response:
        """Say that the session lasts; the guard has answered 401 where it doesn't."""
        return JSONResponse({"is_signed_in": True})

    async def _sign_in(self, request: Request, name: str, password: str) -> str:
        async with self._attempt:
            return await run_in_threadpool(
                sign_in.sign_in,
                self._site.store,
                name,
                password,
                address=request.client.host if request.client else "",
                browser=request.headers.get("user-agent", ""),
                at=self._site.now(),
            )

    async def _awaits_code(self, token: str) -> bool:
        return await run_in_threadpool(sign_in.awaits_code, self._site.store, token, at=self._site.now())

    async def _give_code(self, request: Request, code: str) -> str:
        token = self._site.session.read(request) or ""
        async with self._attempt:
            return await run_in_threadpool(
                sign_in.give_code, self._site.store, token, code, at=self._site.now()
            )

    def _code_form(self, request: Request, *, target: str, mistake: str = "", status: int = 200) -> Response:
        return render_form(self._site, request, "code.html", status=status, target=target, mistake=mistake)

    def _form(
        self,
        request: Request,
        *,
        target: str,
        name: str = "",
        mistake: str = "",
        problem: str = "",
        status: int = 200,
    ) -> Response:
        return render_form(
            self._site,
            request,
            "sign_in.html",
            status=status,
            name=name,
            target=target,
            mistake=mistake,
            problem=problem,
            oidc=self._site.settings.oidc,
            has_left="left" in request.query_params,
        )

    def _problem(self, request: Request) -> str:
        """What single sign-on has to say, of the few sentences that there are."""
        oidc, named = self._site.settings.oidc, request.query_params.get("problem", "")
        return Problem(named).sentence(oidc.label) if oidc and named in list(Problem) else ""
