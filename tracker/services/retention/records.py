"""How long records are kept, what forbids to delete them, and their deletion."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInput
from tracker.model import (
    OF_PATIENTS,
    OF_PHOTOS,
    UNDO_LASTS,
    Actor,
    Clinic,
    Erasure,
    ErasureGround,
    JobKind,
    Patient,
    usual_end,
)
from tracker.rights import Action, require, require_confirmed
from tracker.services.retention.reasons import checked_note, checked_reason
from tracker.store import clinic, deletions, erasing, jobs, patients, photos, retention
from tracker.store.deletions import DeletedPatient, DeletedPhoto
from tracker.store.opening import Store
from tracker.store.retention import KeptRecord
from tracker.texts import gettext as _

LATEST_YEAR = 2200
MOST_PHOTOS = 100


@dataclass(frozen=True, slots=True)
class Deletion:
    """What the owner says when a record is to go.

    Attributes
    ----------
    note : str
        Why, in a few words that name nobody: they stay.
    chart_number : str
        Typed once more, so that it is certain whose record it is.
    """

    ground: ErasureGround
    note: str
    chart_number: str


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when a record is kept.

    Attributes
    ----------
    ends_on : date
        The owner's day, or that of the clinic's rule.
    usual : date
        That of the clinic's rule.
    """

    patient: Patient
    ends_on: date
    usual: date


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """What the owner's page lists.

    Attributes
    ----------
    deleted : list of DeletedPatient
        The earliest to be erased first.
    ended : list of Retention
        Records that needn't be kept any longer, the longest ended first; held ones left out.
    held : list of Patient
        Records under legal hold, by name.
    deleted_photos : list of DeletedPhoto
        The latest deleted first, 100 at most.
    erased : list of Erasure
        What is being erased or was, the latest first.
    problems : dict of str to str
        Why the last try of an erasure that isn't done came to nothing, by the erasure's id.
    """

    deleted: list[DeletedPatient]
    ended: list[Retention]
    held: list[Patient]
    deleted_photos: list[DeletedPhoto]
    erased: list[Erasure]
    problems: dict[str, str]


def read_page(store: Store, actor: Actor, *, now: datetime) -> RetentionPage:
    """Deleted records, records whose time has ended, and records under legal hold."""
    require(actor, Action.MANAGE_RETENTION)
    practice, today = _clinic(store), _today(store, now)
    kept = [_retention(practice, record) for record in retention.list_kept(store, is_held=False)]
    ended = sorted((one for one in kept if one.ends_on <= today), key=lambda one: one.ends_on)
    held = [record.patient for record in retention.list_kept(store, is_held=True)]
    erased = erasing.list_done(store)
    unfinished = [one.id for one in erased if one.swept_at is None]
    return RetentionPage(
        [one for one in deletions.list_deleted(store) if one.erasure.began_at is None],
        ended,
        held,
        deletions.list_deleted_photos(store, limit=MOST_PHOTOS),
        erased,
        {job.subject: str(job.message) for job in jobs.list_jobs(store, unfinished) if job.message},
    )


def read_retention(store: Store, actor: Actor, patient_id: str) -> Retention:
    """Until when one patient's record is kept.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    require(actor, Action.MANAGE_RETENTION)
    patient = patients.read_patient(store, patient_id)
    last = retention.read_last_session_at(store, patient_id)
    return _retention(_clinic(store), KeptRecord(patient, last))


def set_hold(store: Store, actor: Actor, patient_id: str, *, reason: str, now: datetime) -> None:
    """Forbid to delete anything of a record until the hold is lifted.

    Raises
    ------
    InvalidInput
        If no reason is given, or the erasure of the record has begun.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.MANAGE_RETENTION)
    require_confirmed(actor, at=now)
    said = checked_reason(reason, field="reason")
    retention.set_hold(store, patient_id, reason=said, by=actor.display_name, at=now)


