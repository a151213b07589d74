"""What each kind of job does, in a process of the pool."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.model import Job, JobKind
from tracker.services import analysis, bulk_import, change_maps, demo, detail, erasure, record_copies
from tracker.store import jobs
from tracker.store.opening import Store, open_store
from tracker.texts import Message, marked

LEASE_SECONDS = 120
Report = Callable[[float, str], None]
_FAILED = Message(marked("The analysis of this photo failed unexpectedly."))
logger = logging.getLogger(__name__)


def _analyse(store: Store, subject: str, report: Report) -> None:
    analysis.analyse_photo(store, subject, report=report, now=now())
    analysis.queue_dependents(store, subject, now=now())


def _make_change_map(store: Store, subject: str, report: Report) -> None:
    change_maps.make_map(store, subject, report=report)


def _make_detail(store: Store, subject: str, report: Report) -> None:
    detail.make_detail(store, subject, report=report)


def _import(store: Store, subject: str, report: Report) -> None:
    bulk_import.work_on_import(store, subject, report=report, clock=now)


def _erase(store: Store, subject: str, report: Report) -> None:
    erasure.erase(store, subject, report=report, clock=now)


def _copy_record(store: Store, subject: str, report: Report) -> None:
    record_copies.make_copy(store, subject, report=report, clock=now)


def _build_demo(store: Store, subject: str, report: Report) -> None:
    demo.build_demo(store, now=now(), report=report)


def _add_demo_photo(store: Store, subject: str, report: Report) -> None:
    demo.add_demo_photo(store, subject, now=now())


WORK: dict[str, Callable[[Store, str, Report], None]] = {
    JobKind.ANALYSE: _analyse,
    JobKind.DETAIL: _make_detail,
    JobKind.CHANGE_MAP: _make_change_map,
    JobKind.IMPORT: _import,
    JobKind.ERASE: _erase,
    JobKind.RECORD_COPY: _copy_record,
    JobKind.DEMO: _build_demo,
    JobKind.DEMO_PHOTO: _add_demo_photo,
}


def run_job(settings: Settings, job: Job) -> None:
    """Do one claimed job and say how it ended. Runs in a process of the pool."""
    store = _open_once(settings)

    def report(share: float, message: str) -> None:
        jobs.report_progress(store, job.id, share, message, at=now(), lease_seconds=LEASE_SECONDS)

    try:
        WORK[job.kind](store, job.subject, report)
    except TrackerError as error:
        jobs.fail_job(store, job.id, error.message, at=now())
    except Exception:
        logger.exception("job of kind %s failed", job.kind)
        jobs.fail_job(store, job.id, _FAILED, at=now())
    else:
        jobs.finish_job(store, job.id, at=now())


@lru_cache(maxsize=1)
def _open_once(settings: Settings) -> Store:
    return open_store(settings)


def now() -> datetime:
    """This moment, for clocks that are handed on."""
    return datetime.now(UTC)
