"""Work that is done in the background."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.texts import Message


class JobKind(StrEnum):
    """What is to be done; ``tracker.worker`` lists the function of each."""

    ANALYSE = "analyse"
    DETAIL = "detail"
    CHANGE_MAP = "change map"
    IMPORT = "import"
    ERASE = "erase"
    RECORD_COPY = "record copy"
    DEMO = "demo"
    DEMO_PHOTO = "demo photo"


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work; one in the background waits until nothing else does.

    ``message`` says what is being done, or why it failed; it is said in its reader's language.
    """

    id: str
    kind: str
    subject: str
    state: JobState
    progress: float
    message: Message | str
    tries: int
    queued_at: datetime
    is_background: bool = False
