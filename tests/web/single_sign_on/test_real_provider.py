"""Single sign-on against npm's oidc-provider."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.web.conftest import NOW
from tests.web.serving import Server, Visitor, free_port
from tests.web.single_sign_on.real_provider import SECRET, Person, fetch_provider, serve_provider
from tracker.config import read_settings
from tracker.model import Clinic, Role
from tracker.store import audit, clinic, sign_ins, users
from tracker.store.opening import Store, open_store

FIRST, AGAIN = "/sign-in/oidc?next=/clinic", "/sign-in/oidc?again=1&next=/people"


@dataclass(frozen=True)
class Elsewhere:
    server: Server
    store: Store
    issuer: str

    @property
    def app(self) -> str:
        return f"http://{self.server.host}"

    def sign_in(self, person: Person) -> Visitor:
        visitor = Visitor(self.server)
        answer = visitor.get(person.go(visitor.get(FIRST).location, self.app))
        assert (answer.status, answer.location) == (303, "/clinic")
        return visitor


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    folder = tmp_path_factory.mktemp("elsewhere")
    package, port, app_port = fetch_provider(), free_port(), free_port()
    secret = folder / "client.secret"
    secret.write_text(f"{SECRET}\n")
    environ = {
        "TRACKER_DATA_DIR": str(folder / "data"),
        "TRACKER_OIDC_ISSUER": f"http://127.0.0.1:{port}",
        "TRACKER_OIDC_CLIENT_ID": "tracker",
        "TRACKER_OIDC_CLIENT_SECRET_FILE": str(secret),
        "TRACKER_OIDC_ROLE_CLAIM": "groups",
        "TRACKER_OIDC_ROLES": "clinic-admins=owner,doctors=provider",
        "TRACKER_OIDC_LABEL": "Clinic ID",
    }
    store = open_store(read_settings(environ))
    server = Server(folder / "data", folder / "server.log", app_port, environ=environ)
    try:
        clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
        users.add_user(store, name="eva", display_name="Eva", role=Role.OWNER, password="x", at=NOW)
        with serve_provider(package, port, f"http://127.0.0.1:{app_port}") as issuer, server:
            yield Elsewhere(server, store, issuer)
    finally:
        store.close()


def test_a_first_sign_in_makes_an_account_with_the_role_of_the_claim_and_the_next_finds_it(
    elsewhere: Elsewhere,
):
    visitor = elsewhere.sign_in(Person("dora"))
    assert visitor.get("/auth/ping").status == 200
    user = users.find_user_from_elsewhere(elsewhere.store, elsewhere.issuer, "dora")
    assert user is not None
    assert (user.display_name, user.role, user.has_password) == ("Dr dora", Role.PROVIDER, False)
    elsewhere.sign_in(Person("dora"))
    assert [known.display_name for known in users.list_users(elsewhere.store)].count("Dr dora") == 1
    actions = [event.action for event in audit.list_events(elsewhere.store, object_id=user.id)]
    assert actions == ["signed in", "signed in", "added an account (provider)"]


def test_without_a_role_in_the_claim_nobody_comes_in(elsewhere: Elsewhere):
    visitor, person = Visitor(elsewhere.server), Person("nora")
    answer = visitor.get(person.go(visitor.get(FIRST).location, elsewhere.app))
    assert answer.location == "/sign-in?problem=no-role&next=%2Fclinic"
    assert "Your account at Clinic ID has no role in this program" in visitor.get(answer.location).text
    assert visitor.ask("GET", "/auth/ping").status == 401
    assert users.find_user_from_elsewhere(elsewhere.store, elsewhere.issuer, "nora") is None


def test_an_answer_counts_once(elsewhere: Elsewhere):
    visitor, person = Visitor(elsewhere.server), Person("olga")
    callback = person.go(visitor.get(FIRST).location, elsewhere.app)
    cookies = dict(visitor.cookies)
    assert visitor.get(callback).location == "/clinic"
    for again in (visitor, Visitor(elsewhere.server, cookies), Visitor(elsewhere.server)):
        assert again.get(callback).location.startswith("/sign-in?problem=stale")


def test_to_confirm_one_signs_in_there_again_and_returns_to_the_page(elsewhere: Elsewhere):
    person = Person("olga")
    visitor = elsewhere.sign_in(person)
    assert person.typed_count == 1
    user = users.find_user_from_elsewhere(elsewhere.store, elsewhere.issuer, "olga")
    assert user is not None
    known = max(
        sign_ins.list_sign_ins(elsewhere.store, user.id, at=datetime.now(UTC), idle_minutes=15),
        key=lambda one: one.started_at,
    )
    answer = visitor.get(person.go(visitor.get(AGAIN).location, elsewhere.app))
    assert (answer.status, answer.location) == (303, "/people")
    assert person.typed_count == 2
    after = sign_ins.find_listed(elsewhere.store, user.id, known.id)
    assert after is not None
    assert after.confirmed_at > known.confirmed_at


def test_another_person_cannot_confirm_for_whom_is_signed_in(elsewhere: Elsewhere):
    visitor = elsewhere.sign_in(Person("olga"))
    answer = visitor.get(Person("dora").go(visitor.get(AGAIN).location, elsewhere.app))
    assert answer.location == "/sign-in?problem=somebody-else&next=%2Fpeople"
    assert "answered for another person" in visitor.get(answer.location).text


def test_signing_out_offers_to_sign_out_there_too(elsewhere: Elsewhere):
    visitor = elsewhere.sign_in(Person("dora"))
    answer = visitor.send_form("/sign-out")
    assert answer.location == "/sign-in?left=1"
    assert 'href="/sign-out/oidc"' in visitor.get(answer.location).text
    assert visitor.get("/sign-out/oidc").location == f"{elsewhere.issuer}/session/end?client_id=tracker"
    assert visitor.ask("GET", "/auth/ping").status == 401


def test_neither_code_nor_token_stands_in_the_log(elsewhere: Elsewhere):
    visitor, person = Visitor(elsewhere.server), Person("dora")
    callback = person.go(visitor.get(FIRST).location, elsewhere.app)
    visitor.get(callback)
    code = callback.partition("code=")[2].partition("&")[0]
    log = elsewhere.server.log_path.read_text()
    assert code
    assert code not in log
    assert "eyJ" not in log
    assert SECRET not in log
