"""One-time codes against the examples of RFC 6238, and what counts only once."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tracker.identity.one_time_codes import (
    find_step,
    new_recovery_codes,
    new_secret,
    plain_recovery_code,
    setup_address,
)

# RFC 6238, appendix B: the SHA-1 secret, times, and the last six of its eight digits
SECRET = base64.b32encode(b"12345678901234567890").decode()
PUBLISHED = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
NOW = datetime(2026, 5, 3, 9, 30, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(("seconds", "code"), PUBLISHED)
def test_the_published_codes_are_right_at_their_time(seconds: int, code: str):
    assert find_step(SECRET, code, at=datetime.fromtimestamp(seconds, UTC), after_step=0) == seconds // 30


def test_a_code_is_right_half_a_minute_early_or_late_and_no_longer():
    code = pyotp.TOTP(SECRET).at(NOW)
    right = [steps for steps in range(-3, 4) if find_step(SECRET, code, at=NOW + steps * STEP, after_step=0)]
    assert right == [-1, 0, 1]


def test_a_code_counts_once_and_an_older_one_never_again():
    older, code = pyotp.TOTP(SECRET).at(NOW - STEP), pyotp.TOTP(SECRET).at(NOW)
    step = find_step(SECRET, code, at=NOW, after_step=0)
    assert step is not None
    assert find_step(SECRET, code, at=NOW, after_step=step) is None
    assert find_step(SECRET, older, at=NOW, after_step=step) is None
    assert find_step(SECRET, pyotp.TOTP(SECRET).at(NOW + STEP), at=NOW, after_step=step) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "ä23456", "9" * 500])
def test_what_is_no_code_is_wrong(typed: str):
    assert find_step(SECRET, typed, at=NOW, after_step=0) is None


def test_spaces_in_a_code_do_not_matter():
    code = pyotp.TOTP(SECRET).at(NOW)
    assert find_step(SECRET, f" {code[:3]} {code[3:]} ", at=NOW, after_step=0)


def test_the_address_for_the_authenticator_says_secret_account_and_clinic():
    address = setup_address(SECRET, "eva", "Praxis am See")
    assert urlsplit(address).path == "/Praxis%20am%20See:eva"
    assert parse_qs(urlsplit(address).query) == {"secret": [SECRET], "issuer": ["Praxis am See"]}


def test_secrets_and_recovery_codes_are_new_each_time():
    assert len({new_secret() for _ in range(20)}) == 20
    codes = [plain_recovery_code(code) for code in new_recovery_codes() + new_recovery_codes()]
    assert len(set(codes)) == 20
    assert {len(code) for code in codes} == {16}
