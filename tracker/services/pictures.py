"""Which picture may be shown to whom."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import NotFound
from tracker.imaging.renditions import small_of_aligned
from tracker.model import Actor, Rendition
from tracker.rights import Action, require
from tracker.store import photos
from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a photo.

    Attributes
    ----------
    file : StoredFile
        What it is made of.
    read : callable
        Its bytes, a WebP file; FileNotFoundError if the file has gone since.
    """

    file: StoredFile
    read: Callable[[], bytes]


def find_picture(
    store: Store, actor: Actor, digest: str, rendition: Rendition, *, reference_digest: str = ""
) -> Picture:
    """A picture of a photo, for a person who may see it now.

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
    found = None
    if reference_digest or not rendition.is_of_pair:
        pair = reference_digest if rendition.is_of_pair else ""
        found = _find(store, digest, rendition, pair)
    if found is None:
        raise NotFound(_("This picture isn't ready: wait until the photo's analysis is done."))
    return found


def _find(store: Store, digest: str, rendition: Rendition, pair: str) -> Picture | None:
    found = photos.read_rendition(store, digest, rendition, reference_digest=pair)
    if found is not None:
        return Picture(found, found.read)
    if rendition is not Rendition.ALIGNED_SMALL:
        return None
    # aligned by an earlier version: made for this answer alone, since a file that is kept now could be
    # of an alignment that is being replaced
    aligned = photos.read_rendition(store, digest, Rendition.ALIGNED, reference_digest=pair)
    return Picture(aligned, lambda: small_of_aligned(aligned.read())) if aligned else None
