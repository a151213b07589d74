"""What a browser carries to the provider and back, so that nobody else's answer counts."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.config import Settings
from tracker.web.cookies import Cookie

FLOW_PATH = "/sign-in/oidc"
FLOW_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Flow:
    """One way to the provider and back.

    Attributes
    ----------
    id : str
        Random; state, nonce and verifier follow from it and the installation's key.
    target : str
        Where the person wanted to go.
    sign_in_id : str
        The sign-in that is to be confirmed; empty to begin one.
    started_at : datetime
        When the browser was sent off.
    state, nonce, verifier : str
        What must come back in the address, what the token must hold, and what redeems the code (PKCE).
    """

    id: str
    target: str
    sign_in_id: str
    started_at: datetime
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class _Carried:
    id: str
    target: str
    sign_in_id: str


class FlowCookie:
    """Binds a flow to the browser that began it, for ten minutes, signed.

    The cookie holds no secret of the flow: whoever reads it knows neither state, nonce nor verifier.

    Parameters
    ----------
    key : str
        The installation's signing key.
    settings : Settings
        ``is_cookie_secure`` binds the cookie to HTTPS.
    """

    def __init__(self, key: str, settings: Settings) -> None:
        signing = {"digest_method": hashlib.sha256}
        self._key = key
        self._serializer = URLSafeTimedSerializer(key, salt="tracker oidc", signer_kwargs=signing)
        # Lax, not Strict: the way back begins at the provider's site
        self._cookie = Cookie.of_folder("oidc", settings, same_site="lax", path=FLOW_PATH)

    def begin(self, response: Response, *, target: str, sign_in_id: str) -> Flow:
        """Give a browser a new flow; one that it had begun before counts no more."""
        carried = _Carried(secrets.token_urlsafe(24), target, sign_in_id)
        value = str(self._serializer.dumps(asdict(carried)))
        self._cookie.write(response, value, seconds=int(FLOW_LASTS.total_seconds()))
        return self._flow(carried, datetime.now(UTC))

    def read(self, connection: HTTPConnection) -> Flow | None:
        """The flow that a browser has begun within the last ten minutes, or None."""
        try:
            said, signed_at = self._serializer.loads(
                self._cookie.read(connection), max_age=int(FLOW_LASTS.total_seconds()), return_timestamp=True
            )
        except BadData:
            return None
        return self._flow(_Carried(**said), signed_at)

    def clear(self, response: Response) -> None:
        """Take the flow from the browser: it is good for one answer."""
        self._cookie.clear(response)

    def _flow(self, carried: _Carried, started_at: datetime) -> Flow:
        derived = [self._derive(name, carried.id) for name in ("state", "nonce", "verifier")]
        return Flow(carried.id, carried.target, carried.sign_in_id, started_at, *derived)

    def _derive(self, name: str, flow_id: str) -> str:
        """43 letters that follow from the flow's number, for whoever knows the key (RFC 7636, 4.1)."""
        digest = hmac.digest(self._key.encode(), f"tracker oidc {name}\n{flow_id}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
