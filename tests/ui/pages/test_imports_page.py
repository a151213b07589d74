"""The page of imports: from the choice of files to the report, and who gets to see it."""

import pytest

from tests.services.bulk_import.old_photos import TEMPLATE, jpeg, two_patients
from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import Actor, ImportState, Role, User
from tracker.services import bulk_import
from tracker.store import imports, jobs, patients, uploads
from tracker.store.opening import Store
from tracker.ui import context


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.display_name, user.role)


def begin(store: Store, user: User, files: dict[str, bytes]) -> str:
    begun = bulk_import.begin_import(store, actor_of(user), now=NOW)
    for name, data in files.items():
        with uploads.receiving(store, begun.id, name, byte_count=len(data)) as file:
            file.write(data)
    return begun.id


def work(store: Store, import_id: str) -> None:
    job = jobs.claim_job(store, at=NOW, lease_seconds=60)
    assert job.subject == import_id
    bulk_import.work_on_import(store, import_id, report=lambda *_: None, clock=lambda: NOW)
    jobs.finish_job(store, job.id, at=NOW)


def test_the_whole_way_from_files_to_the_report(store, owner):
    import_id = begin(store, owner, {"notes.txt": b"x", **two_patients()})
    tab = Tab.open("imports", **{"import": import_id})
    assert "5 photos are here." in tab.words
    assert tab.field("Template of the paths").value == TEMPLATE
    assert "chart A-17 · Meyer, Anna · born 9 March 1984 · Microneedling · 1 March 2024 · Front" in tab.words
    tab.press("Look at all files")
    assert "You can close this page" in tab.words
    work(store, import_id)
    tab = Tab.open("imports", **{"import": import_id})
    for words in (
        "Meyer, Anna",
        "Session 2, 5 April 2024, follow-up",
        "Left 45°",
        "This is no photo",
        "notes.txt",
    ):
        assert words in tab.words or words in str(tab.app)
    assert patients.count_patients(store) == 0
    tab.press("Import 5 photos")
    work(store, import_id)
    tab = Tab.open("imports", **{"import": import_id})
    assert "5 photos are stored." in tab.words
    assert patients.count_patients(store) == 2
    listing = Tab.open("imports")
    assert listing.links["Files from a browser"] == f"imports?import={import_id}"


def test_a_wrong_template_says_what_is_wrong_and_an_example_shows_what_does_not_fit(store, owner):
    import_id = begin(store, owner, {"A-17/x/front.jpg": jpeg(1)})
    tab = Tab.open("imports", **{"import": import_id})
    tab.type("Template of the paths", "{view}").run()
    assert "lacks {chart}" in tab.errors[0]
    assert "Look at all files" not in tab.buttons
    tab.type("Template of the paths", "{chart}_{view}").run()
    assert "The path doesn't fit the template." in tab.words


def test_an_interrupted_import_can_be_gone_on_with(store, owner):
    import_id = begin(store, owner, two_patients())
    bulk_import.request_plan(store, actor_of(owner), import_id, template=TEMPLATE, now=NOW)
    work(store, import_id)
    # running by its row, but its job is lost
    imports.change_import(store, import_id, (ImportState.PLANNED,), state=ImportState.RUNNING)
    tab = Tab.open("imports", **{"import": import_id})
    assert "The import has stopped. 0 photos are stored. 5 photos wait." in tab.words
    tab.press("Go on")
    work(store, import_id)
    assert "5 photos are stored." in Tab.open("imports", **{"import": import_id}).words


def test_what_stopped_it_is_said(store, owner):
    import_id = begin(store, owner, {"years.zip": b"none"})
    tab = Tab.open("imports", **{"import": import_id})
    assert tab.errors == ["This is neither a folder nor a whole ZIP file: make the ZIP again."]
    assert tab.links["All imports"] == "imports?"
    assert "Remove this import" in tab.buttons


def test_an_import_that_is_gone_gives_one_sentence(owner):
    tab = Tab.open("imports", **{"import": "0" * 32})
    assert tab.errors == ["There is no such import, or it was removed: go back and choose another one."]


def test_an_empty_page_says_what_to_do(owner):
    tab = Tab.open("imports")
    assert "Bring in photos that were taken before" in tab.words
    assert "Files from this computer" in tab.buttons


def test_who_may_import_is_led_there_and_nobody_else(store, records: Records, sign_in):
    records.patient()
    for role, may in ((Role.OWNER, True), (Role.PROVIDER, True), (Role.ASSISTANT, False)):
        sign_in(role)
        assert ("Import photos" in Tab.open("patients").links) is may
        refused = Tab.open("imports").errors
        assert refused == (
            [] if may else ["Your account can't import photos in bulk: ask the clinic's owner."]
        )


@pytest.mark.parametrize("address", [{}, {"import": "0" * 32}])
def test_nothing_is_shown_once_the_sign_in_has_ended(address, store, monkeypatch):
    monkeypatch.setattr(context, "signed_in_user_id", lambda: "")
    tab = Tab.open("imports", **address)
    assert tab.errors == ["Your sign-in has ended: sign in again."]
    assert tab.buttons == []
