"""How far queued work is, as a number for the browser."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.model import Actor
from tracker.services import bulk_import, jobs, series
from tracker.web.answers import reading_route
from tracker.web.site import Site


def work_routes(site: Site) -> list[Route]:
    """``GET /work...``, answered with ``{"open": number}``; asking is no activity of a person's."""
    return [
        reading_route(site, "/work", _count),
        reading_route(site, "/work/series/{series_id}", _count),
        reading_route(site, "/work/import/{import_id}", _count_files),
    ]


def _count_files(site: Site, request: Request, actor: Actor) -> Response:
    """Files of an import that are still to be done, of how many, and how that reads."""
    import_id = request.path_params["import_id"]
    progress = bulk_import.import_progress(site.store, actor, import_id, now=site.now())
    if not progress.is_at_work:
        return JSONResponse({"open": 0})
    share = bulk_import.share_done(progress)
    words = bulk_import.progress_words(progress)
    # never nothing left while it is at work: the page would be drawn anew again and again
    return JSONResponse({"open": max(1, round(1000 * (1 - share))), "count": 1000, "words": words})


def _count(site: Site, request: Request, actor: Actor) -> Response:
    """Jobs that are queued or running, of one series or in all."""
    series_id = request.path_params.get("series_id")
    if series_id is None:
        left = jobs.count_open(site.store, actor)
    else:
        left = series.count_open_analyses(site.store, actor, series_id)
    return JSONResponse({"open": left})
