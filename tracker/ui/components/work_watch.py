"""How far queued work is, without a rerun of the page for each step."""

from tracker.ui.components.frontend_files import register_component

_mount = register_component(
    "work-watch", html="work_watch.html", styles=("work_watch.css",), script="work_watch.js"
)


def watch_work(*, url: str, words: str, key: str) -> None:
    """Show a progress bar until the work is done, then run the page once more.

    The browser asks the server itself. A fragment that reruns on a timer would do the same with
    more work, and breaks the page in the browser when it fires while another page is opened.

    Parameters
    ----------
    url : str
        Answers ``{"open": number of jobs}``; with ``"count"``, of all, and ``"words"`` where these change.
    words : str
        Stands above the bar; ``{}`` is the number of open jobs.
    key : str
        Unique on the page.
    """
    _mount(key=key, data={"url": url, "words": words}, on_done_change=_rerun)


def _rerun() -> None:
    """Naming a callback makes the event run the page, which then shows what was done."""