def lift_hold(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> None:
    """Undo `set_hold`.

    Raises
    ------
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.MANAGE_RETENTION)
    require_confirmed(actor, at=now)
    retention.lift_hold(store, patient_id, by=actor.display_name, at=now)


def set_keep_until(store: Store, actor: Actor, patient_id: str, day: date | None, *, now: datetime) -> None:
    """Keep a record until a day; None for the clinic's rule.

    Raises
    ------
    InvalidInput
        If the day lies in the past or out of all reason.
    """
    require(actor, Action.MANAGE_RETENTION)
    if day is not None and not _today(store, now) <= day < date(LATEST_YEAR, 1, 1):
        raise InvalidInput(_("Choose a day from today on, until which the record is kept."), field="day")
    retention.set_keep_until(store, patient_id, day, by=actor.display_name, at=now)


def delete_patient(store: Store, actor: Actor, patient_id: str, said: Deletion, *, now: datetime) -> None:
    """Hide a patient's record at once; after 30 days it is erased, and until then it can be undone.

    Raises
    ------
    InvalidInput
        If the record is under legal hold, no reason is given, the reason names the patient, or the chart
        number isn't the patient's.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.MANAGE_RETENTION)
    require_confirmed(actor, at=now)
    note = _checked_deletion(patients.read_patient(store, patient_id), said)
    deletions.delete_patient(
        store,
        patient_id,
        ground=said.ground,
        note=note,
        by=actor.display_name,
        at=now,
        due_at=now + UNDO_LASTS,
    )


def undo_deletion(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> None:
    """Bring a deleted record back, as it was.

    Raises
    ------
    NotFound
        If no such patient is deleted.
    InvalidInput
        If the erasing has begun.
    """
    require(actor, Action.MANAGE_RETENTION)
    deletions.undo_deletion(store, patient_id, by=actor.display_name, at=now)


def erase_patient(store: Store, actor: Actor, patient_id: str, said: Deletion, *, now: datetime) -> str:
    """Erase a deleted record now, without waiting for the end of the 30 days. Nothing brings it back.

    Returns
    -------
    str
        The erasure's id; the worker does it.

    Raises
    ------
    NotFound
        If no such patient is deleted.
    InvalidInput
        See `delete_patient`.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.MANAGE_RETENTION)
    require_confirmed(actor, at=now)
    note = _checked_deletion(deletions.read_deleted(store, patient_id), said)
    erasure = deletions.bring_forward(
        store, patient_id, ground=said.ground, note=note, by=actor.display_name, at=now
    )
    jobs.queue_job(store, JobKind.ERASE, erasure.id, at=now)
    return erasure.id


def erase_photo(
    store: Store, actor: Actor, photo_id: str, *, ground: ErasureGround, note: str, now: datetime
) -> None:
    """Erase a deleted photo, its original too. Nothing brings it back.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If it isn't deleted, the record is under legal hold, or no reason is given or it names the patient.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.MANAGE_RETENTION)
    require_confirmed(actor, at=now)
    if ground not in OF_PHOTOS:
        raise InvalidInput(_("Choose why the photo is to be erased."), field="ground")
    stored = photos.read_deleted_photo(store, photo_id)
    checked = checked_note(note, patients.read_patient(store, stored.patient_id))
    erasure = deletions.erase_photo(
        store, photo_id, ground=ground, note=checked, by=actor.display_name, at=now
    )
    jobs.queue_job(store, JobKind.ERASE, erasure.id, at=now)


def _retention(practice: Clinic, record: KeptRecord) -> Retention:
    patient = record.patient
    last = (record.last_session_at or patient.created_at).astimezone(ZoneInfo(practice.time_zone))
    usual = usual_end(
        last.date(), patient.details.born_on, years=practice.retention_years, minor_age=practice.minor_age
    )
    return Retention(patient, patient.keep_until or usual, usual)


def _checked_deletion(patient: Patient, said: Deletion) -> str:
    """The reason, if all that was said is right."""
    if said.ground not in OF_PATIENTS:
        raise InvalidInput(_("Choose why the record is to be deleted."), field="ground")
    if said.chart_number.strip().casefold() != patient.details.chart_number.strip().casefold():
        raise InvalidInput(
            _("This isn't the patient's chart number: type it as it stands on the patient's page."),
            field="chart_number",
        )
    return checked_note(said.note, patient)


def _clinic(store: Store) -> Clinic:
    return clinic.read_clinic(store) or Clinic(name="", time_zone="UTC")


def _today(store: Store, now: datetime) -> date:
    return now.astimezone(ZoneInfo(_clinic(store).time_zone)).date()
