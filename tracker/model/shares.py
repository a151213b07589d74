"""A patient's way to one series without an account: a link, and something that only they know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.texts import pgettext


class ShareFactor(StrEnum):
    """What a patient says beside having the link."""

    BIRTH_DATE = "birth date"
    CODE = "one-time code"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ShareFactor.BIRTH_DATE: pgettext("share", "date of birth"),
            ShareFactor.CODE: pgettext("share", "one-time code"),
        }
        return words[self]


class ShareState(StrEnum):
    """Whether a link lets somebody in at a time, and if not, why."""

    OPEN = "open"
    USED = "code used"
    LOCKED = "locked"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ShareState.OPEN: pgettext("share", "open"),
            ShareState.USED: pgettext("share", "code used"),
            ShareState.LOCKED: pgettext("share", "locked after wrong answers"),
            ShareState.EXPIRED: pgettext("share", "expired"),
            ShareState.REVOKED: pgettext("share", "ended"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class Share:
    """One link: who made it, for what, and what became of it. Its token is kept nowhere.

    ``code_used_at`` is when the present one-time code let somebody in; such a code counts once.
    """

    id: str
    series_id: str
    factor: ShareFactor
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    locked_at: datetime | None = None
    code_used_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether nothing leads back: a new link is needed."""
        return self.revoked_at is not None or at >= self.expires_at

    def state(self, at: datetime) -> ShareState:
        """Whether the link lets somebody in at a time."""
        if self.revoked_at is not None:
            return ShareState.REVOKED
        if at >= self.expires_at:
            return ShareState.EXPIRED
        if self.locked_at is not None:
            return ShareState.LOCKED
        return ShareState.OPEN if self.code_used_at is None else ShareState.USED


@dataclass(frozen=True, slots=True)
class ShareVisit:
    """One opening of a link: from when to when, and what the browser called itself."""

    started_at: datetime
    touched_at: datetime
    browser: str
    ended_at: datetime | None = None
