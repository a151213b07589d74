"""What would go where: a plan of all files, made without storing anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.model import FileState, ImportFile, Photo
from tracker.services.bulk_import.courses import place_drafts
from tracker.services.bulk_import.drafts import Draft, NameReader, draft_file, left_out
from tracker.services.bulk_import.patients import identify
from tracker.services.bulk_import.survey import SurveyedFile
from tracker.store import photos
from tracker.store.opening import Store
from tracker.texts import Message, marked

_TWIN = marked("The same photo is in this import as {name}; it is taken once.")
_DELETED = Message(
    marked("This photo was deleted from the records: restore it there, if it is to come back.")
)
_OTHER_PATIENT = Message(
    marked("This photo belongs to another patient's record: check that the right file was chosen.")
)
_OTHER_SESSION = Message(marked("This photo is stored already, in another session of this patient."))


def plan_files(
    store: Store, surveyed: Sequence[SurveyedFile], names: NameReader, *, zone: ZoneInfo, now: datetime
) -> list[ImportFile]:
    """Where each file goes, or why it is left out; nothing is stored.

    Parameters
    ----------
    surveyed : sequence of SurveyedFile
    names : NameReader
        The template or table that reads names.
    zone : ZoneInfo
        Of the clinic: it says which day it was.

    Returns
    -------
    list of ImportFile
        In the order in which they are to be taken in, patient by patient and day by day; what is
        left out comes last.
    """
    by_chart: dict[str, list[Draft]] = defaultdict(list)
    planned: list[ImportFile] = []
    for file in surveyed:
        drafted = left_out(file, file.reason) if file.reason else draft_file(file, names, zone=zone, now=now)
        if isinstance(drafted, Draft):
            by_chart[drafted.chart_key].append(drafted)
        else:
            planned.append(drafted)
    for drafts in by_chart.values():
        identity, fitting, others = identify(store, drafts)
        planned += others
        if identity and fitting:
            planned += place_drafts(store, identity, fitting, zone=zone)
    return _checked_for_twins(store, sorted(planned, key=_order))


def stored_state(store: Store, file: ImportFile) -> ImportFile:
    """The file as one that is stored already or can't be stored again; as it is where its photo is new."""
    found = photos.find_stored(store, file.digest)
    if found is None or file.target is None:
        return file
    photo, is_deleted = found
    reason = _DELETED if is_deleted else _elsewhere(photo, file)
    if reason is None:
        return replace(file, state=FileState.PRESENT)
    return replace(file, state=FileState.LEFT_OUT, reason=reason, target=None)


def _elsewhere(photo: Photo, file: ImportFile) -> Message | None:
    """Why a photo that is stored can't go where it is planned; None where it lies there."""
    if file.target is None or photo.session_id == file.target.session_id:
        return None
    return _OTHER_SESSION if photo.patient_id == file.target.patient_id else _OTHER_PATIENT


def _order(file: ImportFile) -> tuple[bool, str, str, int, datetime | None, str]:
    to = file.target
    if to is None:
        return True, "", "", 0, None, file.name
    course = f"{to.series_id}{to.treatment}\n{to.area}".casefold()
    return False, to.chart_number.casefold(), course, to.number, to.captured_at, file.name


def _checked_for_twins(store: Store, files: Sequence[ImportFile]) -> list[ImportFile]:
    first: dict[str, str] = {}
    checked = []
    for file in files:
        if file.target is not None:
            twin = first.setdefault(file.digest, file.name)
            if twin == file.name:
                file = stored_state(store, file)
            else:
                reason = Message(_TWIN, {"name": twin})
                file = replace(file, state=FileState.LEFT_OUT, reason=reason, target=None)
        checked.append(file)
    return checked
