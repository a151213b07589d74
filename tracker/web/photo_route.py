"""Photos for the browser: the right is checked at every request, then the cache is asked."""

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed, NotFound
from tracker.model import Actor, Rendition
from tracker.services import pictures
from tracker.texts import gettext as _
from tracker.web.site import Site, actor_of


class PhotoRoute:
    """Serves renditions, never originals.

    Parameters
    ----------
    site : Site
        Whose photos they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [Route("/photo/{digest}/{rendition}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """One picture, or 304 where the browser has it."""
        visitor = await self._site.find_visitor(request, is_activity=False)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        try:
            return await run_in_threadpool(self._read, request, actor_of(visitor))
        except NotAllowed as error:
            return PlainTextResponse(str(error), 403)
        except NotFound as error:
            return PlainTextResponse(str(error), 404)

    def _read(self, request: Request, actor: Actor) -> Response:
        path = self._find(request, actor)
        try:
            # "no-cache": the browser keeps the picture, but asks, and so is checked, each time
            headers = {"ETag": _etag(path), "Cache-Control": "private, no-cache"}
            if headers["ETag"] in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            return Response(path.read_bytes(), media_type="image/webp", headers=headers)
        except FileNotFoundError as error:
            raise NotFound(_("This picture is being made anew: load the page again.")) from error

    def _find(self, request: Request, actor: Actor) -> Path:
        try:
            rendition = Rendition(request.path_params["rendition"])
        except ValueError as error:
            raise NotFound(_("There is no picture at this address.")) from error
        return pictures.find_picture(
            self._site.store,
            actor,
            request.path_params["digest"],
            rendition,
            reference_digest=request.query_params.get("reference", ""),
        )


def _etag(path: Path) -> str:
    """Changes whenever a picture is made anew; the name says which picture it is."""
    state = path.stat()
    return f'"{path.parent.name[:16]}-{path.stem[:24]}-{state.st_mtime_ns:x}-{state.st_size:x}"'
