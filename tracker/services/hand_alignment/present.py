"""The reference that a photo is laid over at present."""

from tracker.errors import InvalidInput
from tracker.model import Photo, Reference
from tracker.store import photos, references
from tracker.store.opening import Store
from tracker.texts import gettext as _


def reference_of(store: Store, photo: Photo) -> Reference:
    """The reference of a photo's view, which is another photo."""
    reference = references.read_reference(store, photo.series_id, photo.view)
    if reference is None or reference.photo.id == photo.id:
        raise InvalidInput(_("This is the reference photo itself: the others of its view are aligned to it."))
    return reference


def present_pair(store: Store, photo_id: str, reference_digest: str) -> tuple[Photo, Photo]:
    """A photo and its reference, which still has to be the one that somebody saw."""
    photo = photos.read_photo(store, photo_id)
    reference = reference_of(store, photo).photo
    if reference.digest != reference_digest:
        raise InvalidInput(
            _(
                "The reference photo of this view has changed in the meantime: "
                "load the page again and align the photo to the new one."
            )
        )
    return photo, reference
