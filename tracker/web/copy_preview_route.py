"""A comparison as it would leave, for a person to look at before it does."""

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import ConsentMissing, InvalidInput
from tracker.model import Actor, Box, ConsentScope, CoverKind, FaceCover, WantedCopy
from tracker.services import comparison_copies
from tracker.texts import gettext as _
from tracker.web.answers import answer
from tracker.web.site import Site

_SIDES = ("top", "left", "bottom", "right")


class CopyPreviewRoute:
    """Draws previews; right and consent are asked for at every request, and nothing is kept.

    Parameters
    ----------
    site : Site
        Whose photos they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [Route("/copy-preview/{left}/{right}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """One picture; 409 with the reason where there is none to be had."""
        return await answer(self._site, request, self._read)

    def _read(self, request: Request, actor: Actor) -> Response:
        store, now = self._site.store, self._site.now()
        try:
            wanted = read_wanted(request.path_params, request.query_params)
            picture = comparison_copies.preview_copy(store, actor, wanted, at=now)
        except (ConsentMissing, InvalidInput) as error:
            return PlainTextResponse(str(error), 409)
        return Response(picture, media_type="image/webp")


def read_wanted(path: dict[str, str], query: QueryParams) -> WantedCopy:
    """What an address asks for.

    Raises
    ------
    InvalidInput
        If it makes no sense.
    """
    try:
        kind = CoverKind(query.get("cover", CoverKind.NOTHING))
        bar = Box(*(float(query[side]) for side in _SIDES)) if kind is CoverKind.EYES else None
        cover = FaceCover(kind, bar, query.get("region", ""))
        return WantedCopy(path["left"], path["right"], ConsentScope(query.get("scope", "")), cover)
    except (KeyError, ValueError) as error:
        raise InvalidInput(_("This address makes no sense: load the page again.")) from error
