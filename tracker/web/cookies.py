"""The session cookie and the token in a form: both signed, both useless elsewhere."""

import hashlib
import hmac
import secrets

from itsdangerous import BadData, Signer, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.config import Settings

FORM_COOKIE = "tracker_form"
FORM_MAX_AGE_SECONDS = 2 * 60 * 60


class SessionCookie:
    """Carries the token of a sign-in, signed so that guesses never reach the database.

    Parameters
    ----------
    key : str
        The installation's signing key.
    settings : Settings
        ``is_cookie_secure`` binds the cookie to HTTPS and to this very host.
    """

    def __init__(self, key: str, settings: Settings) -> None:
        self._signer = Signer(key, salt="tracker session", digest_method=hashlib.sha256)
        self._is_secure = settings.is_cookie_secure
        self.name = "__Host-tracker_session" if self._is_secure else "tracker_session"

    def read(self, connection: HTTPConnection) -> str | None:
        """The token that a browser sends, or None without one that we signed."""
        try:
            return self._signer.unsign(connection.cookies.get(self.name, "")).decode()
        except BadData:
            return None

    def write(self, response: Response, token: str) -> None:
        """Give the token to the browser, until it is closed."""
        value = self._signer.sign(token).decode()
        response.set_cookie(self.name, value, httponly=True, samesite="lax", path="/", secure=self._is_secure)

    def clear(self, response: Response) -> None:
        """Take the token from the browser."""
        response.delete_cookie(self.name, httponly=True, samesite="lax", path="/", secure=self._is_secure)


class FolderCookie:
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
        self._signer = Signer(key, salt=f"tracker {name}", digest_method=hashlib.sha256)
        self._is_secure = settings.is_cookie_secure
        self._path = f"/{name}"
        self.name = f"__Secure-tracker_{name}" if self._is_secure else f"tracker_{name}"

    def read(self, connection: HTTPConnection) -> str | None:
        """The token that a browser sends, or None without one that we signed."""
        try:
            return self._signer.unsign(connection.cookies.get(self.name, "")).decode()
        except BadData:
            return None

    def write(self, response: Response, token: str, *, seconds: int | None = None) -> None:
        """Give the token to the browser, until it is closed or for a time; the server ends it as well."""
        response.set_cookie(
            self.name,
            self._signer.sign(token).decode(),
            max_age=seconds,
            path=self._path,
            httponly=True,
            samesite="strict",
            secure=self._is_secure,
        )

    def clear(self, response: Response) -> None:
        """Take the token from the browser."""
        response.delete_cookie(
            self.name, path=self._path, httponly=True, samesite="strict", secure=self._is_secure
        )


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
        self._is_secure = settings.is_cookie_secure

    def issue(self, connection: HTTPConnection) -> tuple[str, str]:
        """The browser's number, and the token for a form. An open form in another tab stays valid."""
        number = connection.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
        return number, str(self._serializer.dumps(number))

    def write(self, response: Response, number: str) -> None:
        """Give the number to the browser."""
        response.set_cookie(FORM_COOKIE, number, httponly=True, samesite="strict", secure=self._is_secure)

    def is_valid(self, connection: HTTPConnection, token: str) -> bool:
        """Whether a sent form was served to this browser within the last two hours."""
        try:
            number = str(self._serializer.loads(token, max_age=FORM_MAX_AGE_SECONDS))
        except BadData:
            return False
        return hmac.compare_digest(number.encode(), connection.cookies.get(FORM_COOKIE, "").encode())
