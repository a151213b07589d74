"""How long records are kept, what forbids to delete them, and their deletion."""

from tracker.services.retention.reasons import (
    LONGEST_NOTE,
    names_patient,
)
from tracker.services.retention.records import (
    LATEST_YEAR,
    MOST_PHOTOS,
    Deletion,
    Retention,
    RetentionPage,
    delete_patient,
    erase_patient,
    erase_photo,
    lift_hold,
    read_page,
    read_retention,
    set_hold,
    set_keep_until,
    undo_deletion,
)

__all__ = [
    "LATEST_YEAR",
    "LONGEST_NOTE",
    "MOST_PHOTOS",
    "Deletion",
    "Retention",
    "RetentionPage",
    "delete_patient",
    "erase_patient",
    "erase_photo",
    "lift_hold",
    "names_patient",
    "read_page",
    "read_retention",
    "set_hold",
    "set_keep_until",
    "undo_deletion",
]
