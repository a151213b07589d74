"""Takes the files that a browser sends for an import, each as one request, straight to the disk."""

from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput, NotAllowed, NotFound, TrackerError
from tracker.model import Actor
from tracker.services import bulk_import
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.language import catalogue_for
from tracker.web.site import Site

NAME = "x-tracker-name"


class ImportRoute:
    """``POST /import/{import_id}``: one file, its name in a header, since addresses stand in logs.

    Parameters
    ----------
    site : Site
        Whose imports they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [Route("/import/{import_id}", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Keep one file; sending it is something that a person does."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        actor = visitor.actor
        with speaking(catalogue_for(actor)):
            try:
                await self._keep(request, actor)
            except NotAllowed as error:
                return PlainTextResponse(str(error), 403)
            except NotFound as error:
                return PlainTextResponse(str(error), 404)
            except InvalidInput as error:
                return PlainTextResponse(str(error), 400)
            except TrackerError as error:
                return PlainTextResponse(str(error), 507)
            except (ClientDisconnect, _Cut):
                return PlainTextResponse(_("The file did not arrive whole: send it again."), 400)
        return Response(status_code=201)

    async def _keep(self, request: Request, actor: Actor) -> None:
        announced = _byte_count(request)
        name = unquote(request.headers.get(NAME, ""))
        import_id = request.path_params["import_id"]
        receiving = bulk_import.receive_file(self._site.store, actor, import_id, name, byte_count=announced)
        file = await run_in_threadpool(receiving.__enter__)
        try:
            received = 0
            async for chunk in request.stream():
                received += len(chunk)
                if received > announced:
                    raise _Cut
                await run_in_threadpool(file.write, chunk)
            if received < announced:
                raise _Cut
        except BaseException as error:
            await run_in_threadpool(receiving.__exit__, type(error), error, error.__traceback__)
            raise
        await run_in_threadpool(receiving.__exit__, None, None, None)


class _Cut(Exception):
    """Fewer or more bytes came than were announced."""


def _byte_count(request: Request) -> int:
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal():
        raise InvalidInput(_("The file did not arrive whole: send it again."))
    return int(announced)
