"""npm's oidc-provider, fetched once into a cache, and a person's browser in front of it."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

PACKAGE = "oidc-provider@8.8.1"  # the last one for Node 18, as Debian has it
SECRET = "a secret of at least thirty-two letters"
_SCRIPT = Path(__file__).with_name("provider.mjs")
_FORM = re.compile(r'<form[^>]*action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="(\w+)"')


def fetch_provider() -> Path:
    """The folder that holds the package; a machine that can't fetch it skips, CI fails."""
    folder = Path(tempfile.gettempdir()) / f"tracker-tests-{os.getuid()}" / PACKAGE.replace("@", "-")
    if (folder / "node_modules" / "oidc-provider").is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        return _give_up("npm isn't installed")
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent))
    done = subprocess.run(
        [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(making), PACKAGE],
        capture_output=True,
        text=True,
        timeout=200,
    )
    if done.returncode:
        return _give_up(f"npm can't fetch {PACKAGE}: {done.stderr[-300:]}")
    try:
        making.rename(folder)  # another process may have been first
    except OSError:
        shutil.rmtree(making)
    return folder


def _give_up(reason: str) -> Path:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def serve_provider(folder: Path, port: int, app: str) -> Iterator[str]:
    """The provider as long as the block lasts; its issuer."""
    process = subprocess.Popen(
        ["node", str(_SCRIPT), str(port), app], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    try:
        said = b""
        while b"ready" not in said:
            line = process.stdout.readline()
            assert line, said.decode()
            said += line
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@dataclass
class Person:
    """Somebody's browser at the provider: follows its pages, signs in there, and keeps its cookies."""

    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    typed_count: int = 0

    def go(self, address: str, app: str) -> str:
        """Answer everything that the provider asks; the address at which the app is told the outcome."""
        method, body = "GET", b""
        for _ in range(12):
            if address.startswith(app):
                return address.removeprefix(app)
            status, location, page = self._ask(method, address, body)
            if status in (302, 303):
                method, address, body = "GET", urljoin(address, location), b""
                continue
            assert status == 200, page[:2000]
            method, address, body = self._fill_in(page, address)
        raise AssertionError("the provider asks without end")

    def _fill_in(self, page: str, address: str) -> tuple[str, str, bytes]:
        form = _FORM.search(page)
        assert form, page[:2000]
        fields = dict(_HIDDEN.findall(page))
        if fields.get("prompt") == "login":
            self.typed_count += 1
            fields |= {"login": self.name, "password": "any"}
        return "POST", urljoin(address, form.group(1)), urlencode(fields).encode()

    def _ask(self, method: str, address: str, body: bytes) -> tuple[int, str, str]:
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()
