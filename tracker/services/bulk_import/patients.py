"""Whose photos they are: found by chart number, never merged where names disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.model import ImportFile
from tracker.services.bulk_import.drafts import Draft
from tracker.services.bulk_import.spellings import fold
from tracker.store import patients
from tracker.store.opening import Store
from tracker.texts import Message, marked

EARLIEST_BIRTH_YEAR = 1900
_OTHER_NAME = marked(
    "Chart number {chart} belongs to another name or date of birth in the records: check whose photo it is."
)
_CONTRADICTION = marked(
    "The files of chart number {chart} say different names or dates of birth: check whose photos they are."
)
_UNKNOWN = marked(
    "Chart number {chart} is not in the records: to add the patient, family name, given name and date of "
    "birth must be said."
)
_NAMESAKE = marked(
    "A patient of this name and date of birth is in the records under chart number {known}, not {chart}: "
    "check whose photo it is."
)
_BIRTH = marked("The date of birth {born} can't be true: check it.")


@dataclass(frozen=True, slots=True)
class Identity:
    """A patient as an import names one; ``patient_id`` is empty where there is none yet."""

    chart_number: str
    family_name: str
    given_name: str
    born_on: date
    patient_id: str = ""


def identify(store: Store, drafts: Sequence[Draft]) -> tuple[Identity | None, list[Draft], list[ImportFile]]:
    """The one patient of drafts with the same chart number.

    Returns
    -------
    identity : Identity or None
        None where all are left out.
    fitting : list of Draft
        Those that are this patient's.
    left_out : list of ImportFile
    """
    chart = drafts[0].fields.chart_number
    known = patients.find_by_chart_number(store, chart)
    if known is None:
        found = _new_identity(store, chart, drafts)
        if isinstance(found, Message):
            return None, [], [draft.left_out(found) for draft in drafts]
        return found, list(drafts), []
    details = known.details
    identity = Identity(
        details.chart_number, details.family_name, details.given_name, details.born_on, known.id
    )
    fitting = [draft for draft in drafts if agrees(identity, draft)]
    reason = Message(_OTHER_NAME, {"chart": chart})
    return identity, fitting, [draft.left_out(reason) for draft in drafts if draft not in fitting]


def agrees(identity: Identity, draft: Draft) -> bool:
    """Whether nothing that a draft says contradicts a patient."""
    said = draft.fields
    return all(
        not told or fold(told) == fold(known)
        for told, known in (
            (said.family_name, identity.family_name),
            (said.given_name, identity.given_name),
        )
    ) and said.born_on in (None, identity.born_on)


def _new_identity(store: Store, chart: str, drafts: Sequence[Draft]) -> Identity | Message:
    said = [draft.fields for draft in drafts]
    family = next((s.family_name for s in said if s.family_name), "")
    given = next((s.given_name for s in said if s.given_name), "")
    born = next((s.born_on for s in said if s.born_on), None)
    if not family or not given or born is None:
        return Message(_UNKNOWN, {"chart": chart})
    identity = Identity(chart, family, given, born)
    if not all(agrees(identity, draft) for draft in drafts):
        return Message(_CONTRADICTION, {"chart": chart})
    if born.year < EARLIEST_BIRTH_YEAR or born > min(draft.day for draft in drafts):
        return Message(_BIRTH, {"born": born.isoformat()})
    namesakes = patients.find_namesakes(store, family, given, born)
    if namesakes:
        return Message(_NAMESAKE, {"known": namesakes[0].details.chart_number, "chart": chart})
    return identity
