"""What a person says of a photo that isn't in its pixels."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput
from tracker.model import CaptureTimeSource, Phase, View
from tracker.texts import gettext as _

CLOCK_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PhotoChoices:
    """What the person at the screen says of one photo."""

    view: View
    phase: Phase
    captured_at: datetime
    source: CaptureTimeSource


def check_choices(choices: PhotoChoices, now: datetime) -> None:
    """Whether what is said of a photo can be true.

    Raises
    ------
    InvalidInput
        If the capture time lies in the future, or a view needs a zone and has none.
    """
    if choices.captured_at > now + CLOCK_SLACK:
        raise InvalidInput(
            _("The capture time lies in the future: check the camera's clock or type the right time."),
            field="captured_at",
        )
    if choices.view.kind.needs_zone and not choices.view.zone.strip():
        raise InvalidInput(_("Say which zone the photo shows, for example left cheek."), field="zone")
