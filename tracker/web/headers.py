"""Headers that every answer carries: what a page may load, who may frame it, what may be kept."""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Pages that we render ourselves need nothing but their own style and one script.
OWN_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# the phone's pages talk to our routes, and show photos that the browser itself has taken
PHONE_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# the patients' pages send forms and photos to our routes, and show photos that were just chosen
SHARE_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_KEPT_BY_BROWSER = "/static/"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # ids stand in addresses: no other site learns them. "no-referrer" would blank Origin in forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}


def app_policy(index_html: str) -> str:
    """The Content-Security-Policy under which the app's pages work.

    Parameters
    ----------
    index_html : str
        The page that loads the app; its inline scripts, and no others, are let in by their hash.

    References
    ----------
    W3C, Content Security Policy Level 3.
    """
    hashes = "".join(f" 'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(index_html))
    return (
        f"default-src 'self'; script-src 'self' blob:{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself.

    Parameters
    ----------
    app : ASGI application
        Whose answers they are.
    policy : str
        The Content-Security-Policy of the app's pages.
    is_https_only : bool
        Whether browsers shall never again come without TLS.
    """

    def __init__(self, app: ASGIApp, *, policy: str, is_https_only: bool) -> None:
        self._app = app
        self._headers = {**_COMMON, "Content-Security-Policy": policy}
        if is_https_only:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope["path"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, path: str, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if not path.startswith(_KEPT_BY_BROWSER) and not headers.get("cache-control", "").startswith(
            "private"
        ):
            headers["Cache-Control"] = "no-store"
        # we have no pages on other sites, so none may read an answer
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
