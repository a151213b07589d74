"""A comparison as it would leave, for a person to look at before it does."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import ConsentMissing, InvalidInput
from tracker.model import Actor, Box, ConsentScope, CoverKind, FaceCover, WantedCopy
from tracker.services import comparison_copies
from tracker.texts import gettext as _
from tracker.web.answers import reading_route
from tracker.web.site import Site

_SIDES = ("top", "left", "bottom", "right")


def copy_preview_routes(site: Site) -> list[Route]:
    """``GET /copy-preview/{left}/{right}``: right and consent are asked for each time, nothing is kept."""
    return [reading_route(site, "/copy-preview/{left}/{right}", _preview)]


def _preview(site: Site, request: Request, actor: Actor) -> Response:
    """One picture; 409 with the reason where there is none to be had."""
    try:
        wanted = read_wanted(request.path_params, request.query_params)
        picture = comparison_copies.preview_copy(site.store, actor, wanted, at=site.now())
    except (ConsentMissing, InvalidInput) as error:
        return PlainTextResponse(str(error), 409)
    return Response(picture, media_type="image/webp")


def read_wanted(path: Mapping[str, str], said: Mapping[str, str]) -> WantedCopy:
    """What an address asks for, with its query or a form.

    Raises
    ------
    InvalidInput
        If it makes no sense.
    """
    try:
        kind = CoverKind(said.get("cover", CoverKind.NOTHING))
        bar = Box(*(float(said[side]) for side in _SIDES)) if kind is CoverKind.EYES else None
        cover = FaceCover(kind, bar, said.get("region", ""), int(said.get("revision", "") or 0))
        return WantedCopy(path["left"], path["right"], ConsentScope(said.get("scope", "")), cover)
    except (KeyError, ValueError) as error:
        raise InvalidInput(_("This address makes no sense: load the page again.")) from error
