"""A course of treatment on the patient's page: its plan, its visits in pictures, the ways on."""

import streamlit as st

from tracker.model import SeriesDetails, SeriesOverview
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import words
from tracker.ui.banner import SERIES_PAGE
from tracker.ui.course_strip import course_strip_html
from tracker.ui.worklist_view import show_course_links, show_troubles


def show_course(course: SeriesOverview) -> None:
    """A card that leads to the comparison in one click."""
    plan = course.series.details
    with st.container(border=True):
        st.page_link(
            SERIES_PAGE,
            label=_(
                "**{treatment}** for {indications}",
                treatment=words.plain(plan.treatment_type),
                indications=words.plain(plan.indications),
            ),
            query_params={"series": course.series.id},
            icon=":material/photo_library:",
        )
        st.caption(plan_line(plan))
        if course.photographed:
            st.html(course_strip_html(course))
        show_troubles(course)
        show_course_links(course)


def plan_line(plan: SeriesDetails, *, sessions_so_far: int | None = None) -> str:
    """Areas, status, start and plan of a course in one line of Markdown."""
    so_far = (
        ngettext("{count} session so far", "{count} sessions so far", sessions_so_far) + ", "
        if sessions_so_far is not None
        else ""
    )
    planned = ngettext("{count} treatment planned", "{count} treatments planned", plan.planned_sessions)
    apart = ngettext("{count} week apart", "{count} weeks apart", plan.interval_weeks)
    since = _("since {day}", day=words.day(plan.started_on))
    status = plan.status.label
    return f"{words.plain(plan.areas)} · {status} · {since} · {so_far}{planned}, {apart}"
