"""Full detail of photos for the browser: what tiles there are, and each tile."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.imaging.detail import Tile
from tracker.model import Actor
from tracker.services import detail
from tracker.web.answers import answer, answer_nothing, kept_or
from tracker.web.site import Site

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
        return await answer(self._site, request, self._read_manifest)

    async def show_tile(self, request: Request) -> Response:
        """One tile, or 304 where the browser has it."""
        return await answer(self._site, request, self._read_tile)

    async def show_nothing(self, request: Request) -> Response:
        """There is nothing else."""
        return await answer_nothing(self._site, request)

    def _read_manifest(self, request: Request, actor: Actor) -> Response:
        manifest, file = detail.find_manifest(
            self._site.store,
            actor,
            request.path_params["digest"],
            reference_digest=request.query_params.get("reference", ""),
            variant=request.query_params.get("variant", ""),
            now=self._site.now(),
        )
        return kept_or(
            request, file, lambda: manifest.to_json().encode(), media_type="application/json", tag="detail"
        )

    def _read_tile(self, request: Request, actor: Actor) -> Response:
        parts = request.path_params
        tile, file = detail.find_tile(
            self._site.store,
            actor,
            parts["digest"],
            Tile(parts["level"], parts["row"], parts["column"]),
            key=parts["key"],
            reference_digest=request.query_params.get("reference", ""),
        )
        return kept_or(request, file, lambda: tile, media_type="image/webp", tag="detail")
