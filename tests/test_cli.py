"""What the commands say at the machine's keyboard."""

import os
from pathlib import Path

import pytest

from tracker import cli
from tracker.imaging.faces.bundle import BUNDLE_ADDRESS, BUNDLE_NAME, BUNDLE_SHA256

SHARED_MODELS = Path(__file__).parents[2] / "shared" / "models"
MODELS = Path(os.environ.get("TRACKER_MODELS_DIR") or SHARED_MODELS)
needs_models = pytest.mark.skipif(
    not (MODELS / BUNDLE_NAME).is_file(),
    reason="the face models are not here; TRACKER_MODELS_DIR names their folder",
)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for face models, set in the environment."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TRACKER_MODELS_DIR", str(tmp_path / "models"))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_missing_models_are_said_with_the_place_and_where_to_get_them(
    models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models"]) == 1
    said = capsys.readouterr()
    for words in (str(models / BUNDLE_NAME), BUNDLE_ADDRESS, BUNDLE_SHA256):
        assert words in said.out
    assert said.err.startswith("There are no face models at ")
    assert "works without them" in said.err
    assert "usable" not in said.out


def test_a_damaged_file_is_said(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (models / BUNDLE_NAME).write_bytes(b"half a download")
    assert cli.main(["models"]) == 1
    assert "damaged or another version" in capsys.readouterr().err


def test_models_that_are_switched_off_are_said(
    models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_MODELS_DIR", "")
    assert cli.main(["models"]) == 1
    assert "TRACKER_MODELS_DIR is empty" in capsys.readouterr().err


@needs_models
def test_usable_models_are_said(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (models / BUNDLE_NAME).write_bytes((MODELS / BUNDLE_NAME).read_bytes())
    assert cli.main(["models"]) == 0
    said = capsys.readouterr()
    assert said.out.endswith("The face models are there and usable.\n")
    assert said.err == ""


def test_looking_for_models_makes_no_folder(models: Path, tmp_path: Path) -> None:
    cli.main(["models"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models"]
