#!/usr/bin/env python3
"""Start the app on a fresh machine: nothing but Python 3.11 or newer is needed.

    python3 run.py              make the environment, install what is pinned, open the app
    python3 run.py demo         the same with the demo clinic, in a folder of its own
    python3 run.py test [...]   install the development tools too, and run the tests with pytest

Standard library only, since nothing is installed when it starts. The app's settings are the
TRACKER_* variables that the README lists.
"""
# ruff: noqa: S603  every command is put together here

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess  # nosec B404  # makes the environment and starts the server
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

TOP = Path(__file__).resolve().parent
VENV = TOP / ".venv"
STAMP = VENV / "installed.json"
RUN_REQUIREMENTS = TOP / "requirements.txt"
TEST_REQUIREMENTS = TOP / "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)
# all tests: those of a file stay in one process, where they share a server; the long ones begin first
IN_PARALLEL = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
START_SECONDS = 120


class CannotStart(Exception):
    """Something outside of the program is missing; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; the exit code."""
    try:
        check_python(sys.version_info[:2])
        if arguments[:1] == ["test"]:
            install(TEST_REQUIREMENTS)
            return run_tests(arguments[1:])
        options = read_options(arguments)
        address, port = read_address(os.environ), read_port(os.environ)
        check_port_is_free(address, port)
        install(RUN_REQUIREMENTS)
        if options.command == "demo":
            build_demo(os.environ)
        return serve(address, port, has_browser=not options.no_browser)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def read_options(arguments: list[str]) -> argparse.Namespace:
    """The command line; exits with the help text where it asks for that."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["demo", "test"], help="nothing: start the app")
    parser.add_argument("--no-browser", action="store_true", help="don't open a browser window")
    options = parser.parse_args(arguments)
    options.no_browser = options.no_browser or os.environ.get("TRACKER_NO_BROWSER") == "1"
    return options


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that the program does not run on."""
    if version < OLDEST_PYTHON:
        have, need = (".".join(map(str, v)) for v in (version, OLDEST_PYTHON))
        raise CannotStart(
            f"This is Python {have}, but {need} or newer is needed: install it and start again."
        )


def read_address(environ: os._Environ[str] | dict[str, str]) -> str:
    """The address to listen on."""
    return environ.get("TRACKER_ADDRESS") or "127.0.0.1"


def read_port(environ: os._Environ[str] | dict[str, str]) -> int:
    """The port to listen on."""
    text = environ.get("TRACKER_PORT") or "8501"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"TRACKER_PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port_is_free(address: str, port: int) -> None:
    """Refuse to start where somebody listens already."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":  # there it would allow what it shall find out
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotStart(
                f"Can't listen on {address}, port {port} ({error.strerror}): stop the program that uses it, "
                "or set TRACKER_PORT to another number."
            ) from None


def install(requirements: Path) -> None:
    """Bring the environment to what a requirements file pins; nothing to do when it is there."""
    if not is_python_current():
        print("Making the environment in .venv ...", flush=True)
        make_venv()
    if is_installed(requirements):
        return
    print("Installing what is needed; this takes a minute the first time ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if not install_with_uv(requirements):
        install_with_pip(requirements)
    write_stamp(requirements)


def is_python_current() -> bool:
    """Whether the environment works and was made by this Python."""
    stamp = read_stamp()
    return venv_python().exists() and stamp.get("python", python_name()) == python_name()


def is_installed(requirements: Path) -> bool:
    """Whether exactly this file was installed already."""
    return read_stamp().get(requirements.name) == file_digest(requirements)


def read_stamp() -> dict[str, str]:
    """What was installed, by file name; empty when nothing was, or not to its end."""
    try:
        return dict(json.loads(STAMP.read_text("utf-8")))
    except (OSError, TypeError, ValueError):
        return {}


def write_stamp(requirements: Path) -> None:
    """Remember what was installed. The tools' file holds all that the app's does."""
    files = {requirements, RUN_REQUIREMENTS} if requirements == TEST_REQUIREMENTS else {requirements}
    stamp = {"python": python_name(), **{file.name: file_digest(file) for file in files}}
    STAMP.write_text(json.dumps(stamp), "utf-8")


def file_digest(path: Path) -> str:
    """SHA-256 of a file's text, the same whatever the line endings of the checkout."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def python_name() -> str:
    """Which Python this is; an environment belongs to one."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {sys.platform}"


def venv_python() -> Path:
    """The environment's own Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make an empty environment with pip inside."""
    if importlib.util.find_spec("ensurepip") is None:
        install_venv_package()
    shutil.rmtree(VENV, ignore_errors=True)
    if not succeeds([sys.executable, "-m", "venv", str(VENV)]):
        raise CannotStart("The environment could not be made in .venv: see the message above.")


