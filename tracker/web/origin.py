"""Whether a request comes from our own pages."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_from_own_page(connection: HTTPConnection) -> bool:
    """Whether one of our own pages, a typed address or a followed link causes this request.

    Browsers say so themselves in headers that no script can set. Without them it is no browser, and
    nobody's cookie can be misused.

    References
    ----------
    W3C, Fetch Metadata Request Headers; OWASP, Cross-Site Request Forgery Prevention Cheat Sheet.
    """
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        return False
    site = connection.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") or _is_followed_link(connection)


def is_page_request(connection: HTTPConnection) -> bool:
    """Whether a browser wants to show the answer as a page."""
    if connection.scope["type"] != "http" or connection.scope["method"] not in ("GET", "HEAD"):
        return False
    mode = connection.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return "text/html" in connection.headers.get("accept", "")


def _is_followed_link(connection: HTTPConnection) -> bool:
    """A link on another site may lead here, as a whole page: a frame or script may not."""
    is_whole_page = connection.headers.get("sec-fetch-dest", "document") == "document"
    return is_page_request(connection) and is_whole_page
