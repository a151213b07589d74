"""Photos on their way in, and what is said, decided and undone about those that are stored."""

from tracker.services.intake.adding import (
    HOME_PHOTO_AGE,
    LONGEST_WAIT,
    NO_WAIT,
    Shot,
    check_is_new,
    check_photo,
    save_photo,
    suggested_capture_time,
    take_photo,
)
from tracker.services.intake.choices import (
    CLOCK_SLACK,
    PhotoChoices,
)
from tracker.services.intake.editing import (
    LONGEST_REASON,
    delete_photo,
    edit_photo,
    keep_photo,
    reject_photo,
    restore_photo,
    restore_rejected,
)

__all__ = [
    "CLOCK_SLACK",
    "HOME_PHOTO_AGE",
    "LONGEST_REASON",
    "LONGEST_WAIT",
    "NO_WAIT",
    "PhotoChoices",
    "Shot",
    "check_is_new",
    "check_photo",
    "delete_photo",
    "edit_photo",
    "keep_photo",
    "reject_photo",
    "restore_photo",
    "restore_rejected",
    "save_photo",
    "suggested_capture_time",
    "take_photo",
]
