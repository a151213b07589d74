"""The routes of single sign-on: off to the provider, back from it, and out there."""

import hmac
import time
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tracker.config import Settings
from tracker.model import Visitor
from tracker.services import single_sign_on
from tracker.services.single_sign_on import Problem, SingleSignOnFailed
from tracker.texts import gettext as _
from tracker.web.oidc.flow import FLOW_LASTS, FLOW_PATH, Flow
from tracker.web.oidc.provider import Provider
from tracker.web.pages import own_address
from tracker.web.sign_in_pages import SignInPages
from tracker.web.site import Site

CALLBACK_PATH = f"{FLOW_PATH}/callback"
SIGN_OUT_PATH = "/sign-out/oidc"


class OidcPages:
    """Lets in whom the provider vouches for; without one configured, nothing stands here.

    Parameters
    ----------
    site : Site
        Whose people sign in.
    sign_in_pages : SignInPages
        Hands out the new session.
    """

    def __init__(self, site: Site, sign_in_pages: SignInPages) -> None:
        self._site = site
        self._sign_in_pages = sign_in_pages
        self._provider = Provider(site.settings.oidc) if site.settings.oidc else None
        self._used = UsedFlows()

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route(FLOW_PATH, self.begin, methods=["GET"]),
            Route(CALLBACK_PATH, self.come_back, methods=["GET"]),
            Route(SIGN_OUT_PATH, self.sign_out_there, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider: to sign in, or with ``again`` to confirm who it is."""
        if self._provider is None:
            return _nothing_here()
        target = own_address(request.query_params.get("next", "/"))
        visitor = await self._site.find_visitor(request, is_activity=False)
        is_again = "again" in request.query_params
        if (visitor is not None) != is_again:
            return RedirectResponse(target, 303)
        response = RedirectResponse("/", 303)
        sign_in_id = visitor.sign_in.id if visitor else ""
        flow = self._site.flows.begin(response, target=target, sign_in_id=sign_in_id)
        try:
            await run_in_threadpool(self._check_failures, request)
            address = await run_in_threadpool(
                self._provider.authorization_address,
                flow,
                redirect_uri=own_redirect_uri(request, self._site.settings),
                is_again=is_again,
            )
        except SingleSignOnFailed as error:
            return await self._fail(request, error.problem, target)
        response.headers["Location"] = address
        return response

    async def come_back(self, request: Request) -> Response:
        """Take the provider's answer, which counts once and in the browser that was sent off."""
        if self._provider is None:
            return _nothing_here()
        flow = self._site.flows.read(request)
        target = flow.target if flow else "/"
        try:
            await run_in_threadpool(self._check_failures, request)
            response = await self._take(self._provider, request, self._checked(request, flow))
        except SingleSignOnFailed as error:
            response = await self._fail(request, error.problem, target)
        self._site.flows.clear(response)
        return response

    async def sign_out_there(self, _request: Request) -> Response:
        """Send the browser to where the provider ends its own session."""
        if self._provider is None:
            return _nothing_here()
        try:
            address = await run_in_threadpool(self._provider.end_session_address)
        except SingleSignOnFailed as error:
            return _to_sign_in(error.problem, "/")
        return RedirectResponse(address or "/sign-in", 303)

    def _checked(self, request: Request, flow: Flow | None) -> Flow:
        """The flow that this answer belongs to."""
        told = request.query_params.get("state", "")
        if flow is None or not hmac.compare_digest(told.encode(), flow.state.encode()):
            raise self._failed(Problem.STALE)
        if not self._used.use(flow.id):
            raise self._failed(Problem.STALE)
        return flow

    async def _take(self, provider: Provider, request: Request, flow: Flow) -> Response:
        told = request.query_params
        await run_in_threadpool(provider.check_issuer, told.get("iss"))
        if "error" in told or not told.get("code"):
            raise self._failed(Problem.DENIED)
        identity = await run_in_threadpool(
            provider.redeem,
            flow,
            told["code"],
            redirect_uri=own_redirect_uri(request, self._site.settings),
            at=self._site.now(),
        )
        if flow.sign_in_id:
            visitor = await self._confirming(request, flow)
            await run_in_threadpool(
                single_sign_on.confirm, self._site.store, visitor.actor, identity, at=self._site.now()
            )
            return RedirectResponse(flow.target, 303)
        token = await run_in_threadpool(
            single_sign_on.sign_in,
            self._site.store,
            identity,
            address=_address(request),
            browser=request.headers.get("user-agent", ""),
            at=self._site.now(),
        )
        return await self._sign_in_pages.admit(request, token, flow.target)

    async def _confirming(self, request: Request, flow: Flow) -> Visitor:
        """Who went off to confirm, still signed in."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        if visitor is None or visitor.sign_in.id != flow.sign_in_id:
            raise self._failed(Problem.STALE)
        return visitor

    def _check_failures(self, request: Request) -> None:
        single_sign_on.check_failures(self._site.store, _address(request), at=self._site.now())

    async def _fail(self, request: Request, problem: Problem, target: str) -> Response:
        """Say what went wrong at an address without the provider's answer in it."""
        await run_in_threadpool(
            single_sign_on.record_failure, self._site.store, problem, _address(request), at=self._site.now()
        )
        return _to_sign_in(problem, target)

    def _failed(self, problem: Problem) -> SingleSignOnFailed:
        oidc = self._site.settings.oidc
        return SingleSignOnFailed(problem, oidc.label if oidc else "")


class UsedFlows:
    """Remembers which flows had their answer, for as long as their cookies last."""

    def __init__(self) -> None:
        self._ends: dict[str, float] = {}

    def use(self, flow_id: str) -> bool:
        """Whether this is the flow's first answer."""
        now = time.monotonic()
        self._ends = {known: end for known, end in self._ends.items() if end > now}
        is_first = flow_id not in self._ends
        self._ends[flow_id] = now + FLOW_LASTS.total_seconds()
        return is_first


def own_redirect_uri(request: Request, settings: Settings) -> str:
    """Where the provider sends the browser back: the address at which it sees us.

    The provider takes none but those that were registered with it, whatever a request says of its host.
    """
    host = request.headers.get("host", "")
    public = urlsplit(settings.public_url)
    is_https = settings.is_cookie_secure or request.url.scheme == "https"
    scheme = public.scheme if public.netloc == host else ("https" if is_https else "http")
    return f"{scheme}://{host}{CALLBACK_PATH}"


def _to_sign_in(problem: Problem, target: str) -> Response:
    said = urlencode({"problem": problem.value, "next": target})
    return RedirectResponse(f"/sign-in?{said}", 303)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _nothing_here() -> Response:
    return PlainTextResponse(_("Single sign-on is not set up here."), 404)
