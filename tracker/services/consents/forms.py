"""The clinic's consent form: its present text, its versions, and saving the next one."""

from dataclasses import replace
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.language import LANGUAGES
from tracker.model import Actor, ConsentForm, FormText
from tracker.rights import Action, require
from tracker.services.consents.template import template_text
from tracker.store import consent_forms
from tracker.store.opening import Store
from tracker.texts import gettext as _

MOST_LETTERS, MOST_IN_LINE, MOST_MONTHS = 20_000, 300, 120
_SHIPPED = "template"


def present_text(store: Store, actor: Actor, language: str) -> FormText:
    """What the form says in a language now; the shipped text where the clinic has saved none."""
    require(actor, Action.VIEW)
    saved = consent_forms.current_form(store, _known(language))
    return saved.said if saved else template_text(language)


def form_to_sign(store: Store, actor: Actor, language: str, *, now: datetime) -> ConsentForm:
    """The version to be signed; the shipped text becomes version 1 where the clinic has saved none."""
    require(actor, Action.RECORD_CONSENT)
    saved = consent_forms.current_form(store, _known(language))
    return saved or consent_forms.add_form(store, template_text(language), by=_SHIPPED, at=now)


def read_form(store: Store, actor: Actor, form_id: str) -> ConsentForm:
    """A version, present or old.

    Raises
    ------
    NotFound
        If there is none.
    """
    require(actor, Action.VIEW)
    return consent_forms.read_form(store, form_id)


def list_versions(store: Store, actor: Actor, language: str) -> list[ConsentForm]:
    """All saved versions in a language, latest first."""
    require(actor, Action.VIEW)
    return consent_forms.list_forms(store, language)


def save_form(store: Store, actor: Actor, said: FormText, *, now: datetime) -> ConsentForm:
    """Make a text the clinic's form; what was signed before keeps its own version.

    Raises
    ------
    InvalidInput
        If a text is empty or too long, or the form asks for nothing.
    """
    require(actor, Action.MANAGE_FORMS)
    return consent_forms.add_form(store, _checked(said), by=actor.display_name, at=now)


def _checked(said: FormText) -> FormText:
    _known(said.language)
    questions = {scope: asked.strip() for scope, asked in said.questions.items()}
    lines = {"title": said.title.strip(), "face_question": said.face_question.strip()}
    for field, line in {**lines, **{scope.value: asked for scope, asked in questions.items()}}.items():
        if not line or len(line) > MOST_IN_LINE:
            raise InvalidInput(
                _("Write title and questions in 1 to {count} letters each.", count=MOST_IN_LINE), field=field
            )
    if not said.text.strip() or len(said.text) > MOST_LETTERS:
        raise InvalidInput(
            _("Write the form's text in 1 to {count} letters.", count=MOST_LETTERS), field="text"
        )
    if not questions:
        raise InvalidInput(_("Choose at least one use that the form asks for."), field="questions")
    if not 0 <= said.valid_months <= MOST_MONTHS:
        raise InvalidInput(
            _("An answer counts for 0 to {count} months; 0 means until it is withdrawn.", count=MOST_MONTHS),
            field="valid_months",
        )
    return replace(
        said,
        title=lines["title"],
        text=said.text.strip(),
        questions=questions,
        face_question=lines["face_question"],
    )


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise InvalidInput(_("Choose a language from the list."), field="language")
    return language
