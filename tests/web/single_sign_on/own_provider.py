"""A small, strict OpenID provider that lies when it is told to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "tracker", "a secret of the client"
Claims = dict[str, Any]


@dataclass
class OwnProvider:
    """What it would answer, and what it answers instead.

    Attributes
    ----------
    person : dict
        Claims of whoever is asked for at the moment.
    alter : callable
        Makes the claims of the next ID tokens wrong.
    sign : callable or None
        Makes the ID token of the claims in place of the provider.
    about : dict
        What is said otherwise in the description of the provider.
    is_lax : bool
        Whether a code is good more than once, as it must not be.
    """

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    person: Claims = field(default_factory=lambda: {"sub": "dora", "name": "Dr Dora", "groups": ["doctors"]})
    alter: Callable[[Claims], object] = lambda _: None
    sign: Callable[[Claims], str] | None = None
    about: Claims = field(default_factory=dict)
    auth_time: int | None = None
    is_lax: bool = False
    codes: dict[str, Claims] = field(default_factory=dict)

    def behave(self) -> None:
        """Tell the truth again."""
        fresh = OwnProvider(key=self.key)
        self.person, self.alter, self.sign = fresh.person, fresh.alter, fresh.sign
        self.about, self.auth_time, self.is_lax = fresh.about, fresh.auth_time, fresh.is_lax

    def describe(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        } | self.about

    def authorize(self, asked: Claims) -> str:
        """Where a browser is sent after the person signed in: the answer in its address."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"auth_time": self.auth_time or int(time.time())}
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def redeem(self, sent: Claims, authorization: str) -> tuple[int, Claims]:
        """The tokens for a code: once, to the client that has the secret and the verifier."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization not in (f"Basic {basic}", f"Basic {plain}"):
            return 401, {"error": "invalid_client"}
        take = self.codes.get if self.is_lax else self.codes.pop
        asked = take(sent.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != sent["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self._id_token(asked)}

    def _id_token(self, asked: Claims) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "auth_time": asked["auth_time"],
        } | self.person
        self.alter(claims)
        if self.sign:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


@contextmanager
def serve_own_provider() -> Iterator[OwnProvider]:
    """The provider on a free port of this machine, as long as the block lasts."""
    provider = OwnProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(303)
                self.send_header("Location", provider.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
            elif parts.path == "/keys":
                self._say(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                self._say(200, provider.describe())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*provider.redeem(dict(parse_qsl(sent)), self.headers.get("Authorization", "")))

        def _say(self, status: int, said: Claims) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def environ_of(issuer: str, data_dir: object) -> dict[str, str]:
    """The settings of an installation that trusts a provider."""
    return {
        "TRACKER_DATA_DIR": str(data_dir),
        "TRACKER_OIDC_ISSUER": issuer,
        "TRACKER_OIDC_CLIENT_ID": CLIENT,
        "TRACKER_OIDC_CLIENT_SECRET": SECRET,
        "TRACKER_OIDC_ROLE_CLAIM": "groups",
        "TRACKER_OIDC_ROLES": "clinic-admins=owner,doctors=provider,desk=assistant",
        "TRACKER_OIDC_LABEL": "Clinic ID",
    }
