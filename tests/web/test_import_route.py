"""Files for an import, sent to the real server: whole or not at all, by who may."""

from urllib.parse import quote

import pytest

from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Answer, Visitor
from tracker.model import Actor, BulkImport, ImportState, Role
from tracker.services import bulk_import
from tracker.store import imports, uploads, users

OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER)


@pytest.fixture
def begun(clinic_in_use: Installation) -> BulkImport:
    return bulk_import.begin_import(clinic_in_use.store, OWNER, now=NOW)


def send(visitor: Visitor, import_id: str, data: bytes, name: str = "a/front.jpg", **headers: str) -> Answer:
    said = {"X-Tracker-Name": quote(name), "Origin": f"http://{visitor.server.host}", **headers}
    return visitor.ask("POST", f"/import/{import_id}", said, data)


def kept(clinic_in_use: Installation, begun: BulkImport) -> dict[str, bytes]:
    return {u.name: u.file.read() for u in uploads.list_uploaded(clinic_in_use.store, begun.id)}


@pytest.mark.parametrize(
    "name", ["Núñez/ojo 1.jpg", "../../../etc/passwd", "/abs.jpg", "a\\b.jpg", "x" * 900]
)
def test_a_file_is_kept_whole_under_no_path_of_its_own(name, clinic_in_use: Installation, begun):
    data = bytes(range(256)) * 4000
    assert send(clinic_in_use.signed_in(), begun.id, data, name).status == 201
    assert kept(clinic_in_use, begun) == {name: data}
    folder = clinic_in_use.store.settings.data_dir / "imports" / begun.id
    assert {path.suffix for path in folder.iterdir()} == {".bin", ".name"}


def test_sending_again_replaces_and_never_doubles(clinic_in_use: Installation, begun):
    visitor = clinic_in_use.signed_in()
    for data in (b"one", b"another"):
        assert send(visitor, begun.id, data).status == 201
    assert kept(clinic_in_use, begun) == {"a/front.jpg": b"another"}


def test_what_is_too_large_or_has_no_name_is_refused(clinic_in_use: Installation, begun):
    visitor = clinic_in_use.signed_in()
    assert send(visitor, begun.id, bytes(50_000_001)).status == 400
    assert send(visitor, begun.id, b"x", "").status == 400
    assert send(visitor, begun.id, b"x", "y" * 1001).status == 400
    assert kept(clinic_in_use, begun) == {}


def test_an_import_that_is_planned_takes_no_more_files(clinic_in_use: Installation, begun):
    imports.change_import(clinic_in_use.store, begun.id, tuple(ImportState), state=ImportState.PLANNED)
    answer = send(clinic_in_use.signed_in(), begun.id, b"x")
    assert (answer.status, answer.text) == (400, "This import takes no more files: begin a new one.")


def test_nothing_is_kept_of_an_import_that_is_none(clinic_in_use: Installation):
    for import_id in ("0" * 32, "..", "%2e%2e"):
        assert send(clinic_in_use.signed_in(), import_id, b"x").status in (400, 404, 405)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_who_may_not_import_may_not_send(role, clinic_in_use: Installation, begun):
    name = f"sends-{role}"
    users.add_user(clinic_in_use.store, name=name, display_name="X", role=role, password=PASSWORD, at=NOW)
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in(name, PASSWORD).status == 303
    assert send(visitor, begun.id, b"x").status == 403
    assert kept(clinic_in_use, begun) == {}


def test_nobody_sends_without_a_sign_in_or_from_another_site(clinic_in_use: Installation, begun):
    assert send(clinic_in_use.visitor(), begun.id, b"x").status == 401
    assert send(clinic_in_use.signed_in(), begun.id, b"x", Origin="http://evil.example").status == 403
    assert kept(clinic_in_use, begun) == {}