def install_venv_package() -> None:
    """Add what Debian and Ubuntu leave out of their Python; sudo asks for consent."""
    package = f"python3.{sys.version_info[1]}-venv"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = [*([] if is_root else ["sudo"]), "apt-get", "install", "--yes", package]
    print(f"This Python can't make environments yet. Running: {' '.join(command)}", flush=True)
    try:
        done = succeeds(command)
    except OSError:
        done = False
    if not done:
        raise CannotStart(
            f"Install the system's package {package} (or pip for this Python), then start again."
        )


def pip_command() -> list[str]:
    """The command that installs into the environment."""
    options = ["--disable-pip-version-check", "--quiet", "install", "--require-hashes"]
    return [str(venv_python()), "-m", "pip", *options]


def install_with_uv(requirements: Path) -> bool:
    """Install with uv, which is much faster than pip; False where it doesn't work here."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(pinned_block(requirements.read_text("utf-8"), "uv"), "utf-8")
        if not succeeds([*pip_command(), "-r", str(wanted)]):
            return False
    command = [str(venv_python()), "-m", "uv", "pip", "install", "--python", str(venv_python())]
    options = ["--system-certs", "--quiet", "--compile-bytecode", "--require-hashes"]
    return succeeds([*command, *options, "-r", str(requirements)])


def install_with_pip(requirements: Path) -> None:
    """Install with pip: slower, and works wherever pip does."""
    if not succeeds([*pip_command(), "-r", str(requirements)]):
        raise CannotStart("What is needed could not be installed: check the network, then start again.")


def pinned_block(requirements: str, name: str) -> str:
    """The lines of one package, with its hashes."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", requirements, re.MULTILINE)
    return found.group() if found else ""


def succeeds(command: list[str]) -> bool:
    """Run a command in the project's folder and say whether it went well."""
    return subprocess.run(command, cwd=TOP, check=False).returncode == 0  # nosec B603  # put together here


def run_tests(arguments: list[str]) -> int:
    """Run pytest in the environment, without arguments on several cores; its exit code."""
    command = [str(venv_python()), "-m", "pytest", *(arguments or IN_PARALLEL)]
    # several processes that each take every core for a small product of matrices wait for one another
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run(command, cwd=TOP, env=environment, check=False)  # nosec B603  # put together here
    return ran.returncode


def build_demo(environ: os._Environ[str] | dict[str, str]) -> None:
    """Build the demo clinic in its own folder, away from any patient's data."""
    environ["TRACKER_DATA_DIR"] = str(TOP / "data" / "demo")
    environ.pop("TRACKER_DATABASE_URL", None)
    if not succeeds([str(venv_python()), "-m", "tracker", "demo"]):
        raise CannotStart("The demo clinic could not be built: see the message above.")


def serve(address: str, port: int, *, has_browser: bool) -> int:
    """Run the server until it ends or is stopped; its exit code."""
    options = ["--server.address", address, "--server.port", str(port)]
    command = [str(venv_python()), "-m", "streamlit", "run", "app.py", *options]
    server = subprocess.Popen(command, cwd=TOP)  # nosec B603  # put together here
    signal.signal(signal.SIGTERM, lambda _number, _frame: server.terminate())
    page = page_address(address, port)
    threading.Thread(target=announce, args=(server, page, has_browser), daemon=True).start()
    try:
        code = server.wait()
    except KeyboardInterrupt:
        return stop(server)
    return 0 if code == -signal.SIGTERM else abs(code)


def page_address(address: str, port: int) -> str:
    """What to type into a browser on this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # nosec B104  # asked for, no default
    host = everywhere.get(address, f"[{address}]" if ":" in address else address)
    return f"http://{host}:{port}"


def announce(server: subprocess.Popen[bytes], page: str, has_browser: bool) -> None:
    """Say where the app is as soon as it answers, and open it."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if answers(page):
            print(f"The app is open at {page} (Ctrl+C ends it).", flush=True)
            if has_browser:
                webbrowser.open(page)
            return
        time.sleep(0.05)


def answers(page: str) -> bool:
    """Whether the server is ready. No proxy stands between a machine and itself."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{page}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def stop(server: subprocess.Popen[bytes]) -> int:
    """Let the server end in peace; it has had the same Ctrl+C."""
    try:
        server.wait(timeout=15)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
