"""Photos that are taken in: once, durably, into one session a day; what fails costs its own place alone."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.services.bulk_import.old_photos import (
    ANNA,
    NOW,
    OWNER,
    TEMPLATE,
    jpeg,
    lay,
    pack,
    plan,
    reasons,
    states,
    take,
    two_patients,
)
from tracker.errors import NotAllowed, StorageFull
from tracker.model import FileState, JobKind, PatientDetails, Role, SeriesStatus, SessionKind
from tracker.services import bulk_import
from tracker.store import files as photo_files
from tracker.store import jobs, patients, photos, series, sessions
from tracker.store.audit import list_events


def stored(store) -> dict[str, tuple[int, SessionKind, str]]:
    """Session number, kind and view of every stored photo, by chart number and digest."""
    found = {}
    for summary in patients.find_patients(store):
        for course in series.list_series(store, summary.patient.id):
            held = {s.id: s.details for s in sessions.list_sessions(store, course.id)}
            for photo in photos.list_photos(store, course.id):
                visit = held[photo.session_id]
                key = f"{summary.patient.details.chart_number} {photo.digest[:8]}"
                found[key] = (visit.number, visit.kind, photo.view.key)
    return found


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_all_photos_arrive_whole_where_the_plan_says(kind, store, sandbox, tmp_path):
    given = two_patients()
    source = lay(tmp_path / "in", given) if kind == "folder" else pack(tmp_path / "in.zip", given)
    done = take(store, source, plan(store, source, sandbox), sandbox)
    assert set(states(done).values()) == {FileState.TAKEN}
    expected = [("A-17", 1, (1, 2)), ("A-17", 2, (3, 4)), ("B-2", 1, (5,))]
    found = stored(store)
    assert {(k.split()[0], v[0]) for k, v in found.items()} == {(chart, n) for chart, n, _ in expected}
    for chart, number, seeds in expected:
        for seed in seeds:
            assert found[f"{chart} {digest(jpeg(seed))[:8]}"][0] == number
            assert photos.read_original(store, digest(jpeg(seed))) == jpeg(seed)
    anna = patients.find_by_chart_number(store, "a-17")
    assert {event.user for event in list_events(store, patient_id=anna.id)} == {"Dr Eva Muster"}
    (course,) = series.list_series(store, anna.id)
    assert (course.details.status, str(course.details.started_on)) == (SeriesStatus.COMPLETED, "2024-03-01")


def test_doing_it_again_stores_nothing_twice(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox), sandbox)
    before = stored(store)
    again = plan(store, source, sandbox)
    assert set(states(again).values()) == {FileState.PRESENT}
    assert set(states(take(store, source, again, sandbox)).values()) == {FileState.PRESENT}
    assert stored(store) == before


def test_a_stale_plan_stores_nothing_twice_either(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    stale = plan(store, source, sandbox)
    take(store, source, stale, sandbox)
    before = stored(store)
    assert set(states(take(store, source, stale, sandbox)).values()) == {FileState.PRESENT}
    assert stored(store) == before
    assert patients.count_patients(store) == 2


def test_a_part_taken_before_is_gone_on_with_as_if_in_one_go(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox)[:1], sandbox)
    done = take(store, source, plan(store, source, sandbox), sandbox)
    assert sorted(states(done).values()) == [FileState.PRESENT, *[FileState.TAKEN] * 4]
    assert sorted(v[:2] for v in stored(store).values()) == [
        (1, SessionKind.BASELINE),
        (1, SessionKind.BASELINE),
        (1, SessionKind.BASELINE),
        (2, SessionKind.FOLLOW_UP),
        (2, SessionKind.FOLLOW_UP),
    ]


def test_a_truncated_file_in_the_middle_is_left_out_alone_and_makes_no_empty_patient(
    store, sandbox, tmp_path
):
    given = two_patients()
    given[f"{ANNA}/Microneedling/2024-04-05/Frontal.jpg"] = jpeg(3)[:-2000]
    given["C-3_Roe_Cal_1970-01-01/Peeling/2024-04-05/front.jpg"] = jpeg(7)[:-2000]
    source = lay(tmp_path / "in", given)
    done = take(store, source, plan(store, source, sandbox), sandbox)
    why = reasons(done)
    assert set(why) == {name for name in given if "Frontal" in name or "Roe" in name}
    assert all("damaged" in reason for reason in why.values())
    assert len(stored(store)) == 4
    assert patients.find_by_chart_number(store, "C-3") is None


def test_a_photo_of_another_patient_stays_where_it_is(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox), sandbox)
    wrong = lay(tmp_path / "wrong", {"B-2_Núñez_Bea_09.12.1990/Peeling/2025-01-31/front.jpg": jpeg(1)})
    assert "another patient's record" in next(iter(reasons(plan(store, wrong, sandbox)).values()))


def test_a_deleted_photo_is_not_brought_back(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox), sandbox)
    photo = photos.photo_by_digest(store, digest(jpeg(4)))
    photos.delete_photo(store, photo.id, by="x", at=NOW, why="wrong person")
    done = take(store, source, plan(store, source, sandbox), sandbox)
    assert list(reasons(done).values()) == [
        "This photo was deleted from the records: restore it there, if it is to come back."
    ]
    assert photos.photo_by_digest(store, digest(jpeg(4))) is None


def test_a_file_that_changed_since_the_plan_is_left_out(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    planned = plan(store, source, sandbox)
    (source / f"{ANNA}/Microneedling/2024-03-01/front.jpg").write_bytes(jpeg(99))
    done = take(store, source, planned, sandbox)
    assert list(reasons(done).values()) == ["This file has changed since the plan was made: import it again."]
    assert len(stored(store)) == 4


def test_a_chart_number_that_went_to_somebody_else_since_the_plan_takes_nothing(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    planned = plan(store, source, sandbox)
    other = replace(plan_details(planned), family_name="Other")
    patients.add_patient(store, other, by="x", at=NOW)
    done = take(store, source, planned, sandbox)
    assert all("gone to another patient" in reason for reason in reasons(done).values())
    assert len(reasons(done)) == 4


def plan_details(planned):
    to = planned[0].target
    return PatientDetails(to.chart_number, to.family_name, to.given_name, to.born_on)


def test_a_full_disk_stops_the_import_and_loses_nothing(store, sandbox, tmp_path, monkeypatch):
    source = lay(tmp_path / "in", two_patients())
    planned = plan(store, source, sandbox)
    take(store, source, planned[:2], sandbox)
    monkeypatch.setattr(photo_files, "RESERVE_BYTES", 2**62)
    with pytest.raises(StorageFull):
        take(store, source, planned, sandbox)
    monkeypatch.undo()
    assert len(stored(store)) == 2
    take(store, source, planned, sandbox)
    assert len(stored(store)) == 5


def test_analysis_waits_in_the_background(store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox), sandbox)
    assert jobs.count_open_jobs(store) == 0
    assert bulk_import.queue_analyses(store, now=NOW) == 5
    assert jobs.count_open_jobs(store, with_background=False) == 0
    soon = jobs.queue_job(store, JobKind.DETAIL, "looked at", at=NOW)
    assert jobs.claim_job(store, at=NOW, lease_seconds=60).id == soon.id


def test_home_photos_of_a_day_are_a_session_of_their_own(store, sandbox, tmp_path):
    take(store, *_planned(store, sandbox, lay(tmp_path / "a", two_patients())), sandbox)
    home = lay(tmp_path / "b", {"A-17/home/2024-04-05/front.jpg": jpeg(20)})
    take(store, *_planned(store, sandbox, home, "{chart}/{session}/{date}/{view}"), sandbox)
    found = stored(store)[f"A-17 {digest(jpeg(20))[:8]}"]
    assert found == (3, SessionKind.HOME, "front")


def _planned(store, sandbox, source, template=TEMPLATE):
    return source, plan(store, source, sandbox, template)


def test_a_course_that_goes_on_stays_active(store, sandbox, tmp_path):
    given = {f"{ANNA}/X/2024-03-01/front.jpg": jpeg(1), f"{ANNA}/X/2026-10-01/front.jpg": jpeg(2)}
    source = lay(tmp_path / "in", given)
    take(store, source, plan(store, source, sandbox), sandbox)
    (course,) = series.list_series(store, patients.find_by_chart_number(store, "A-17").id)
    assert course.details.status is SeriesStatus.ACTIVE
    held = [s.details.held_at for s in sessions.list_sessions(store, course.id)]
    assert held[1] == datetime(2026, 10, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_who_may_not_import_stores_nothing(role, store, sandbox, tmp_path):
    source = lay(tmp_path / "in", two_patients())
    planned = plan(store, source, sandbox)
    with pytest.raises(NotAllowed):
        take(store, source, planned, sandbox, actor=replace(OWNER, role=role))
    assert stored(store) == {}


def test_a_provider_may_import(store, sandbox, tmp_path):
    provider = replace(OWNER, role=Role.PROVIDER)
    source = lay(tmp_path / "in", two_patients())
    take(store, source, plan(store, source, sandbox, actor=provider), sandbox, actor=provider)
    assert len(stored(store)) == 5
