"""How far an import is, in words for whoever watches."""

from tracker.model import ImportState
from tracker.services.bulk_import.managing import ImportProgress
from tracker.texts import gettext as _
from tracker.texts import ngettext

LONG_SECONDS = 90


def share_done(progress: ImportProgress) -> float:
    """How much is done of what is under way, 0 to 1."""
    if progress.present.state is ImportState.RUNNING:
        return progress.settled / progress.total if progress.total else 0.0
    return progress.share


def progress_words(progress: ImportProgress) -> str:
    """One line: what is done, of how much, and the time left where the pace is known."""
    if progress.present.state is ImportState.READING:
        return _("Looking at the files: {percent} % done", percent=round(100 * progress.share))
    if progress.present.state is not ImportState.RUNNING:
        return _("Stopping after the photos under way")
    done = _("{done} of {count} files are done.", done=progress.settled, count=progress.total)
    return f"{done} {left_words(progress.seconds_left)}".strip()


def left_words(seconds: float | None) -> str:
    """The time left, to the minute; empty where it isn't known."""
    if seconds is None:
        return ""
    if seconds < LONG_SECONDS:
        return _("Less than two minutes left.")
    return ngettext("About {count} minute left.", "About {count} minutes left.", round(seconds / 60))
