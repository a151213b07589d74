"""``python -m tracker keys`` on a real data folder, as somebody types it."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.store.conftest import Filler
from tests.store.keys.test_sealed_files import add, noise
from tracker.cli import main
from tracker.config import read_settings
from tracker.model import Photo
from tracker.store import photos
from tracker.store.opening import open_store


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Photo:
    """A photo of the time before there was a key."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    for name in ("DATABASE_URL", "MASTER_KEY", "MASTER_KEY_FILE", "MASTER_KEY_COMMAND", "KEYS_DIR"):
        monkeypatch.delenv(f"TRACKER_{name}", raising=False)
    store = open_store(read_settings())
    added = add(Filler(store, iter(range(100, 200))))
    store.close()
    return added


def read_back(photo: Photo) -> bytes:
    store = open_store(read_settings())
    data = photos.read_original(store, photo.digest)
    store.close()
    return data


def test_from_a_plain_folder_to_an_encrypted_one_with_another_master_key(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str, code: int = 0) -> str:
        assert main(["keys", *arguments]) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    first, second = tmp_path / "safe" / "master.key", tmp_path / "safe" / "new.key"
    assert "No master key is set, so nothing is encrypted" in said("status")
    assert "No master key is set" in said("encrypt", code=1)
    assert "No master key is set" in said("rotate", "--to", str(second), code=1)
    told = said("create", str(first))
    assert f"Set TRACKER_MASTER_KEY_FILE={first}" in told
    assert first.read_text().strip() not in told
    assert "already" in said("create", str(first), code=1)
    assert "data folder" in said("create", str(tmp_path / "data" / "master.key"), code=1)

    monkeypatch.setenv("TRACKER_MASTER_KEY_FILE", str(first))
    told = said("status")
    assert "Files still plain    2" in told
    assert "Run “python -m tracker keys encrypt”" in told
    assert "Encrypting files: 2 of 2" in said("encrypt")
    assert "Everything is encrypted." in said("status")
    assert read_back(photo) == b"\xff\xd8" + noise(90_000, 1)

    told = said("rotate", "--to", str(second))
    assert f"Set TRACKER_MASTER_KEY_FILE={second}" in told
    assert f"TRACKER_KEYS_DIR={tmp_path / 'safe' / 'master-keys'}" in told
    assert "isn't the one of the key store" in said("status", code=1)
    monkeypatch.setenv("TRACKER_MASTER_KEY_FILE", str(second))
    assert "There is no key store at" in said("status", code=1)
    monkeypatch.setenv("TRACKER_KEYS_DIR", str(tmp_path / "safe" / "master-keys"))
    assert "Everything is encrypted." in said("status")
    assert read_back(photo) == b"\xff\xd8" + noise(90_000, 1)
    assert "is the present master key" in said("rotate", "--to", str(second), code=1)
    monkeypatch.setenv("TRACKER_MASTER_KEY_FILE", "")
    assert "is encrypted, but no master key is set" in said("status", code=1)


def test_the_master_key_may_go_over_to_a_command(
    photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "B" * 43 + "="
    command = shlex.join([sys.executable, "-c", f"print({key!r})"])
    monkeypatch.setenv("TRACKER_MASTER_KEY", "A" * 43 + "=")
    monkeypatch.setenv("TRACKER_KEYS_DIR", str(tmp_path / "keys"))
    assert main(["keys", "encrypt"]) == 0
    assert main(["keys", "rotate", "--to-command", "/no/such/program"]) == 1
    assert read_back(photo)
    assert main(["keys", "rotate", "--to-command", command]) == 0
    assert "TRACKER_MASTER_KEY_COMMAND" in capsys.readouterr().out
    monkeypatch.delenv("TRACKER_MASTER_KEY")
    monkeypatch.setenv("TRACKER_MASTER_KEY_COMMAND", command)
    assert read_back(photo) == b"\xff\xd8" + noise(90_000, 1)


def test_a_key_store_in_the_data_folder_is_said(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_MASTER_KEY", "A" * 43 + "=")
    assert main(["keys", "status"]) == 0
    assert "erasing a patient can't reach backups" in capsys.readouterr().out
