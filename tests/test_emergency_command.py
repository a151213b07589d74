"""``python -m tracker emergency owner`` on a real data folder."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.cli import main
from tracker.config import read_settings
from tracker.identity.one_time_codes import new_secret
from tracker.model import Role
from tracker.store import second_factors, users
from tracker.store.opening import open_store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)
    store = open_store(read_settings())
    user = users.add_user(store, name="eva", display_name="Eva", role=Role.OWNER, password="x", at=NOW)
    second_factors.set_up(store, user.id, new_secret(), step=0, recovery_codes=[])
    store.close()
    return tmp_path / "data"


@pytest.mark.parametrize("removes", [False, True])
@pytest.mark.usefixtures("folder")
def test_the_password_that_it_prints_opens_the_owners_account(removes, capsys: pytest.CaptureFixture[str]):
    further = ["--remove-second-factor"] if removes else []
    assert main(["emergency", "owner", "eva", "--reason", "phone and password lost", *further]) == 0
    password = re.search(r"password (\S+):", capsys.readouterr().out)
    assert password
    store = open_store(read_settings())
    try:
        user = users.check_password(store, "eva", password.group(1))
        assert user is not None
        assert (user.must_change_password, user.has_second_factor) == (True, not removes)
    finally:
        store.close()


@pytest.mark.usefixtures("folder")
def test_without_a_reason_or_an_owner_nothing_is_done(capsys: pytest.CaptureFixture[str]):
    assert main(["emergency", "owner", "eva", "--reason", "lost"]) == 1
    assert "Say in a few words why" in capsys.readouterr().err
    assert main(["emergency", "owner", "ghost", "--reason", "phone and password lost"]) == 1
    assert "ghost is no active owner's name" in capsys.readouterr().err
