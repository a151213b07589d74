"""Every public function of the services that acts for somebody, called for each role.

The arguments can't be touched: whatever is done with a store, a photo or a form ends the call at once. So
a refusal comes before anything else, and who is let in gets as far as the first thing that is touched.
"""

import enum
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

import tracker.services
from tests.access.table import ROLES, Row, check_complete, read_rows
from tracker.errors import ConfirmationNeeded, NotAllowed
from tracker.model import Actor, Role

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
ID = "0" * 32
LET_IN, REFUSED, ASKED = "yes", "-", "password"


class Touched(BaseException):
    """Something was done with an argument."""


class Untouchable:
    """An argument of a call that is to be refused before it looks at it."""

    def __getattr__(self, name: str) -> Any:
        raise Touched(name)

    def _touch(self, *_: object) -> Any:
        raise Touched

    __bool__ = __call__ = __getitem__ = __iter__ = __len__ = __enter__ = __lt__ = __fspath__ = _touch


def rows() -> list[Row]:
    return read_rows("services")


def find_services() -> Iterator[tuple[str, Callable[..., object]]]:
    """Public functions that are told on whose behalf they act."""
    for found in pkgutil.walk_packages(tracker.services.__path__, "tracker.services."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            is_own = inspect.isfunction(function) and function.__module__ == found.name
            if is_own and not name.startswith("_") and "actor" in inspect.signature(function).parameters:
                yield f"{found.name.removeprefix('tracker.services.')}.{name}", function


SERVICES = dict(find_services())


def argument(kind: object) -> object:
    """Something of an annotated type: plain values can't hurt, all else is not to be touched."""
    plain: dict[object, object] = {
        str: ID,
        bytes: b"",
        int: 1,
        float: 1.0,
        bool: True,
        datetime: NOW,
    }
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    return plain.get(kind) if kind in plain else Untouchable()


def call(name: str, actor: Actor) -> str:
    """How a service answers an actor: let in, refused, or asked for the password."""
    function = SERVICES[name]
    kinds = typing.get_type_hints(inspect.unwrap(function))
    wanted = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty and parameter.name != "actor"
    ]
    try:
        result = function(actor=actor, **{name: argument(kinds[name]) for name in wanted})
        if isinstance(result, Iterator):
            next(result)
        elif isinstance(result, AbstractContextManager):
            result.__enter__()
    except ConfirmationNeeded:
        return ASKED
    except NotAllowed:
        return REFUSED
    except (Touched, Exception):
        pass
    return LET_IN


def actor_of(role: str, *, is_confirmed: bool = True) -> Actor:
    session_id = ID if role == Role.PHONE else ""
    return Actor(ID, "Dr Eva", Role(role), session_id=session_id, confirmed_at=NOW if is_confirmed else None)


def test_every_service_that_acts_for_somebody_stands_in_the_matrix() -> None:
    assert len(SERVICES) > 100
    check_complete("services", set(SERVICES), [row["service"] for row in rows()])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["service"])
def test_a_service_lets_in_whom_the_matrix_says_and_refuses_before_it_does_anything(row: Row) -> None:
    told = {role: call(row["service"], actor_of(role)) for role in ROLES}
    assert told == {role: row[role] for role in ROLES}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["service"])
def test_what_cannot_be_taken_back_asks_for_the_password_of_whom_it_would_let_in(row: Row) -> None:
    told = {role: call(row["service"], actor_of(role, is_confirmed=False)) for role in ROLES}
    let_in = ASKED if row["password"] == "yes" else LET_IN
    assert told == {role: let_in if row[role] == LET_IN else REFUSED for role in ROLES}


def test_a_phone_of_one_session_is_refused_in_every_other() -> None:
    of_sessions = [row for row in rows() if row["phone"] == LET_IN and "session_id" in _parameters(row)]
    assert of_sessions
    for row in of_sessions:
        stranger = Actor(ID, "Dr Eva (phone)", Role.PHONE, session_id="1" * 32)
        assert call(row["service"], stranger) == REFUSED, row["service"]
        assert call(row["service"], Actor(ID, "Dr Eva (phone)", Role.PHONE)) == REFUSED, row["service"]


def _parameters(row: Row) -> set[str]:
    return set(inspect.signature(SERVICES[row["service"]]).parameters)
