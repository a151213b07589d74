"""The real app in a process of its own, and a visitor with a cookie jar."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

TOP = Path(__file__).parent.parent.parent
PAGE = {"Accept": "text/html"}
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Server:
    """``streamlit run app.py`` on a free port."""

    data_dir: Path
    log_path: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    environ: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> "Server":
        self.port = self.port or free_port()
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
                cwd=TOP,
                env={**os.environ, "TRACKER_DATA_DIR": str(self.data_dir), "TRACKER_WORKERS": "1"}
                | self.environ,
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=20)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None, self.log_path.read_text()
            try:
                if self.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")


@dataclass
class Visitor:
    """A browser as far as the server can see: keeps cookies, sends forms with their token."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=PAGE | (headers or {}))

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        answer = self.server.ask(method, path, self.cookie_header() | (headers or {}), body)
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def send_form(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        """Load the form, fill it in, send it."""
        token = FORM_TOKEN.search(self.get(path).text)
        assert token, f"no form at {path}"
        return self.post(path, headers, **{"form_token": token.group(1), **fields})

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Answer:
        typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.server.host}"}
        return self.ask("POST", path, PAGE | typed | (headers or {}), urlencode(fields).encode())

    def sign_in(self, name: str, password: str, target: str = "/") -> Answer:
        return self.send_form("/sign-in", name=name, password=password, next=target)

    def cookie_header(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
