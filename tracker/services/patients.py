"""Patients: register, find, edit, open."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.errors import InvalidInput
from tracker.model import Actor, Patient, PatientDetails, PatientSummary, Series
from tracker.rights import Action, require
from tracker.store import patients, series, shares
from tracker.store.opening import Store
from tracker.texts import gettext as _

EARLIEST_BIRTH_YEAR = 1900


@dataclass(frozen=True, slots=True)
class PatientPage:
    """One page of a search.

    Attributes
    ----------
    summaries : list of PatientSummary
        The page's patients, by family name.
    total : int
        Patients that match in all.
    """

    summaries: list[PatientSummary]
    total: int


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """A patient with the courses of treatment, newest first."""

    patient: Patient
    series: list[Series]


def register_patient(store: Store, actor: Actor, details: PatientDetails, *, now: datetime) -> Patient:
    """Add a patient.

    Raises
    ------
    InvalidInput
        If a required field is empty, a date impossible, or the chart number taken.
    """
    require(actor, Action.EDIT_RECORDS)
    return patients.add_patient(store, checked_details(details, now.date()), by=actor.display_name, at=now)


def update_patient(
    store: Store, actor: Actor, patient_id: str, details: PatientDetails, *, now: datetime
) -> Patient:
    """Replace what is known of a patient; refuses what `register_patient` refuses."""
    require(actor, Action.EDIT_RECORDS)
    details = checked_details(details, now.date())
    return patients.edit_patient(store, patient_id, details, by=actor.display_name, at=now)


def search_patients(
    store: Store, actor: Actor, text: str = "", *, page: int = 1, page_size: int = 50
) -> PatientPage:
    """Patients whose name, chart number or date of birth holds every word of ``text``.

    A page beyond the last one is the last one, so that a search begun on a later page shows what
    it finds.
    """
    require(actor, Action.VIEW)
    ids = patients.match_patients(store, text)
    last = max(1, -(-len(ids) // page_size))
    offset = (min(page, last) - 1) * page_size
    return PatientPage(patients.summarise_patients(store, ids[offset : offset + page_size]), len(ids))


def open_patient(store: Store, actor: Actor, patient_id: str) -> PatientRecord:
    """A patient and the courses of treatment.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    require(actor, Action.VIEW)
    found = patients.read_patient(store, patient_id)
    newest_first = sorted(
        series.list_series(store, patient_id), key=lambda s: s.details.started_on, reverse=True
    )
    return PatientRecord(found, newest_first)


def archive_patient(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> None:
    """Take a patient off the list; nothing is deleted. Links by which the patient saw photos end for good."""
    require(actor, Action.EDIT_RECORDS)
    shares.revoke_of_patient(store, patient_id, by=actor.display_name, at=now)
    patients.archive_patient(store, patient_id, by=actor.display_name, at=now)


def restore_patient(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> None:
    """Undo `archive_patient`."""
    require(actor, Action.EDIT_RECORDS)
    patients.restore_patient(store, patient_id, by=actor.display_name, at=now)


def checked_details(details: PatientDetails, today: date) -> PatientDetails:
    """The details, if they can be true.

    Raises
    ------
    InvalidInput
        Names the field and what to do.
    """
    for field, sentence in (
        ("chart_number", _("Enter the patient's chart number.")),
        ("family_name", _("Enter the patient's family name.")),
        ("given_name", _("Enter the patient's given name.")),
    ):
        if not getattr(details, field).strip():
            raise InvalidInput(sentence, field=field)
    if details.born_on > today:
        raise InvalidInput(_("The date of birth lies in the future: check the year."), field="born_on")
    if details.born_on.year < EARLIEST_BIRTH_YEAR:
        raise InvalidInput(_("The date of birth lies before 1900: check the year."), field="born_on")
    return details
