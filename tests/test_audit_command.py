"""``python -m tracker audit verify`` on a real data folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tracker.cli import main
from tracker.config import read_settings
from tracker.store import audit
from tracker.store.opening import open_store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)
    store = open_store(read_settings())
    for number in range(3):
        audit.record_event(
            store, at=NOW, user="Eva", action="saw", object_kind="series", object_id=f"{number}"
        )
    store.close()
    return tmp_path / "data"


def execute(*statements: str) -> None:
    store = open_store(read_settings())
    with store.writing() as db:
        for statement in statements:
            db.execute(text(statement))
    store.close()


@pytest.mark.usefixtures("folder")
def test_a_whole_chain_is_said_with_its_hash_which_a_later_check_can_expect(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "3 events, all as they were written." in said
    head = said.split("hash: ")[1][:64]
    assert main(["audit", "verify", "--expect", head]) == 0
    assert main(["audit", "verify", "--expect", "0123"]) == 1
    assert "The expected hash isn't in the chain" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_changed_and_a_cut_chain_end_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    execute("DROP TRIGGER audit_event_kept", "DELETE FROM audit_event WHERE id = 3")
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().err == "Events after the 2 that are there were removed.\n"
    execute(
        "DROP TRIGGER audit_event_unchanged", "UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 2"
    )
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().err == "Event 2 or one before it was changed, added, removed or moved.\n"
