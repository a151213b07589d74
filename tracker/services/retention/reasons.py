"""Reasons that people give for what is held, deleted and erased."""

from tracker.errors import InvalidInput
from tracker.model import Patient
from tracker.store.searching import words_of
from tracker.texts import gettext as _

LONGEST_NOTE = 200


def checked_note(text: str, patient: Patient) -> str:
    """A reason that stays when all else is erased, and so names nobody.

    Raises
    ------
    InvalidInput
        If it is empty, very long, or names the patient.
    """
    note = checked_reason(text, field="note")
    if names_patient(note, patient):
        raise InvalidInput(
            _(
                "The reason stays when the record is erased: leave the patient's name, chart number and date "
                "of birth out of it."
            ),
            field="note",
        )
    return note


def names_patient(text: str, patient: Patient) -> bool:
    """Whether a text holds a word of the patient's names, the chart number or the date of birth."""
    details = patient.details
    known = f"{details.family_name} {details.given_name} {details.chart_number} {details.born_on.isoformat()}"
    return not _bare_words(text).isdisjoint(_bare_words(known))


def _bare_words(text: str) -> set[str]:
    """The words of a text without marks around them."""
    return {word.strip(".:!?\"'()[]").casefold() for word in words_of(text)} - {""}


def checked_reason(text: str, *, field: str) -> str:
    """A reason in one line.

    Raises
    ------
    InvalidInput
        If it is empty, or longer than `LONGEST_NOTE`.
    """
    text = " ".join(text.split())
    if not text:
        raise InvalidInput(_("Give a reason: write a few words."), field=field)
    if len(text) > LONGEST_NOTE:
        raise InvalidInput(_("Give the reason in at most {most} characters.", most=LONGEST_NOTE), field=field)
    return text
