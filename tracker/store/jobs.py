"""Work that takes long, as rows: claimed with a lease, tried three times, lost by no crash.

For one kind and subject at most one job waits, however often it is asked for. While one runs,
another may wait beside it, so that an edit made meanwhile is not lost; it is claimed only when
the running one has ended. A finished job stays on show until the same work is asked for again.

Work in the background is claimed when nothing else waits, and of that first what somebody looks at:
full detail. Asking for work in the foreground brings it forward. A change map, which takes seconds while
somebody looks at an empty picture, is claimed before all else the first time it is tried.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from tracker.model import Job, JobKind, JobState
from tracker.store.opening import Store
from tracker.store.schema import JobRecord
from tracker.texts import Message, marked

MOST_TRIES = 3
GAVE_UP = Message(marked("This was tried three times and stopped each time without an answer."))
_OPEN = (JobState.QUEUED, JobState.RUNNING)
_FINISHED = (JobState.DONE, JobState.FAILED)
_Twin = aliased(JobRecord)
# short transactions: others want to write as well
_AT_A_TIME = 200


def queue_job(store: Store, kind: str, subject: str, *, at: datetime) -> Job:
    """Ask for work; the job that waits for it already is returned if there is one, and brought forward.

    Parameters
    ----------
    kind : str
        What is to be done.
    subject : str
        To what, usually an id.
    """
    same = JobRecord.kind == kind, JobRecord.subject == subject
    with store.writing() as db:
        db.execute(delete(JobRecord).where(*same, JobRecord.state.in_(_FINISHED)))
        waiting = db.scalar(select(JobRecord).where(*same, JobRecord.state == JobState.QUEUED))
        if waiting is None:
            waiting = JobRecord(kind=kind, subject=subject, state=JobState.QUEUED, queued_at=at)
            db.add(waiting)
        waiting.is_background = False
        db.flush()
        return waiting.to_model()


def queue_in_background(store: Store, kind: str, subjects: Sequence[str], *, at: datetime) -> int:
    """Ask for work that waits until nothing else does; subjects that it waits for already are passed over.

    Returns
    -------
    int
        Jobs that were added.
    """
    added = 0
    wanted = list(dict.fromkeys(subjects))
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        same = JobRecord.kind == kind, JobRecord.subject.in_(some)
        with store.writing() as db:
            db.execute(delete(JobRecord).where(*same, JobRecord.state.in_(_FINISHED)))
            waiting = set(
                db.scalars(select(JobRecord.subject).where(*same, JobRecord.state == JobState.QUEUED))
            )
            rows = [
                JobRecord(kind=kind, subject=one, state=JobState.QUEUED, queued_at=at, is_background=True)
                for one in some
                if one not in waiting
            ]
            db.add_all(rows)
        added += len(rows)
    return added


def claim_job(store: Store, *, at: datetime, lease_seconds: float) -> Job | None:
    """Take the next job, or one whose worker has gone silent; None when there is nothing to do.

    Parameters
    ----------
    lease_seconds : float
        For how long nobody else gets it, unless `report_progress` extends the time.
    """
    with store.reading() as db:  # an idle worker asks often: it must not keep writers waiting
        if db.scalar(select(JobRecord.id).where(_is_claimable(at) | _is_silent(at)).limit(1)) is None:
            return None
    with store.writing() as db:
        _clear_silent(db, at)
        job = db.scalar(
            update(JobRecord)
            .where(JobRecord.sequence == _next_sequence(at))
            .values(
                state=JobState.RUNNING,
                tries=JobRecord.tries + 1,
                progress=0.0,
                lease_until=at + timedelta(seconds=lease_seconds),
            )
            .returning(JobRecord)
        )
        return job.to_model() if job else None


def report_progress(
    store: Store, job_id: str, progress: float, message: str, *, at: datetime, lease_seconds: float
) -> None:
    """Say how far a running job is, and keep it for a further lease.

    Parameters
    ----------
    progress : float
        Share done, 0 to 1.
    message : str
        What is being done, for the page.
    """
    _set_running(
        store,
        job_id,
        progress=progress,
        message=message,
        lease_until=at + timedelta(seconds=lease_seconds),
    )


def finish_job(store: Store, job_id: str, *, at: datetime) -> None:
    """Say that a running job is done."""
    _set_running(store, job_id, state=JobState.DONE, progress=1.0, message="", lease_until=None)


def fail_job(store: Store, job_id: str, message: Message | str, *, at: datetime) -> None:
    """Say that a running job failed: it waits for its next try, or stays failed after the third.

    Parameters
    ----------
    message : Message or str
        Why, in a sentence for the page.
    """
    with store.writing() as db:
        job = db.scalar(select(JobRecord).where(JobRecord.id == job_id))
        if job is None or job.state is not JobState.RUNNING:
            return
        job.message, job.lease_until = message, None
        if job.tries >= MOST_TRIES:
            job.state = JobState.FAILED
        elif _waiting_twin(db, job):
            db.delete(job)
        else:
            job.state, job.progress = JobState.QUEUED, 0.0


def hand_back(store: Store, claimed: Iterable[Job]) -> None:
    """Let claimed jobs wait again at once, as if this try had not been; those claimed anew stay as they are.

    For a worker that stops: without this nobody gets them before their lease runs out.
    """
    with store.writing() as db:
        for one in claimed:
            job = db.scalar(select(JobRecord).where(JobRecord.id == one.id))
            if job is None or job.state is not JobState.RUNNING or job.tries != one.tries:
                continue
            if _waiting_twin(db, job):
                db.delete(job)
            else:
                job.state, job.progress, job.message = JobState.QUEUED, 0.0, ""
                job.tries, job.lease_until = job.tries - 1, None


def count_open_jobs(
    store: Store, subjects: Sequence[str] | None = None, *, with_background: bool = True
) -> int:
    """How many jobs wait or run, of all or of some subjects."""
    wanted = select(func.count(JobRecord.sequence)).where(JobRecord.state.in_(_OPEN))
    if not with_background:
        wanted = wanted.where(JobRecord.is_background.is_(False))
    if subjects is not None:
        wanted = wanted.where(JobRecord.subject.in_(subjects))
    with store.reading() as db:
        return db.scalar(wanted) or 0


def list_jobs(store: Store, subjects: Sequence[str]) -> list[Job]:
    """The jobs of some subjects in the order in which they were queued."""
    wanted = select(JobRecord).where(JobRecord.subject.in_(subjects)).order_by(JobRecord.sequence)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def _set_running(store: Store, job_id: str, **values: object) -> None:
    """Change a job that is running; one that was given up meanwhile stays as it is."""
    is_running = JobRecord.id == job_id, JobRecord.state == JobState.RUNNING
    with store.writing() as db:
        db.execute(update(JobRecord).where(*is_running).values(**values))


def _is_silent(at: datetime) -> ColumnElement[bool]:
    return and_(JobRecord.state == JobState.RUNNING, JobRecord.lease_until < at)


def _is_claimable(at: datetime) -> ColumnElement[bool]:
    """Waiting, or silent with tries left; and not the twin of one that is running well."""
    waits = or_(JobRecord.state == JobState.QUEUED, and_(_is_silent(at), JobRecord.tries < MOST_TRIES))
    return and_(waits, ~_has_twin(_Twin.state == JobState.RUNNING, _Twin.lease_until >= at))


def _has_twin(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        _Twin.kind == JobRecord.kind,
        _Twin.subject == JobRecord.subject,
        _Twin.sequence != JobRecord.sequence,
        *which,
    )


def _next_sequence(at: datetime) -> ScalarSelect[int]:
    """First tries before second ones, so that a job that keeps failing holds up nobody; background last."""
    is_waited_for = (JobRecord.kind == JobKind.CHANGE_MAP) & (JobRecord.tries == 0)
    is_looked_at = JobRecord.is_background & (JobRecord.kind == JobKind.DETAIL)
    order = ~is_waited_for, JobRecord.is_background, ~is_looked_at, JobRecord.tries, JobRecord.sequence
    first = select(JobRecord.sequence).where(_is_claimable(at)).order_by(*order)
    # two workers on a server database skip each other's row; SQLite has one writer at a time
    return first.limit(1).with_for_update(skip_locked=True).scalar_subquery()


def _clear_silent(db: Database, at: datetime) -> None:
    """Give up on what went silent three times; forget what went silent while its twin waits."""
    waiting_twin = _has_twin(_Twin.state == JobState.QUEUED)
    db.execute(delete(JobRecord).where(_is_silent(at), waiting_twin))
    db.execute(
        update(JobRecord)
        .where(_is_silent(at), JobRecord.tries >= MOST_TRIES)
        .values(state=JobState.FAILED, message=GAVE_UP, lease_until=None)
    )


def _waiting_twin(db: Database, job: JobRecord) -> bool:
    wanted = select(JobRecord.id).where(
        JobRecord.kind == job.kind, JobRecord.subject == job.subject, JobRecord.state == JobState.QUEUED
    )
    return db.scalar(wanted) is not None
