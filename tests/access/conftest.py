"""A served clinic with somebody of each role, and all the ways of not being let in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from tests.services.consenting import allow
from tests.web.conftest import NOW, PATIENT, add_photo, add_photos
from tests.web.serving import FORM_TOKEN, Server, Visitor
from tracker.config import read_settings
from tracker.identity.one_time_codes import new_secret
from tracker.model import (
    Actor,
    Clinic,
    ConsentScope,
    ErasureGround,
    Rendition,
    Role,
    SeriesDetails,
    ShareFactor,
    SignerRelation,
    User,
)
from tracker.services import bulk_import, consents, phone_link, record_copies, retention, shares
from tracker.services.consents import FilledForm
from tracker.store import capture_links, clinic, patients, photos, second_factors, series, users
from tracker.store.opening import Store, open_store
from tracker.store.schema import SignInRecord
from tracker.web.cookies import SessionCookie

PASSWORD = "correct horse battery staple"
COOKIE = "tracker_session"
PEOPLE = [role for role in Role if role is not Role.PHONE]


@dataclass(frozen=True)
class Served:
    """A clinic that is served, its people signed in, and what stands in its addresses."""

    server: Server
    store: Store
    visitors: dict[str, Visitor]
    outsiders: dict[str, Visitor]
    objects: dict[str, str]
    foreign: dict[str, str]
    deleted: dict[str, str]

    def address(self, pattern: str) -> str:
        return pattern.format(**self.objects)

    def addresses_of_nothing(self, pattern: str) -> dict[str, str]:
        """The same address for what was never there, what is another clinic's, and a deleted patient's."""
        unknown = {name: "0" * len(value) for name, value in self.objects.items()}
        kinds = {"unknown": unknown, "foreign": self.foreign, "deleted": unknown | self.deleted}
        return {kind: pattern.format(**objects) for kind, objects in kinds.items()}


def open_clinic(folder: Path) -> Store:
    store = open_store(read_settings({**os.environ, "TRACKER_DATA_DIR": str(folder)}))
    clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
    return store


def add_people(store: Store) -> dict[Role, User]:
    return {
        role: users.add_user(
            store, name=str(role), display_name=f"Eva, {role}", role=role, password=PASSWORD, at=NOW
        )
        for role in PEOPLE
    }


def add_objects(store: Store, owner: User) -> dict[str, str]:
    """Something for each place in an address."""
    reference, photo = add_photos(store)
    actor = Actor(owner.id, owner.display_name, owner.role, confirmed_at=datetime.now(UTC))
    return {
        "reference": reference.digest,
        "photo": photo.digest,
        "photo_id": photo.id,
        "session": photo.session_id,
        # a link is made for it again and again, which ends a former one
        "other_session": add_photo(store, photo.series_id, 3).session_id,
        "series": photo.series_id,
        "patient": photo.patient_id,
        "consent": sign_form(store, actor, photo.patient_id),
        "copy": make_record_copy(store, actor, photo.patient_id),
        "import": bulk_import.begin_import(store, actor, now=datetime.now(UTC)).id,
    }


def add_deleted(store: Store, owner: User) -> dict[str, str]:
    """The same of a patient whose record was all there, and is deleted; it isn't erased yet."""
    at = datetime.now(UTC)
    actor = Actor(owner.id, owner.display_name, owner.role, confirmed_at=at)
    patient = patients.add_patient(store, replace(PATIENT, chart_number="D-1"), by="Dr Eva", at=NOW)
    details = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
    course = series.add_series(store, patient.id, details, at=NOW)
    reference, photo, other = (add_photo(store, course.id, number) for number in (11, 12, 13))
    for kind in (Rendition.ALIGNED, Rendition.TRUST):
        photos.save_rendition(store, photo.digest, kind, b"RIFF deleted", reference_digest=reference.digest)
    objects = {
        "reference": reference.digest,
        "photo": photo.digest,
        "photo_id": photo.id,
        "session": photo.session_id,
        "other_session": other.session_id,
        "series": course.id,
        "patient": patient.id,
        "consent": sign_form(store, actor, patient.id),
        "copy": make_record_copy(store, actor, patient.id),
    }
    said = retention.Deletion(ErasureGround.PATIENT_REQUEST, "asked for it", "D-1")
    retention.delete_patient(store, actor, patient.id, said, now=at)
    return objects


def make_record_copy(store: Store, actor: Actor, patient_id: str) -> str:
    """A copy of a patient's record, ready to be handed out."""
    copy = record_copies.request_copy(store, actor, patient_id, now=datetime.now(UTC))
    record_copies.make_copy(store, copy.id, report=lambda *_: None, clock=lambda: datetime.now(UTC))
    return copy.id


def sign_form(store: Store, actor: Actor, patient_id: str) -> str:
    """A patient's consent, everything refused."""
    form = consents.form_to_sign(store, actor, "en", now=NOW)
    filled = FilledForm(dict.fromkeys(form.said.questions, False), False, "Eva", SignerRelation.PATIENT)
    return consents.record_consent(store, actor, patient_id, form.id, filled, now=NOW).id


