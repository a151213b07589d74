"""A link by which a phone becomes the camera of one session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkState(StrEnum):
    """How far a link is; nothing leads back."""

    OPEN = "open"
    CLAIMED = "claimed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CaptureLink:
    """One link: who made it, and what became of it. Its token is kept nowhere."""

    session_id: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    claimed_at: datetime | None
    ended_at: datetime | None

    def state(self, at: datetime) -> LinkState:
        """How far the link is at a time."""
        if self.ended_at is not None or at >= self.expires_at:
            return LinkState.ENDED
        return LinkState.OPEN if self.claimed_at is None else LinkState.CLAIMED
