"""The pages and answers of our own routes, in the language that the browser asks for."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.language import best_language, catalogue
from tracker.model import Actor
from tracker.texts import Catalogue, speaking, spoken


def catalogue_for(actor: Actor) -> Catalogue:
    """What somebody who is signed in chose to read; without a choice, what the browser asks for."""
    return catalogue(actor.language) if actor.language else spoken()


class SpokenLanguage:
    """ASGI middleware: whatever answers a request speaks the language of its ``Accept-Language``.

    The app's own pages run on threads of their own, where what is said here isn't heard.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = Headers(scope=scope).get("accept-language", "")
        with speaking(catalogue(best_language(wanted[:200]))):
            await self._app(scope, receive, send)
