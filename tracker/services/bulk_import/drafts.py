"""What one file by itself says: whose photo it is, of which day, in which view."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

from tracker.model import CaptureTimeSource, FileState, ImportFile, NamedFields, Phase, SessionKind, View
from tracker.services.bulk_import.spellings import read_phase, read_session, read_view
from tracker.services.bulk_import.survey import SurveyedFile
from tracker.texts import Message, marked

CLOCK_SLACK = timedelta(minutes=10)
NOON = time(12)
_NO_CHART = Message(marked("Its chart number isn't said."))
_NO_VIEW = Message(marked("Its view isn't said."))
_VIEW = marked("“{view}” names no view: write front, left 45, right 90, or close-up and the zone.")
_PHASE = marked("“{phase}” names no phase: write pre, post or follow-up.")
_SESSION = marked(
    "“{session}” names no session: write its number, or baseline, treatment, follow-up or home."
)
_NO_DATE = Message(marked("Neither its name nor the camera says when it was taken."))
_FUTURE = Message(marked("It would have been taken in the future: check the date."))
_OTHER_DAY = marked("The camera says {camera_day}; the day of the name, {day}, is taken.")


class NameReader(Protocol):
    """A template or a table: reads what is said of a file."""

    def read(self, name: str) -> NamedFields | Message:
        """The fields, or why they can't be read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file whose own part of the plan is clear; patient and session are not looked for yet."""

    file: SurveyedFile
    fields: NamedFields
    view: View
    phase: Phase | None
    number: int | None
    kind: SessionKind | None
    day: date
    captured_at: datetime
    source: CaptureTimeSource
    remark: Message | str = ""

    @property
    def chart_key(self) -> str:
        """The chart number, whatever its case."""
        return self.fields.chart_number.casefold()

    @property
    def is_home(self) -> bool:
        """Whether the patient took it."""
        return self.kind is SessionKind.HOME

    def left_out(self, reason: Message | str) -> ImportFile:
        """The file as one that isn't taken."""
        return left_out(self.file, reason)


def left_out(file: SurveyedFile, reason: Message | str) -> ImportFile:
    """A file that isn't taken."""
    return ImportFile(file.name, FileState.LEFT_OUT, file.digest, reason=reason)


def draft_file(file: SurveyedFile, names: NameReader, *, zone: ZoneInfo, now: datetime) -> Draft | ImportFile:
    """What one file says, or the file left out with the reason."""
    said = names.read(file.name.replace("\\", "/"))
    if isinstance(said, Message):
        return left_out(file, said)
    drafted = _draft(file, said, zone, now)
    return left_out(file, drafted) if isinstance(drafted, Message) else drafted


def _draft(file: SurveyedFile, said: NamedFields, zone: ZoneInfo, now: datetime) -> Draft | Message:
    view, phase = read_view(said.view, said.zone), read_phase(said.phase)
    session = read_session(said.session) if said.session else (None, None)
    if not said.chart_number:
        return _NO_CHART
    if view is None:
        return Message(_VIEW, {"view": said.view}) if said.view else _NO_VIEW
    if said.phase and phase is None:
        return Message(_PHASE, {"phase": said.phase})
    if session is None:
        return Message(_SESSION, {"session": said.session})
    camera = _camera_moment(file, zone)
    taken = _taken(said, camera, zone, now)
    if taken is None:
        return _NO_DATE
    captured_at, source = taken
    if captured_at > now + CLOCK_SLACK:
        return _FUTURE
    day = captured_at.astimezone(zone).date()
    remark = _remark(day, camera)
    return Draft(file, said, view, phase, *session, day, captured_at, source, remark)


def _camera_moment(file: SurveyedFile, zone: ZoneInfo) -> datetime | None:
    """The camera's time on the clinic's clock; read in its own offset where the file has one."""
    if file.camera_time is None:
        return None
    if file.offset_minutes is None:
        return file.camera_time.replace(tzinfo=zone)
    own = timezone(timedelta(minutes=file.offset_minutes))
    return file.camera_time.replace(tzinfo=own).astimezone(zone)


def _taken(
    said: NamedFields, camera: datetime | None, zone: ZoneInfo, now: datetime
) -> tuple[datetime, CaptureTimeSource] | None:
    """The day that the name says, else the camera's; the camera's time where it is of that day."""
    if camera and (said.taken_on is None or (camera.date() == said.taken_on and not said.taken_at)):
        return camera.astimezone(UTC), CaptureTimeSource.METADATA
    if said.taken_on is None:
        return None
    moment = datetime.combine(said.taken_on, said.taken_at or NOON, zone).astimezone(UTC)
    is_today = said.taken_on == now.astimezone(zone).date()
    return (min(moment, now) if is_today else moment), CaptureTimeSource.TYPED


def _remark(day: date, camera: datetime | None) -> Message | str:
    if camera is None or camera.date() == day:
        return ""
    return Message(_OTHER_DAY, {"camera_day": camera.date().isoformat(), "day": day.isoformat()})
