"""The OpenID provider: what it says of itself, redeeming a code, and verifying who it vouches for.

References
----------
OpenID Connect Core 1.0, 3.1.3.7; OpenID Connect Discovery 1.0; RFC 7636 (PKCE); RFC 9207 (issuer in
the answer); RFC 9700 (best current practice for the security of OAuth 2.0).
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from tracker.oidc_settings import OidcSettings, is_safe_address
from tracker.services.single_sign_on import Identity, Problem, SingleSignOnFailed
from tracker.web.oidc.flow import Flow

# by a public key only: with a shared secret, whoever knows it could vouch for anybody
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
LEEWAY_SECONDS = 60
ANSWER_SECONDS = 10
KEPT_SECONDS = 3600
KEYS_AGAIN_AFTER_SECONDS = 30
SUBJECT_MAX_LENGTH = 255
_DISCOVERY = "/.well-known/openid-configuration"
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OF_TIME = ("exp", "iat", "nbf")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, and when it was given (seconds of a clock that is never set)."""

    value: Any
    at: float


class Provider:
    """One OpenID provider. May be asked from several threads.

    Parameters
    ----------
    settings : OidcSettings
        Which one, and what its claims mean here.
    """

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def authorization_address(self, flow: Flow, *, redirect_uri: str, is_again: bool) -> str:
        """Where to send a browser.

        Parameters
        ----------
        is_again : bool
            Whether the person shall sign in there anew, signed in or not.

        Raises
        ------
        SingleSignOnFailed
            If the provider can't be reached.
        """
        about = self._about()
        again = {"prompt": "login", "max_age": 0} if is_again else {}
        with self._session(about) as session:
            address, _state = session.create_authorization_url(
                about["authorization_endpoint"],
                state=flow.state,
                code_verifier=flow.verifier,
                nonce=flow.nonce,
                redirect_uri=redirect_uri,
                **again,
            )
        return str(address)

    def check_issuer(self, told: str | None) -> None:
        """Refuse an answer that another provider gave (RFC 9207).

        Raises
        ------
        SingleSignOnFailed
            If the answer names another issuer, or none though the provider says it always does.
        """
        is_promised = self._about().get("authorization_response_iss_parameter_supported") is True
        if told != self.settings.issuer and (told is not None or is_promised):
            raise self._failed(Problem.UNVERIFIED)

    def redeem(self, flow: Flow, code: str, *, redirect_uri: str, at: datetime) -> Identity:
        """Who it is that a code stands for. Of the tokens nothing is kept.

        Raises
        ------
        SingleSignOnFailed
            If the provider refuses the code or can't be reached, or its token can't be verified.
        """
        about = self._about()
        token = self._fetch_token(about, flow, code, redirect_uri)
        claims = self._verify(about, token, flow, at)
        if flow.sign_in_id:
            self._check_fresh(claims, flow, at)
        return self._identity(claims)

    def end_session_address(self) -> str | None:
        """Where a person signs out there; None where the provider has no such page.

        Raises
        ------
        SingleSignOnFailed
            If the provider can't be reached.
        """
        address = str(self._about().get("end_session_endpoint") or "")
        # no hint of who it is: that would be a token, in an address
        return f"{address}?{urlencode({'client_id': self.settings.client_id})}" if address else None

    def _about(self) -> dict[str, Any]:
        """What the provider says of itself, from the place that its name tells."""
        about = self._ask(self.settings.issuer.rstrip("/") + _DISCOVERY)
        if about.get("issuer") != self.settings.issuer:
            raise self._failed(Problem.UNVERIFIED)
        asked = [*_ADDRESSES, *(["end_session_endpoint"] if about.get("end_session_endpoint") else [])]
        if not all(is_safe_address(str(about.get(name, ""))) for name in asked):
            raise self._failed(Problem.UNVERIFIED)
        return about

    def _ask(self, address: str, *, newer_than: float = KEPT_SECONDS) -> dict[str, Any]:
        """A JSON document, kept for an hour."""
        with self._lock:
            kept = self._kept.get(address)
            if kept is None or time.monotonic() - kept.at > newer_than:
                kept = _Kept(self._download(address), time.monotonic())
                self._kept[address] = kept
        found: dict[str, Any] = kept.value
        return found

    def _download(self, address: str) -> dict[str, Any]:
        try:
            with self._session({}) as session:
                answer = session.get(
                    address, withhold_token=True, timeout=ANSWER_SECONDS, allow_redirects=False
                )
            found = answer.json() if answer.status_code == 200 else None
        except (RequestException, OAuthError, ValueError) as error:
            raise self._failed(Problem.UNREACHABLE) from error
        if not isinstance(found, dict):
            raise self._failed(Problem.UNREACHABLE)
        return found

    def _fetch_token(
        self, about: Mapping[str, Any], flow: Flow, code: str, redirect_uri: str
    ) -> Mapping[str, Any]:
        try:
            with self._session(about) as session:
                token: Mapping[str, Any] = session.fetch_token(
                    about["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                    redirect_uri=redirect_uri,
                    timeout=ANSWER_SECONDS,
                    allow_redirects=False,
                )
        except OAuthError as error:  # used already, or another client's
            problem = Problem.STALE if error.error == "invalid_grant" else Problem.UNREACHABLE
            raise self._failed(problem) from error
        except (RequestException, ValueError, OSError) as error:
            raise self._failed(Problem.UNREACHABLE) from error
        return token

    def _verify(
        self, about: Mapping[str, Any], token: Mapping[str, Any], flow: Flow, at: datetime
    ) -> dict[str, Any]:
        """The claims of the ID token, once signature, issuer, audience, times and nonce are right."""
        try:
            decoded = self._decode(str(about["jwks_uri"]), str(token.get("id_token", "")))
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                {
                    "nonce": flow.nonce,
                    "client_id": self.settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
        except ExpiredTokenError as error:
            raise self._failed(Problem.CLOCK) from error
        except InvalidClaimError as error:
            is_of_time = error.claim in _OF_TIME
            raise self._failed(Problem.CLOCK if is_of_time else Problem.UNVERIFIED) from error
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._failed(Problem.UNVERIFIED) from error
        return dict(claims)

    def _decode(self, jwks_uri: str, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, self._keys(jwks_uri), algorithms=ALGORITHMS)
        except (JoseError, ValueError):  # the provider may have changed its keys
            keys = self._keys(jwks_uri, newer_than=KEYS_AGAIN_AFTER_SECONDS)
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)

    def _keys(self, jwks_uri: str, *, newer_than: float = KEPT_SECONDS) -> KeySet:
        """The provider's public keys for signing; of others nothing is taken."""
        listed = self._ask(jwks_uri, newer_than=newer_than).get("keys", [])
        public = [key for key in listed if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use") != "enc"]
        return KeySet.import_key_set({"keys": public})

    def _check_fresh(self, claims: Mapping[str, Any], flow: Flow, at: datetime) -> None:
        """Whether the person signed in at the provider after being sent there, and not before."""
        signed_in = claims.get("auth_time")
        earliest = flow.started_at.timestamp() - LEEWAY_SECONDS
        if not isinstance(signed_in, int | float) or signed_in < earliest:
            raise self._failed(Problem.NOT_FRESH)
        if signed_in > at.timestamp() + LEEWAY_SECONDS:
            raise self._failed(Problem.CLOCK)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MAX_LENGTH:
            raise self._failed(Problem.UNVERIFIED)
        name = str(claims.get("preferred_username") or "")
        shown = str(claims.get("name") or name)
        return Identity(self.settings.issuer, subject, name, shown, self.settings.role_of(claims))

    def _session(self, about: Mapping[str, Any]) -> OAuth2Session:
        """A session towards the provider, with the way of proving who we are that it takes."""
        ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        is_basic = "client_secret_basic" in ways
        return OAuth2Session(
            self.settings.client_id,
            self._secret() if about else None,
            scope=self.settings.scope,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if is_basic else "client_secret_post",
        )

    def _secret(self) -> str:
        try:
            return self.settings.read_secret()
        except OSError as error:
            raise self._failed(Problem.UNREACHABLE) from error

    def _failed(self, problem: Problem) -> SingleSignOnFailed:
        return SingleSignOnFailed(problem, self.settings.label)
