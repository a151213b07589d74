"""What to change before a photo is taken, told while the patient still sits there."""

from tracker.errors import NotFound, NotReady
from tracker.imaging.guidance import Guidance, PreparedReferences, compare, frame_of_bytes
from tracker.model import Actor, View
from tracker.rights import Action, require_in_session
from tracker.store import photos, references, sessions
from tracker.store.opening import Store
from tracker.texts import gettext as _

_prepared = PreparedReferences()


def guide(
    store: Store,
    actor: Actor,
    session_id: str,
    view: View,
    frame: bytes,
    *,
    width_px: int,
    height_px: int,
) -> Guidance:
    """Compare a small frame of the camera with the reference of the view. Nothing of it is kept.

    Parameters
    ----------
    session_id : str
        The session that a photo is about to be taken in.
    view : View
    frame : bytes
        Row-major RGB (sRGB), three bytes for each pixel, upright and unmirrored.
    width_px, height_px : int

    Raises
    ------
    NotAllowed
        If the person has no right to take photos for this session.
    NotFound
        If there is no such session, or the view has no reference yet.
    NotReady
        If the reference's picture is being made.
    InvalidInput
        If the bytes are no frame of this size.
    """
    require_in_session(actor, Action.TAKE_PHOTOS, session_id)
    session = sessions.read_session(store, session_id)
    reference = references.read_reference(store, session.series_id, view)
    if reference is None:
        raise NotFound(
            _("The view {view} has no reference photo yet: this photo becomes the first.", view=view.label)
        )
    digest = reference.photo.digest
    # faces are looked for in views of heads alone
    models = store.settings.models_dir if view.kind.is_head else None
    seen = frame_of_bytes(frame, width_px=width_px, height_px=height_px, models=models)
    prepared = _prepared.find(digest, lambda: _read_screen(store, digest), models=models)
    return compare(prepared, seen, is_head=view.kind.is_head)


def _read_screen(store: Store, digest: str) -> bytes:
    found = photos.read_screen(store, digest)
    if found is None:
        raise NotReady(_("The reference's picture is being made: guidance comes in a moment."))
    return found
