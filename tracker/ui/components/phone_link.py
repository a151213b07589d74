"""A phone as the camera of one session: its link, made and watched in the browser."""

from tracker.ui.components.frontend_files import register_component

_mount = register_component(
    "phone-link",
    html="phone_link.html",
    styles=("shared.css", "phone_link.css"),
    script="phone_link.js",
)


def offer_phone(session_id: str, *, photos: str, key: str) -> None:
    """Offer the link, show its code, and run the page again whenever photos have arrived.

    Parameters
    ----------
    session_id : str
        Whose photos the phone takes.
    photos : str
        Which photos the page shows already, see `tracker.services.phone_link.which_photos`.
    key : str
        Unique on the page.
    """
    data = {"url": f"/phone-link/{session_id}", "photos": photos}
    _mount(key=key, data=data, on_arrived_change=_rerun)


def _rerun() -> None:
    """Naming a callback makes the event run the page, which then shows what has arrived."""
