"""What would go where: patients never merged, one session a day, everything else left out with the reason."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.services.bulk_import.old_photos import (
    ANNA,
    BEA,
    NOW,
    OWNER,
    TEMPLATE,
    jpeg,
    lay,
    pack,
    plan,
    reasons,
    two_patients,
)
from tracker.errors import NotAllowed
from tracker.model import (
    CaptureTimeSource,
    FileState,
    PatientDetails,
    Phase,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services.bulk_import import count_files, planned_tree, report_csv
from tracker.store import patients, series, sessions

MEYER = PatientDetails("A-17", "Meyer", "Anna", date(1984, 3, 9))
BRIEF = "{chart}/{date}_{view}"


@pytest.fixture
def anna(store):
    return patients.add_patient(store, MEYER, by="x", at=NOW)


def target(files, name):
    return next(file.target for file in files if file.name == name)


def test_a_plan_names_patients_courses_sessions_and_views_and_writes_nothing(store, sandbox, tmp_path):
    files = plan(store, lay(tmp_path / "in", two_patients()), sandbox)
    counts = count_files(files)
    assert (counts.waiting, counts.left_out, counts.new_patients, counts.new_sessions) == (5, 0, 2, 3)
    tree = [
        (c.full_name, c.treatment, [(s.number, str(s.day), s.kind) for s in c.sessions])
        for c in planned_tree(files)
    ]
    first = (1, "2024-03-01", SessionKind.BASELINE)
    assert tree == [
        ("Meyer, Anna", "Microneedling", [first, (2, "2024-04-05", SessionKind.FOLLOW_UP)]),
        ("Núñez, Bea", "Peeling", [(1, "2025-01-31", SessionKind.BASELINE)]),
    ]
    one = target(files, f"{ANNA}/Microneedling/2024-03-01/L45.jpg")
    assert (one.view, one.phase) == (View(ViewKind.LEFT_45), Phase.PRE)
    assert one.captured_at == datetime(2024, 3, 1, 11, 0, tzinfo=UTC)  # noon in Madrid
    assert patients.count_patients(store) == 0
    assert not any((tmp_path / "data" / "photos").rglob("*.part"))


def test_a_zip_gives_the_same_plan_as_its_folder(store, sandbox, tmp_path):
    of_folder = plan(store, lay(tmp_path / "in", two_patients()), sandbox)
    assert plan(store, pack(tmp_path / "in.zip", two_patients()), sandbox) == of_folder


def test_the_camera_says_when_where_the_name_does_not(store, sandbox, tmp_path, anna):
    files = plan(
        store,
        lay(
            tmp_path / "in",
            {
                "A-17/front.jpg": jpeg(1, taken="2024:03:01 23:30:00"),
                "A-17/left 45.jpg": jpeg(2, taken="2024:03:01 23:30:00", offset="-05:00"),
                "A-17/right 45.jpg": jpeg(3),
            },
        ),
        sandbox,
        "{chart}/{view}",
    )
    front, left = target(files, "A-17/front.jpg"), target(files, "A-17/left 45.jpg")
    assert (front.day, front.captured_at) == (date(2024, 3, 1), datetime(2024, 3, 1, 22, 30, tzinfo=UTC))
    assert (left.day, left.captured_at) == (date(2024, 3, 2), datetime(2024, 3, 2, 4, 30, tzinfo=UTC))
    assert front.source is CaptureTimeSource.METADATA
    assert reasons(files) == {"A-17/right 45.jpg": "Neither its name nor the camera says when it was taken."}


def test_the_name_counts_where_the_camera_says_another_day(store, sandbox, tmp_path, anna):
    taken = "2019:01:01 00:00:00"
    folder = lay(tmp_path / "in", {"A-17/2024-03-01_front.jpg": jpeg(1, taken=taken)})
    (file,) = plan(store, folder, sandbox, BRIEF)
    assert (file.target.day, file.target.source) == (date(2024, 3, 1), CaptureTimeSource.TYPED)
    assert str(file.remark) == "The camera says 2019-01-01; the day of the name, 2024-03-01, is taken."


def test_files_are_left_out_each_with_its_reason(store, sandbox, tmp_path, anna):
    whole = jpeg(9)
    files = plan(
        store,
        lay(
            tmp_path / "in",
            {
                "A-17/2024-03-01_left.jpg": jpeg(1),
                "A-17/2024-03-99_front.jpg": jpeg(2),
                "A-17/2999-03-01_front.jpg": jpeg(3),
                "A-17/more/2024-03-01_front.jpg": jpeg(4),
                "A-17/2024-03-01_front.jpg": whole,
                "A-17/2024-03-02_front.jpg": whole,
                "A-17/2024-03-03_front.jpg": b"\xff\xd8\xff nothing",
                "A-17/2024-03-04_front.jpg": b"",
                "A-17/notes.txt": b"x",
                "Z-1/2024-03-01_front.jpg": jpeg(5),
            },
        ),
        sandbox,
        BRIEF,
    )
    why = reasons(files)
    assert "A-17/2024-03-01_front.jpg" not in why
    for name, words in {
        "A-17/2024-03-01_left.jpg": "“left” names no view",
        "A-17/2024-03-99_front.jpg": "no date that can be read",
        "A-17/2999-03-01_front.jpg": "in the future",
        "A-17/more/2024-03-01_front.jpg": "doesn't fit the template",
        "A-17/2024-03-02_front.jpg": "in this import as A-17/2024-03-01_front.jpg",
        "A-17/2024-03-03_front.jpg": "damaged",
        "A-17/2024-03-04_front.jpg": "empty",
        "A-17/notes.txt": "no photo",
        "Z-1/2024-03-01_front.jpg": "Chart number Z-1 is not in the records",
    }.items():
        assert words in why[name], name
    assert len(why) == 9


@pytest.mark.parametrize(
    ("folder", "is_taken"),
    [
        ("A-17_Meyer_Anna_1984-03-09", True),
        ("a-17_MEYER_Anna_09.03.1984", True),
        ("A-17_Meier_Anna_1984-03-09", False),
        ("A-17_Meyer_Anne_1984-03-09", False),
        ("A-17_Meyer_Anna_1984-03-08", False),
    ],
)
def test_a_known_chart_number_takes_photos_of_the_same_person_alone(
    folder, is_taken, store, sandbox, tmp_path, anna
):
    (file,) = plan(store, lay(tmp_path / "in", {f"{folder}/X/2024-03-01/front.jpg": jpeg(1)}), sandbox)
    if is_taken:
        assert file.target.patient_id == anna.id
    else:
        assert "belongs to another name" in str(file.reason)


def test_two_names_under_one_new_chart_number_leave_all_of_it_out(store, sandbox, tmp_path):
    files = {
        f"{ANNA}/X/2024-03-01/front.jpg": jpeg(1),
        "A-17_Meier_Anna_1984-03-09/X/2024-03-02/front.jpg": jpeg(2),
    }
    why = reasons(plan(store, lay(tmp_path / "in", files), sandbox))
    assert len(why) == 2
    assert all("different names" in reason for reason in why.values())


def test_the_same_person_under_another_chart_number_is_not_made_twice(store, sandbox, tmp_path, anna):
    (file,) = plan(
        store, lay(tmp_path / "in", {"B-99_meyer_ANNA_1984-03-09/X/2024-03-01/front.jpg": jpeg(1)}), sandbox
    )
    assert "under chart number A-17, not B-99" in str(file.reason)


def test_a_birth_after_the_photo_is_refused(store, sandbox, tmp_path):
    (file,) = plan(
        store, lay(tmp_path / "in", {"C-1_Meyer_Anna_2024-05-01/X/2024-03-01/front.jpg": jpeg(1)}), sandbox
    )
    assert "can't be true" in str(file.reason)


def test_photos_of_a_day_join_the_session_that_is_there(store, sandbox, tmp_path, anna):
    plan_of = SeriesDetails("microneedling", "scars", "face", date(2024, 2, 1))
    course = series.add_series(store, anna.id, plan_of, at=NOW)
    held_at = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
    details = SessionDetails(4, held_at, SessionKind.TREATMENT)
    held = sessions.add_session(store, course.id, details, at=NOW)
    name = f"{ANNA}/Microneedling"
    given = {f"{name}/2024-03-01/front.jpg": jpeg(1), f"{name}/2024-02-20/front.jpg": jpeg(2)}
    files = plan(store, lay(tmp_path / "in", given), sandbox)
    same, other = target(files, f"{name}/2024-03-01/front.jpg"), target(files, f"{name}/2024-02-20/front.jpg")
    assert (same.session_id, same.number, same.phase) == (held.id, 4, Phase.PRE)
    assert (other.series_id, other.session_id, other.number) == (course.id, "", 5)
    assert other.kind is SessionKind.FOLLOW_UP


def test_several_series_need_to_be_told_apart(store, sandbox, tmp_path, anna):
    for area in ("face", "neck"):
        series.add_series(store, anna.id, SeriesDetails("Peeling", "tone", area, date(2024, 2, 1)), at=NOW)
    folder = lay(tmp_path / "in", {"A-17/neck/2024-03-01_front.jpg": jpeg(1)})
    (file,) = plan(store, folder, sandbox, "{chart}/*/{date}_{view}")
    assert "several series" in str(file.reason)
    (file,) = plan(store, folder, sandbox, "{chart}/{series}/{date}_{view}")
    assert file.target.area == "neck"
    assert file.target.series_id


def test_numbers_and_kinds_of_sessions_are_taken_from_the_name(store, sandbox, tmp_path, anna):
    template = "{chart}/{session}/{date}_{view}"
    given = {
        "A-17/S1/2024-03-01_front.jpg": jpeg(1),
        "A-17/treatment 2/2024-04-01_front.jpg": jpeg(2),
        "A-17/home/2024-04-01_front.jpg": jpeg(3),
        "A-17/S1/2024-05-01_front.jpg": jpeg(4),
        "A-17/S7/2024-06-01_front.jpg": jpeg(5),
        "A-17/S8/2024-06-01_left 45.jpg": jpeg(6),
    }
    files = plan(store, lay(tmp_path / "in", given), sandbox, template)
    found = {f.name: (f.target.number, f.target.kind) for f in files if f.state is FileState.WAITING}
    assert found == {
        "A-17/S1/2024-03-01_front.jpg": (1, SessionKind.BASELINE),
        "A-17/treatment 2/2024-04-01_front.jpg": (2, SessionKind.TREATMENT),
        "A-17/home/2024-04-01_front.jpg": (9, SessionKind.HOME),
    }
    why = reasons(files)
    assert "Session 1 is of another day" in why["A-17/S1/2024-05-01_front.jpg"]
    assert "different session numbers" in why["A-17/S7/2024-06-01_front.jpg"]


def test_the_report_names_every_file_and_computes_nothing(store, sandbox, tmp_path):
    given = {"=1+1.txt": b"x", **two_patients()}
    text = report_csv(plan(store, lay(tmp_path / "in", given), sandbox))
    lines = text.splitlines()
    assert len(lines) == 7
    assert lines[0] == "file,state,reason,chart number,session,date,view"
    assert any(line.startswith("'=1+1.txt,left out,\"This is no photo") for line in lines)
    assert f"{BEA}/Peeling/2025-01-31/perfil izquierdo.jpg,waiting,,B-2,1,2025-01-31,Left 90°" in lines


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_who_may_not_import_may_not_plan_either(role, store, sandbox, tmp_path):
    folder = lay(tmp_path / "in", two_patients())
    with pytest.raises(NotAllowed):
        plan(store, folder, sandbox, TEMPLATE, actor=replace(OWNER, role=role))
