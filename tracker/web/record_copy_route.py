"""Copies of patients' records, handed out as downloads."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tracker.model import Actor
from tracker.services import record_copies
from tracker.web.answers import answer
from tracker.web.site import Site


class RecordCopyRoute:
    """``GET /record-copy/{copy_id}``: the file, to be kept by no cache; the right is checked each time.

    Parameters
    ----------
    site : Site
        Whose patients they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [Route("/record-copy/{copy_id}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The file as a download."""
        return await answer(self._site, request, self._read)

    def _read(self, request: Request, actor: Actor) -> Response:
        copy_id = request.path_params["copy_id"]
        download = record_copies.open_copy(self._site.store, actor, copy_id, now=self._site.now())
        headers = {
            "Content-Disposition": f'attachment; filename="{download.name}"',
            "Content-Length": str(download.byte_count),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return StreamingResponse(download.pieces, media_type="application/zip", headers=headers)
