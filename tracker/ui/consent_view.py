"""A patient's answers, and the forms that were signed."""

from datetime import datetime

import streamlit as st

from tracker.model import ConsentScope, ConsentStanding, SignedForm
from tracker.texts import gettext as _
from tracker.ui import words
from tracker.ui.consent_words import answer_words, signed_line
from tracker.ui.plain_table import table_html


def show_answers(signed: SignedForm, standing: ConsentStanding) -> None:
    """Each use with its answer, who signed what when, and until when it counts."""
    st.write(words.plain(signed_line(signed)))
    answers = signed.consent.answers
    rows = [
        {_("Use"): scope.label, _("Answer"): answer_words(standing, scope)}
        for scope in ConsentScope
        if scope in answers.scopes
    ]
    face = _("✓ yes") if answers.is_face_allowed else _("✕ no")
    st.html(table_html([*rows, {_("Use"): _("face recognisable"), _("Answer"): face}], label=_("Answers")))
    st.caption(_until(signed.consent.expires_at))
    for taken in signed.withdrawals:
        line = _(
            "Withdrawn on {day}: {uses}. Written down by {name}.",
            day=words.local_day(taken.at),
            uses=", ".join(scope.label for scope in ConsentScope if scope in taken.scopes),
            name=taken.recorded_by,
        )
        st.write(words.plain(f"{line} {taken.reason}".strip()))


def show_earlier(signed: list[SignedForm]) -> None:
    """Consents that were superseded, each with the way to what was signed."""
    if not signed:
        return
    with st.expander(_("Earlier consents"), icon=":material/history:"):
        for one in signed:
            st.write(words.plain(signed_line(one)))
            show_signed_link(one)


def show_signed_link(signed: SignedForm) -> None:
    """The way to the very text that was signed, to be read and printed."""
    st.link_button(
        _("Read and print what was signed"),
        f"/signed-consent/{signed.consent.id}",
        icon=":material/print:",
    )


def _until(expires_at: datetime | None) -> str:
    if expires_at is None:
        return _("The answers count until they are withdrawn.")
    return _("The answers count until {day}, or until they are withdrawn.", day=words.local_day(expires_at))
