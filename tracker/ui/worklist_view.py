"""The worklist as a page shows it: who comes, what is stuck, who was here."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from tracker.model import Due, DueKind, SeriesOverview, Trouble
from tracker.rights import Action, is_allowed
from tracker.services.worklist import Course, Worklist
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.banner import SERIES_PAGE
from tracker.ui.course_strip import course_strip_html

SHOWN = 6


def show_worklist(worklist: Worklist) -> None:
    """Sections with a card for each course of treatment; a section without any is left out."""
    for key, title, courses in (
        ("today", _("Today"), worklist.seen_today),
        ("due", _("Due"), worklist.due),
        ("trouble", _("Needs a hand"), worklist.in_trouble),
        ("lately", _("Seen in the last two weeks"), worklist.seen_lately),
    ):
        if courses:
            _show_section(key, title, courses)


def _show_section(key: str, title: str, courses: Sequence[Course]) -> None:
    st.subheader(f"{title} ({len(courses)})")
    shows_all = st.session_state.get(f"all-{key}", False)
    for course in courses if shows_all else courses[:SHOWN]:
        with st.container(border=True, gap="small"):
            _show_course(course)
    if len(courses) > SHOWN and not shows_all:
        st.button(
            _("Show all {count}", count=len(courses)),
            key=f"show-all-{key}",
            on_click=st.session_state.__setitem__,
            args=(f"all-{key}", True),
        )


def _show_course(course: Course) -> None:
    found = course.overview
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        treatment = words.plain(found.series.details.treatment_type)
        st.page_link(
            SERIES_PAGE,
            label=f"**{words.plain(found.patient.full_name)}** · {treatment}",
            query_params={"series": found.series.id},
            icon=":material/science:" if found.patient.is_synthetic else None,
        )
        _show_badges(course)
    if found.photographed:
        st.html(course_strip_html(found, ends_only=True))
    show_course_links(found)


def show_course_links(course: SeriesOverview) -> None:
    """The ways from a course of treatment to what is done with it; the comparison first."""
    address = {"series": course.series.id}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if len(course.photographed) > 1:
            st.page_link(
                "screens/compare.py", label=_("Compare"), icon=":material/compare:", query_params=address
            )
        if course.photographed:
            st.page_link(
                "screens/progress.py", label=_("Progress"), icon=":material/show_chart:", query_params=address
            )
        if any(trouble is Trouble.UNDRAWN for trouble, _count in course.troubles) and is_allowed(
            context.actor(), Action.EDIT_REGIONS
        ):
            st.page_link(
                "screens/regions.py", label=_("Draw regions"), icon=":material/draw:", query_params=address
            )
        st.page_link(
            SERIES_PAGE,
            label=_("Sessions and photos"),
            icon=":material/photo_library:",
            query_params=address,
        )


def _show_badges(course: Course) -> None:
    """What a course asks for; a symbol stands beside each colour."""
    if course.due is not None:
        today = context.to_local(context.now()).date()
        is_late = course.due.on < today
        st.badge(
            _due_words(course.due, today), color="orange" if is_late else "blue", icon=":material/event:"
        )
    show_troubles(course.overview)


def show_troubles(course: SeriesOverview) -> None:
    """What keeps photos of a course from being compared or waits to be seen, a badge for each kind."""
    for trouble, count in course.troubles:
        if trouble is Trouble.FROM_PATIENT:
            st.badge(_trouble_words(trouble, count), color="blue", icon=":material/home:")
            continue
        st.badge(
            _trouble_words(trouble, count),
            color="red" if trouble is Trouble.FAILED else "orange",
            icon=":material/error:",
        )


def _due_words(due: Due, today: date) -> str:
    day = words.day(due.on)
    if due.kind is DueKind.TREATMENT:
        if due.on < today:
            return _("Treatment was due on {day}", day=day)
        return _("Treatment due on {day}", day=day)
    if due.on < today:
        return _("Follow-up was due on {day}", day=day)
    return _("Follow-up due on {day}", day=day)


def _trouble_words(trouble: Trouble, count: int) -> str:
    """What keeps photos from being compared or waits to be seen, with how many."""
    if trouble is Trouble.FROM_PATIENT:
        return ngettext("{count} new photo from the patient", "{count} new photos from the patient", count)
    if trouble is Trouble.FAILED:
        return ngettext("{count} photo could not be analysed", "{count} photos could not be analysed", count)
    if trouble is Trouble.REFUSED:
        return ngettext("{count} photo could not be aligned", "{count} photos could not be aligned", count)
    return ngettext("{count} view without a treated region", "{count} views without a treated region", count)
