"""Full detail of photos for the browser: what tiles there are, and each tile."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.imaging.detail import Tile
from tracker.model import Actor
from tracker.services import detail
from tracker.web.answers import find_nothing, kept_or, reading_route
from tracker.web.site import Site

_TILE = "/photo/{digest}/detail/{key}/{level:int}/{row:int}/{column:int}"


def detail_routes(site: Site) -> list[Route]:
    """Manifests (JSON) and tiles (WebP), or 304 where the browser has them.

    While tiles are being made the answer is 404 with ``Retry-After``; without it, there will be none.
    """
    return [
        reading_route(site, "/photo/{digest}/detail", _read_manifest),
        reading_route(site, _TILE, _read_tile),
        # whatever else stands below would otherwise be answered with the app's page
        reading_route(site, "/photo/{digest}/detail/{rest:path}", find_nothing),
    ]


def _read_manifest(site: Site, request: Request, actor: Actor) -> Response:
    manifest, file = detail.find_manifest(
        site.store,
        actor,
        request.path_params["digest"],
        reference_digest=request.query_params.get("reference", ""),
        variant=request.query_params.get("variant", ""),
        now=site.now(),
    )
    return kept_or(
        request, file, lambda: manifest.to_json().encode(), media_type="application/json", tag="detail"
    )


def _read_tile(site: Site, request: Request, actor: Actor) -> Response:
    parts = request.path_params
    tile, file = detail.find_tile(
        site.store,
        actor,
        parts["digest"],
        Tile(parts["level"], parts["row"], parts["column"]),
        key=parts["key"],
        reference_digest=request.query_params.get("reference", ""),
    )
    return kept_or(request, file, lambda: tile, media_type="image/webp", tag="detail")
