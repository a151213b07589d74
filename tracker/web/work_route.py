"""How far queued work is, as a number for the browser."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.model import Actor
from tracker.services import bulk_import, jobs, series
from tracker.web.answers import answer
from tracker.web.site import Site


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
            Route("/work/import/{import_id}", self.count_files, methods=["GET"]),
        ]

    async def count(self, request: Request) -> Response:
        """Jobs that are queued or running, of one series or in all."""
        return await answer(self._site, request, self._count)

    async def count_files(self, request: Request) -> Response:
        """Files of an import that are still to be done, of how many, and how that reads."""
        return await answer(self._site, request, self._count_files)

    def _count_files(self, request: Request, actor: Actor) -> Response:
        import_id = request.path_params["import_id"]
        progress = bulk_import.import_progress(self._site.store, actor, import_id, now=self._site.now())
        if not progress.is_at_work:
            return JSONResponse({"open": 0})
        share = bulk_import.share_done(progress)
        words = bulk_import.progress_words(progress)
        # never nothing left while it is at work: the page would be drawn anew again and again
        return JSONResponse({"open": max(1, round(1000 * (1 - share))), "count": 1000, "words": words})

    def _count(self, request: Request, actor: Actor) -> Response:
        series_id = request.path_params.get("series_id")
        if series_id is None:
            left = jobs.count_open(self._site.store, actor)
        else:
            left = series.count_open_analyses(self._site.store, actor, series_id)
        return JSONResponse({"open": left})
