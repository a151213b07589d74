"""The server's time for a rerun of each page, on clinics of known size."""

import logging
import os
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from tracker import worker
from tracker.config import read_settings
from tracker.model import (
    Actor,
    Clinic,
    PatientDetails,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
)
from tracker.services import demo, patients, series
from tracker.store import clinic, users
from tracker.store.opening import Store, open_store
from tracker.ui import context

MAIN = Path(__file__).parent.parent / "tracker" / "ui" / "main.py"
PAGES = {
    "patients": {},
    "patient": {"patient": "patient"},
    "series": {"series": "series"},
    "session": {"session": "session"},
    "regions": {"series": "series"},
    "compare": {"series": "series"},
    "progress": {"series": "series"},
    "present": {"series": "series"},
    "precision": {},
}


def measure_pages(patient_count: int, *, repeats: int) -> dict[str, float]:
    """Median milliseconds of a rerun for each page; see `time_pages`."""
    return {name: statistics.median(times) for name, times in time_pages(patient_count, repeats).items()}


def measure_reruns(patient_count: int, *, repeats: int) -> dict[str, float]:
    """Median and 95th percentile of the milliseconds of a rerun, all pages together."""
    times = [time for page in time_pages(patient_count, repeats).values() for time in page]
    return {
        "rerun_median_ms": statistics.median(times),
        "rerun_p95_ms": statistics.quantiles(times, n=20)[-1],
    }


def time_pages(patient_count: int, repeats: int) -> dict[str, list[float]]:
    """Milliseconds of the reruns of each page.

    Parameters
    ----------
    patient_count : int
        Patients in the clinic; one of them has a series of demo photos, fully analysed.
    repeats : int
        Reruns measured after the first run of each page.
    """
    logging.getLogger("streamlit").setLevel(logging.ERROR)  # a page outside a server warns at each call
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, {"TRACKER_DATA_DIR": folder}):
        context.store.clear()
        store = open_store(read_settings())
        user_id, ids = _fill(store, patient_count)
        with patch.object(context, "signed_in_user_id", lambda: user_id):
            figures = {name: _reruns_ms(name, ids, repeats) for name in PAGES}
        context.store().close()
        context.store.clear()
        store.close()
    return figures


def _fill(store: Store, patient_count: int) -> tuple[str, dict[str, str]]:
    """Patients with a series and sessions each, and one demo patient fully analysed."""
    now = datetime.now(UTC)
    clinic.save_clinic(store, Clinic("Bench", "UTC"))
    user = users.add_user(
        store, name="bench", display_name="Bench", role=Role.OWNER, password="not a secret", at=now
    )
    actor = Actor(user.id, user.display_name, user.role)
    add_patients(store, actor, patient_count - 3, now)
    ids = _add_analysed_patient(store, actor, now)
    return user.id, ids


def add_patients(store: Store, actor: Actor, count: int, now: datetime) -> None:
    """Patients with a course of four sessions each, without photos."""
    for index in range(count):
        _add_patient(store, actor, index, now)


def _add_patient(store: Store, actor: Actor, index: int, now: datetime) -> None:
    details = PatientDetails(f"B-{index:04d}", f"Family{index % 97:02d}", f"Given{index}", date(1980, 1, 1))
    patient = patients.register_patient(store, actor, details, now=now)
    plan = SeriesDetails("Microneedling", "texture", "face", date(2026, 1, 1))
    course = series.add_series(store, actor, patient.id, plan, now=now)
    for number in range(1, 5):
        held_at = now - timedelta(days=200 - 30 * number)
        kind = SessionKind.BASELINE if number == 1 else SessionKind.TREATMENT
        series.add_session(store, actor, course.id, SessionDetails(number, held_at, kind), now=now)


def _add_analysed_patient(store: Store, actor: Actor, now: datetime) -> dict[str, str]:
    """The demo's patients, so that the pages have real photos, readings and charts to show."""
    demo.queue_demo(store, now=now)
    worker.drain(read_settings(), report=lambda left: None)
    patient = next(s.patient for s in patients.search_patients(store, actor, "DEMO-001").summaries)
    course = patients.open_patient(store, actor, patient.id).series[0]
    session = series.open_series(store, actor, course.id).sessions[-1]
    return {"patient": patient.id, "series": course.id, "session": session.id}


def _reruns_ms(name: str, ids: dict[str, str], repeats: int) -> list[float]:
    """Times of reruns after the first run, in which caches fill and modules load."""
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    for parameter, kind in PAGES[name].items():
        app.query_params[parameter] = ids[kind]
    app.run()
    app.switch_page(f"screens/{name}.py").run()
    if app.exception or app.error:
        raise RuntimeError(f"{name}: {[e.value for e in (*app.exception, *app.error)]}")
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - start) * 1000)
    return times
