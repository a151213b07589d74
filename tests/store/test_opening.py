"""Opening: folders, migrations, locks, and what a connection is set to."""

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from tests.store.conftest import NOW, Filler
from tracker.config import Settings, read_settings
from tracker.errors import StorageFull
from tracker.store import migrating, patients, regions
from tracker.store.opening import Store, open_store
from tracker.store.schema import AuditRecord

TOP = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.usefixtures("real_migrations")


def pragma(store: Store, name: str) -> object:
    with store.reading() as db:
        return db.scalar(text(f"PRAGMA {name}"))


def test_migrations_lead_to_the_models(store: Store, settings: Settings) -> None:
    assert migrating.list_differences(settings.database_url) == []


def test_a_difference_between_migrations_and_models_would_be_found(store: Store, settings: Settings) -> None:
    with store.writing() as db:
        db.execute(text("ALTER TABLE patient ADD COLUMN shoe_size INTEGER"))
        db.execute(text("DROP INDEX ix_photo_session_id"))
    found = str(migrating.list_differences(settings.database_url))
    assert "shoe_size" in found
    assert "ix_photo_session_id" in found


def test_every_migration_can_be_taken_back(store: Store, settings: Settings) -> None:
    store.close()
    engine = migrating._engine(settings.database_url)
    with engine.begin() as connection:
        command.downgrade(migrating._config(connection), "base")
    with engine.begin() as connection:
        left = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    assert list(left) == ["alembic_version"]
    migrating.migrate(settings.database_url)
    assert migrating.list_differences(settings.database_url) == []


def test_a_migration_that_fails_changes_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_check_foreign_keys", lambda connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_store(settings)
    monkeypatch.undo()
    store = open_store(settings)
    assert patients.count_patients(store) == 0
    store.close()


def test_a_migration_may_not_leave_rows_that_point_to_nothing(store: Store, settings: Settings) -> None:
    engine = migrating._engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO recovery_code VALUES (1, 'nobody', 'digest')"))
    with pytest.raises(RuntimeError, match="1 rows"):
        migrating.migrate(settings.database_url)


def test_a_drafted_migration_holds_only_what_changed(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in migrating.FOLDER.rglob("*"):
        if path.suffix in (".py", ".mako"):
            (folder / path.relative_to(migrating.FOLDER)).write_text(path.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(migrating, "FOLDER", folder)
    with store.writing() as db:
        db.execute(text("DROP INDEX ix_photo_session_id"))
    migrating.write_migration(settings.database_url, "find photos again", "0099")
    draft = (folder / "versions" / "m0099_find_photos_again.py").read_text("utf-8")
    assert "ix_photo_session_id" in draft
    assert "create_table" not in draft


def test_opening_again_keeps_what_is_there(store: Store, settings: Settings, fill: Filler) -> None:
    patient = fill.patient()
    again = open_store(settings)
    assert patients.read_patient(again, patient.id) == patient
    again.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks children")
def test_many_processes_may_open_an_empty_folder_at_once(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "data"
    data_dir.parent.mkdir()
    told = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.store.forked", "open", str(data_dir), "6"],
        cwd=TOP,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    assert told.splitlines() == ["0 patients"] * 6


def test_connections_are_durable_and_keep_foreign_keys(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 10_000
    with pytest.raises(IntegrityError), store.writing() as db:
        db.execute(text("INSERT INTO recovery_code VALUES (1, 'nobody', 'digest')"))


def test_an_error_inside_a_transaction_takes_it_back(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    with pytest.raises(ZeroDivisionError), store.writing() as db:
        db.execute(text("DELETE FROM patient"))
        raise ZeroDivisionError
    assert patients.read_patient(store, patient.id) == patient


def test_threads_that_read_before_they_write_lose_no_change(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.photo(fill.session(of, 1))
    region = fill.region(of)

    def edit(_number: int) -> int:
        edited = regions.edit_region(
            store, region.id, name="x", role=region.role, shape=region.shape, by="", at=NOW
        )
        return edited.revision

    with ThreadPoolExecutor(6) as pool:
        revisions = sorted(pool.map(edit, range(60)))
    assert revisions == list(range(2, 62))


def test_folders_and_database_are_for_this_account_alone(store: Store, settings: Settings) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no mode bits")
    for name in (".", "photos", "renditions", "tracker.sqlite3"):
        assert (settings.data_dir / name).stat().st_mode & 0o077 == 0


def test_a_folder_name_may_hold_anything(tmp_path: Path) -> None:
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "50 % of ünï, 'so'")}))
    assert patients.count_patients(store) == 0
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_records_in_memory_are_a_mistake_of_the_settings(settings: Settings, url: str) -> None:
    with pytest.raises(ValueError, match="need a file"):
        open_store(replace(settings, database_url=url))


def test_no_room_for_an_empty_store_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(StorageFull):
        open_store(settings)


def test_times_come_back_in_utc_whatever_their_zone(store: Store) -> None:
    in_auckland = NOW.astimezone(timezone(timedelta(hours=12)))
    with store.writing() as db:
        values = dict.fromkeys(("user", "action", "object_kind", "object_id", "patient_id", "detail"), "")
        db.add(AuditRecord(at=in_auckland, hash="", **values))
    with store.reading() as db:
        at = db.scalar(select(AuditRecord.at))
    assert at == NOW
    assert at is not None
    assert at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="needs a zone"), store.writing() as db:
        db.scalar(select(AuditRecord.id).where(AuditRecord.at == datetime(2026, 5, 3)))
