"""The mark that a session's skin has not changed since an earlier one: choosing it, and telling of it."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import MarkProblem, Session
from tracker.services.series import SeriesRecord, UnchangedMark
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui import words

_NOT_COUNTING = {
    MarkProblem.NOT_EARLIER: marked(
        "This mark doesn't count any more: session {number} was not held before this one."
    ),
    MarkProblem.SAME_DAY: marked(
        "This mark doesn't count any more: session {number} was held less than 12 hours before this one."
    ),
    MarkProblem.TREATED: marked(
        "This mark doesn't count any more: the skin was treated between session {number} and this one."
    ),
}


def markable_sessions(record: SeriesRecord, session: Session) -> list[Session]:
    """Sessions since which the skin of this one may have stayed as it was, the latest first.

    The one that is marked is among them, whatever its date is by now.
    """
    details = session.details
    return [
        one
        for one in reversed(record.sessions)
        if one.id != session.id
        and (one.details.held_at < details.held_at or one.id == details.unchanged_since)
    ]


def choose_unchanged_since(earlier: Sequence[Session], since: str | None) -> str | None:
    """Ask since which earlier session nothing was done to the skin; None where nobody says so."""
    titles = {one.id: words.session_title(one) for one in earlier}
    options = ["", *titles]
    chosen = st.selectbox(
        _("Nothing was done to the skin and nothing changed since"),
        options,
        index=options.index(since) if since in titles else 0,
        format_func=lambda option: titles.get(option, _("Not marked")),
        help=_(
            "Such pairs teach how far this clinic's readings differ from day to day: two visits before the "
            "first treatment, for example, or a test day, but never skin that is still healing."
        ),
    )
    return chosen or None


def show_mark(mark: UnchangedMark | None) -> None:
    """Say that a session is marked, and why the mark doesn't count where it doesn't."""
    if mark is None:
        return
    title = words.plain(words.session_title(mark.since))
    st.caption(
        ":material/equal: "
        + _("Marked: nothing was done to the skin and nothing changed since {title}.", title=title)
    )
    if mark.problem:
        st.warning(_(_NOT_COUNTING[mark.problem], number=mark.since.details.number))
