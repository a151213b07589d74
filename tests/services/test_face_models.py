"""The face models are fetched by one command alone, whole and checked, or not at all."""

import ast
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.imaging.faces.conftest import MODELS
from tracker import cli
from tracker.errors import StorageFull, TrackerError
from tracker.imaging.faces.bundle import BUNDLE_BYTES, BUNDLE_SHA256, bundle_path
from tracker.services.face_models import fetch_models, take_models

TOP = Path(__file__).parents[2]
Serve = Callable[..., str]


@pytest.fixture
def bundle() -> bytes:
    path = bundle_path(MODELS)
    return path.read_bytes() if path.is_file() else pytest.skip("the face models are not here")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that serves bytes once on the loopback and returns their address."""
    servers = []

    def serving(content: bytes, *, status: int = 200, declared: int | None = None) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content) if declared is None else declared))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/face_landmarker.task"

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


def test_what_is_served_lies_in_the_folder_and_the_progress_was_told(
    bundle: bytes, serve: Serve, tmp_path: Path
) -> None:
    told: list[int] = []
    kept = fetch_models(tmp_path / "new" / "models", address=serve(bundle), report=told.append)
    assert kept.read_bytes() == bundle
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == BUNDLE_BYTES == len(bundle)


def test_the_command_fetches_shows_progress_and_tries_the_models(
    bundle: bytes, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("TRACKER_MODELS_DIR", str(tmp_path))
    assert cli.main(["models", "fetch", "--from", serve(bundle)]) == 0
    said = capsys.readouterr()
    assert "3.8 MB" in said.out
    assert "usable" in said.out
    assert cli.main(["models", "status"]) == 0


def test_a_file_serves_a_machine_without_network(
    bundle: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_MODELS_DIR", str(tmp_path / "models"))
    (tmp_path / "stick.task").write_bytes(bundle)
    assert cli.main(["models", "fetch", "--from", str(tmp_path / "stick.task")]) == 0
    assert bundle_path(tmp_path / "models").read_bytes() == bundle


def test_other_bytes_are_not_kept_and_what_lay_there_stays(serve: Serve, tmp_path: Path) -> None:
    bundle_path(tmp_path).write_bytes(b"kept")
    for content in (b"", b"<html>Sign in to this network</html>", bytes(BUNDLE_BYTES)):
        with pytest.raises(TrackerError, match="not the published file") as refusal:
            fetch_models(tmp_path, address=serve(content))
        assert BUNDLE_SHA256 in str(refusal.value)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"kept"]


def test_an_endless_answer_is_cut_off(serve: Serve, tmp_path: Path) -> None:
    told: list[int] = []
    with pytest.raises(TrackerError, match="not the published file"):
        fetch_models(tmp_path, address=serve(bytes(4 * BUNDLE_BYTES)), report=told.append)
    assert len(told) < 2 * BUNDLE_BYTES / 65536


def test_a_connection_that_breaks_is_said(bundle: bytes, serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match=r"not the published file|could not be fetched"):
        fetch_models(tmp_path, address=serve(bundle[:100_000], declared=len(bundle)))
    assert not list(tmp_path.iterdir())


def test_an_address_where_nobody_answers_is_said(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="check this machine's network"):
        fetch_models(tmp_path, address="http://127.0.0.1:9/face_landmarker.task")
    with pytest.raises(TrackerError, match="answered 404"):
        fetch_models(tmp_path, address=serve(b"gone", status=404))


def test_only_web_addresses_are_asked(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="no web address"):
        fetch_models(tmp_path, address="file:///etc/passwd")


def test_a_missing_or_another_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="can't be read"):
        take_models(tmp_path, tmp_path / "nothing.task")
    (tmp_path / "letter.task").write_bytes(b"Dear colleague")
    with pytest.raises(TrackerError, match="not the published file"):
        take_models(tmp_path / "models", tmp_path / "letter.task")


def test_a_folder_that_cannot_be_made_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFull, match="can't be written"):
        fetch_models(tmp_path / "file" / "models", address="http://127.0.0.1:9/")


def test_a_full_disk_is_said_and_leaves_nothing(
    bundle: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "stick.task").write_bytes(bundle)
    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(StorageFull, match="free some disk space"):
        take_models(tmp_path / "models", tmp_path / "stick.task")
    assert not list((tmp_path / "models").iterdir())


def test_nothing_else_in_the_product_opens_a_connection() -> None:
    """Only the command may fetch, and single sign-on ask its provider: no other module can ask anybody."""
    outgoing = {
        "urllib.request",
        "http.client",
        "socket",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "authlib",
    }
    found = {}
    for path in sorted((TOP / "tracker").rglob("*.py")):
        names = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        named = {name for name in names if name in outgoing or name.split(".")[0] in outgoing}
        if named:
            found[path.relative_to(TOP).as_posix()] = named
    assert list(found) == ["tracker/services/face_models.py", "tracker/web/oidc/provider.py"]
