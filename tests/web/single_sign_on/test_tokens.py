"""What a provider may not get past us: forged, foreign, old and unfitting ID tokens."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import Response

from tests.web.serving import free_port
from tests.web.single_sign_on.own_provider import Claims, OwnProvider, environ_of, serve_own_provider
from tracker.config import read_settings
from tracker.model import Role
from tracker.services.single_sign_on import Identity, Problem, SingleSignOnFailed
from tracker.web.oidc import provider as provider_module
from tracker.web.oidc.flow import Flow, FlowCookie
from tracker.web.oidc.provider import Provider

CALLBACK = "http://127.0.0.1:8501/sign-in/oidc/callback"


@pytest.fixture(scope="module")
def served() -> Iterator[OwnProvider]:
    with serve_own_provider() as provider:
        yield provider


@pytest.fixture
def theirs(served: OwnProvider) -> OwnProvider:
    served.behave()
    return served


def provider_of(issuer: str) -> Provider:
    oidc = read_settings(environ_of(issuer, "data")).oidc
    assert oidc is not None
    return Provider(oidc)


def begin_flow(*, sign_in_id: str = "") -> Flow:
    settings = read_settings({})
    return FlowCookie("a key", settings).begin(Response(), target="/", sign_in_id=sign_in_id)


def get(address: str) -> str:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return connection.getresponse().headers["Location"]
    finally:
        connection.close()


def come_back(ours: Provider, flow: Flow) -> dict[str, str]:
    """What the provider adds to our address after somebody signed in there."""
    address = ours.authorization_address(flow, redirect_uri=CALLBACK, is_again=bool(flow.sign_in_id))
    return dict(parse_qsl(urlsplit(get(address)).query))


def redeem(theirs: OwnProvider, *, sign_in_id: str = "", at: datetime | None = None) -> Identity:
    ours, flow = provider_of(theirs.issuer), begin_flow(sign_in_id=sign_in_id)
    code = come_back(ours, flow)["code"]
    return ours.redeem(flow, code, redirect_uri=CALLBACK, at=at or datetime.now(UTC))


def problem_of(theirs: OwnProvider, **how: object) -> Problem:
    with pytest.raises(SingleSignOnFailed) as caught:
        redeem(theirs, **how)
    return caught.value.problem


def test_an_honest_token_says_who_it_is_and_what_they_may(theirs: OwnProvider):
    assert redeem(theirs) == Identity(theirs.issuer, "dora", "", "Dr Dora", Role.PROVIDER)


def by_hand(claims: Claims, alg: str, sign: Callable[[bytes], bytes]) -> str:
    """A token that no library would make."""
    parts = [json.dumps(part).encode() for part in ({"alg": alg, "kid": "one"}, claims)]
    signed = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return (signed + b"." + urlsafe_b64encode(sign(signed)).rstrip(b"=")).decode()


def by_nobody(claims: Claims) -> str:
    return by_hand(claims, "none", lambda _: b"")


def by_public_key_as_secret(theirs: OwnProvider) -> Callable[[Claims], str]:
    pem = theirs.key.as_pem(private=False)
    return lambda claims: by_hand(claims, "HS256", lambda signed: hmac.digest(pem, signed, "sha256"))


def by_another_key(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


def by_a_key_that_it_brings(claims: Claims) -> str:
    key = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "kid": "one", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key)


def test_what_the_provider_did_not_sign_counts_for_nothing(theirs: OwnProvider):
    ways = [by_nobody, by_public_key_as_secret(theirs), by_another_key, by_a_key_that_it_brings, lambda _: ""]
    for theirs.sign in ways:
        assert problem_of(theirs) is Problem.UNVERIFIED


def test_a_token_that_was_changed_on_the_way_is_refused(theirs: OwnProvider):
    def change(claims: Claims) -> str:
        honest = jwt.encode({"alg": "RS256", "kid": "one"}, claims, theirs.key)
        other = jwt.encode({"alg": "RS256", "kid": "one"}, claims | {"sub": "olga"}, theirs.key)
        head, _body, signature = honest.split(".")
        return ".".join([head, other.split(".")[1], signature])

    theirs.sign = change
    assert problem_of(theirs) is Problem.UNVERIFIED


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": "{issuer}/"},
        {"aud": "another-client"},
        {"aud": "another-client", "azp": "tracker"},
        {"aud": []},
        {"aud": ["tracker", "another-client"]},
        {"aud": ["tracker", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"nonce": "another"},
        {"nonce": ""},
        {"nonce": None},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": 7},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iss": None},
        {"aud": None},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_without_its_parts_is_refused(wrong: Claims, theirs: OwnProvider):
    said = {
        name: value.replace("{issuer}", theirs.issuer) if isinstance(value, str) else value
        for name, value in wrong.items()
    }

    def alter(claims: Claims) -> None:
        claims.update(said)
        for name in [name for name, value in said.items() if value is None]:
            del claims[name]

    theirs.alter = alter
    expected = Problem.CLOCK if wrong == {"exp": "soon"} else Problem.UNVERIFIED
    assert problem_of(theirs) is expected


@pytest.mark.parametrize("off", [timedelta(minutes=7), timedelta(minutes=-2)])
def test_a_token_of_another_time_says_that_the_clocks_differ(off: timedelta, theirs: OwnProvider):
    assert problem_of(theirs, at=datetime.now(UTC) + off) is Problem.CLOCK


@pytest.mark.parametrize("off", [timedelta(seconds=330), timedelta(seconds=-30)])
def test_clocks_may_differ_by_less_than_a_minute(off: timedelta, theirs: OwnProvider):
    assert redeem(theirs, at=datetime.now(UTC) + off).subject == "dora"


def test_a_code_is_good_once_and_for_its_own_browser(theirs: OwnProvider):
    ours, flow = provider_of(theirs.issuer), begin_flow()
    code = come_back(ours, flow)["code"]
    # somebody who saw the code lacks the verifier
    with pytest.raises(SingleSignOnFailed) as caught:
        ours.redeem(begin_flow(), code, redirect_uri=CALLBACK, at=datetime.now(UTC))
    assert caught.value.problem is Problem.STALE
    code = come_back(ours, flow)["code"]
    assert ours.redeem(flow, code, redirect_uri=CALLBACK, at=datetime.now(UTC)).subject == "dora"
    with pytest.raises(SingleSignOnFailed) as caught:
        ours.redeem(flow, code, redirect_uri=CALLBACK, at=datetime.now(UTC))
    assert caught.value.problem is Problem.STALE


def test_to_confirm_the_person_must_have_signed_in_there_just_now(theirs: OwnProvider):
    assert redeem(theirs, sign_in_id="one").subject == "dora"
    theirs.auth_time = int(time.time()) - 61 - 1
    assert redeem(theirs).subject == "dora"
    assert problem_of(theirs, sign_in_id="one") is Problem.NOT_FRESH
    theirs.auth_time = int(time.time()) + 3600
    assert problem_of(theirs, sign_in_id="one") is Problem.CLOCK
    theirs.alter = lambda claims: claims.pop("auth_time")
    assert problem_of(theirs, sign_in_id="one") is Problem.NOT_FRESH


def test_confirming_asks_the_provider_to_ask_again(theirs: OwnProvider):
    ours = provider_of(theirs.issuer)
    asked = {
        is_again: dict(
            parse_qsl(
                urlsplit(
                    ours.authorization_address(begin_flow(), redirect_uri=CALLBACK, is_again=is_again)
                ).query
            )
        )
        for is_again in (False, True)
    }
    assert (asked[True]["prompt"], asked[True]["max_age"]) == ("login", "0")
    assert "prompt" not in asked[False]
    assert asked[True]["scope"] == "openid profile"


@pytest.mark.parametrize("told", [None, "https://elsewhere.example", ""])
def test_an_answer_of_another_provider_is_a_mix_up(told: str | None, theirs: OwnProvider):
    ours = provider_of(theirs.issuer)
    ours.check_issuer(theirs.issuer)
    with pytest.raises(SingleSignOnFailed) as caught:
        ours.check_issuer(told)
    assert caught.value.problem is Problem.UNVERIFIED


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"issuer": "https://elsewhere.example"}, Problem.UNVERIFIED),
        ({"token_endpoint": "http://elsewhere.example/token"}, Problem.UNVERIFIED),
        ({"authorization_endpoint": "javascript:alert(1)"}, Problem.UNVERIFIED),
        ({"jwks_uri": ""}, Problem.UNVERIFIED),
        ({"end_session_endpoint": "http://elsewhere.example/"}, Problem.UNVERIFIED),
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    said: Claims, problem: Problem, theirs: OwnProvider
):
    theirs.about = said
    assert problem_of(theirs) is problem


def test_a_provider_that_is_not_there_is_said():
    ours = provider_of(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SingleSignOnFailed, match="Clinic ID can't be reached") as caught:
        ours.authorization_address(begin_flow(), redirect_uri=CALLBACK, is_again=False)
    assert caught.value.problem is Problem.UNREACHABLE


def test_a_wrong_secret_is_said(theirs: OwnProvider):
    environ = environ_of(theirs.issuer, "data") | {"TRACKER_OIDC_CLIENT_SECRET": "another"}
    oidc = read_settings(environ).oidc
    assert oidc is not None
    ours, flow = Provider(oidc), begin_flow()
    code = come_back(ours, flow)["code"]
    with pytest.raises(SingleSignOnFailed) as caught:
        ours.redeem(flow, code, redirect_uri=CALLBACK, at=datetime.now(UTC))
    assert caught.value.problem is Problem.UNREACHABLE


def test_new_keys_of_the_provider_are_fetched(theirs: OwnProvider, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(provider_module, "KEYS_AGAIN_AFTER_SECONDS", 0)
    ours = provider_of(theirs.issuer)
    before = theirs.key
    for kid in ("one", "two"):
        theirs.key = (
            RSAKey.import_key(before.as_dict(private=True) | {"kid": kid})
            if kid == "one"
            else (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}))
        )
        flow = begin_flow()
        code = come_back(ours, flow)["code"]
        assert ours.redeem(flow, code, redirect_uri=CALLBACK, at=datetime.now(UTC)).subject == "dora"
    theirs.key = before


def test_keys_for_something_else_sign_nothing(theirs: OwnProvider):
    before = theirs.key
    theirs.key = RSAKey.import_key(before.as_dict(private=True) | {"use": "enc"})
    theirs.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, before)
    try:
        assert problem_of(theirs) is Problem.UNVERIFIED
    finally:
        theirs.key = before
