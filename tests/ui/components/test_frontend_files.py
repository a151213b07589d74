import re
from pathlib import Path

import pytest

from tracker.language.components import imported_scripts
from tracker.ui.components import frontend_files
from tracker.ui.components.frontend_files import FOLDER, join_scripts


def test_joined_scripts_keep_every_line_but_the_imports_of_one_another() -> None:
    joined = join_scripts([FOLDER / "viewport.js", FOLDER / "layout.js"])
    assert "import " not in re.sub(r"import\(", "", joined)
    assert "export function clamp" in joined
    assert "export function layOutPair" in joined


def test_a_script_stands_after_all_that_it_imports_and_once(tmp_path: Path) -> None:
    (tmp_path / "top.js").write_text(
        'import { a } from "./left.js";\nimport {\n  b,\n} from "./right.js";\nimport "./alone.js";\n'
        '/** @typedef {import("./typed.js").Shot} Shot */\n'
    )
    (tmp_path / "left.js").write_text('import { c } from "./deep.js";\n')
    (tmp_path / "right.js").write_text('import { c } from "./deep.js";\n')
    (tmp_path / "deep.js").write_text("export const c = 1;\n")
    (tmp_path / "alone.js").write_text("console.log(1);\n")
    found = [script.name for script in imported_scripts(tmp_path / "top.js")]
    assert found == ["deep.js", "left.js", "right.js", "alone.js", "top.js"]


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.js")), ids=lambda script: script.name)
def test_every_relative_import_is_followed_and_left_out(script: Path) -> None:
    """An import that is written in another way would stay in the joined text, and fail in the browser."""
    assert not re.search(r"^import\b", join_scripts([script]), re.MULTILINE)


def test_two_scripts_cannot_declare_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("export const STEP = 1;\n")
    (tmp_path / "other.js").write_text("const STEP = 2;\n")
    with pytest.raises(ValueError, match="STEP"):
        join_scripts([tmp_path / "one.js", tmp_path / "other.js"])


def test_nothing_is_fetched_from_elsewhere_and_nothing_needs_a_lax_security_policy() -> None:
    for path in sorted(FOLDER.iterdir()):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\beval\(|new Function\(|innerHTML", text), path.name
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text) or path.suffix != ".html", path.name
        assert "<script" not in text, path.name


def test_the_folder_is_the_one_beside_the_code() -> None:
    assert FOLDER.parent == Path(frontend_files.__file__).parent
    assert {path.suffix for path in FOLDER.iterdir()} == {".html", ".css", ".js"}
