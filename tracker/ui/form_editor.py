"""Editing the consent form, and reading its versions."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import ConsentForm, ConsentScope, FormText
from tracker.services import consents
from tracker.services.consents import template_text
from tracker.texts import gettext as _
from tracker.ui import context, words


def edit_form(present: FormText, *, version: int) -> None:
    """The present text in fields; saving makes the next version."""
    st.subheader(_("Version {version}", version=version) if version else _("Template, not saved yet"))
    with st.form(f"form-{present.language}-{version}", border=True):
        title = st.text_input(_("Title"), present.title, max_chars=300)
        text = st.text_area(
            _("Text"), present.text, height=420, help=_("An empty line begins a new paragraph.")
        )
        questions = _edit_questions(present)
        face = st.text_input(_("Question about the face"), present.face_question, max_chars=300)
        months = st.number_input(
            _("Months that an answer counts"),
            0,
            120,
            present.valid_months,
            help=_("0 means until it is withdrawn."),
        )
        if not st.form_submit_button(_("Save as a new version"), type="primary"):
            return
    said = FormText(present.language, title, text, questions, face, int(months))
    try:
        consents.save_form(context.store(), context.actor(), said, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def show_versions(versions: list[ConsentForm]) -> None:
    """Every version to be read, latest first."""
    if not versions:
        return
    st.subheader(_("All versions"))
    for form in versions:
        name = _(
            "Version {version}, {day}, {name}",
            version=form.version,
            day=words.local_day(form.saved_at),
            name=form.saved_by,
        )
        with st.expander(words.plain(name)):
            _show_text(form.said)


def _edit_questions(present: FormText) -> dict[ConsentScope, str]:
    """The question for each use; a use whose question is left empty isn't asked for."""
    usual = template_text(present.language).questions
    st.caption(_("Questions, each answered with yes or no. A use without a question isn't asked for."))
    asked = {
        scope: st.text_input(
            scope.label, present.questions.get(scope, ""), placeholder=usual[scope], max_chars=300
        )
        for scope in ConsentScope
    }
    return {scope: question for scope, question in asked.items() if question.strip()}


def _show_text(said: FormText) -> None:
    st.write(f"**{words.plain(said.title)}**")
    for paragraph in said.text.split("\n\n"):
        st.markdown(words.plain(paragraph).replace("\n", "  \n"))
    for question in [*said.questions.values(), said.face_question]:
        st.markdown(f"- {words.plain(question)}")
