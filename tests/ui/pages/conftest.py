"""A clinic on a real store, somebody signed in, and a clock that stands still."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from streamlit.components.v2.component_manager import BidiComponentManager

from tests.ui.pages.records import NOW, Records
from tracker.model import Clinic, Role, User
from tracker.store import clinic, sign_ins, users
from tracker.store.opening import Store
from tracker.ui import context

SignIn = Callable[[Role], User]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' own store, in a temporary folder."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    _forget()
    opened = context.store()
    clinic.save_clinic(opened, Clinic("Praxis am See", "Europe/Zurich"))
    yield opened
    opened.close()
    _forget()


def _forget() -> None:
    context.store.clear()
    context.limits.clear()
    context.precision.clear()


@pytest.fixture(scope="session", autouse=True)
def decoding_process() -> Iterator[None]:
    """The process that reads uploads is ended when all is done."""
    yield
    context.sandbox().close()
    context.sandbox.clear()


@pytest.fixture(autouse=True)
def frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages open as on the server, but quicker."""
    # the search of all installed packages for components takes ten times as long as a page
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is `NOW`, so that dates of the records mean the same on any day."""
    monkeypatch.setattr(context, "now", lambda: NOW)


@pytest.fixture
def sign_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Sign somebody in; the guard's part of it is all that is replaced."""
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

    def sign_in_as(role: Role) -> User:
        name = f"{role}-1"
        user = users.add_user(
            store, name=name, display_name=f"Eva, {role}", role=role, password="of no meaning", at=NOW
        )
        token = sign_ins.start_sign_in(store, user.id, at=NOW, address="10.0.0.1", browser="Firefox, Linux")
        visitor = sign_ins.read_sign_in(store, token, at=NOW, idle_minutes=15, touch=False)
        assert visitor is not None
        monkeypatch.setattr(context, "signed_in_user_id", lambda: user.id)
        monkeypatch.setattr(context, "sign_in_id", lambda: visitor.sign_in.id)
        return user

    return sign_in_as


@pytest.fixture
def records(store: Store) -> Records:
    """Shortcuts to fill the store."""
    return Records(store)


@pytest.fixture
def owner(sign_in: SignIn) -> User:
    """The clinic's owner, signed in."""
    return sign_in(Role.OWNER)
