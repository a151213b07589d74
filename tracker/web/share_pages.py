"""What a patient sees: the days with visible photos, two of them compared, and pictures for no one else.

Every request asks anew who it is; services ask whether it is theirs and visible. No address names
anything but numbers and random ids.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import NotAllowed, NotFound
from tracker.model import Actor, Rendition, Role
from tracker.services import auditing, comparison, progress, shares
from tracker.services.shares import OwnSeries
from tracker.texts import gettext as _
from tracker.web.answers import Read, answer_as
from tracker.web.headers import SHARE_PAGE_POLICY
from tracker.web.pages import render_filled
from tracker.web.share_limits import KeptLimits
from tracker.web.share_view import OwnPair, day_words, kind_words, pair_asked, side_words, tell_changes
from tracker.web.site import Site


class SharePages:
    """Visits, comparison, and pictures of one patient's own series.

    Parameters
    ----------
    site : Site
        Whose patients they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._limits = KeptLimits(site)

    def routes(self) -> list[Route]:
        """What is answered here."""
        return [
            Route("/share/visits", self.show_visits, methods=["GET"]),
            Route("/share/compare", self.show_comparison, methods=["GET"]),
            Route("/share/picture/{photo_id}/{rendition}", self.show_picture, methods=["GET"]),
            # whatever else stands below would otherwise be answered with the app's page
            Route("/share/{rest:path}", self.show_nothing, methods=["GET", "POST"]),
        ]

    async def show_visits(self, request: Request) -> Response:
        """The days of which photos are visible, the latest first."""
        return await self._page(request, self._visits)

    async def show_comparison(self, request: Request) -> Response:
        """Two days of one view, and in words what changed."""
        return await self._page(request, self._comparison)

    async def show_picture(self, request: Request) -> Response:
        """One picture; nothing keeps a copy of it."""
        reader = await find_own_reader(self._site, request)
        if reader is None:
            return PlainTextResponse(_("This visit has ended: open your link again."), 401)
        return await answer_as(self._site, reader, request, self._picture)

    async def show_nothing(self, _request: Request) -> Response:
        """There is nothing else."""
        return PlainTextResponse(_("There is nothing at this address."), 404)

    async def _page(self, request: Request, read: Read) -> Response:
        reader = await find_own_reader(self._site, request)
        if reader is None:
            return RedirectResponse("/share/ended", 303)
        return await answer_as(self._site, reader, request, read)

    def _visits(self, request: Request, actor: Actor) -> Response:
        course, own = find_course(self._site, request, actor)
        if own is None:
            return self._render(request, "share_empty.html", actor=actor)
        self._record(actor, own, "patient's visits")
        views = comparison.compare_own_views(self._site.store, actor, own.series.id)
        return self._render(
            request,
            "share_visits.html",
            actor=actor,
            own=own,
            course=course,
            courses=shares.list_own(self._site.store, actor, at=self._site.now()),
            pair=pair_asked(views, {}),
            kind_words=kind_words,
            day_words=day_words,
        )

    def _comparison(self, request: Request, actor: Actor) -> Response:
        course, own = find_course(self._site, request, actor)
        views = comparison.compare_own_views(self._site.store, actor, own.series.id) if own else []
        pair = pair_asked(views, request.query_params)
        if own is None or pair is None:
            return RedirectResponse("/share/visits", 303)
        self._record(actor, own, "patient's comparison")
        return self._render(
            request,
            "share_compare.html",
            actor=actor,
            own=own,
            course=course,
            views=views,
            pair=pair,
            told=self._told(actor, own, pair),
            days=_days(own),
            side_words=side_words,
        )

    def _told(self, actor: Actor, own: OwnSeries, pair: OwnPair) -> list[dict[str, object]]:
        changes = progress.own_changes(
            self._site.store,
            actor,
            own.series.id,
            pair.view.view,
            left_id=pair.left.session.id,
            right_id=pair.right.session.id,
            limits=self._limits.read(actor, own.series.id),
        )
        return tell_changes(changes)

    def _picture(self, request: Request, actor: Actor) -> Response:
        try:
            rendition = Rendition(request.path_params["rendition"])
        except ValueError as error:
            raise NotFound(_("There is no picture at this address.")) from error
        store, photo_id = self._site.store, request.path_params["photo_id"]
        try:
            content = shares.find_own_picture(store, actor, photo_id, rendition)
        except NotAllowed as error:
            # written down; told as if there were no such photo
            path, at = request.url.path, self._site.now()
            auditing.record_refusal(store, actor, kind="address", object_id=path, at=at)
            raise NotFound(_("There is no picture at this address.")) from error
        return Response(content, media_type="image/webp", headers={"Cache-Control": "no-store"})

    def _record(self, actor: Actor, own: OwnSeries, kind: str) -> None:
        auditing.record_view(
            self._site.store,
            actor,
            kind=kind,
            object_id=own.series.id,
            patient_id=own.series.patient_id,
            at=self._site.now(),
        )

    def _render(self, request: Request, template: str, *, actor: Actor, **values: object) -> Response:
        return render_own(self._site, request, template, actor=actor, **values)


def _days(own: OwnSeries) -> dict[str, str]:
    """The day of each visit in words, by the session's id."""
    return {visit.session.id: day_words(visit.held_at_local) for visit in own.visits}


async def find_own_reader(site: Site, request: Request) -> Actor | None:
    """The patient who asks: by a link, or signed in with an account of theirs."""
    reader = await site.find_reader(request, is_activity=True)
    if reader is not None:
        return reader
    visitor = await site.find_visitor(request, is_activity=True)
    if visitor is None or visitor.user.role is not Role.PATIENT:
        return None
    return await run_in_threadpool(shares.account_reader, site.store, visitor.actor, at=site.now())


def find_course(site: Site, request: Request, actor: Actor) -> tuple[int, OwnSeries | None]:
    """The series that an address asks for by its number in the patient's own list, the first by default."""
    mine = shares.list_own(site.store, actor, at=site.now())
    asked = request.query_params.get("course", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    number = number if 1 <= number <= len(mine) else 1
    return number, shares.open_own(site.store, actor, mine[number - 1].id) if mine else None


def render_own(site: Site, request: Request, template: str, *, actor: Actor, **values: object) -> Response:
    """A page of a patient's, in their language."""
    common = {"idle_minutes": site.settings.idle_minutes, "is_account": actor.user_id != ""}
    return render_filled(site, request, template, {**common, **values}, policy=SHARE_PAGE_POLICY)
