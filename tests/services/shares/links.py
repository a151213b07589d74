"""Links as tests make and open them."""

from datetime import date, timedelta

import pytest

from tests.ui.pages.records import NOW
from tracker.errors import SignInFailed
from tracker.model import Actor, Role, Series, ShareFactor
from tracker.services import shares
from tracker.services.shares import Answer, MadeShare
from tracker.store.opening import Store

EVA = Actor("eva", "Dr Eva", Role.PROVIDER, confirmed_at=NOW)


BORN = date(1984, 3, 9)


def make(store: Store, course: Series, factor: ShareFactor = ShareFactor.BIRTH_DATE, **changed) -> MadeShare:
    return shares.make_share(
        store, changed.get("actor", EVA), course.id, factor=factor, days=changed.get("days", 30), at=NOW
    )


def said(made: MadeShare, what: str = BORN.isoformat(), address: str = "192.0.2.7") -> Answer:
    return Answer(made.token, made.share.factor, what, address, "Phone 1")


def open_with(store: Store, answer: Answer, *, minutes: float = 1) -> str:
    return shares.open_share(store, answer, at=NOW + timedelta(minutes=minutes))


def reader(store: Store, token: str, *, minutes: float = 2) -> Actor | None:
    return shares.find_reader(store, token, at=NOW + timedelta(minutes=minutes), is_activity=False)


def fail(store: Store, made: MadeShare, times: int, address: str = "192.0.2.7") -> None:
    for number in range(times):
        with pytest.raises(SignInFailed):
            open_with(store, said(made, f"1970-01-{number + 1:02}", address))
