"""From a folder or ZIP to a plan, for whoever may import."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, ImportFile
from tracker.rights import Action, require
from tracker.services.bulk_import.drafts import NameReader
from tracker.services.bulk_import.plan import plan_files
from tracker.services.bulk_import.sources import PhotoSource
from tracker.services.bulk_import.survey import survey_files
from tracker.store.opening import Store


def plan_import(
    store: Store,
    actor: Actor,
    source: PhotoSource,
    names: NameReader,
    sandboxes: Sequence[DecodeSandbox],
    *,
    zone: ZoneInfo,
    now: datetime,
    report: Callable[[int, int], None] = lambda done, count: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> list[ImportFile]:
    """Look at every file and say where it would go, without storing anything.

    Parameters
    ----------
    sandboxes : sequence of DecodeSandbox
        As many files are looked at at the same time.
    report : callable
        Told the number of files looked at, and of all.
    is_stopping : callable
        The plan ends before the next file where it answers True.

    Raises
    ------
    TrackerError
        If there are too many files.
    """
    require(actor, Action.IMPORT)
    listed = source.list_files()
    surveyed = survey_files(
        source, listed, sandboxes, report=lambda done: report(done, len(listed)), is_stopping=is_stopping
    )
    return plan_files(store, surveyed, names, zone=zone, now=now)
