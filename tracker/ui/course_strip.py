"""A course of treatment as a strip of its visits, each with a photo: dates read at a glance."""

from datetime import datetime, timedelta

from tracker.model import SeriesOverview, SessionKind, SessionOverview
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import words
from tracker.ui.photo_grid import GridPhoto, photo_grid_html


def course_strip_html(course: SeriesOverview, *, ends_only: bool = False) -> str:
    """The visits of a course that have photos, oldest first, as HTML for ``st.html``.

    Parameters
    ----------
    ends_only : bool
        The first and the latest visit alone; both lead to their comparison.
    """
    visits = course.photographed
    if ends_only and len(visits) > 2:
        visits = [visits[0], visits[-1]]
    treated = [s.held_at for s in course.sessions if s.kind is SessionKind.TREATMENT]
    pages = [f"/compare?series={course.series.id}"] if ends_only and len(visits) > 1 else []
    tiles = [_tile(visit, treated, *pages) for visit in visits]
    return photo_grid_html(tiles, layout="strip")


def _tile(visit: SessionOverview, treated: list[datetime], page: str = "") -> GridPhoto:
    cover = visit.cover
    if cover is None:
        raise ValueError("a visit without a photo has no tile")
    lines = [words.local_day(visit.held_at), visit.kind.label, _since_words(visit, treated)]
    return GridPhoto(
        url=f"/photo/{cover.digest}/thumbnail",
        alt=_("Session {number}", number=visit.number),
        width_px=cover.width_px,
        height_px=cover.height_px,
        badge=_("Session {number}", number=visit.number),
        caption_lines=[line for line in lines if line],
        href=page or f"/session?session={visit.id}",
    )


def _since_words(visit: SessionOverview, treated: list[datetime]) -> str:
    """How long after the last treatment a visit was; empty before the first and on the day of one."""
    earlier = [moment for moment in treated if moment < visit.held_at]
    if not earlier or visit.kind is SessionKind.TREATMENT:
        return ""
    days = (visit.held_at - earlier[-1]) // timedelta(days=1)
    return ngettext("{count} day after treatment", "{count} days after treatment", days)
