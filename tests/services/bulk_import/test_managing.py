"""Imports from the browser: the worker's part on real files, stopped, killed, gone on with; rights."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.bulk_import.old_photos import (
    NOW,
    OWNER,
    TEMPLATE,
    add_owner,
    jpeg,
    lay,
    pack,
    two_patients,
)
from tracker.config import read_settings
from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed, NotFound
from tracker.model import Actor, Clinic, FileState, ImportState, Role
from tracker.services import bulk_import
from tracker.store import audit, clinic, imports, jobs, patients, uploads, users
from tracker.store.alone import importing_alone
from tracker.store.opening import Store, open_store
from tracker.store.schema import UserRecord

TOP = Path(__file__).parents[3]


@pytest.fixture
def server_folder(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def store(tmp_path: Path, server_folder: Path):
    """A clinic whose server has an import folder."""
    environ = {"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_IMPORT_DIR": str(server_folder)}
    opened = open_store(read_settings(environ))
    clinic.save_clinic(opened, Clinic("Praxis", "Europe/Madrid"))
    add_owner(opened)
    yield opened
    opened.close()


@pytest.fixture
def owner(store: Store) -> Actor:
    user = users.find_user_by_name(store, "eva")
    return Actor(user.id, user.display_name, user.role)


def send(store: Store, actor: Actor, import_id: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        with bulk_import.receive_file(store, actor, import_id, name, byte_count=len(data)) as file:
            file.write(data)


def work(store: Store, import_id: str) -> ImportState:
    """What the worker does with the job; the state afterwards."""
    job = jobs.claim_job(store, at=NOW, lease_seconds=60)
    assert job.subject == import_id
    bulk_import.work_on_import(store, import_id, report=lambda *_: None, clock=lambda: NOW)
    jobs.finish_job(store, job.id, at=NOW)
    return imports.read_import(store, import_id).state


def planned(store: Store, actor: Actor, files: dict[str, bytes], template: str = TEMPLATE) -> str:
    begun = bulk_import.begin_import(store, actor, now=NOW)
    send(store, actor, begun.id, files)
    bulk_import.request_plan(store, actor, begun.id, template=template, now=NOW)
    assert work(store, begun.id) is ImportState.PLANNED
    return begun.id


def photo_count(store: Store) -> int:
    return sum(summary.photo_count for summary in patients.find_patients(store))


def test_sent_photos_are_planned_stored_reported_and_their_copies_removed(store, owner):
    import_id = planned(store, owner, {"notes.txt": b"x", ".DS_Store": b"x", **two_patients()})
    progress = bulk_import.import_progress(store, owner, import_id, now=NOW)
    assert (progress.total, progress.counts[FileState.WAITING]) == (6, 5)
    assert photo_count(store) == 0
    bulk_import.start_import(store, owner, import_id, now=NOW)
    assert work(store, import_id) is ImportState.DONE
    assert photo_count(store) == 5
    with pytest.raises(ConfirmationNeeded):
        bulk_import.import_report(store, owner, import_id, now=NOW)
    confirmed = replace(owner, confirmed_at=NOW)
    report = bulk_import.import_report(store, confirmed, import_id, now=NOW).decode("utf-8-sig").splitlines()
    event = audit.list_events(store, object_id=import_id)[0]
    assert (event.action, event.object_kind) == ("exported", "import report")
    assert len(report) == 7
    assert sum(",taken in," in line for line in report) == 5
    assert uploads.list_uploaded(store, import_id) == []
    assert jobs.count_open_jobs(store) == 5
    assert jobs.count_open_jobs(store, with_background=False) == 0


def test_a_zip_that_was_sent_is_looked_into(store, owner, tmp_path):
    data = pack(tmp_path / "x.zip", two_patients()).read_bytes()
    import_id = planned(store, owner, {"years.ZIP": data})
    assert bulk_import.list_names(store, owner, import_id) == sorted(two_patients())
    bulk_import.start_import(store, owner, import_id, now=NOW)
    assert work(store, import_id) is ImportState.DONE
    assert photo_count(store) == 5


def test_a_zip_that_is_none_is_said_and_can_be_put_right(store, owner):
    begun = bulk_import.begin_import(store, owner, now=NOW)
    send(store, owner, begun.id, {"years.zip": b"no zip"})
    bulk_import.request_plan(store, owner, begun.id, template=TEMPLATE, now=NOW)
    assert work(store, begun.id) is ImportState.COLLECTING
    assert "neither a folder nor a whole ZIP" in str(imports.read_import(store, begun.id).message)
    send(store, owner, begun.id, {"other.zip": b"PK"})
    assert [one.name for one in uploads.list_uploaded(store, begun.id)] == ["other.zip"]
    send(store, owner, begun.id, {"a.jpg": jpeg(1), "b.jpg": jpeg(2)})
    assert [one.name for one in uploads.list_uploaded(store, begun.id)] == ["a.jpg", "b.jpg"]


def test_a_folder_of_the_server_is_imported_and_no_other(store, owner, server_folder, tmp_path):
    assert bulk_import.list_places(store, owner) == []
    lay(server_folder / "old", two_patients())
    pack(server_folder / "more.zip", two_patients())
    lay(tmp_path / "secret", two_patients())
    (server_folder / "link").symlink_to(tmp_path / "secret")
    assert bulk_import.list_places(store, owner) == ["more.zip", "old"]
    for place in ("../secret", "link", str(tmp_path / "secret"), "old/..", "..", "."):
        with pytest.raises(NotFound):
            bulk_import.begin_import(store, owner, place=place, now=NOW)
    begun = bulk_import.begin_import(store, owner, place="old", now=NOW)
    bulk_import.request_plan(store, owner, begun.id, template=TEMPLATE, now=NOW)
    assert work(store, begun.id) is ImportState.PLANNED
    bulk_import.start_import(store, owner, begun.id, now=NOW)
    assert work(store, begun.id) is ImportState.DONE
    assert (server_folder / "old").is_dir()
    with pytest.raises(InvalidInput, match="takes no more files"):
        send(store, owner, begun.id, {"a.jpg": b"x"})


def test_a_table_says_whose_photos_they_are(store, owner):
    begun = bulk_import.begin_import(store, owner, now=NOW)
    send(store, owner, begun.id, {"a.jpg": jpeg(1)})
    table = "Archivo;Historia;Apellidos;Nombre;Nacimiento;Fecha;Vista\n"
    table += "a.jpg;9;Ruiz;Eva;1/2/1980;25/4/2024;frontal"
    bulk_import.request_plan(store, owner, begun.id, template="", table=table, now=NOW)
    assert work(store, begun.id) is ImportState.PLANNED
    (file,) = bulk_import.list_import_files(store, owner, begun.id)
    assert (file.target.chart_number, str(file.target.day)) == ("9", "2024-04-25")


def test_a_stopped_import_goes_on_where_it_stopped(store, owner, monkeypatch):
    import_id = planned(store, owner, two_patients())
    bulk_import.start_import(store, owner, import_id, now=NOW)
    bulk_import.stop_import(store, owner, import_id)
    assert work(store, import_id) is ImportState.STOPPED
    assert photo_count(store) == 0
    bulk_import.start_import(store, owner, import_id, now=NOW)
    assert work(store, import_id) is ImportState.DONE
    assert photo_count(store) == 5


def test_an_import_waits_for_no_other_and_says_so(store, owner):
    import_id = planned(store, owner, two_patients())
    bulk_import.start_import(store, owner, import_id, now=NOW)
    with importing_alone(store):
        assert work(store, import_id) is ImportState.STOPPED
    assert "Another import is running" in str(imports.read_import(store, import_id).message)
    assert photo_count(store) == 0


def test_who_lost_the_right_meanwhile_imports_nothing(store, owner):
    import_id = planned(store, owner, two_patients())
    bulk_import.start_import(store, owner, import_id, now=NOW)
    with store.writing() as db:
        db.get(UserRecord, owner.user_id).role = Role.ASSISTANT
    assert work(store, import_id) is ImportState.STOPPED
    assert "can't import" in str(imports.read_import(store, import_id).message)
    assert photo_count(store) == 0


def test_a_removed_import_leaves_its_photos_and_no_copies(store, owner):
    import_id = planned(store, owner, two_patients())
    bulk_import.start_import(store, owner, import_id, now=NOW)
    with pytest.raises(InvalidInput, match="Stop the import first"):
        bulk_import.remove_import(store, owner, import_id)
    bulk_import.stop_import(store, owner, import_id)
    bulk_import.remove_import(store, owner, import_id)
    assert bulk_import.list_imports(store, owner) == []
    assert not (store.settings.data_dir / "imports" / import_id).exists()
    with pytest.raises(NotFound):
        bulk_import.import_progress(store, owner, import_id, now=NOW)


WORKER = """
import sys, tracker.services.bulk_import as b
from datetime import UTC, datetime
from tracker.config import read_settings
from tracker.store.opening import open_store
store = open_store(read_settings())
b.work_on_import(store, sys.argv[1], report=lambda *_: None, clock=lambda: datetime.now(UTC))
"""


@pytest.mark.skipif(os.name == "nt", reason="killed otherwise there")
def test_a_killed_worker_loses_nothing_and_its_successor_goes_on(store, owner):
    files = {
        f"A-17_Meyer_Anna_1984-03-09/X/2024-03-{1 + n % 5:02d}/front_{n}.jpg": jpeg(n, side=900)
        for n in range(30)
    }
    import_id = planned(store, owner, files)
    bulk_import.start_import(store, owner, import_id, now=NOW)
    environ = {**os.environ, **store.settings.as_environ()}
    running = subprocess.Popen([sys.executable, "-c", WORKER, import_id], cwd=TOP, env=environ)
    end = time.monotonic() + 60
    while photo_count(store) < 5 and time.monotonic() < end:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = photo_count(store)
    assert 5 <= before < 30
    assert work(store, import_id) is ImportState.DONE
    assert photo_count(store) == 30
    counts = imports.count_states(store, import_id)
    assert counts[FileState.TAKEN] + counts[FileState.PRESENT] == 30
    assert counts[FileState.PRESENT] <= 4  # stored, but not noted any more


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_every_service_asks_for_the_right(role, store, owner):
    other = replace(OWNER, role=role)
    begun = bulk_import.begin_import(store, owner, now=NOW)
    for ask in (
        lambda: bulk_import.begin_import(store, other, now=NOW),
        lambda: bulk_import.list_imports(store, other),
        lambda: bulk_import.list_places(store, other),
        lambda: send(store, other, begun.id, {"a.jpg": b"x"}),
        lambda: bulk_import.list_names(store, other, begun.id),
        lambda: bulk_import.request_plan(store, other, begun.id, template=TEMPLATE, now=NOW),
        lambda: bulk_import.start_import(store, other, begun.id, now=NOW),
        lambda: bulk_import.stop_import(store, other, begun.id),
        lambda: bulk_import.change_mapping(store, other, begun.id),
        lambda: bulk_import.remove_import(store, other, begun.id),
        lambda: bulk_import.import_progress(store, other, begun.id, now=NOW),
        lambda: bulk_import.list_import_files(store, other, begun.id),
        lambda: bulk_import.import_report(store, other, begun.id, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            ask()
    assert uploads.list_uploaded(store, begun.id) == []


def test_a_plan_without_files_or_with_a_wrong_template_is_refused(store, owner):
    begun = bulk_import.begin_import(store, owner, now=NOW)
    with pytest.raises(InvalidInput, match="no files yet"):
        bulk_import.request_plan(store, owner, begun.id, template=TEMPLATE, now=NOW)
    send(store, owner, begun.id, {"a.jpg": jpeg(1)})
    with pytest.raises(InvalidInput, match="lacks"):
        bulk_import.request_plan(store, owner, begun.id, template="{view}", now=NOW)
    assert jobs.count_open_jobs(store) == 0


@pytest.mark.parametrize(
    ("names", "template"),
    [
        (list(two_patients()), TEMPLATE),
        (["A-1/2024-03-01_front.jpg"], "{chart}/{date}_{view}"),
        (["all/A-1/2024-03-01/front.jpg", "all/B-2/2024-03-01/front.jpg"], "*/{chart}/{date}/{view}"),
        (["A-1_2024-03-01_L45.jpg"], "{chart}_{date}_{view}"),
        (["A-1_L45.jpg"], "{chart}_{view}"),
        (["IMG_1.jpg"], TEMPLATE),
    ],
)
def test_the_template_that_reads_most_names_is_suggested(names, template):
    assert bulk_import.suggest_template(names) == template
