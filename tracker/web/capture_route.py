"""Takes the photos that the camera page of the app has taken."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.texts import gettext as _
from tracker.web.captured_photo import receive_decision, receive_photo
from tracker.web.site import Site


class CaptureRoute:
    """``POST /capture/{session_id}``: a photo, answered with what is stored or one sentence.

    Parameters
    ----------
    site : Site
        Whose sessions they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/capture/{session_id}", self.receive, methods=["POST"]),
            Route("/capture/{session_id}/{photo_id}/{deed}", self.decide, methods=["POST"]),
        ]

    async def receive(self, request: Request) -> Response:
        """Store one photo; taking it is something that a person does."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        session_id = request.path_params["session_id"]
        return await receive_photo(
            self._site, request, visitor.actor, session_id=session_id, ghost_folder="/photo"
        )

    async def decide(self, request: Request) -> Response:
        """Keep a photo in which something serious was found, or take it out."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        if visitor is None:
            return PlainTextResponse(_("Sign in first."), 401)
        session_id = request.path_params["session_id"]
        return await receive_decision(self._site, request, visitor.actor, session_id=session_id)
