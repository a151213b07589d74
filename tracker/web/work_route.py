"""How far queued work is, as a number for the browser."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed
from tracker.services import jobs, series
from tracker.texts import gettext as _
from tracker.web.site import Site, actor_of


class WorkRoute:
    """Answers ``{"open": number}``; asking is no activity of a person's.

    Parameters
    ----------
    site : Site
        Whose work it is.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/work", self.count, methods=["GET"]),
            Route("/work/series/{series_id}", self.count, methods=["GET"]),
        ]

    async def count(self, request: Request) -> Response:
        """Jobs that are queued or running, of one series or in all."""
        visitor = await self._site.find_visitor(request, is_activity=False)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        store, actor, series_id = self._site.store, actor_of(visitor), request.path_params.get("series_id")
        try:
            if series_id is None:
                left = await run_in_threadpool(jobs.count_open, store, actor)
            else:
                left = await run_in_threadpool(series.count_open_analyses, store, actor, series_id)
        except NotAllowed as error:
            return PlainTextResponse(str(error), 403)
        return JSONResponse({"open": left})
