"""The session cookie and the token in a form: both signed, both useless elsewhere."""

import hashlib
import hmac
import secrets
from typing import Literal

from itsdangerous import BadData, Signer, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.config import Settings

FORM_COOKIE = "tracker_form"
FORM_MAX_AGE_SECONDS = 2 * 60 * 60


class Cookie:
    """One cookie that scripts can't read: what it is called, where it goes, and when it is sent.

    Parameters
    ----------
    name : str
    settings : Settings
        ``is_cookie_secure`` binds it to HTTPS.
    same_site : {"lax", "strict"}
        Whether it comes along when a link elsewhere leads here.
    path : str
        The folder to whose addresses it is sent.
    """

    def __init__(
        self, name: str, settings: Settings, *, same_site: Literal["lax", "strict"], path: str = "/"
    ) -> None:
        self.name = name
        self._same_site: Literal["lax", "strict"] = same_site
        self._path = path
        self._is_secure = settings.is_cookie_secure

    @classmethod
    def of_folder(
        cls, name: str, settings: Settings, *, same_site: Literal["lax", "strict"], path: str
    ) -> "Cookie":
        """A cookie for one folder; where it is bound to HTTPS, its name says so."""
        prefix = "__Secure-" if settings.is_cookie_secure else ""
        return cls(f"{prefix}tracker_{name}", settings, same_site=same_site, path=path)

    def read(self, connection: HTTPConnection) -> str:
        """What a browser sends; empty without one."""
        return connection.cookies.get(self.name, "")

    def write(self, response: Response, value: str, *, seconds: int | None = None) -> None:
        """Give a value to the browser, until it is closed or for a time."""
        response.set_cookie(
            self.name,
            value,
            max_age=seconds,
            path=self._path,
            httponly=True,
            samesite=self._same_site,
            secure=self._is_secure,
        )

    def clear(self, response: Response) -> None:
        """Take the value from the browser."""
        response.delete_cookie(
            self.name, path=self._path, httponly=True, samesite=self._same_site, secure=self._is_secure
        )


class _TokenCookie:
    """Carries a token, signed so that guesses never reach the database."""

    def __init__(self, cookie: Cookie, signer: Signer) -> None:
        self._cookie, self._signer = cookie, signer

    @property
    def name(self) -> str:
        """What the browser calls it."""
        return self._cookie.name

    def read(self, connection: HTTPConnection) -> str | None:
        """The token that a browser sends, or None without one that we signed."""
        try:
            return self._signer.unsign(self._cookie.read(connection)).decode()
        except BadData:
            return None

    def write(self, response: Response, token: str, *, seconds: int | None = None) -> None:
        """Give the token to the browser, until it is closed or for a time; the server ends it as well."""
        self._cookie.write(response, self._signer.sign(token).decode(), seconds=seconds)

    def clear(self, response: Response) -> None:
        """Take the token from the browser."""
        self._cookie.clear(response)


class SessionCookie(_TokenCookie):
    """Carries the token of a sign-in.

    Parameters
    ----------
    key : str
        The installation's signing key.
    settings : Settings
        ``is_cookie_secure`` binds the cookie to HTTPS and to this very host.
    """

    def __init__(self, key: str, settings: Settings) -> None:
        name = "__Host-tracker_session" if settings.is_cookie_secure else "tracker_session"
        signer = Signer(key, salt="tracker session", digest_method=hashlib.sha256)
        super().__init__(Cookie(name, settings, same_site="lax"), signer)


class FolderCookie(_TokenCookie):
    """Carries a token without a sign-in behind it; sent to the routes of one folder only.

    Parameters
    ----------
    key : str
        The installation's signing key.
    settings : Settings
        ``is_cookie_secure`` binds the cookie to HTTPS.
    name : str
        Of the folder, as ``"phone"``; a cookie of one is no cookie of another.
    """

    def __init__(self, key: str, settings: Settings, *, name: str) -> None:
        signer = Signer(key, salt=f"tracker {name}", digest_method=hashlib.sha256)
        super().__init__(Cookie.of_folder(name, settings, same_site="strict", path=f"/{name}"), signer)


class FormTokens:
    """Proof that a form was served to the same browser that sends it.

    A random number stands in a cookie and, signed and dated, in the form: another site can make a
    browser send the cookie, but can't read it.

    Parameters
    ----------
    key : str
        The installation's signing key.
    settings : Settings
        ``is_cookie_secure`` binds the cookie to HTTPS.
    """

    def __init__(self, key: str, settings: Settings) -> None:
        signing = {"digest_method": hashlib.sha256}
        self._serializer = URLSafeTimedSerializer(key, salt="tracker form", signer_kwargs=signing)
        self._cookie = Cookie(FORM_COOKIE, settings, same_site="strict")

    def issue(self, connection: HTTPConnection) -> tuple[str, str]:
        """The browser's number, and the token for a form. An open form in another tab stays valid."""
        number = self._cookie.read(connection) or secrets.token_urlsafe(24)
        return number, str(self._serializer.dumps(number))

    def write(self, response: Response, number: str) -> None:
        """Give the number to the browser."""
        self._cookie.write(response, number)

    def is_valid(self, connection: HTTPConnection, token: str) -> bool:
        """Whether a sent form was served to this browser within the last two hours."""
        try:
            number = str(self._serializer.loads(token, max_age=FORM_MAX_AGE_SECONDS))
        except BadData:
            return False
        return hmac.compare_digest(number.encode(), self._cookie.read(connection).encode())
