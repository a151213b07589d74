"""The guard: nothing answers without a sign-in, neither page nor websocket, upload or photo.

A pure ASGI middleware, because those built on requests and responses never see a websocket.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.errors import TrackerError
from tracker.model import Role, Visitor
from tracker.rights import Action, refusal_of
from tracker.services import auditing
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.language import catalogue_for
from tracker.web.oidc.flow import FLOW_PATH
from tracker.web.origin import is_from_own_page, is_page_request
from tracker.web.site import IDENTITY_HEADER, SIGN_IN_HEADER, Site

SIGN_IN = "/sign-in"
CODE = "/sign-in/code"
SETUP = "/setup"
CHANGE_PASSWORD = "/change-password"  # noqa: S105  # nosec B105  # an address
# What answers without a sign-in; everything else, known or not, does not.
PUBLIC_PATHS = frozenset(
    {SIGN_IN, CODE, SETUP, "/healthz", "/favicon.ico", "/favicon.png"}
    | {"/phone", "/phone/claim", "/phone/camera", "/share", "/share/open", "/share/ended"}
    | {FLOW_PATH, f"{FLOW_PATH}/callback", "/sign-out/oidc"}
)
# What answers to somebody whose password another person knows
BEFORE_OWN_PASSWORD = frozenset({CHANGE_PASSWORD, "/sign-out", "/auth/ping", *PUBLIC_PATHS})
# What answers a phone that has claimed a link, and nobody else without a sign-in
PHONE_FOLDER = "/phone/"
# What answers a patient who has opened a link, and nobody else without a sign-in
SHARE_FOLDER = "/share/"
SHARE_ENDED = "/share/ended"
SHARE_HOME = "/share/visits"
# What answers a patient who has signed in, beside their own pages
OF_PATIENTS = frozenset({"/change-password", "/sign-out", "/auth/ping", *PUBLIC_PATHS})
PUBLIC_FOLDER = "/assets/"

CLOSE_SIGNED_OUT = 4401
CLOSE_FOREIGN = 4403


class Guard:
    """Lets signed-in people through, and says who they are in a header of its own.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    site : Site
        Knows who is signed in.
    is_activity : callable
        Tells from a websocket message whether a person did something. A page that refreshes itself
        must not keep a forgotten tab open.
    """

    def __init__(self, app: ASGIApp, *, site: Site, is_activity: Callable[[bytes], bool]) -> None:
        self._app = app
        self._site = site
        self._is_activity = is_activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(_without_identity(scope))
        if not is_from_own_page(connection):
            await _refuse_foreign(connection, receive, send)
            return
        try:
            visitor = await self._site.find_visitor(connection, is_activity=is_page_request(connection))
            refusal = await self._refusal(connection, visitor)
        except TrackerError as error:
            visitor, refusal = None, PlainTextResponse(str(error), 503)
        if refusal is not None:
            await _refuse(refusal, connection, receive, send)
            return
        await self._let_through(connection, visitor, receive, send)

    async def _refusal(self, connection: HTTPConnection, visitor: Visitor | None) -> Response | None:
        """What a connection that may not pass is told; None when it may."""
        path = connection.scope["path"]
        if path.startswith(PUBLIC_FOLDER) or path == "/healthz":
            return None
        if visitor is not None:
            if visitor.user.must_change_password and path not in BEFORE_OWN_PASSWORD:
                return _send_to(CHANGE_PASSWORD, connection)
            return await self._refuse_patient(connection, visitor)
        if not await self._site.is_set_up():
            return None if path == SETUP else _send_to(SETUP, connection)
        if path in PUBLIC_PATHS:
            return None
        if path.startswith(PHONE_FOLDER) and await self._site.find_phone(connection) is not None:
            return None
        if path.startswith(SHARE_FOLDER):
            is_activity = is_page_request(connection)
            is_let_in = await self._site.find_reader(connection, is_activity=is_activity) is not None
            return None if is_let_in else _send_to(SHARE_ENDED, connection)
        asked_for = path + (f"?{query}" if (query := connection.url.query) else "")
        return _send_to(f"{SIGN_IN}?next={quote(asked_for, safe='')}", connection)

    async def _refuse_patient(self, connection: HTTPConnection, visitor: Visitor) -> Response | None:
        """What a patient who has signed in is told anywhere but on their own pages; None for all others."""
        path, actor = connection.scope["path"], visitor.actor
        if actor.role is not Role.PATIENT or path in OF_PATIENTS or path.startswith(SHARE_FOLDER):
            return None
        if is_page_request(connection):
            return RedirectResponse(SHARE_HOME, 303)
        store, at = self._site.store, self._site.now()
        await run_in_threadpool(auditing.record_refusal, store, actor, kind="address", object_id=path, at=at)
        with speaking(catalogue_for(actor)):
            return PlainTextResponse(refusal_of(Action.VIEW), 403)

    async def _let_through(
        self, connection: HTTPConnection, visitor: Visitor | None, receive: Receive, send: Send
    ) -> None:
        scope = connection.scope
        if visitor is not None:
            scope = {**scope, "headers": [*scope["headers"], *_identity(visitor)]}
        if scope["type"] == "websocket":
            watched = _WatchedSocket(self._site, self._is_activity, connection, receive, send)
            await self._app(scope, watched.receive, watched.send)
        else:
            await self._app(scope, receive, send)


class _WatchedSocket:
    """A websocket whose every incoming message is let through only while the sign-in lasts."""

    def __init__(
        self,
        site: Site,
        is_activity: Callable[[bytes], bool],
        connection: HTTPConnection,
        receive: Receive,
        send: Send,
    ) -> None:
        self._site = site
        self._is_activity = is_activity
        self._connection = connection
        self._receive = receive
        self._send = send
        self._is_cut = False
        self._is_first = True

    async def receive(self) -> Message:
        """The next message, or the end of the connection when the sign-in has ended."""
        message = await self._receive()
        if message["type"] != "websocket.receive" or await self._is_signed_in(message):
            return message
        await self._cut()
        return {"type": "websocket.disconnect", "code": CLOSE_SIGNED_OUT}

    async def send(self, message: Message) -> None:
        """Pass a message on, unless the connection was cut."""
        if not self._is_cut:
            await self._send(message)

    async def _is_signed_in(self, message: Message) -> bool:
        # The first message is the page's own: it also comes when a sleeping tab reconnects.
        is_activity = not self._is_first and self._is_activity(message.get("bytes") or b"")
        self._is_first = False
        try:
            return await self._site.find_visitor(self._connection, is_activity=is_activity) is not None
        except TrackerError:
            return False

    async def _cut(self) -> None:
        self._is_cut = True
        await self._send({"type": "websocket.close", "code": CLOSE_SIGNED_OUT})


def _identity(visitor: Visitor) -> list[tuple[bytes, bytes]]:
    """The headers that say who is there, and by which sign-in."""
    said = {IDENTITY_HEADER: visitor.user.id, SIGN_IN_HEADER: visitor.sign_in.id}
    return [(name.lower().encode(), value.encode()) for name, value in said.items()]


def _without_identity(scope: Scope) -> dict[str, Any]:
    """The scope without what a client says of who it is."""
    ours = {name.lower().encode() for name in (IDENTITY_HEADER, SIGN_IN_HEADER)}
    headers = [
        (name, value) for name, value in scope["headers"] if name.lower().replace(b"_", b"-") not in ours
    ]
    return {**scope, "headers": headers}


def _send_to(address: str, connection: HTTPConnection) -> Response:
    """Pages go where one can sign in; everything else is refused."""
    if is_page_request(connection):
        return RedirectResponse(address, 303)
    return PlainTextResponse(_("Sign in first."), 401)


async def _refuse(response: Response, connection: HTTPConnection, receive: Receive, send: Send) -> None:
    if connection.scope["type"] == "websocket":
        await _close_unaccepted(receive, send, CLOSE_SIGNED_OUT)
    else:
        await response(connection.scope, receive, send)


async def _refuse_foreign(connection: HTTPConnection, receive: Receive, send: Send) -> None:
    if connection.scope["type"] == "websocket":
        await _close_unaccepted(receive, send, CLOSE_FOREIGN)
    else:
        sentence = _("This request comes from another site: open the app at its own address.")
        await PlainTextResponse(sentence, 403)(connection.scope, receive, send)


async def _close_unaccepted(receive: Receive, send: Send, code: int) -> None:
    """Close a websocket before it is open; the browser sees a refused connection."""
    await receive()
    await send({"type": "websocket.close", "code": code})