def add_person(store: Store, name: str, role: Role = Role.OWNER) -> User:
    return users.add_user(store, name=name, display_name=name, role=role, password=PASSWORD, at=NOW)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all questions of this folder."""
    folder = tmp_path_factory.mktemp("access")
    store, elsewhere = open_clinic(folder / "data"), open_clinic(folder / "elsewhere")
    try:
        with Server(folder / "data", folder / "server.log") as server, pytest.MonkeyPatch.context() as patch:
            patch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
            people, others = add_people(store), add_people(elsewhere)
            objects = add_objects(store, people[Role.OWNER])
            foreign = add_objects(elsewhere, others[Role.OWNER])
            deleted = add_deleted(store, people[Role.OWNER])
            # the first photos of both clinics are of the same bytes
            further = [add_photo(elsewhere, foreign["series"], number) for number in (8, 9)]
            foreign |= {"photo": further[0].digest, "reference": further[1].digest}
            visitors = {str(role): signed_in(server, str(role)) for role in PEOPLE}
            visitors[str(Role.PHONE)] = phone(server, store, people[Role.OWNER], objects["session"])
            outsiders = make_outsiders(server, store)
            session_id = add_photo(store, objects["series"], 4).session_id
            outsiders["ended phone"] = phone(server, store, people[Role.OWNER], session_id)
            capture_links.end_link(store, session_id, by="Eva", at=datetime.now(UTC))
            outsiders["a patient's link"] = patients_link(server, store, people[Role.OWNER], objects)
            patch.undo()
            yield Served(server, store, visitors, outsiders, objects, foreign, deleted)
    finally:
        store.close()
        elsewhere.close()


def signed_in(server: Server, name: str) -> Visitor:
    visitor = Visitor(server)
    answer = visitor.sign_in(name, PASSWORD)
    assert answer.status == 303, answer.text
    return visitor


def phone(server: Server, store: Store, owner: User, session_id: str) -> Visitor:
    """A phone that claimed a link of a session."""
    desk = signed_in(server, owner.name)
    sign_in_token = desk.cookies[COOKIE].rpartition(".")[0]
    actor = Actor(owner.id, owner.display_name, owner.role)
    at = datetime.now(UTC)
    token = phone_link.make_link(store, actor, session_id, sign_in_token=sign_in_token, at=at)
    visitor = Visitor(server)
    typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{server.host}"}
    assert visitor.ask("POST", "/phone/claim", typed, urlencode({"token": token}).encode()).status == 204
    return visitor


def patients_link(server: Server, store: Store, owner: User, objects: dict[str, str]) -> Visitor:
    """A patient's browser that was let in by the link to the series whose addresses are asked for."""
    now = datetime.now(UTC)
    allow(store, objects["patient"], ConsentScope.PATIENT_VIEW, at=NOW)
    actor = Actor(owner.id, owner.display_name, owner.role, confirmed_at=now)
    made = shares.make_share(store, actor, objects["series"], factor=ShareFactor.BIRTH_DATE, days=30, at=now)
    visitor, born = Visitor(server), PATIENT.born_on
    answered = {"day": str(born.day), "month": str(born.month), "year": str(born.year), "token": made.token}
    form_token = FORM_TOKEN.search(visitor.get("/share").text)
    assert form_token
    answer = visitor.post("/share/open", **answered, form_token=form_token.group(1))
    assert answer.status == 204, answer.text
    assert visitor.get("/share/visits").status == 200
    return visitor


def make_outsiders(server: Server, store: Store) -> dict[str, Visitor]:
    """Everybody who was let in once, or never, and isn't any more."""
    return {
        "signed out": Visitor(server),
        "ended": ended(server, store),
        "expired": expired(server, store),
        "tampered": tampered(server, store),
        "another installation's": of_another_installation(server, store),
        "second factor owed": owing_a_code(server, store),
        "told password": with_a_told_password(server, store),
    }


def ended(server: Server, store: Store) -> Visitor:
    add_person(store, "ended")
    visitor = signed_in(server, "ended")
    cookies = dict(visitor.cookies)
    assert visitor.send_form("/sign-out").status == 303
    return Visitor(server, cookies)


def expired(server: Server, store: Store) -> Visitor:
    user = add_person(store, "expired")
    visitor = signed_in(server, "expired")
    with store.writing() as db:
        long_ago = datetime.now(UTC) - timedelta(minutes=15)
        db.execute(update(SignInRecord).where(SignInRecord.user_id == user.id).values(touched_at=long_ago))
    return visitor


def tampered(server: Server, store: Store) -> Visitor:
    add_person(store, "tampered")
    visitor = signed_in(server, "tampered")
    token, _, signature = visitor.cookies[COOKIE].rpartition(".")
    visitor.cookies[COOKIE] = f"{'B' if token[0] == 'A' else 'A'}{token[1:]}.{signature}"
    return visitor


def of_another_installation(server: Server, store: Store) -> Visitor:
    """A token that is good here, signed by somebody else's key."""
    add_person(store, "elsewhere")
    token = signed_in(server, "elsewhere").cookies[COOKIE].rpartition(".")[0]
    foreign = SessionCookie("another key", store.settings)
    return Visitor(server, {COOKIE: foreign._signer.sign(token).decode()})


def owing_a_code(server: Server, store: Store) -> Visitor:
    user = add_person(store, "owing")
    second_factors.set_up(store, user.id, new_secret(), step=0, recovery_codes=[])
    visitor = signed_in(server, "owing")
    assert visitor.get("/sign-in/code").status == 200
    return visitor


def with_a_told_password(server: Server, store: Store) -> Visitor:
    """Somebody whose password another person knows."""
    user = add_person(store, "told")
    users.set_password(store, user.id, PASSWORD, must_change=True)
    return signed_in(server, "told")
