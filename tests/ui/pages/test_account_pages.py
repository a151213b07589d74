"""One's own account, and the people of the clinic."""

import re
from datetime import timedelta

import pyotp
import pytest

from tests.ui.pages.records import NOW
from tests.ui.pages.tab import Tab
from tracker.model import Role
from tracker.store import sign_ins, users
from tracker.ui import context

PASSWORD = "of no meaning"


def pass_time(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT, Role.PATIENT])
def test_only_an_owner_sees_the_people(role, store, sign_in) -> None:
    sign_in(role)
    tab = Tab.open("people")
    assert tab.errors == ["Your account can't add people or change what they may do: ask the clinic's owner."]
    assert "Eva" not in tab.words


def test_an_owner_adds_somebody_and_sees_the_password_once(store, owner) -> None:
    tab = Tab.open("people").type("Name, as it stands beside photos and notes", "Anna Muster")
    tab.type("Name to sign in with", "anna").press("Add")
    password = tab.app.code[0].value
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    added = users.check_password(store, "anna", password)
    assert added is not None
    assert (added.role, added.must_change_password) == (Role.ASSISTANT, True)
    assert "has not chosen a password yet" in tab.words
    tab.press("Told")
    assert not tab.app.code
    assert password not in tab.words


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(store, owner) -> None:
    tab = Tab.open("people").type("Name, as it stands beside photos and notes", "Anna Muster")
    tab.type("Name to sign in with", "OWNER-1").press("Add")
    assert tab.errors == ["The name OWNER-1 is taken: choose another one."]
    assert tab.field("Name to sign in with").value == "OWNER-1"


def test_after_ten_minutes_the_password_is_asked_for_first(store, owner, monkeypatch) -> None:
    pass_time(monkeypatch, 10)
    tab = Tab.open("people")
    assert "Add" not in tab.buttons
    tab.type("Your password", "wrong").press("It is me")
    assert tab.errors == ["This password is wrong: try again."]
    tab.type("Your password", PASSWORD).press("It is me")
    assert "Add" in tab.buttons


def test_a_second_factor_is_set_up_with_a_code_and_leaves_recovery_codes(store, owner) -> None:
    tab = Tab.open("account").press("Set up a second factor")
    secret = tab.app.code[0].value
    tab.type("2. Type the six digits that it shows", "000000").press("Turn on")
    assert tab.errors == [
        "This code does not fit: check that the phone's clock is right, and type the next one."
    ]
    tab.type("2. Type the six digits that it shows", pyotp.TOTP(secret).at(NOW)).press("Turn on")
    assert len(tab.app.code[0].value.split()) == 10
    tab.press("I have kept them")
    assert "10 recovery codes are left." in tab.words
    assert users.read_user(store, owner.id).has_second_factor
    tab.press("Turn off")
    assert not users.read_user(store, owner.id).has_second_factor


def test_open_sign_ins_are_listed_and_ended(store, owner) -> None:
    token = sign_ins.start_sign_in(
        store, owner.id, at=NOW, address="10.0.0.7", browser="Mozilla/5.0 (iPhone) Version/18 Safari/604"
    )
    tab = Tab.open("account")
    assert "**Firefox, Linux** (this one), from 10.0.0.1" in tab.words
    assert "**Safari, iPhone**, from 10.0.0.7, last used 1 November 2026 at 13:00" in tab.words
    tab.press("End")
    assert sign_ins.read_sign_in(store, token, at=NOW, idle_minutes=15, touch=False) is None
    assert "iPhone" not in tab.words
    assert "(this one)" in tab.words
