"""What ends a link, and a visit that is under way."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.services.consenting import STAFF, allow
from tests.services.shares.links import EVA, make, open_with, reader, said
from tests.ui.pages.records import NOW
from tracker.errors import ConsentMissing, InvalidInput, NotAllowed, SignInFailed
from tracker.model import Actor, ConsentScope, ErasureGround, ReleasedCopy, Role
from tracker.services import consents, retention, shares
from tracker.services import patients as patients_service
from tracker.services.retention import Deletion
from tracker.services.shares import MadeShare
from tracker.store import released
from tracker.store.opening import Store
from tracker.store.schema import ShareRecord, ShareVisitRecord


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_link_that_is_over_says_so_only_to_who_knows_the_answer(store, course, end):
    made = make(store, course, days=1)
    minutes = 1.0
    if end == "revoked":
        shares.revoke_share(store, EVA, made.share.id, at=NOW)
    else:
        minutes = 24 * 60
    with pytest.raises(SignInFailed, match="That didn't work"):
        open_with(store, said(made, "1970-01-01"), minutes=minutes)
    with pytest.raises(NotAllowed, match="has expired" if end == "expired" else "has ended this link"):
        open_with(store, said(made), minutes=minutes)


def revoke(store: Store, made: MadeShare, token: str) -> None:
    shares.revoke_share(store, EVA, made.share.id, at=NOW)


def leave(store: Store, made: MadeShare, token: str) -> None:
    shares.leave(store, token, at=NOW)


def expire(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.get_one(ShareRecord, made.share.id).expires_at = NOW


def archive(store: Store, made: MadeShare, token: str) -> None:
    patients_service.archive_patient(store, EVA, _patient_id(store, made), now=NOW)


def withdraw(store: Store, made: MadeShare, token: str) -> None:
    patient_id = _patient_id(store, made)
    consent = consents.read_standing(store, STAFF, patient_id).consent
    assert consent is not None
    consents.withdraw_consent(
        store, STAFF, patient_id, consent.id, {ConsentScope.PATIENT_VIEW}, reason="", now=NOW
    )


def delete(store: Store, made: MadeShare, token: str) -> None:
    owner = Actor("eva", "Dr Eva", Role.OWNER, confirmed_at=NOW)
    retention.delete_patient(
        store,
        owner,
        _patient_id(store, made),
        Deletion(ErasureGround.PATIENT_REQUEST, "asked for it", "A-17"),
        now=NOW,
    )


def _patient_id(store: Store, made: MadeShare) -> str:
    with store.reading() as db:
        return db.get_one(ShareRecord, made.share.id).series.patient_id


def sign_another_form(store: Store, made: MadeShare, token: str) -> None:
    allow(store, _patient_id(store, made), ConsentScope.TEACHING, at=NOW)


def wait_idly(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.scalars(select(ShareVisitRecord)).one().touched_at = NOW - timedelta(minutes=13)


def wait_for_long(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.scalars(select(ShareVisitRecord)).one().started_at = NOW - timedelta(hours=12)


@pytest.mark.parametrize(
    "end", [revoke, leave, expire, archive, withdraw, sign_another_form, delete, wait_idly, wait_for_long]
)
def test_a_visit_ends_at_once(store, course, end):
    made = make(store, course)
    token = open_with(store, said(made))
    assert reader(store, token)
    end(store, made, token)
    assert reader(store, token) is None


def test_an_archived_patient_gets_no_link_and_former_ones_stay_ended(store, course):
    made = make(store, course)
    patients_service.archive_patient(store, EVA, course.patient_id, now=NOW)
    with pytest.raises(InvalidInput, match="archived"):
        make(store, course)
    with pytest.raises(NotAllowed):
        open_with(store, said(made))
    patients_service.restore_patient(store, EVA, course.patient_id, now=NOW)
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))


def test_a_new_form_that_refuses_closes_a_link_to_the_right_answer_as_well(store, course):
    made = make(store, course)
    allow(store, course.patient_id, ConsentScope.TEACHING, at=NOW)
    with pytest.raises(NotAllowed, match="At present your clinic can't show you photos"):
        open_with(store, said(made))


def test_a_withdrawal_ends_a_link_and_a_later_form_brings_no_former_one_back(store, course):
    made = make(store, course)
    withdraw(store, made, "")
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))
    allow(store, course.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))


def test_a_link_that_is_made_while_consent_is_withdrawn_opens_nothing_later_either(
    store, course, monkeypatch
) -> None:
    """Asked for before the withdrawal and made after it, it would not be among those that it ends."""
    release = released.release_copy

    def release_while_it_is_withdrawn(*said: Any, **more: Any) -> ReleasedCopy:
        copy = release(*said, **more)
        consent = consents.read_standing(store, STAFF, course.patient_id).consent
        assert consent is not None
        consents.withdraw_consent(
            store, STAFF, course.patient_id, consent.id, {ConsentScope.PATIENT_VIEW}, reason="", now=NOW
        )
        return copy

    monkeypatch.setattr(released, "release_copy", release_while_it_is_withdrawn)
    with pytest.raises(ConsentMissing, match="withdrawn"):
        make(store, course)
    assert shares.list_shares(store, EVA, course.id, at=NOW) == []


def test_what_is_looked_at_keeps_a_visit_open(store, course):
    token = open_with(store, said(make(store, course)))
    for minutes in (10, 20, 30):
        at = NOW + timedelta(minutes=minutes)
        assert shares.find_reader(store, token, at=at, is_activity=True)
    assert reader(store, token, minutes=46) is None
