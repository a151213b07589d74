"""How long records are kept, what keeps them longer, and what became of those that were deleted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.texts import pgettext

UNDO_LASTS = timedelta(days=30)
ADULT_AGE = 18
RETENTION_YEARS = 10
MINOR_AGE = 28


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Why a patient's record may not be deleted, since when, and who said so."""

    since: datetime
    by: str
    reason: str


class ErasureGround(StrEnum):
    """Why a record, or a photo of it, is deleted."""

    PATIENT_REQUEST = "patient's request"
    LAWFUL_ORDER = "lawful order"
    RETENTION_ENDED = "retention ended"
    MISTAKE = "made by mistake"
    WRONG_PATIENT = "photo of somebody else"
    CONSENT_WITHDRAWN = "consent withdrawn"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ErasureGround.PATIENT_REQUEST: pgettext("ground", "the patient asks for it"),
            ErasureGround.LAWFUL_ORDER: pgettext("ground", "a court or an authority orders it"),
            ErasureGround.RETENTION_ENDED: pgettext("ground", "the time for which it is kept has ended"),
            ErasureGround.MISTAKE: pgettext("ground", "it was made by mistake"),
            ErasureGround.WRONG_PATIENT: pgettext("ground", "it shows somebody else"),
            ErasureGround.CONSENT_WITHDRAWN: pgettext("ground", "consent was withdrawn"),
        }
        return words[self]


OF_PATIENTS = (
    ErasureGround.PATIENT_REQUEST,
    ErasureGround.LAWFUL_ORDER,
    ErasureGround.RETENTION_ENDED,
    ErasureGround.MISTAKE,
)
OF_PHOTOS = (
    ErasureGround.WRONG_PATIENT,
    ErasureGround.CONSENT_WITHDRAWN,
    ErasureGround.PATIENT_REQUEST,
    ErasureGround.LAWFUL_ORDER,
)


class ErasedKind(StrEnum):
    """What is erased."""

    PATIENT = "patient"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A deletion that becomes an erasure on its day, and what stays when it is done.

    Attributes
    ----------
    subject_id : str
        Of the patient, or of the photo.
    note : str
        Why, in the words of who asked; without anything that names the patient, since it stays.
    due_at : datetime
        Until then it can be undone.
    began_at : datetime or None
        When the erasing began, from which on nothing is undone.
    erased_at : datetime or None
        When files and rows were gone.
    swept_at : datetime or None
        When their traces in the database's own files were gone too.
    series_count, session_count, photo_count : int
        What was erased.
    """

    id: str
    kind: ErasedKind
    subject_id: str
    patient_id: str
    ground: ErasureGround
    note: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    began_at: datetime | None = None
    erased_at: datetime | None = None
    swept_at: datetime | None = None
    series_count: int = 0
    session_count: int = 0
    photo_count: int = 0


def usual_end(last_seen_on: date, born_on: date, *, years: int, minor_age: int) -> date:
    """Until when a record is kept by the clinic's rule.

    So many years after the last session. Of who was under 18 then, at least until a certain birthday:
    the later of both, as most countries' rules for minors have it.

    Parameters
    ----------
    years : int
        After the last session.
    minor_age : int
        Birthday until which a minor's record is kept at least.

    Examples
    --------
    >>> usual_end(date(2026, 5, 3), date(1984, 3, 9), years=10, minor_age=28)
    datetime.date(2036, 5, 3)
    >>> usual_end(date(2026, 5, 3), date(2012, 3, 9), years=10, minor_age=28)
    datetime.date(2040, 3, 9)
    """
    end = _years_later(last_seen_on, years)
    if last_seen_on >= _years_later(born_on, ADULT_AGE):
        return end
    return max(end, _years_later(born_on, minor_age))


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)
