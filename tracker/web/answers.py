"""How pictures and numbers are answered: who asks, in whose language, what went wrong, what the browser has.

The right itself is checked by the service that reads; here its refusal becomes a status.
"""

from collections.abc import Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed, NotFound, NotReady
from tracker.model import Actor
from tracker.services import auditing
from tracker.store.stored_file import StoredFile
from tracker.texts import gettext as _
from tracker.texts import speaking
from tracker.web.language import catalogue_for
from tracker.web.site import Site

ASK_AGAIN_SECONDS = 1
Read = Callable[[Request, Actor], Response]


def reading_route(site: Site, path: str, read: Callable[[Site, Request, Actor], Response]) -> Route:
    """A route at which whoever is signed in gets what `read` gives; see `answer`.

    Parameters
    ----------
    site : Site
        Whose visitors they are; handed on to `read`.
    path : str
    read : callable
        Reads on a thread of its own, on behalf of the actor; the service it asks checks the right.
    """

    async def show(request: Request) -> Response:
        return await answer(site, request, partial(read, site))

    return Route(path, show, methods=["GET"])


async def answer(site: Site, request: Request, read: Read) -> Response:
    """What `read` gives to whoever is signed in, said in the language of their account.

    Asking is no activity of a person's. Without a sign-in the answer is 401, without the right 403,
    and 404 for what isn't there: with ``Retry-After`` while it is being made.

    Parameters
    ----------
    site : Site
        Whose visitors they are.
    request : Request
    read : callable
        Reads on a thread of its own, on behalf of the actor.
    """
    visitor = await site.find_visitor(request, is_activity=False)
    if visitor is None:
        return PlainTextResponse(_("Sign in first."), 401)
    return await answer_as(site, visitor.actor, request, read)


async def answer_as(site: Site, actor: Actor, request: Request, read: Read) -> Response:
    """What `read` gives to an actor who is known already; see `answer`."""
    # errors are put into words inside the block as well: some keep a message and say it only then
    with speaking(catalogue_for(actor)):
        try:
            return await run_in_threadpool(read, request, actor)
        except NotAllowed as error:
            await run_in_threadpool(_record_refusal, site, request, actor)
            return PlainTextResponse(str(error), 403)
        except NotReady as error:
            return PlainTextResponse(str(error), 404, headers={"Retry-After": str(ASK_AGAIN_SECONDS)})
        except NotFound as error:
            return PlainTextResponse(str(error), 404)


def find_nothing(_site: Site, _request: Request, _actor: Actor) -> Response:
    """For addresses that would otherwise be answered with the app's page.

    Raises
    ------
    NotFound
        Always.
    """
    raise NotFound(_("There is no picture at this address."))


def kept_or(
    request: Request, file: StoredFile, content: Callable[[], bytes], *, media_type: str, tag: str = ""
) -> Response:
    """304 where the browser has what was made of a file, else the content.

    Parameters
    ----------
    request : Request
    file : StoredFile
        Made anew, it is another one to the browser.
    content : callable
        Gives the body; not called where the browser has it.
    media_type : str
    tag : str
        What else the content depends on beside address and file.

    Raises
    ------
    NotFound
        If the file has gone since it was found.
    """
    try:
        etag = f'"{tag}-{file.stamp()}"'
        # "no-cache": the browser keeps it, but asks, and so is checked, each time
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content(), media_type=media_type, headers=headers)
    except FileNotFoundError as error:
        raise NotFound(_("This picture is being made anew: load the page again.")) from error


def _record_refusal(site: Site, request: Request, actor: Actor) -> None:
    path = request.url.path
    auditing.record_refusal(site.store, actor, kind="address", object_id=path, at=site.now())
