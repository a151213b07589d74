"""Copies of patients' records, handed out as downloads."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tracker.model import Actor
from tracker.services import record_copies
from tracker.web.answers import reading_route
from tracker.web.site import Site


def record_copy_routes(site: Site) -> list[Route]:
    """``GET /record-copy/{copy_id}``: the file, to be kept by no cache; the right is checked each time."""
    return [reading_route(site, "/record-copy/{copy_id}", _download)]


def _download(site: Site, request: Request, actor: Actor) -> Response:
    copy_id = request.path_params["copy_id"]
    download = record_copies.open_copy(site.store, actor, copy_id, now=site.now())
    headers = {
        "Content-Disposition": f'attachment; filename="{download.name}"',
        "Content-Length": str(download.byte_count),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(download.pieces, media_type="application/zip", headers=headers)
