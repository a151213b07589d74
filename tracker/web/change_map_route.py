"""Change maps of pairs of photos for the browser: the legend, and a picture for each kind of change."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.errors import NotFound
from tracker.model import Actor, MappedChange
from tracker.services import change_maps
from tracker.texts import gettext as _
from tracker.texts import spoken
from tracker.web.answers import find_nothing, kept_or, reading_route
from tracker.web.site import Site

_MAP = "/pair/{left}/{right}/change"


def change_map_routes(site: Site) -> list[Route]:
    """Legends (JSON) and pictures (WebP), or 304 where the browser has them.

    While a map is being made the answer is 404 with ``Retry-After``; without it, there will be none.
    """
    return [
        reading_route(site, _MAP, _read_legend),
        reading_route(site, f"{_MAP}/{{key}}/{{kind}}", _read_picture),
        # whatever else stands below would otherwise be answered with the app's page
        reading_route(site, "/pair/{rest:path}", find_nothing),
    ]


def _read_legend(site: Site, request: Request, actor: Actor) -> Response:
    told, file = change_maps.find_legend(
        site.store, actor, *_pair(request), **_reference(request), now=site.now()
    )
    # the legend holds sentences: in another language it is another answer
    tag = f"legend-{spoken().language}"
    return kept_or(request, file, lambda: json.dumps(told).encode(), media_type="application/json", tag=tag)


def _read_picture(site: Site, request: Request, actor: Actor) -> Response:
    try:
        kind = MappedChange(request.path_params["kind"])
    except ValueError as error:
        raise NotFound(_("There is no picture at this address.")) from error
    picture, file = change_maps.find_picture(
        site.store,
        actor,
        *_pair(request),
        kind,
        key=request.path_params["key"],
        **_reference(request),
    )
    return kept_or(request, file, lambda: picture, media_type="image/webp", tag="change")


def _pair(request: Request) -> tuple[str, str]:
    return request.path_params["left"], request.path_params["right"]


def _reference(request: Request) -> dict[str, str]:
    return {"reference_digest": request.query_params.get("reference", "")}
