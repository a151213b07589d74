"""Change maps of pairs of photos for the browser: the legend, and a picture for each kind of change."""

import json
from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed, NotFound, NotReady
from tracker.model import Actor, MappedChange
from tracker.services import change_maps
from tracker.texts import gettext as _
from tracker.texts import speaking, spoken
from tracker.web.language import catalogue_for
from tracker.web.site import Site, actor_of

ASK_AGAIN_SECONDS = 1
_MAP = "/pair/{left}/{right}/change"


class ChangeMapRoute:
    """Serves legends (JSON) and pictures (WebP); the right is checked at every request.

    While a map is being made the answer is 404 with ``Retry-After``; without it, there will be none.

    Parameters
    ----------
    site : Site
        Whose photos they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route(_MAP, self.show_legend, methods=["GET"]),
            Route(f"{_MAP}/{{key}}/{{kind}}", self.show_picture, methods=["GET"]),
            # whatever else stands below would otherwise be answered with the app's page
            Route("/pair/{rest:path}", self.show_nothing, methods=["GET"]),
        ]

    async def show_legend(self, request: Request) -> Response:
        """What the map says, or 304 where the browser knows."""
        return await self._answer(request, self._read_legend)

    async def show_picture(self, request: Request) -> Response:
        """One picture, or 304 where the browser has it."""
        return await self._answer(request, self._read_picture)

    async def show_nothing(self, request: Request) -> Response:
        """There is nothing else."""
        return PlainTextResponse(_("There is no picture at this address."), 404)

    async def _answer(self, request: Request, read: Callable[[Request, Actor], Response]) -> Response:
        visitor = await self._site.find_visitor(request, is_activity=False)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        try:
            actor = actor_of(visitor)
            with speaking(catalogue_for(actor)):
                return await run_in_threadpool(read, request, actor)
        except NotAllowed as error:
            return PlainTextResponse(str(error), 403)
        except NotReady as error:
            return PlainTextResponse(str(error), 404, headers={"Retry-After": str(ASK_AGAIN_SECONDS)})
        except NotFound as error:
            return PlainTextResponse(str(error), 404)

    def _read_legend(self, request: Request, actor: Actor) -> Response:
        told, path = change_maps.find_legend(
            self._site.store, actor, *_pair(request), **_reference(request), now=self._site.now()
        )
        return _kept_or(request, path, json.dumps(told).encode(), "application/json")

    def _read_picture(self, request: Request, actor: Actor) -> Response:
        try:
            kind = MappedChange(request.path_params["kind"])
        except ValueError as error:
            raise NotFound(_("There is no picture at this address.")) from error
        picture, path = change_maps.find_picture(
            self._site.store,
            actor,
            *_pair(request),
            kind,
            key=request.path_params["key"],
            **_reference(request),
        )
        return _kept_or(request, path, picture, "image/webp")


def _pair(request: Request) -> tuple[str, str]:
    return request.path_params["left"], request.path_params["right"]


def _reference(request: Request) -> dict[str, str]:
    return {"reference_digest": request.query_params.get("reference", "")}


def _kept_or(request: Request, path: Path, content: bytes, media_type: str) -> Response:
    """304 where the browser has it, else the content; each address has its own tag in the browser."""
    try:
        state = path.stat()
    except FileNotFoundError as error:
        raise NotFound(_("This picture is being made anew: load the page again.")) from error
    tag = f'"change-{spoken().language}-{state.st_mtime_ns:x}-{state.st_size:x}"'
    # "no-cache": the browser keeps it, but asks, and so is checked, each time
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
