"""``python -m tracker import``: real folders, real processes, also killed and stopped ones."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services.bulk_import.old_photos import ANNA, TEMPLATE, add_owner, jpeg, lay, pack, two_patients
from tracker import cli
from tracker.config import read_settings
from tracker.model import Clinic, JobKind, Role
from tracker.store import clinic, jobs, patients, photos, series, sessions
from tracker.store.alone import importing_alone
from tracker.store.opening import Store, open_store

TOP = Path(__file__).parent.parent


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A clinic in Madrid with an owner called eva."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    opened = open_store(read_settings())
    clinic.save_clinic(opened, Clinic("Praxis", "Europe/Madrid"))
    add_owner(opened)
    yield opened
    opened.close()


def run(*arguments: object) -> int:
    return cli.main(["import", *map(str, arguments)])


def numbers(store: Store) -> dict[str, list[tuple[int, str, int]]]:
    """By chart number: session numbers, days and counts of photos."""
    found = {}
    for summary in patients.find_patients(store):
        (course,) = series.list_series(store, summary.patient.id)
        held = [p.session_id for p in photos.list_photos(store, course.id)]
        found[summary.patient.details.chart_number] = [
            (s.details.number, s.details.held_at.date().isoformat(), held.count(s.id))
            for s in sessions.list_sessions(store, course.id)
        ]
    return found


WHOLE = {"A-17": [(1, "2024-03-01", 2), (2, "2024-04-05", 2)], "B-2": [(1, "2025-01-31", 1)]}


def test_a_dry_run_shows_everything_and_writes_nothing(store, tmp_path, capsys):
    source = lay(tmp_path / "in", {"notes.txt": b"x", **two_patients()})
    assert run(source, "--map", TEMPLATE, "--as", "eva", "--dry-run") == 3
    said = capsys.readouterr().out
    for words in (
        "A-17  Meyer, Anna (new)",
        "Microneedling, not stated (new)",
        "session 1, 2024-03-01, baseline (new): Front, Left 45°",
        "notes.txt: This is no photo",
        "5 photos would be stored: 2 new patients, 3 new sessions. 0 are stored already.",
    ):
        assert words in said
    assert numbers(store) == {}
    assert not (tmp_path / "data" / "import.lock").exists()


def test_photos_are_stored_reported_and_queued_once(store, tmp_path, capsys):
    source, report = pack(tmp_path / "in.zip", {"notes.txt": b"x", **two_patients()}), tmp_path / "report.csv"
    assert run(source, "--map", TEMPLATE, "--as", "EVA", "--report", report) == 3
    assert numbers(store) == WHOLE
    assert "5 photos are stored, 0 were stored already." in capsys.readouterr().out
    rows = list(csv.DictReader(report.read_text("utf-8-sig").splitlines()))
    assert sorted(row["state"] for row in rows) == ["left out", *["taken in"] * 5]
    assert jobs.count_open_jobs(store) == 5
    assert jobs.count_open_jobs(store, with_background=False) == 0
    assert run(source, "--map", TEMPLATE, "--as", "eva") == 3
    assert "0 photos are stored, 5 were stored already." in capsys.readouterr().out
    assert numbers(store) == WHOLE
    assert jobs.claim_job(store, at=datetime.now(UTC), lease_seconds=9).kind == JobKind.ANALYSE


def test_a_table_says_what_paths_do_not(store, tmp_path):
    table = tmp_path / "columns.csv"
    lines = [
        "Archivo;Historia;Apellidos;Nombre;Nacimiento;Fecha;Vista",
        "a.jpg;9;Ruiz;Eva;1/2/1980;25/4/2024;frontal",
    ]
    table.write_text("\n".join(lines), "cp1252")
    assert run(lay(tmp_path / "in", {"x/a.jpg": jpeg(1)}), "--map", table, "--as", "eva") == 0
    assert numbers(store) == {"9": [(1, "2024-04-25", 1)]}
    assert str(patients.find_by_chart_number(store, "9").details.born_on) == "1980-02-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"--as": "nobody"}, "no account nobody"),
        ({"--as": "ana"}, "can't import photos in bulk"),
        ({"--map": "{date}/{view}"}, "lacks {chart}"),
        ({"--map": "none.csv"}, "table none.csv can't be read"),
        ({"--time-zone": "Mars"}, "no time zone Mars"),
        ({"source": "nowhere"}, "no folder or ZIP at nowhere"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_sentence(changes, words, store, tmp_path, capsys):
    add_owner(store, "ana", Role.ASSISTANT)
    source = lay(tmp_path / "in", two_patients())
    said = {"source": str(source), "--map": TEMPLATE, "--as": "eva", **changes}
    source = said.pop("source")
    assert run(source, *[part for pair in said.items() for part in pair]) == 1
    error = capsys.readouterr().err.strip()
    assert words in error
    assert "\n" not in error
    assert numbers(store) == {}


def test_two_imports_do_not_run_at_once(store, tmp_path, capsys):
    source = lay(tmp_path / "in", two_patients())
    with importing_alone(store):
        assert run(source, "--map", TEMPLATE, "--as", "eva") == 1
    assert "Another import is running" in capsys.readouterr().err
    assert run(source, "--map", TEMPLATE, "--as", "eva") == 0


def many(folder: Path, count: int) -> Path:
    return lay(
        folder, {f"{ANNA}/X/2024-03-{1 + n % 9:02d}/front_{n}.jpg": jpeg(n, side=900) for n in range(count)}
    )


def start(source: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tracker", "import", str(source), "--map", TEMPLATE, "--as", "eva"]
    return subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_photos(store: Store, count: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if sum(summary.photo_count for summary in patients.find_patients(store)) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("no photo was stored within a minute")


def photo_count(store: Store) -> int:
    return sum(summary.photo_count for summary in patients.find_patients(store))


def test_a_killed_import_goes_on_where_it_stopped(store, tmp_path, capsys):
    source = many(tmp_path / "in", 40)
    running = start(source)
    wait_for_photos(store, 5)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    before = photo_count(store)
    assert 5 <= before < 40
    assert run(source, "--map", TEMPLATE, "--as", "eva") == 0
    assert f"{40 - before} photos are stored, {before} were stored already." in capsys.readouterr().out
    assert photo_count(store) == 40
    held = numbers(store)["A-17"]
    assert [(number, day) for number, day, _ in held] == [(n, f"2024-03-{n:02d}") for n in range(1, 10)]
    assert [count for *_, count in held] == [5, 5, 5, 5, 4, 4, 4, 4, 4]
    for photo in photos.list_photos(
        store, series.list_series(store, patients.find_patients(store)[0].patient.id)[0].id
    ):
        photos.read_original(store, photo.digest)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_stops_between_two_photos_and_says_how_to_go_on(store, tmp_path):
    source = many(tmp_path / "in", 60)
    running = start(source)
    wait_for_photos(store, 3)
    running.send_signal(signal.SIGINT)
    said, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "run the same command again to go on" in said
    assert "Traceback" not in error
    assert 3 <= photo_count(store) < 60
    assert jobs.count_open_jobs(store) == photo_count(store)
