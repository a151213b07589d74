"""What a new photo is judged against: the reference of its view, the clinic's limits, the face models."""

from tracker.model import METHOD_LIMITS, Standard, View
from tracker.store import clinic, photos, references, sessions
from tracker.store.opening import Store


def standard_for(store: Store, session_id: str, view: View) -> Standard:
    """The standard for a photo of one view that comes into a session.

    Raises
    ------
    NotFound
        If there is no such session.
    """
    series_id = sessions.read_session(store, session_id).series_id
    practice = clinic.read_clinic(store)
    return Standard(
        view,
        mm_across=references.assumed_mm_across(view),
        reference=references.read_reference(store, series_id, view),
        read_screen=lambda digest: photos.read_screen(store, digest),
        limits=METHOD_LIMITS if practice is None else practice.quality,
        models=store.settings.models_dir,
    )
