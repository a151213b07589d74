"""Which picture may be shown to whom."""

from pathlib import Path

from tracker.errors import NotFound
from tracker.model import Actor, Rendition
from tracker.rights import Action, require
from tracker.store import photos
from tracker.store.opening import Store
from tracker.texts import gettext as _


def find_picture(
    store: Store, actor: Actor, digest: str, rendition: Rendition, *, reference_digest: str = ""
) -> Path:
    """Where a picture of a photo lies, for a person who may see it now.

    Parameters
    ----------
    reference_digest : str
        The photo in whose frame a picture of a pair lies; of no meaning for the others.

    Raises
    ------
    NotAllowed
        If the person has no right to see photos.
    NotFound
        If the photo does not exist or was deleted, or this picture isn't made yet.
    """
    require(actor, Action.VIEW)
    if photos.photo_by_digest(store, digest) is None:
        raise NotFound(_("There is no photo at this address, or it was deleted."))
    path = None
    if reference_digest or not rendition.is_of_pair:
        pair = reference_digest if rendition.is_of_pair else ""
        path = photos.read_rendition(store, digest, rendition, reference_digest=pair)
    if path is None:
        raise NotFound(_("This picture isn't ready: wait until the photo's analysis is done."))
    return path
