"""``python -m tracker retention`` on a real data folder."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.services.erasure.full_record import PICTURE, ZEBEDEA, add_patient, find_traces
from tracker.cli import main
from tracker.config import read_settings
from tracker.model import Clinic, PatientDetails, Role
from tracker.store import audit, clinic, patients, retention, users
from tracker.store.opening import open_store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
SAID = ("--ground", "lawful-order", "--reason", "order 14/2026")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an owner, an assistant and a patient with a photo."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    store = open_store(read_settings())
    clinic.save_clinic(store, Clinic("Praxis", "Europe/Zurich"))
    for name, role in (("eva", Role.OWNER), ("ann", Role.ASSISTANT)):
        users.add_user(store, name=name, display_name=name.title(), role=role, password="any", at=NOW)
    add_patient(store, ZEBEDEA, PICTURE)
    store.close()
    return tmp_path / "data"


def test_an_erased_patient_is_gone_and_the_list_says_so(folder: Path, capsys) -> None:
    assert main(["retention", "erase", "ch-4711", *SAID, "--as", "eva"]) == 0
    told = capsys.readouterr().out
    assert "Erased: 1 series, 1 sessions, 1 photos." in told
    assert "Photos aren't encrypted here" in told
    assert find_traces(folder) == []
    assert main(["retention", "list", "--as", "eva"]) == 0
    assert "lawful order" in capsys.readouterr().out
    store = open_store(read_settings())
    assert audit.find_events(store, audit.AuditFilter(action="erased"), limit=1)[0].user == (
        "Eva (command line)"
    )
    store.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("erase", "CH-4711", *SAID, "--as", "ann"), "Your account can't hold, delete or erase"),
        (("list", "--as", "ann"), "Your account can't hold, delete or erase"),
        (("list", "--as", "nobody"), "There is no account nobody"),
        (("erase", "CH-9", *SAID, "--as", "eva"), "There is no patient with the chart number CH-9."),
        (("erase", "CH-4711", *SAID[:3], "Zebedea asks", "--as", "eva"), "leave the patient's name"),
    ],
)
def test_what_may_not_be_done_ends_in_one_sentence_and_changes_nothing(
    arguments: tuple[str, ...], sentence: str, folder: Path, capsys
) -> None:
    assert main(["retention", *arguments]) == 1
    assert sentence in capsys.readouterr().err
    assert (b"Zebedea", "tracker.sqlite3") in find_traces(folder) + [
        (trace, "tracker.sqlite3") for trace, name in find_traces(folder) if name.startswith("tracker")
    ]


@pytest.mark.usefixtures("folder")
def test_the_list_names_what_the_owner_has_to_look_after(capsys) -> None:
    store = open_store(read_settings())
    held = patients.add_patient(
        store, PatientDetails("B-2", "Held", "Hugo", date(1980, 1, 1)), by="Eva", at=NOW
    )
    ended = patients.add_patient(
        store, PatientDetails("C-3", "Old", "Olga", date(1980, 1, 1)), by="Eva", at=NOW
    )
    retention.set_hold(store, held.id, reason="a lawsuit", by="Eva", at=NOW)
    retention.set_keep_until(store, ended.id, date(2020, 1, 1), by="Eva", at=NOW)
    store.close()
    assert main(["retention", "list", "--as", "eva"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "kept enough  C-3  Old, Olga, until 2020-01-01",
        "legal hold   B-2  Held, Hugo, since 2026-05-03",
    ]
