"""The starter: what it decides before anything is installed."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run
from run import CannotStart

TOP = Path(__file__).parent.parent


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of nobody's, with a requirements file to install."""
    folder = tmp_path / "venv"
    monkeypatch.setattr(run, "VENV", folder)
    monkeypatch.setattr(run, "STAMP", folder / "installed.json")
    monkeypatch.setattr(run, "RUN_REQUIREMENTS", tmp_path / "requirements.txt")
    monkeypatch.setattr(run, "TEST_REQUIREMENTS", tmp_path / "requirements-dev.txt")
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("a==1\nb==1\n")
    python = run.venv_python()
    python.parent.mkdir(parents=True)
    python.touch()
    return folder


def test_an_old_python_is_told_what_is_needed():
    with pytest.raises(CannotStart, match=r"This is Python 3\.10, but 3\.11 or newer is needed"):
        run.check_python((3, 10))
    for version in ((3, 11), (3, 12), (3, 13)):
        run.check_python(version)


def test_nothing_is_installed_twice(venv: Path):
    assert not run.is_installed(run.RUN_REQUIREMENTS)
    run.write_stamp(run.RUN_REQUIREMENTS)
    assert run.is_installed(run.RUN_REQUIREMENTS)
    assert not run.is_installed(run.TEST_REQUIREMENTS)
    run.RUN_REQUIREMENTS.write_text("a==2\n")
    assert not run.is_installed(run.RUN_REQUIREMENTS)


def test_the_tools_bring_all_that_the_app_needs(venv: Path):
    run.write_stamp(run.TEST_REQUIREMENTS)
    assert run.is_installed(run.TEST_REQUIREMENTS)
    assert run.is_installed(run.RUN_REQUIREMENTS)


def test_line_endings_of_a_checkout_do_not_matter(venv: Path):
    run.write_stamp(run.RUN_REQUIREMENTS)
    run.RUN_REQUIREMENTS.write_bytes(b"a==1\r\n")
    assert run.is_installed(run.RUN_REQUIREMENTS)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_an_installation_that_broke_off_is_done_again(text: str, venv: Path):
    run.STAMP.write_text(text)
    assert run.read_stamp() == {}
    assert not run.is_installed(run.RUN_REQUIREMENTS)


def test_an_environment_of_another_python_is_made_anew(venv: Path):
    assert run.is_python_current()
    run.STAMP.write_text(json.dumps({"python": "3.99 elsewhere"}))
    assert not run.is_python_current()
    run.STAMP.unlink()
    run.venv_python().unlink()
    assert not run.is_python_current()


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80 81"])
def test_a_port_that_is_none_is_named(text: str):
    with pytest.raises(CannotStart, match="TRACKER_PORT must be a number from 1 to 65535"):
        run.read_port({"TRACKER_PORT": text})


def test_address_and_port_have_defaults():
    assert (run.read_address({}), run.read_port({"TRACKER_PORT": ""})) == ("127.0.0.1", 8501)
    assert run.page_address("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert run.page_address("::1", 80) == "http://[::1]:80"


def test_a_taken_port_ends_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "run.py"],
            cwd=TOP,
            env={**os.environ, "TRACKER_PORT": str(port), "TRACKER_ADDRESS": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Can't listen on 127.0.0.1, port {port}")
    assert "set TRACKER_PORT to another number" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    run.check_port_is_free("127.0.0.1", port)


def test_help_says_what_there_is():
    helped = subprocess.run(
        [sys.executable, "run.py", "--help"], cwd=TOP, capture_output=True, text=True, check=True
    )
    assert {"demo", "test", "--no-browser"} <= set(re.findall(r"[-\w]+", helped.stdout))


def test_the_demo_lies_apart_from_patients_data(monkeypatch: pytest.MonkeyPatch):
    built: list[list[str]] = []
    monkeypatch.setattr(run, "succeeds", lambda command: not built.append(command))
    environ = {"TRACKER_DATA_DIR": "/srv/patients", "TRACKER_DATABASE_URL": "postgresql:///patients"}
    run.build_demo(environ)
    assert environ == {"TRACKER_DATA_DIR": str(TOP / "data" / "demo")}
    assert built[0][1:] == ["-m", "tracker", "demo"]


def test_only_the_standard_library_is_needed_to_start():
    code = "import sys, run; print(*{m.split('.')[0] for m in sys.modules})"
    out = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=TOP, capture_output=True, text=True, check=True
    )
    assert set(out.stdout.split()) - {"run", "__main__"} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_everything_is_pinned_with_hashes_and_names_no_machine(name: str):
    text = (TOP / name).read_text("utf-8")
    packages = re.findall(r"^[a-z0-9][^ ]*", text, re.MULTILINE)
    assert len(packages) > 30
    for package in packages:
        pinned, _, _ = package.partition("==")
        assert "--hash=sha256:" in run.pinned_block(text, pinned), package
    assert not re.search(r"https?://|--index|--find-links|/(tmp|home|work|root)/", text)


def test_uv_is_picked_out_with_its_hashes():
    block = run.pinned_block((TOP / "requirements.txt").read_text("utf-8"), "uv")
    assert block.startswith("uv==")
    assert block.count("--hash=sha256:") > 5
    assert block.count("==") == 1
    assert (
        run.pinned_block("uv==1 \\\n    --hash=sha256:0\nuvicorn==1\n", "uv")
        == "uv==1 \\\n    --hash=sha256:0\n"
    )


def test_where_uv_does_not_work_pip_installs_the_same_pinned_files(
    venv: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[list[str]] = []

    def succeeds(command: list[str]) -> bool:
        asked.append(command)
        return "uv" not in command

    monkeypatch.setattr(run, "succeeds", succeeds)
    run.install(run.RUN_REQUIREMENTS)
    assert all("--require-hashes" in command for command in asked)
    assert asked[-1][1:3] == ["-m", "pip"]
    assert asked[-1][-1] == str(run.RUN_REQUIREMENTS)
    assert run.is_installed(run.RUN_REQUIREMENTS)


def test_an_installation_that_fails_is_not_taken_for_done(venv: Path, monkeypatch: pytest.MonkeyPatch):
    run.write_stamp(run.RUN_REQUIREMENTS)
    run.RUN_REQUIREMENTS.write_text("a==2\n")
    monkeypatch.setattr(run, "succeeds", lambda _: False)
    with pytest.raises(CannotStart, match="check the network"):
        run.install(run.RUN_REQUIREMENTS)
    run.RUN_REQUIREMENTS.write_text("a==1\n")
    assert not run.is_installed(run.RUN_REQUIREMENTS)
