"""Photos: added durably, found, edited, deleted softly, read back."""

from tracker.store.photos.adding import add_photo, check_is_new
from tracker.store.photos.editing import delete_photo, edit_photo, restore_photo, take_out
from tracker.store.photos.finding import (
    find_stored,
    list_deleted_photos,
    list_photos,
    photo_by_digest,
    read_deleted_photo,
    read_photo,
)
from tracker.store.photos.pictures import (
    find_owner,
    read_original,
    read_rendition,
    read_screen,
    save_rendition,
)

__all__ = [
    "add_photo",
    "check_is_new",
    "delete_photo",
    "edit_photo",
    "find_owner",
    "find_stored",
    "list_deleted_photos",
    "list_photos",
    "photo_by_digest",
    "read_deleted_photo",
    "read_original",
    "read_photo",
    "read_rendition",
    "read_screen",
    "restore_photo",
    "save_rendition",
    "take_out",
]
