"""How far queued work is."""

from collections.abc import Sequence

from tracker.model import Actor, Job, JobState
from tracker.rights import Action, require
from tracker.store import jobs
from tracker.store.opening import Store


def open_jobs_of(store: Store, actor: Actor, subjects: Sequence[str]) -> list[Job]:
    """Jobs about these subjects that are queued or running, oldest first."""
    require(actor, Action.VIEW)
    listed = jobs.list_jobs(store, list(subjects))
    return [job for job in listed if job.state in (JobState.QUEUED, JobState.RUNNING)]


def count_open(store: Store, actor: Actor) -> int:
    """Jobs that are queued or running, those aside that nobody waits for."""
    require(actor, Action.VIEW)
    return jobs.count_open_jobs(store, with_background=False)
