"""The way to the provider and back: whose answer counts, where it leads, what is said when it fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from itsdangerous import TimestampSigner

from tests.web.conftest import NOW
from tests.web.serving import Server, Visitor
from tests.web.single_sign_on.own_provider import OwnProvider, environ_of, serve_own_provider
from tests.web.single_sign_on.test_tokens import get
from tracker.config import read_settings
from tracker.model import Clinic, Role
from tracker.services.single_sign_on import FAILURES_ALLOWED
from tracker.store import audit, clinic, users
from tracker.store.opening import Store, open_store
from tracker.store.schema import SignInFailureRecord

PASSWORD = "correct horse battery staple"
START = "/sign-in/oidc?next=/clinic"
COOKIE = "tracker_oidc"
# as a browser says it when the provider's page leads back
FROM_THERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@dataclass(frozen=True)
class Desk:
    server: Server
    store: Store
    theirs: OwnProvider

    def visitor(self) -> Visitor:
        return Visitor(self.server)

    def answer(self, visitor: Visitor, start: str = START) -> str:
        """Off to the provider, signed in there; where it sends the browser."""
        return get(visitor.get(start).location).removeprefix(f"http://{self.server.host}")

    def signed_in(self) -> Visitor:
        visitor = self.visitor()
        assert visitor.get(self.answer(visitor), FROM_THERE).location == "/clinic"
        return visitor

    def is_in(self, visitor: Visitor) -> bool:
        return visitor.ask("GET", "/auth/ping").status == 200


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("way-back")
    with serve_own_provider() as theirs:
        environ = environ_of(theirs.issuer, folder / "data") | {"TRACKER_OIDC_ONLY": "1"}
        store = open_store(read_settings(environ))
        try:
            clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
            for name, role in (("eva", Role.OWNER), ("paul", Role.PROVIDER)):
                users.add_user(store, name=name, display_name=name, role=role, password=PASSWORD, at=NOW)
            with Server(folder / "data", folder / "server.log", environ=environ) as server:
                yield Desk(server, store, theirs)
        finally:
            store.close()


@pytest.fixture
def desk(installation: Desk) -> Desk:
    installation.theirs.behave()
    with installation.store.writing() as db:
        db.query(SignInFailureRecord).delete()
    return installation


def problem_of(location: str) -> str:
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/sign-in")
    asked = parse_qs(parts.query)
    assert set(asked) == {"problem", "next"}
    return asked["problem"][0]


def test_the_button_is_in_the_readers_language_and_leads_there_and_back(desk: Desk):
    visitor = desk.visitor()
    shown = visitor.get("/sign-in?next=/clinic", {"Accept-Language": "es"})
    assert "Iniciar sesión con Clinic ID" in shown.text
    assert 'href="/sign-in/oidc?next=/clinic"' in shown.text
    assert desk.is_in(desk.signed_in())


def test_the_cookie_of_the_way_is_out_of_reach_and_holds_no_secret(desk: Desk):
    visitor = desk.visitor()
    answer = visitor.get(START)
    cookie = next(line for line in answer.headers.get_all("Set-Cookie") if line.startswith(COOKIE))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/sign-in/oidc", "max-age=600"} <= attributes
    asked = parse_qs(urlsplit(answer.location).query)
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name][0] not in cookie
    assert "code_verifier" not in asked


def test_an_answer_counts_once_even_with_the_cookie_kept_and_a_careless_provider(desk: Desk):
    desk.theirs.is_lax = True
    visitor = desk.visitor()
    callback = desk.answer(visitor)
    kept = dict(visitor.cookies)
    assert visitor.get(callback, FROM_THERE).location == "/clinic"
    again = Visitor(desk.server, {COOKIE: kept[COOKIE]})
    assert problem_of(again.get(callback, FROM_THERE).location) == "stale"
    assert not desk.is_in(again)


def test_nobody_is_signed_in_by_an_answer_that_another_browser_fetched(desk: Desk):
    attacker, victim = desk.visitor(), desk.visitor()
    callback = desk.answer(attacker)
    assert problem_of(victim.get(callback, FROM_THERE).location) == "stale"
    desk.answer(victim)
    assert problem_of(victim.get(callback, FROM_THERE).location) == "stale"
    assert not desk.is_in(victim)


@pytest.mark.parametrize("state", ["", "another", None])
def test_an_answer_with_another_state_counts_for_nothing(state: str | None, desk: Desk):
    visitor = desk.visitor()
    parts = urlsplit(desk.answer(visitor))
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"state": state}
    callback = (
        parts.path + "?" + "&".join(f"{n}={quote(v, safe='')}" for n, v in asked.items() if v is not None)
    )
    assert problem_of(visitor.get(callback).location) == "stale"
    assert not desk.is_in(visitor)


def test_an_answer_of_another_provider_counts_for_nothing(desk: Desk):
    visitor = desk.visitor()
    callback = desk.answer(visitor)
    mixed = callback.replace(quote(desk.theirs.issuer, safe=""), "https%3A%2F%2Felsewhere.example")
    assert mixed != callback
    assert problem_of(visitor.get(mixed).location) == "unverified"
    assert not desk.is_in(visitor)


def test_a_changed_or_old_cookie_is_none(desk: Desk):
    visitor = desk.visitor()
    callback = desk.answer(visitor)
    text, _, signature = visitor.cookies[COOKIE].rpartition(".")
    key = (desk.store.settings.data_dir / "secret.key").read_text().strip()
    forged = TimestampSigner("another key", salt="tracker oidc").sign(text.split(".")[0]).decode()
    for cookie in (f"{text}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}", forged, text, ""):
        assert key not in cookie
        assert problem_of(Visitor(desk.server, {COOKIE: cookie}).get(callback).location) == "stale"


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"],
)
def test_the_way_back_never_leads_to_another_site(target: str, desk: Desk):
    visitor = desk.visitor()
    callback = desk.answer(visitor, f"/sign-in/oidc?next={quote(target, safe='')}")
    assert visitor.get(callback).location == "/"
    assert visitor.get(f"/sign-in/oidc?next={quote(target, safe='')}").location == "/"


def test_a_refusal_of_the_provider_is_one_sentence(desk: Desk):
    visitor = desk.visitor()
    state = parse_qs(urlsplit(visitor.get(START).location).query)["state"][0]
    issuer = quote(desk.theirs.issuer, safe="")
    said = f"error=access_denied&error_description=secret+words&state={state}&iss={issuer}"
    answer = visitor.get(f"/sign-in/oidc/callback?{said}")
    assert problem_of(answer.location) == "denied"
    shown = visitor.get(answer.location).text
    assert "Clinic ID did not let you in, or you broke off: try again, or ask who runs it." in shown
    assert "secret words" not in shown
    assert 'name="next" value="/clinic"' in shown


def test_no_sentence_of_ours_can_be_put_on_the_page_by_its_address(desk: Desk):
    shown = desk.visitor().get("/sign-in?problem=%3Cb%3Ecall+this+number").text
    assert 'role="alert"' not in shown


def test_a_token_that_cannot_be_verified_lets_nobody_in_and_is_written_down(desk: Desk):
    desk.theirs.alter = lambda claims: claims.update(aud="another-client")
    visitor = desk.visitor()
    assert problem_of(visitor.get(desk.answer(visitor)).location) == "unverified"
    assert not desk.is_in(visitor)
    newest = audit.list_events(desk.store, limit=1)[0]
    assert (newest.action, newest.detail) == ("failed to sign in", "single sign-on: unverified; 127.0.0.1")


def test_after_twenty_failures_even_an_honest_answer_waits(desk: Desk):
    for _ in range(FAILURES_ALLOWED):
        assert problem_of(desk.visitor().get("/sign-in/oidc/callback?state=x&code=y").location) == "stale"
    visitor = desk.visitor()
    assert problem_of(visitor.get(START).location) == "too-many"
    assert problem_of(visitor.get("/sign-in/oidc/callback?state=x&code=y").location) == "too-many"


def test_somebody_without_a_sign_in_cannot_confirm_and_who_is_in_goes_on(desk: Desk):
    visitor = desk.visitor()
    assert visitor.get("/sign-in/oidc?again=1&next=/people").location == "/people"
    assert COOKIE not in visitor.cookies
    inside = desk.signed_in()
    inside.cookies.pop(COOKIE, None)
    assert inside.get(START).location == "/clinic"
    assert not inside.cookies.get(COOKIE)


def test_a_confirmation_of_one_sign_in_is_not_anothers(desk: Desk):
    one, other = desk.signed_in(), desk.signed_in()
    callback = desk.answer(one, "/sign-in/oidc?again=1&next=/people")
    other.cookies[COOKIE] = one.cookies[COOKIE]
    assert problem_of(other.get(callback).location) == "stale"


def test_a_sign_in_replaces_the_one_before_in_this_browser(desk: Desk):
    first = desk.signed_in()
    former = Visitor(desk.server, dict(first.cookies))
    assert desk.is_in(former)
    # the provider's page was open while the former sign-in still lasted
    newcomer = desk.visitor()
    callback = desk.answer(newcomer)
    newcomer.cookies |= {"tracker_session": first.cookies["tracker_session"]}
    assert newcomer.get(callback).location == "/clinic"
    assert desk.is_in(newcomer)
    assert not desk.is_in(former)
    assert newcomer.cookies["tracker_session"] != first.cookies["tracker_session"]


def test_the_role_follows_the_claim_at_each_sign_in(desk: Desk):
    store, issuer = desk.store, desk.theirs.issuer
    for group, role in (("desk", Role.ASSISTANT), ("clinic-admins", Role.OWNER), ("doctors", Role.PROVIDER)):
        desk.theirs.person = {"sub": "rosa", "name": "Rosa", "groups": ["golf", group]}
        desk.signed_in()
        user = users.find_user_from_elsewhere(store, issuer, "rosa")
        assert user is not None
        assert user.role is role


def test_whoever_lost_the_role_is_out_at_once_in_all_browsers(desk: Desk):
    desk.theirs.person = {"sub": "karl", "name": "Karl", "groups": "doctors"}
    before = desk.signed_in()
    desk.theirs.person = {"sub": "karl", "name": "Karl", "groups": ["golf"]}
    visitor = desk.visitor()
    assert problem_of(visitor.get(desk.answer(visitor)).location) == "no-role"
    assert not desk.is_in(before)


def test_an_account_that_was_switched_off_here_stays_off(desk: Desk):
    desk.theirs.person = {"sub": "otto", "name": "Otto", "groups": ["doctors"]}
    desk.signed_in()
    user = users.find_user_from_elsewhere(desk.store, desk.theirs.issuer, "otto")
    assert user is not None
    users.change_user(desk.store, user.id, display_name="Otto", role=user.role, is_active=False)
    visitor = desk.visitor()
    assert problem_of(visitor.get(desk.answer(visitor)).location) == "switched-off"


def test_the_same_mail_or_name_finds_no_account(desk: Desk):
    desk.theirs.person = {
        "sub": "not-eva",
        "name": "eva",
        "preferred_username": "eva",
        "email": "eva@clinic.example",
        "email_verified": True,
        "groups": ["desk"],
    }
    desk.signed_in()
    eva = users.find_user_by_name(desk.store, "eva")
    newcomer = users.find_user_from_elsewhere(desk.store, desk.theirs.issuer, "not-eva")
    assert eva is not None
    assert newcomer is not None
    assert (eva.role, eva.is_from_elsewhere) == (Role.OWNER, False)
    assert (newcomer.name, newcomer.role) == ("eva-2", Role.ASSISTANT)


def test_passwords_open_owners_accounts_only(desk: Desk):
    assert desk.visitor().sign_in("eva", PASSWORD).status == 303
    answer = desk.visitor().sign_in("paul", PASSWORD)
    assert answer.status == 401
    assert "sign in with Clinic ID." in answer.text
    assert "<details" in answer.text


@pytest.mark.parametrize("password", ["", "nobody", " "])
def test_no_password_opens_an_account_that_has_none(password: str, desk: Desk):
    desk.theirs.person = {"sub": "vera", "preferred_username": "vera", "groups": ["clinic-admins"]}
    desk.signed_in()
    assert desk.visitor().sign_in("vera", password).status == 401


def test_a_failure_says_so_to_whoever_is_signed_in_too(desk: Desk):
    visitor = desk.signed_in()
    desk.theirs.auth_time = int((datetime.now(UTC) - timedelta(minutes=5)).timestamp())
    answer = visitor.get(desk.answer(visitor, "/sign-in/oidc?again=1&next=/people"))
    assert problem_of(answer.location) == "not-fresh"
    shown = visitor.get(answer.location)
    assert shown.status == 200
    assert "Clinic ID did not ask you to sign in again" in shown.text
    assert 'href="/people"' in shown.text
