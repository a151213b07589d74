"""The signing key and what it signs."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner
from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.config import read_settings
from tracker.web.cookies import FORM_MAX_AGE_SECONDS, FormTokens, SessionCookie
from tracker.web.secret_key import read_secret_key

HTTP = read_settings({"TRACKER_DATA_DIR": "/nowhere"})
HTTPS = read_settings({"TRACKER_DATA_DIR": "/nowhere", "TRACKER_COOKIE_SECURE": "1"})


def browser(**cookies: str) -> HTTPConnection:
    sent = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
    return HTTPConnection({"type": "http", "headers": [(b"cookie", sent)]})


def test_the_key_is_made_once_and_is_nobody_elses(tmp_path: Path):
    key = read_secret_key(tmp_path / "data")
    assert read_secret_key(tmp_path / "data") == key
    assert len(bytes.fromhex(key)) == 32
    assert read_secret_key(tmp_path / "other") != key
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret.key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path):
    read_secret_key(tmp_path / "data")
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_share_one_key(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_secret_key, [tmp_path] * 8))
    assert len(keys) == 1


def test_an_empty_key_is_refused(tmp_path: Path):
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(ValueError, match="holds no key"):
        read_secret_key(tmp_path)


def test_over_https_the_cookie_is_bound_to_it_and_to_the_host():
    response = Response()
    SessionCookie("key", HTTPS).write(response, "token")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-tracker_session=token.")
    assert "; Secure" in cookie


def test_a_cookie_is_read_only_where_it_was_signed():
    response = Response()
    cookie = SessionCookie("key", HTTP)
    cookie.write(response, "token")
    value = response.headers["set-cookie"].split(";")[0].partition("=")[2]
    assert cookie.read(browser(tracker_session=value)) == "token"
    assert SessionCookie("other", HTTP).read(browser(tracker_session=value)) is None
    assert cookie.read(browser(tracker_session="token")) is None
    assert cookie.read(browser()) is None


def test_a_form_is_valid_for_two_hours_in_the_browser_that_asked_for_it(monkeypatch: pytest.MonkeyPatch):
    forms = FormTokens("key", HTTP)
    number, token = forms.issue(browser())
    assert forms.is_valid(browser(tracker_form=number), token)
    assert forms.issue(browser(tracker_form=number))[0] == number
    assert not forms.is_valid(browser(tracker_form="other"), token)
    assert not forms.is_valid(browser(), token)
    assert not FormTokens("other", HTTP).is_valid(browser(tracker_form=number), token)
    now = TimestampSigner("x").get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + FORM_MAX_AGE_SECONDS + 1)
    assert not forms.is_valid(browser(tracker_form=number), token)
