"""Which passwords pass."""

import time

import pytest

from tracker.errors import InvalidInput
from tracker.identity.passwords import check_password
from tracker.identity.readable import readable_code


@pytest.mark.parametrize("password", ["correct horse battery", "lunes manzana reloj", "6N_4nJJdo8lj"])
def test_a_password_that_is_hard_to_guess_passes(password: str):
    check_password(password, about=("eva", "Dr Eva Muster", "Praxis am See"))


def test_a_told_password_passes_as_well():
    check_password(readable_code())


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("too short", "at least 10 characters"),
        ("x" * 201, "at most 200 characters"),
        ("password123", "easy to guess"),
        ("qwertzuiop", "easy to guess"),
        ("1234567890", "easy to guess"),
        ("a" * 72, "easy to guess"),
        ("passwordpassword", "easy to guess"),
        ("microneedling", "easy to guess"),
        ("Praxis am See 2026", "easy to guess"),
        ("Dr Eva Muster", "neither your name nor the clinic's"),
        (" PRAXIS am See ", "neither your name nor the clinic's"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(password: str, sentence: str):
    with pytest.raises(InvalidInput, match=sentence) as refused:
        check_password(password, about=("eva", "Dr Eva Muster", "Praxis am See"))
    assert refused.value.field == "password"


def test_a_long_password_costs_no_long_time():
    # zxcvbn alone takes seconds for this one; only that it stays far away from that is of interest
    before = time.process_time()
    check_password("Tr0ub4dor&3 " * 16)
    assert time.process_time() - before < 2
