"""Emergency access: rights that somebody takes for an hour, and accounts opened at the machine itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.texts import pgettext


class EmergencyKind(StrEnum):
    """What was taken."""

    RIGHTS = "rights"
    OWNER_ACCOUNT = "owner account"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            EmergencyKind.RIGHTS: pgettext("emergency", "worked with a provider's rights"),
            EmergencyKind.OWNER_ACCOUNT: pgettext("emergency", "owner's account opened at the machine"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """Who took what, when and why, and which owner has seen it.

    Attributes
    ----------
    user_id, user_name : str
        Who took the rights, or whose account was opened.
    ends_at : datetime
        When it ends by itself.
    ended_at : datetime or None
        When it ended; None while it may last.
    acknowledged_by : str
        The owner who has seen it; empty until then.
    """

    id: str
    kind: EmergencyKind
    user_id: str
    user_name: str
    reason: str
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None

    @property
    def marked_name(self) -> str:
        """The person as everything that is done in this emergency names them."""
        return marked_name(self.user_name, self.id)


def marked_name(name: str, emergency_id: str) -> str:
    """A person's name beside what they do with emergency access.

    >>> marked_name("Anna", "0f3a9c21d0")
    'Anna (emergency access 0f3a9c21)'
    """
    return f"{name} (emergency access {emergency_id[:8]})"
