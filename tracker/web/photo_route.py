"""Photos for the browser: the right is checked at every request, then the cache is asked."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.errors import NotFound
from tracker.model import Actor, Rendition
from tracker.services import pictures
from tracker.services.pictures import Picture
from tracker.texts import gettext as _
from tracker.web.answers import kept_or, reading_route
from tracker.web.site import Site


def photo_routes(site: Site) -> list[Route]:
    """``GET /photo/{digest}/{rendition}``: renditions, never originals; 304 where the browser has it."""
    return [reading_route(site, "/photo/{digest}/{rendition}", _read)]


def _read(site: Site, request: Request, actor: Actor) -> Response:
    picture = _find(site, request, actor)
    return kept_or(request, picture.file, picture.read, media_type="image/webp", tag=_name(picture.file.path))


def _find(site: Site, request: Request, actor: Actor) -> Picture:
    try:
        rendition = Rendition(request.path_params["rendition"])
    except ValueError as error:
        raise NotFound(_("There is no picture at this address.")) from error
    return pictures.find_picture(
        site.store,
        actor,
        request.path_params["digest"],
        rendition,
        reference_digest=request.query_params.get("reference", ""),
    )


def _name(path: Path) -> str:
    """Which picture it is: one address may stand for another one later, as after a manual correction."""
    return f"{path.parent.name[:16]}-{path.stem[:24]}"
