"""What has left the building, or was opened to somebody outside. It is only ever added to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.consent_scopes import ConsentScope
from tracker.texts import pgettext


class CopyKind(StrEnum):
    """What left, or was opened to somebody outside."""

    COMPARISON = "comparison"
    READINGS = "readings"
    SHARE = "share"
    REPORT = "report"
    OWN_DATA = "own_data"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            CopyKind.COMPARISON: pgettext("copy", "copy of a comparison"),
            CopyKind.READINGS: pgettext("copy", "readings as a file"),
            CopyKind.SHARE: pgettext("copy", "share link"),
            CopyKind.REPORT: pgettext("copy", "report"),
            CopyKind.OWN_DATA: pgettext("copy", "the patient's own data"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class CopyDetails:
    """What is about to leave.

    Attributes
    ----------
    scope : ConsentScope
        Under which use it leaves.
    series_id : str
        Empty where it is about more than one series.
    digests : tuple of str
        Of the originals that are in it.
    recipient : str
        Who gets it, or by which channel, in words.
    object_id : str
        The share, report or file behind it; empty where there is none.
    """

    kind: CopyKind
    scope: ConsentScope
    patient_id: str
    series_id: str = ""
    digests: tuple[str, ...] = ()
    recipient: str = ""
    object_id: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedCopy:
    """What left the building, by whom, and under which consent (empty: of none, see `ConsentScope`)."""

    id: str
    details: CopyDetails
    consent_id: str
    by: str
    at: datetime
