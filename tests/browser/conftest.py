"""One Chromium for all browser tests, and a server that shows one component per page."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.driving import Open, keep_warm

# pages for Streamlit, which run when they are imported; no tests stand in them
collect_ignore = ["components_app.py", "components_page.py"]
CHROMIUM = Path("/usr/bin/chromium")
TOP = Path(__file__).parent.parent.parent
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # all tabs of a site in one process, which starts and compiles once (see `driving.keep_warm`)
    "--process-per-site",
]


def find_chromium() -> None:
    """Skip without Chromium; on the CI server fail."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; missing it skips, but fails on the CI server.

    Not for the whole session: while Playwright is open its event loop runs in the main thread, and
    other tests could not run one of their own.
    """
    find_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A running Streamlit with one component per page, the same for all files."""
    find_chromium()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Path(__file__).with_name("components_app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    command += ["--server.fileWatcherType=none", "--logger.level=error"]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "Streamlit ended at once"
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Streamlit did not start within 30 s")


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """One context per kind of screen: tests share its cache, never a page or a session."""
    opened: dict[str, BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def open_page(browser: Browser, address: str, contexts: dict[str, BrowserContext]) -> Iterator[Open]:
    """Opens a component; errors that its script throws fail the test."""
    pages, errors = [], []

    def open_it(query: str, **screen: object) -> Page:
        kind = repr(screen)
        if kind not in contexts:
            contexts[kind] = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | screen))
            contexts[kind].set_default_timeout(10_000)
            keep_warm(contexts[kind], f"{address}/_stcore/health")
        page = contexts[kind].new_page()
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/?show={query}")
        return page

    yield open_it
    for page in pages:
        page.close()
    assert errors == []


@pytest.fixture
def viewer(open_page: Open) -> Callable[..., Page]:
    def open_viewer(query: str = "compare", **screen: object) -> Page:
        page = open_page(query, **screen)
        # the first page of a fresh server has everything to import: on a busy machine over 5 s
        pair = page.locator(".pane[data-state=ready]:not(.is-played)")
        expect(pair).to_have_count(2, timeout=30_000)
        return page

    return open_viewer
