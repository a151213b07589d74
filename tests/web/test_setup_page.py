"""The first run."""

from concurrent.futures import ThreadPoolExecutor

from tests.web.serving import Server, Visitor
from tests.web.test_guard import THINGS
from tracker.config import read_settings
from tracker.model import Clinic, Role
from tracker.store import clinic, users
from tracker.store.opening import open_store

GOOD = {
    "clinic_name": "Praxis <b>am See</b>",
    "time_zone": "Europe/Zurich",
    "display_name": "Dr Eva Muster",
    "name": "eva",
    "password": "correct horse battery",
    "password_again": "correct horse battery",
}


def test_an_empty_installation_gets_its_clinic_and_owner_once(empty_server: Server):
    visitor = Visitor(empty_server)
    assert [visitor.get(path).location for path in ("/", "/clinic", "/sign-in")] == ["/setup"] * 3
    assert {visitor.ask(method, path).status for method, path in THINGS} == {401}
    assert visitor.ask("POST", "/sign-in").status == 401

    bad = visitor.send_form("/setup", **GOOD | {"password": "short", "time_zone": "Mars/Olympus"})
    assert bad.status == 400
    assert "Use at least 10 characters" in bad.text
    assert "The two passwords differ: type the same one twice." in bad.text
    assert "Choose a time zone from the list." in bad.text
    assert 'value="Praxis &lt;b&gt;am See&lt;/b&gt;"' in bad.text
    assert 'value="Dr Eva Muster"' in bad.text
    assert "short" not in bad.text
    assert visitor.post("/setup", **GOOD).status == 400  # without the form's token
    assert visitor.post("/setup", {"Origin": "https://elsewhere.example"}, **GOOD).status == 403

    good = visitor.send_form("/setup", **GOOD)
    assert (good.status, good.location) == (303, "/")
    assert visitor.get("/").status == 200
    for again in (visitor.get("/setup"), visitor.post("/setup", **GOOD | {"name": "mallory"})):
        assert (again.status, again.location) == (303, "/sign-in")

    store = open_store(read_settings({"TRACKER_DATA_DIR": str(empty_server.data_dir)}))
    try:
        assert clinic.read_clinic(store) == Clinic("Praxis <b>am See</b>", "Europe/Zurich")
        owner = users.check_password(store, "eva", GOOD["password"])
        assert owner is not None
        assert (owner.role, owner.display_name) == (Role.OWNER, "Dr Eva Muster")
        assert users.check_password(store, "mallory", GOOD["password"]) is None
    finally:
        store.close()
    key = empty_server.data_dir / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_of_two_at_the_same_moment_one_becomes_the_owner(empty_server: Server):
    def become_owner(name: str) -> str:
        visitor = Visitor(empty_server)
        visitor.send_form("/setup", **GOOD | {"name": name})
        return name if visitor.ask("GET", "/auth/ping").status == 200 else ""

    with ThreadPoolExecutor(4) as pool:
        owners = [name for name in pool.map(become_owner, ["ann", "ben", "cem", "dee"]) if name]
    assert len(owners) == 1
