"""The server: ``streamlit run app.py`` (or ``uvicorn app:app``) serves everything at one address."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from tracker.config import read_settings
from tracker.errors import TrackerError
from tracker.store.opening import check_keys
from tracker.ui.activity import is_activity
from tracker.ui.failure import show_failure
from tracker.web.guard import Guard
from tracker.web.headers import SecurityHeaders, app_policy
from tracker.web.language import SpokenLanguage
from tracker.web.routes import show_error, web_routes
from tracker.web.site import Site
from tracker.worker import start_worker

HERE = Path(__file__).parent
INDEX = Path(st.__file__).parent / "static" / "index.html"

try:
    settings = read_settings()
    check_keys(settings)
except (TrackerError, ValueError) as problem:
    # a sentence on the console instead of the trace of an error, from which nobody sees what to do
    sys.exit(f"The program can't start. {problem}")
site = Site(settings)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Open the store and run the job worker for as long as the server runs."""
    with site.open():
        worker = start_worker(settings)
        try:
            yield
        finally:
            worker.stop()


app = st.App(
    HERE / "tracker" / "ui" / "main.py",
    lifespan=lifespan,
    routes=web_routes(site),
    middleware=[
        Middleware(
            SecurityHeaders,
            policy=app_policy(INDEX.read_text("utf-8")),
            is_https_only=settings.is_cookie_secure,
        ),
        Middleware(SpokenLanguage),
        Middleware(Guard, site=site, is_activity=is_activity),
    ],
    on_script_error=show_failure,
    exception_handlers={TrackerError: show_error},
)
