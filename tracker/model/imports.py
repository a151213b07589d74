"""Photos that come in by the hundred: what a name says of each, where it goes, what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from tracker.model.courses import SessionKind
from tracker.model.views import CaptureTimeSource, Phase, View
from tracker.texts import Message, pgettext


@dataclass(frozen=True, slots=True)
class NamedFields:
    """What a file's path, or its line in a table, says of a photo; empty where it says nothing.

    ``taken_at`` is the clock's time on ``taken_on``, where it is said too. ``area`` tells two courses
    of one treatment apart.
    """

    chart_number: str = ""
    family_name: str = ""
    given_name: str = ""
    born_on: date | None = None
    treatment: str = ""
    area: str = ""
    session: str = ""
    taken_on: date | None = None
    taken_at: time | None = None
    view: str = ""
    zone: str = ""
    phase: str = ""


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """Where a photo goes.

    An id is empty where patient, series or session isn't there yet: it is made, or found by what people
    know of it, when the first photo of it is taken in. ``number`` is that of the session, which is
    held at ``held_at``; ``day`` is the clinic's calendar day, ``last_day`` the latest one of the course's
    photos in the import.
    """

    chart_number: str
    family_name: str
    given_name: str
    born_on: date
    treatment: str
    area: str
    day: date
    last_day: date
    number: int
    kind: SessionKind
    held_at: datetime
    view: View
    phase: Phase
    captured_at: datetime
    source: CaptureTimeSource
    patient_id: str = ""
    series_id: str = ""
    session_id: str = ""

    @property
    def full_name(self) -> str:
        """Family name, given name: as on a chart."""
        return f"{self.family_name}, {self.given_name}"


class FileState(StrEnum):
    """What is to become of a file, or what has become of it."""

    WAITING = "waiting"
    TAKEN = "taken"
    PRESENT = "stored already"
    LEFT_OUT = "left out"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            FileState.WAITING: pgettext("imported file", "waiting"),
            FileState.TAKEN: pgettext("imported file", "taken in"),
            FileState.PRESENT: pgettext("imported file", "stored already"),
            FileState.LEFT_OUT: pgettext("imported file", "left out"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class ImportFile:
    """One file of an import.

    Attributes
    ----------
    name : str
        Its path inside the folder or ZIP, parts separated by slashes.
    digest : str
        SHA-256 of its bytes; empty where it wasn't read.
    target : ImportTarget or None
        Where it goes; None where it is left out.
    reason : Message or str
        Why it is left out, in one sentence.
    remark : Message or str
        What whoever looks at the plan should know, though the photo goes in.
    """

    name: str
    state: FileState
    digest: str = ""
    target: ImportTarget | None = None
    reason: Message | str = ""
    remark: Message | str = ""


class ImportState(StrEnum):
    """How far an import from the browser is."""

    COLLECTING = "collecting"
    READING = "reading"
    PLANNED = "planned"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ImportState.COLLECTING: pgettext("import", "being prepared"),
            ImportState.READING: pgettext("import", "files are being looked at"),
            ImportState.PLANNED: pgettext("import", "planned, not started"),
            ImportState.RUNNING: pgettext("import", "running"),
            ImportState.STOPPED: pgettext("import", "stopped"),
            ImportState.DONE: pgettext("import", "done"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class BulkImport:
    """An import from the browser, which goes on when nobody looks.

    Attributes
    ----------
    place : str
        Name in the server's import folder; empty for uploaded files.
    template, table : str
        Which of the two says whose photos they are: a path template, or the text of a CSV.
    message : Message or str
        Why it stopped by itself; empty otherwise.
    began_at, began_with : datetime or None, int
        When it was last started, and how many files were settled then: its pace.
    """

    id: str
    place: str
    template: str
    table: str
    state: ImportState
    message: Message | str
    user_id: str
    by: str
    created_at: datetime
    began_at: datetime | None = None
    began_with: int = 0
