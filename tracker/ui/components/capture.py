"""The camera: takes photos of a session over the ghost of each view's reference."""

from collections.abc import Mapping

from tracker.ui.components.frontend_files import register_component

_mount = register_component(
    "take-photos", html="capture.html", styles=("shared.css", "capture.css"), script="capture.js"
)


def take_photos(plan: Mapping[str, object], *, key: str) -> None:
    """Show the camera. Photos go from the browser to a route of the server, and none of them through here.

    Parameters
    ----------
    plan : mapping
        What `tracker.services.capture.plain_plan` makes, with the addresses ``send_url`` and
        ``guidance_url``.
    key : str
        Unique on the page; another key is another camera.
    """
    _mount(key=key, data=plan)
