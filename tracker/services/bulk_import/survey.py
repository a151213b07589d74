"""A first look at every file: its digest, and when its camera says that it was taken."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import PhotoRefused
from tracker.imaging.sandbox import DecodeSandbox
from tracker.services.bulk_import.parallel import spread
from tracker.services.bulk_import.sources import Listed, PhotoSource
from tracker.texts import Message


@dataclass(frozen=True, slots=True)
class SurveyedFile:
    """What is known of a file before anything is stored.

    ``camera_time`` is the camera's wall clock, ``offset_minutes`` its distance from UTC where the file says
    it; ``reason`` says why the file can't be taken.
    """

    name: str
    reason: Message | str = ""
    digest: str = ""
    camera_time: datetime | None = None
    offset_minutes: int | None = None


def survey_files(
    source: PhotoSource,
    listed: Sequence[Listed],
    sandboxes: Sequence[DecodeSandbox],
    *,
    report: Callable[[int], None] = lambda done: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> list[SurveyedFile]:
    """Read every file once, without decoding its picture.

    Parameters
    ----------
    report : callable
        Told the number of files looked at.
    is_stopping : callable
        Asked before each file; the rest is left where it answers True.
    """

    def look(sandbox: DecodeSandbox, file: Listed) -> SurveyedFile:
        return _look(source, file, sandbox)

    surveyed = []
    for found in spread(until(listed, is_stopping), look, sandboxes):
        surveyed.append(found)
        report(len(surveyed))
    return surveyed


def until(files: Sequence[Listed], is_stopping: Callable[[], bool]) -> Iterator[Listed]:
    """The files, as long as nobody wants to stop."""
    for file in files:
        if is_stopping():
            return
        yield file


def _look(source: PhotoSource, file: Listed, sandbox: DecodeSandbox) -> SurveyedFile:
    if file.reason:
        return SurveyedFile(file.name, file.reason)
    try:
        data = source.read(file.name)
        facts = sandbox.read_header(data)
    except PhotoRefused as refusal:
        return SurveyedFile(file.name, refusal.message)
    digest = hashlib.sha256(data).hexdigest()
    return SurveyedFile(file.name, "", digest, facts.captured_at_local, facts.utc_offset_minutes)
