"""A start that can't be ends in one sentence on the console."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.conftest import key_file

TOP = Path(__file__).parent.parent.parent


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_an_unusable_master_key_is_told_in_one_sentence_and_nothing_is_begun(tmp_path: Path) -> None:
    path = key_file(tmp_path)
    path.chmod(0o644)
    named = {"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_MASTER_KEY_FILE": str(path)}
    ran = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=TOP,
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr == (
        f"The program can't start. Others may read the master key file {path}: run “chmod 600 {path}”.\n"
    )
    assert not (tmp_path / "data" / "tracker.sqlite3").exists()
