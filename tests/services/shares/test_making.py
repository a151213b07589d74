"""Who makes a patient's link, and how."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.services.consenting import STAFF, allow
from tests.services.shares.links import make, open_with, said
from tests.ui.pages.records import NOW
from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed
from tracker.model import Actor, ConsentScope, Role, ShareFactor
from tracker.services import consents, shares
from tracker.store import shares as stored


def test_neither_tokens_nor_codes_are_stored(store, course):
    made = make(store, course, ShareFactor.CODE)
    visit = open_with(store, said(made, shares.read_code(made.code)))
    with store.reading() as db:
        rows = [
            str(db.execute(text(f"SELECT * FROM {t}")).all()) for t in ("share", "share_visit", "audit_event")
        ]
    for secret in (made.token, made.code, shares.read_code(made.code), visit):
        assert not any(secret in row for row in rows)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT, Role.PHONE])
def test_others_than_owner_and_provider_have_nothing_to_do_with_links(store, course, role):
    made = make(store, course)
    somebody = Actor("x", "X", role, confirmed_at=NOW, patient_id=course.patient_id)
    for deed in (
        lambda: make(store, course, actor=somebody),
        lambda: shares.list_shares(store, somebody, course.id, at=NOW),
        lambda: shares.renew_code(store, somebody, made.share.id, at=NOW),
        lambda: shares.unlock_share(store, somebody, made.share.id, at=NOW),
        lambda: shares.revoke_share(store, somebody, made.share.id, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_link_is_made_only_after_the_password_was_typed(store, course):
    with pytest.raises(ConfirmationNeeded):
        make(
            store,
            course,
            actor=Actor("eva", "Dr Eva", Role.PROVIDER, confirmed_at=NOW - timedelta(minutes=11)),
        )


@pytest.mark.parametrize("days", [0, 366])
def test_a_link_lasts_between_a_day_and_a_year(store, course, days):
    with pytest.raises(InvalidInput, match="between 1 and 365"):
        make(store, course, days=days)


@pytest.mark.parametrize("scopes", [(), (ConsentScope.TEACHING,)], ids=["nothing", "another use"])
def test_without_consent_no_link_is_made_and_it_says_why(store, records, scopes):
    course = records.series(records.patient(chart_number="B-3"))
    if scopes:
        allow(store, course.patient_id, *scopes, at=NOW)
    with pytest.raises(InvalidInput, match="patient's own view"):
        make(store, course)
    assert stored.list_shares(store, course.id) == []


def test_a_link_stands_among_what_has_left(store, course):
    made = make(store, course)
    (left,) = consents.list_released(store, STAFF, course.patient_id)
    assert (left.details.object_id, left.details.series_id) == (made.share.id, course.id)
