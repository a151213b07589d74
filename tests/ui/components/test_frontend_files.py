import re
from pathlib import Path

import pytest

from tracker.ui.components import frontend_files
from tracker.ui.components.frontend_files import FOLDER, join_scripts


def test_joined_scripts_keep_every_line_but_the_imports_of_one_another() -> None:
    joined = join_scripts(["viewport.js", "layout.js"])
    assert "import " not in re.sub(r"import\(", "", joined)
    assert "export function clamp" in joined
    assert "export function layOutPair" in joined


def test_a_script_cannot_stand_before_what_it_imports() -> None:
    with pytest.raises(ValueError, match=r"layout\.js imports"):
        join_scripts(["layout.js", "viewport.js"])


def test_two_scripts_cannot_declare_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.js").write_text("export const STEP = 1;\n")
    (tmp_path / "other.js").write_text("const STEP = 2;\n")
    monkeypatch.setattr(frontend_files, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="STEP"):
        join_scripts(["one.js", "other.js"])


def test_nothing_is_fetched_from_elsewhere_and_nothing_needs_a_lax_security_policy() -> None:
    for path in sorted(FOLDER.iterdir()):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\beval\(|new Function\(|innerHTML", text), path.name
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text) or path.suffix != ".html", path.name
        assert "<script" not in text, path.name


def test_the_folder_is_the_one_beside_the_code() -> None:
    assert FOLDER.parent == Path(frontend_files.__file__).parent
    assert {path.suffix for path in FOLDER.iterdir()} == {".html", ".css", ".js"}
