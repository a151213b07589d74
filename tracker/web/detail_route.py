"""Full detail of photos for the browser: what tiles there are, and each tile."""

from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed, NotFound, NotReady
from tracker.imaging.detail import Tile
from tracker.model import Actor
from tracker.services import detail
from tracker.texts import gettext as _
from tracker.web.site import Site, actor_of

ASK_AGAIN_SECONDS = 1
_TILE = "/photo/{digest}/detail/{key}/{level:int}/{row:int}/{column:int}"


class DetailRoute:
    """Serves manifests (JSON) and tiles (WebP); the right is checked at every request.

    While tiles are being made the answer is 404 with ``Retry-After``; without it, there will be none.

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
            Route("/photo/{digest}/detail", self.show_manifest, methods=["GET"]),
            Route(_TILE, self.show_tile, methods=["GET"]),
            # whatever else stands below would otherwise be answered with the app's page
            Route("/photo/{digest}/detail/{rest:path}", self.show_nothing, methods=["GET"]),
        ]

    async def show_manifest(self, request: Request) -> Response:
        """What tiles there are, or 304 where the browser knows."""
        return await self._answer(request, self._read_manifest)

    async def show_tile(self, request: Request) -> Response:
        """One tile, or 304 where the browser has it."""
        return await self._answer(request, self._read_tile)

    async def show_nothing(self, request: Request) -> Response:
        """There is nothing else."""
        return PlainTextResponse(_("There is no picture at this address."), 404)

    async def _answer(self, request: Request, read: Callable[[Request, Actor], Response]) -> Response:
        visitor = await self._site.find_visitor(request, is_activity=False)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        try:
            return await run_in_threadpool(read, request, actor_of(visitor))
        except NotAllowed as error:
            return PlainTextResponse(str(error), 403)
        except NotReady as error:
            return PlainTextResponse(str(error), 404, headers={"Retry-After": str(ASK_AGAIN_SECONDS)})
        except NotFound as error:
            return PlainTextResponse(str(error), 404)

    def _read_manifest(self, request: Request, actor: Actor) -> Response:
        manifest, path = detail.find_manifest(
            self._site.store,
            actor,
            request.path_params["digest"],
            reference_digest=request.query_params.get("reference", ""),
            variant=request.query_params.get("variant", ""),
            now=self._site.now(),
        )
        return _kept_or(request, path, manifest.to_json().encode(), "application/json")

    def _read_tile(self, request: Request, actor: Actor) -> Response:
        parts = request.path_params
        tile, path = detail.find_tile(
            self._site.store,
            actor,
            parts["digest"],
            Tile(parts["level"], parts["row"], parts["column"]),
            key=parts["key"],
            reference_digest=request.query_params.get("reference", ""),
        )
        return _kept_or(request, path, tile, "image/webp")


def _kept_or(request: Request, path: Path, content: bytes, media_type: str) -> Response:
    """304 where the browser has it, else the content; each address has its own tag in the browser."""
    try:
        state = path.stat()
    except FileNotFoundError as error:
        raise NotFound(_("This picture is being made anew: load the page again.")) from error
    tag = f'"detail-{state.st_mtime_ns:x}-{state.st_size:x}"'
    # "no-cache": the browser keeps it, but asks, and so is checked, each time
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
