"""Notice in the browser that the session has ended, and go to the sign-in page."""

from tracker.texts import spoken
from tracker.ui.components.frontend_files import register_component

_mount = register_component("session-watch", html="session_watch.html", script="session_watch.js")


def watch_session(*, key: str = "session-watch") -> None:
    """Ask ``/auth/ping`` at once, every 20 s, and whenever the tab is looked at again.

    On 401 the browser goes to ``/sign-in?next=`` with the present address. Without it, a tab
    whose session has ended would show "connecting" for ever, with a patient's data on screen.
    The document is told its language too, which Streamlit leaves at English (WCAG 2.2, 3.1.1).

    Parameters
    ----------
    key : str
        Unique on the page.
    """
    _mount(key=key, data={"language": spoken().language})
