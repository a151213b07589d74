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
from tracker.web.answers import answer, answer_nothing, kept_or
from tracker.web.site import Site

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
        return await answer(self._site, request, self._read_legend)

    async def show_picture(self, request: Request) -> Response:
        """One picture, or 304 where the browser has it."""
        return await answer(self._site, request, self._read_picture)

    async def show_nothing(self, request: Request) -> Response:
        """There is nothing else."""
        return await answer_nothing(self._site, request)

    def _read_legend(self, request: Request, actor: Actor) -> Response:
        told, file = change_maps.find_legend(
            self._site.store, actor, *_pair(request), **_reference(request), now=self._site.now()
        )
        # the legend holds sentences: in another language it is another answer
        tag = f"legend-{spoken().language}"
        return kept_or(
            request, file, lambda: json.dumps(told).encode(), media_type="application/json", tag=tag
        )

    def _read_picture(self, request: Request, actor: Actor) -> Response:
        try:
            kind = MappedChange(request.path_params["kind"])
        except ValueError as error:
            raise NotFound(_("There is no picture at this address.")) from error
        picture, file = change_maps.find_picture(
            self._site.store,
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
