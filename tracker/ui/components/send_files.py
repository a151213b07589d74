"""Choose a folder, photos or a ZIP, and send them to the server one after the other."""

from typing import TYPE_CHECKING

from tracker.ui.components.frontend_files import register_component

if TYPE_CHECKING:
    from streamlit.components.v2.bidi_component import BidiComponentResult

_mount = register_component(
    "send-files",
    html="send_files.html",
    styles=("shared.css", "send_files.css"),
    script="send_files.js",
)


def send_files(*, url: str, key: str) -> bool:
    """Show the choice and send what is chosen; bytes go to a route and none of them through here.

    Streamlit's own upload would keep every file in the server's memory.

    Parameters
    ----------
    url : str
        Where each file is posted.
    key : str
        Unique on the page.

    Returns
    -------
    bool
        True in the run after all files have arrived.
    """
    result: BidiComponentResult = _mount(key=key, data={"url": url}, on_sent_change=lambda: None)
    return bool(result.sent)
