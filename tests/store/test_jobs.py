"""The queue: claimed once, tried three times, lost by no crash."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.conftest import NOW
from tracker.model import Job, JobState
from tracker.store import jobs
from tracker.store.opening import Store

TOP = Path(__file__).parent.parent.parent
LEASE = 60


def queue(store: Store, subject: str = "photo", kind: str = "analyse") -> Job:
    return jobs.queue_job(store, kind, subject, at=NOW)


def claim(store: Store, *, seconds: float = 0) -> Job | None:
    return jobs.claim_job(store, at=NOW + timedelta(seconds=seconds), lease_seconds=LEASE)


def claimed(store: Store, *, seconds: float = 0) -> Job:
    job = claim(store, seconds=seconds)
    assert job is not None
    return job


def finish(store: Store, job: Job) -> None:
    jobs.finish_job(store, job.id, at=NOW)


def fail(store: Store, job: Job, message: str = "It did not work.") -> None:
    jobs.fail_job(store, job.id, message, at=NOW)


def states(store: Store, subject: str = "photo") -> list[JobState]:
    return [job.state for job in jobs.list_jobs(store, [subject])]


def test_a_job_goes_from_queued_over_running_to_done(store: Store) -> None:
    assert claim(store) is None
    job = queue(store)
    assert (job.kind, job.subject, job.state, job.tries) == ("analyse", "photo", JobState.QUEUED, 0)
    running = claimed(store)
    assert (running.id, running.state, running.tries) == (job.id, JobState.RUNNING, 1)
    jobs.report_progress(store, job.id, 0.5, "aligning", at=NOW, lease_seconds=LEASE)
    (shown,) = jobs.list_jobs(store, ["photo", "other"])
    assert (shown.progress, shown.message) == (0.5, "aligning")
    finish(store, job)
    (done,) = jobs.list_jobs(store, ["photo"])
    assert (done.state, done.progress) == (JobState.DONE, 1.0)
    assert claim(store) is None


def test_asking_twice_makes_one_job(store: Store) -> None:
    assert queue(store) == queue(store)
    assert queue(store, kind="report").id != queue(store).id
    assert jobs.count_open_jobs(store) == 2


def test_jobs_are_claimed_in_the_order_of_asking(store: Store) -> None:
    for subject in ("c", "a", "b"):
        queue(store, subject)
    assert [claimed(store).subject for _ in range(3)] == ["c", "a", "b"]


def test_open_jobs_are_counted_by_subject(store: Store) -> None:
    for subject in ("a", "b", "c"):
        queue(store, subject)
    finish(store, claimed(store))
    claimed(store)
    assert jobs.count_open_jobs(store) == 2
    assert jobs.count_open_jobs(store, ["a", "b"]) == 1
    assert jobs.count_open_jobs(store, []) == 0


def test_what_is_asked_for_while_it_runs_waits_beside_it_and_runs_after(store: Store) -> None:
    queue(store)
    first = claimed(store)
    second = queue(store)
    assert second.id != first.id
    assert queue(store) == second
    # two at once could store the older result last
    assert claim(store) is None
    finish(store, first)
    assert claimed(store).id == second.id


def test_a_finished_job_is_forgotten_when_the_work_is_asked_for_again(store: Store) -> None:
    queue(store)
    finish(store, claimed(store))
    assert states(store) == [JobState.DONE]
    queue(store)
    assert states(store) == [JobState.QUEUED]


def test_a_job_is_tried_three_times_then_stays_failed(store: Store) -> None:
    queue(store)
    for tries in (1, 2, 3):
        job = claimed(store)
        assert job.tries == tries
        fail(store, job, f"failure {tries}")
    (failed,) = jobs.list_jobs(store, ["photo"])
    assert (failed.state, failed.message) == (JobState.FAILED, "failure 3")
    assert claim(store) is None
    assert jobs.count_open_jobs(store) == 0


def test_a_failing_job_holds_up_nobody(store: Store) -> None:
    queue(store, "bad")
    queue(store, "good")
    fail(store, claimed(store))
    assert claimed(store).subject == "good"
    assert claimed(store).subject == "bad"


def test_a_failed_try_gives_way_to_the_newer_one_that_waits(store: Store) -> None:
    queue(store)
    first = claimed(store)
    second = queue(store)
    fail(store, first)
    assert [job.id for job in jobs.list_jobs(store, ["photo"])] == [second.id]


def test_a_silent_worker_loses_the_job_when_its_lease_ends(store: Store) -> None:
    job = queue(store)
    claimed(store)
    assert claim(store, seconds=LEASE - 1) is None
    again = claimed(store, seconds=LEASE + 1)
    assert (again.id, again.tries, again.progress) == (job.id, 2, 0.0)


def test_what_a_worker_hands_back_waits_again_as_if_it_had_not_been_tried(store: Store) -> None:
    job = queue(store)
    jobs.hand_back(store, [claimed(store)])
    again = claimed(store)
    assert (again.id, again.tries, again.progress) == (job.id, 1, 0.0)


def test_a_job_that_was_done_claimed_anew_or_asked_for_again_is_not_handed_back(store: Store) -> None:
    queue(store)
    stale = claimed(store)
    anew = claimed(store, seconds=2 * LEASE)
    jobs.hand_back(store, [stale])
    assert states(store) == [JobState.RUNNING]
    newer = queue(store)
    jobs.hand_back(store, [anew])
    assert [job.id for job in jobs.list_jobs(store, ["photo"])] == [newer.id]
    done = claimed(store)
    finish(store, done)
    jobs.hand_back(store, [done])
    assert states(store) == [JobState.DONE]


def test_progress_extends_the_lease(store: Store) -> None:
    queue(store)
    job = claimed(store)
    half = NOW + timedelta(seconds=LEASE / 2)
    jobs.report_progress(store, job.id, 0.5, "", at=half, lease_seconds=LEASE)
    assert claim(store, seconds=LEASE + 1) is None
    assert claim(store, seconds=1.5 * LEASE + 1) is not None


def test_a_job_that_kills_its_worker_three_times_is_given_up(store: Store) -> None:
    queue(store)
    for number in range(3):
        assert claimed(store, seconds=number * 2 * LEASE).tries == number + 1
    assert claim(store, seconds=6 * LEASE) is None
    (given_up,) = jobs.list_jobs(store, ["photo"])
    assert (given_up.state, given_up.message) == (JobState.FAILED, jobs.GAVE_UP)


def test_a_silent_job_gives_way_to_the_newer_one_that_waits(store: Store) -> None:
    queue(store)
    claimed(store)
    newer = queue(store)
    assert claimed(store, seconds=2 * LEASE).id == newer.id
    assert states(store) == [JobState.RUNNING]


def test_a_worker_that_comes_back_too_late_changes_nothing(store: Store) -> None:
    queue(store)
    for number in range(3):
        job = claimed(store, seconds=number * 2 * LEASE)
    claim(store, seconds=6 * LEASE)
    finish(store, job)
    fail(store, job)
    jobs.report_progress(store, job.id, 0.9, "late", at=NOW, lease_seconds=LEASE)
    (given_up,) = jobs.list_jobs(store, ["photo"])
    assert (given_up.state, given_up.message) == (JobState.FAILED, jobs.GAVE_UP)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks children")
def test_processes_never_claim_the_same_job(store: Store) -> None:
    subjects = [f"photo-{number}" for number in range(50)]
    for subject in subjects:
        queue(store, subject)
    told = subprocess.run(
        [sys.executable, "-m", "tests.store.forked", "claim", str(store.settings.data_dir), "3"],
        cwd=TOP,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.splitlines()
    by_process = [line.split() for line in told]
    assert sorted(subject for mine in by_process for subject in mine) == sorted(subjects)
    assert sum(bool(mine) for mine in by_process) > 1


def test_background_work_waits_until_nothing_else_does(store: Store) -> None:
    assert jobs.queue_in_background(store, "analyse", ["old", "older"], at=NOW) == 2
    queue(store, "fresh")
    first = claimed(store)
    assert first.subject == "fresh"
    fail(store, first)  # its second try still comes before the background's first
    assert [claimed(store).subject for _ in range(3)] == ["fresh", "old", "older"]


def test_of_background_work_comes_first_what_somebody_looks_at(store: Store) -> None:
    jobs.queue_in_background(store, "analyse", ["outdated"], at=NOW)
    jobs.queue_in_background(store, "detail", ["looked at"], at=NOW)
    queue(store, "just added")
    assert [claimed(store).subject for _ in range(3)] == ["just added", "looked at", "outdated"]


def test_a_change_map_is_made_before_all_else_until_it_fails(store: Store) -> None:
    queue(store, "added")
    jobs.queue_in_background(store, "change map", ["map"], at=NOW)
    first = claimed(store)
    assert first.subject == "map"
    jobs.fail_job(store, first.id, "The disk is full.", at=NOW)
    assert [claimed(store).subject for _ in range(2)] == ["added", "map"]


def test_asking_for_background_work_brings_it_forward(store: Store) -> None:
    jobs.queue_in_background(store, "analyse", ["one", "two"], at=NOW)
    queue(store, "two")
    assert [job.is_background for job in jobs.list_jobs(store, ["one", "two"])] == [True, False]
    assert [claimed(store).subject for _ in range(2)] == ["two", "one"]
    assert claim(store) is None


def test_background_work_is_queued_once_and_never_pushes_back_what_waits(store: Store) -> None:
    queue(store, "fresh")
    subjects = ["fresh", *(str(n) for n in range(450)), "7"]
    assert jobs.queue_in_background(store, "analyse", subjects, at=NOW) == 450
    assert jobs.queue_in_background(store, "analyse", subjects, at=NOW) == 0
    assert jobs.count_open_jobs(store) == 451
    assert jobs.count_open_jobs(store, with_background=False) == 1


def test_background_work_replaces_what_was_done_before(store: Store) -> None:
    done = queue(store)
    claimed(store)
    finish(store, done)
    jobs.queue_in_background(store, "analyse", ["photo"], at=NOW)
    assert states(store) == [JobState.QUEUED]
