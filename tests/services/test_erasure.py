"""What is erased is gone: rows, files, and every byte of them."""

import io
import os
import shutil
import signal
import sqlite3
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from tests.store.conftest import FRONT, SERIES, SQUARE, facts_of
from tracker.config import read_settings
from tracker.errors import InvalidInput, NotFound, PatientKeyGone, TrackerError
from tracker.model import (
    Actor,
    Annotation,
    AnnotationKind,
    CaptureTimeSource,
    ConsentScope,
    CopyKind,
    Drawing,
    EmergencyAccess,
    EmergencyKind,
    ErasedKind,
    ErasureGround,
    FileState,
    ImportFile,
    ImportTarget,
    JobKind,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Reading,
    RegionRole,
    Rendition,
    Role,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import erasure, retention
from tracker.services.retention import Deletion
from tracker.store import (
    acceptance,
    annotations,
    audit,
    audit_chain,
    change_maps,
    details,
    emergencies,
    erasing,
    imports,
    jobs,
    patients,
    photos,
    readings,
    regions,
    series,
    sessions,
    uploads,
)
from tracker.store.opening import Store, open_store
from tracker.store.schema import Base, ReleasedCopyRecord
from tracker.worker import Worker

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)
ZEBEDEA = PatientDetails(
    "CH-4711",
    "Quittenbaum",
    "Zebedea",
    date(1984, 3, 9),
    allergies="latexallergie",
    email="z@quitten.example",
)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 64
SMALL = b"RIFF" + b"the small picture" * 40
WORD = "a word on her chin"
REASON = Deletion(ErasureGround.LAWFUL_ORDER, "order 14/2026", "CH-4711")
# what may be read nowhere afterwards
TRACES = [
    PICTURE[:600],
    PICTURE[-600:],
    SMALL[:300],
    *(
        text.encode()
        for text in (
            "Quittenbaum",
            "quittenbaum",
            "Zebedea",
            "CH-4711",
            "ch-4711",
            "latexallergie",
            "z@quitten",
        )
    ),
    WORD.encode(),
]
# tables without anything of a patient's own, and those that outlive a patient
KEPT = {
    "audit_event",
    "audit_head",
    "bulk_import",
    "clinic",
    "consent_form",
    "emergency_access",
    "erasure",
    "import_file",
    "job",
    "released_copy",
    "share_failure",
    "sign_in_failure",
}


def add_patient(
    store: Store, said: PatientDetails, picture: bytes, *, word: str = WORD, small: bytes = SMALL
) -> Photo:
    """A patient with something in every corner of the records."""
    who = patients.add_patient(store, said, by="Dr Eva", at=NOW)
    of = series.add_series(store, who.id, SERIES, at=NOW)
    held = SessionDetails(1, NOW, SessionKind.BASELINE, note=word)
    session = sessions.add_session(store, of.id, held, at=NOW)
    photo = photos.add_photo(
        store,
        picture,
        facts_of(picture),
        session_id=session.id,
        view=FRONT,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Eva",
        at=NOW,
        renditions={Rendition.THUMBNAIL: small, Rendition.SCREEN: small * 2},
    )
    details.save_detail(store, photo.digest, small + b"detail")
    map_of = small + b"map"
    change_maps.save_map(store, photo.digest, photo.digest, map_of, reference_digest=photo.digest)
    region = regions.add_region(
        store,
        of.id,
        FRONT,
        name=word,
        role=RegionRole.TREATED,
        shape=SQUARE,
        reference_digest=photo.digest,
        by="Dr Eva",
        at=NOW,
    )
    row = Reading(photo.digest, region.id, region.revision, Metric.REDNESS, "1", 8.0, "ring", "")
    readings.save_readings(store, photo.digest, region.id, [row], (), method="1")
    drawing = Drawing(AnnotationKind.TEXT, ((1.0, 1.0),), word)
    annotations.add_annotation(
        store, photo, Annotation(f"{photo.id}", photo.digest, drawing, "0" * 32, "Dr Eva", NOW)
    )
    jobs.queue_job(store, JobKind.ANALYSE, photo.id, at=NOW)
    return photo


def add_import(store: Store, details: PatientDetails, picture: bytes) -> str:
    """An import whose plan, table and waiting file are about a patient."""
    begun = imports.add_import(store, place="", user_id="0" * 32, by="Dr Eva", at=NOW)
    table = f"file,chart,family\na.jpg,{details.chart_number},{details.family_name}\n"
    imports.change_import(store, begun.id, list(type(begun.state)), table=table)
    target = ImportTarget(
        details.chart_number,
        details.family_name,
        details.given_name,
        details.born_on,
        "Peeling",
        "cheek",
        NOW.date(),
        NOW.date(),
        2,
        SessionKind.FOLLOW_UP,
        NOW,
        FRONT,
        Phase.PRE,
        NOW,
        CaptureTimeSource.METADATA,
    )
    name = f"{details.chart_number}_{details.family_name}/a.jpg"
    imports.replace_files(store, begun.id, [ImportFile(name, FileState.WAITING, "", target)])
    for sent, data in ((name, b"another photo of " + details.given_name.encode()), ("same.jpg", picture)):
        with uploads.receiving(store, begun.id, sent, byte_count=len(data)) as file:
            file.write(data)
    return begun.id


@pytest.fixture
def photo(store: Store) -> Photo:
    found = add_patient(store, ZEBEDEA, PICTURE)
    add_import(store, ZEBEDEA, PICTURE)
    return found


@pytest.fixture
def other(store: Store) -> Photo:
    return add_patient(
        store,
        PatientDetails("A-1", "Meyer", "Anna", date(1990, 1, 1)),
        PICTURE[::-1],
        word="dry",
        small=b"RIFF other",
    )


def delete(store: Store, photo: Photo) -> str:
    retention.delete_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    (listed,) = retention.read_page(store, OWNER, now=NOW).deleted
    return listed.erasure.id


def erase(store: Store, erasure_id: str, *, at: datetime = LATER, wait_seconds: float = 0) -> None:
    erasure.erase(store, erasure_id, report=lambda *_: None, clock=lambda: at, wait_seconds=wait_seconds)


def find_traces(folder: Path) -> list[tuple[bytes, str]]:
    """What a search of all files finds of the erased patient."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [(trace[:20], path.name) for trace in TRACES if trace in data]
    return found


def files_of(store: Store, photo: Photo) -> list[Path]:
    folder = store.photos.rendition_folder(photo.digest)
    return [store.photos.original_path(photo.digest), *folder.rglob("*")]


# --- patients


def test_every_table_is_erased_with_the_patient_or_known_to_stay() -> None:
    owned = erasing.owned_tables(ErasedKind.PATIENT)
    assert not owned & KEPT
    # a new table points to the patient in the end, or holds nothing of one and is added above
    assert set(Base.metadata.tables) == owned | KEPT


def test_no_byte_of_an_erased_patient_is_left_in_the_data_folder(store: Store, photo, other) -> None:
    folder = store.settings.data_dir
    assert {trace for trace, _ in find_traces(folder)} >= {trace[:20] for trace in TRACES[:7]}
    erasure_id = delete(store, photo)
    erase(store, erasure_id)
    assert find_traces(folder) == []
    assert photos.read_original(store, other.digest) == PICTURE[::-1]
    assert len([path for path in files_of(store, other) if path.is_file()]) == 5
    assert patients.read_patient(store, other.patient_id).details.family_name == "Meyer"


def test_what_stays_says_what_was_erased_when_why_and_by_whom(store: Store, photo, other) -> None:
    erase(store, delete(store, photo))
    (stays,) = retention.read_page(store, OWNER, now=LATER).erased
    assert (stays.subject_id, stays.ground, stays.note) == (photo.patient_id, REASON.ground, "order 14/2026")
    assert (stays.asked_by, stays.asked_at, stays.erased_at, stays.swept_at) == ("Dr Eva", NOW, LATER, LATER)
    assert (stays.series_count, stays.session_count, stays.photo_count) == (1, 1, 1)
    with pytest.raises(NotFound):
        retention.undo_deletion(store, OWNER, photo.patient_id, now=LATER)


def test_the_chain_of_events_is_whole_after_an_erasure(store: Store, photo, other) -> None:
    before = audit_chain.verify(store)
    erase(store, delete(store, photo))
    after = audit_chain.verify(store, expected=before.head)
    assert (after.broken_at, after.is_expected_found) == (None, True)
    assert after.event_count == before.event_count + 2


def test_nothing_is_erased_before_its_day_or_after_an_undo(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    assert erasing.list_due(store, at=LATER - timedelta(seconds=1)) == []
    erase(store, erasure_id, at=LATER - timedelta(seconds=1))
    retention.undo_deletion(store, OWNER, photo.patient_id, now=NOW)
    assert erasing.list_due(store, at=LATER) == []
    erase(store, erasure_id)
    assert photos.read_original(store, photo.digest) == PICTURE
    assert photos.read_photo(store, photo.id) == photo


def test_an_erasure_that_is_due_is_queued_by_itself_and_once(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    assert erasure.queue_due(store, now=NOW) == 0
    assert erasure.queue_due(store, now=LATER) == 1
    assert erasure.queue_due(store, now=LATER) == 1
    assert [job.kind for job in jobs.list_jobs(store, [erasure_id])] == [JobKind.ERASE]
    erase(store, erasure_id)
    assert erasure.queue_due(store, now=LATER) == 0


def test_an_owner_erases_a_deleted_record_at_once(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    retention.erase_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    assert jobs.list_jobs(store, [erasure_id])
    erase(store, erasure_id, at=NOW)
    assert find_traces(store.settings.data_dir) == []


def test_a_hold_set_after_the_deletion_stops_the_erasure_until_it_is_lifted(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    retention.set_hold(store, OWNER, photo.patient_id, reason="a lawsuit", now=NOW)
    assert erasing.list_due(store, at=LATER) == []
    with pytest.raises(InvalidInput, match="under legal hold"):
        erase(store, erasure_id)
    with pytest.raises(InvalidInput, match="under legal hold"):
        retention.erase_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    assert all(path.exists() for path in files_of(store, photo))
    retention.lift_hold(store, OWNER, photo.patient_id, now=NOW)
    erase(store, erasure_id)
    assert not any(path.exists() for path in files_of(store, photo))


def test_while_a_photo_is_worked_on_nothing_is_removed(store: Store, photo) -> None:
    working = jobs.claim_job(store, at=LATER, lease_seconds=60)
    assert working is not None
    assert working.subject == photo.id
    erasure_id = delete(store, photo)
    with pytest.raises(TrackerError, match="still being worked on"):
        erase(store, erasure_id)
    assert all(path.exists() for path in files_of(store, photo))
    erasure.queue_due(store, now=LATER)
    tried = jobs.claim_job(store, at=LATER, lease_seconds=60)
    assert tried is not None
    jobs.fail_job(store, tried.id, "still being worked on", at=LATER)
    assert retention.read_page(store, OWNER, now=LATER).problems == {erasure_id: "still being worked on"}
    jobs.finish_job(store, working.id, at=LATER)
    erase(store, erasure_id)
    assert find_traces(store.settings.data_dir) == []


def test_the_plan_of_an_import_shows_no_deleted_patient(store: Store, photo) -> None:
    (begun,) = imports.list_imports(store)
    assert len(imports.list_shown_files(store, begun.id)) == 1
    delete(store, photo)
    assert imports.list_shown_files(store, begun.id) == []
    retention.undo_deletion(store, OWNER, photo.patient_id, now=NOW)
    assert len(imports.list_shown_files(store, begun.id)) == 1


def test_the_worker_erases_by_itself_what_is_due(store: Store, photo) -> None:
    erasure_id = delete(store, photo)  # in the past: its 30 days are over
    worker = Worker(store.settings)
    try:
        for _ in range(300):
            if erasing.list_done(store) and erasing.list_done(store)[0].swept_at:
                break
            time.sleep(0.1)
    finally:
        worker.stop()
    (done,) = erasing.list_done(store)
    assert (done.id, done.photo_count) == (erasure_id, 1)
    assert done.swept_at is not None
    assert find_traces(store.settings.data_dir) == []


# --- photos


def test_an_erased_photo_is_gone_and_the_rest_of_the_record_stays(store: Store, photo) -> None:
    second = photos.add_photo(
        store,
        SMALL,
        facts_of(SMALL),
        session_id=photo.session_id,
        view=FRONT,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Eva",
        at=NOW,
        renditions={Rendition.THUMBNAIL: b"RIFF second"},
    )

    def ask() -> None:
        retention.erase_photo(
            store, OWNER, second.id, ground=ErasureGround.WRONG_PATIENT, note="not hers", now=NOW
        )

    with pytest.raises(InvalidInput, match="Only a deleted photo is erased"):
        ask()
    photos.delete_photo(store, second.id, by="Dr Eva", at=NOW, why="somebody else")
    (listed,) = retention.read_page(store, OWNER, now=NOW).deleted_photos
    assert (listed.photo.id, listed.session_number, listed.why) == (second.id, 1, "somebody else")
    ask()
    with pytest.raises(NotFound):
        photos.restore_photo(store, second.id, by="Dr Eva", at=NOW)
    (due,) = erasing.list_due(store, at=NOW)
    erase(store, due, at=NOW)
    assert not any(path.exists() for path in files_of(store, second))
    assert photos.read_original(store, photo.digest) == PICTURE
    assert photos.list_photos(store, photo.series_id) == [photo]
    (stays,) = retention.read_page(store, OWNER, now=NOW).erased
    assert (stays.kind, stays.subject_id, stays.photo_count) == (ErasedKind.PHOTO, second.id, 1)


# --- kills


class Killer:
    """Kills its own process at the nth step that removes a file or commits rows."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or not is_step(called):
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def is_step(called: Any) -> bool:
    owner = getattr(called, "__self__", None)
    is_commit = isinstance(owner, sqlite3.Connection) and called.__name__ in ("commit", "execute")
    return called in (os.unlink, os.rmdir) or is_commit


def killed_at(data_dir: Path, erasure_id: str, step: int) -> bool:
    """Whether a process that erases was killed at this step, rather than being done before it."""
    child = os.fork()
    if child == 0:
        store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
        sys.setprofile(Killer(step))
        erase(store, erasure_id)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_killed_at_any_step_it_is_done_by_the_next_try(store: Store, photo, other, tmp_path: Path) -> None:
    erasure_id = delete(store, photo)
    store.close()
    steps = 0
    was_killed = True
    while was_killed:
        steps += 1
        copy = tmp_path / f"killed-{steps}"
        shutil.copytree(store.settings.data_dir, copy)
        was_killed = killed_at(copy, erasure_id, steps)
        left = open_store(read_settings({"TRACKER_DATA_DIR": str(copy)}))
        # whatever is shown can be read
        for shown in photos.list_photos(left, other.series_id):
            photos.read_original(left, shown.digest)
        with pytest.raises(NotFound):
            photos.read_photo(left, photo.id)
        if was_killed:
            assert erasing.list_due(left, at=LATER) == [erasure_id]
        erase(left, erasure_id)
        assert erasing.list_due(left, at=LATER) == []
        assert find_traces(copy) == []
        assert audit_chain.verify(left).broken_at is None
        left.close()
        shutil.rmtree(copy)
    assert steps > 15


# --- what stays is without names


def test_the_reason_of_an_emergency_that_names_the_patient_is_removed_and_others_stay(
    store: Store, photo
) -> None:
    for number, reason in enumerate(("Zebedea Quittenbaum faints", "nobody else is here")):
        access = EmergencyAccess(
            str(number), EmergencyKind.RIGHTS, "0" * 32, "Ann", reason, NOW, NOW + timedelta(hours=1)
        )
        emergencies.begin(store, access)
    erase(store, delete(store, photo))
    assert find_traces(store.settings.data_dir) == []
    said = {one.id: one.reason for one in emergencies.list_accesses(store, is_acknowledged=False)}
    assert said == {"0": "—", "1": "nobody else is here"}


def test_what_left_stays_written_down_without_the_patients_name(store: Store, photo) -> None:
    with store.writing() as db:
        for recipient in ("Zebedea Quittenbaum", "the surgeon"):
            db.add(
                ReleasedCopyRecord(
                    id=recipient[:3],
                    kind=CopyKind.REPORT,
                    scope=ConsentScope.TREATMENT_RECORD,
                    patient_id=photo.patient_id,
                    series_id=photo.series_id,
                    digests=[photo.digest],
                    recipient=recipient,
                    object_id="",
                    consent_id="",
                    by="Dr Eva",
                    at=NOW,
                )
            )
    erase(store, delete(store, photo))
    with store.reading() as db:
        stays = db.execute(select(ReleasedCopyRecord.recipient, ReleasedCopyRecord.digests)).all()
    assert sorted(row.recipient for row in stays) == ["", "the surgeon"]
    assert all(row.digests == [photo.digest] for row in stays)


# --- backups


def test_a_backup_made_before_shows_no_photo_of_the_erased_patient_where_there_is_a_key(
    tmp_path: Path,
) -> None:
    variables = {"TRACKER_KEYS_DIR": str(tmp_path / "keys"), "TRACKER_MASTER_KEY": "A" * 43 + "="}
    data_dir, backup_dir = tmp_path / "data", tmp_path / "backup"
    store = open_store(read_settings({**variables, "TRACKER_DATA_DIR": str(data_dir)}))
    shown, kept = jpeg(1), jpeg(2)
    photo = add_patient(store, ZEBEDEA, shown)
    other = add_patient(store, PatientDetails("A-1", "Meyer", "Anna", date(1990, 1, 1)), kept, word="dry")
    sqlite3.connect(data_dir / "tracker.sqlite3").execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    shutil.copytree(data_dir, backup_dir)
    backup = open_store(read_settings({**variables, "TRACKER_DATA_DIR": str(backup_dir)}))
    # with the key, and only with it, the backup shows the photo until the patient is erased
    assert photos.read_original(backup, photo.digest) == shown
    erase(store, delete(store, photo))
    for folder in (data_dir, backup_dir):
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            # neither the JPEG, nor its compressed picture, nor a rendition
            assert not [one for one in (shown, shown[700:900], shown[-300:], SMALL[:200]) if one in data]
    with pytest.raises(PatientKeyGone):
        photos.read_original(backup, photo.digest)
    for rendition in (Rendition.THUMBNAIL, Rendition.SCREEN):
        file = photos.read_rendition(backup, photo.digest, rendition)
        assert file is not None
        with pytest.raises(PatientKeyGone):
            file.read()
    # nobody else's photos are lost
    assert photos.read_original(store, other.digest) == kept
    assert photos.read_original(backup, other.digest) == kept
    store.close()
    backup.close()


def jpeg(seed: int) -> bytes:
    """A real one, of noise that is found nowhere else."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(rng.integers(0, 255, (200, 300, 3), dtype=np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def test_no_event_holds_what_people_typed(store: Store, photo) -> None:
    """Events stay for ever: each way of typing something into a record is tried here."""
    typed = "Zebedea fell on it"
    place = View(ViewKind.CLOSE_UP, typed)
    photos.edit_photo(
        store, photo.id, view=FRONT, phase=Phase.PRE, captured_at=LATER, note=typed, by="Dr Eva", at=NOW
    )
    second = photos.add_photo(
        store,
        SMALL,
        facts_of(SMALL),
        session_id=photo.session_id,
        view=place,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Eva",
        at=NOW,
        renditions={},
    )
    acceptance.keep_photo(store, second.id, reason=typed, by="Dr Eva", at=NOW)
    photos.delete_photo(store, second.id, by="Dr Eva", at=NOW, why=typed)
    photos.restore_photo(store, second.id, by="Dr Eva", at=NOW)
    acceptance.reject_photo(store, second.id, by="Dr Eva", at=NOW, why=typed)
    retention.set_hold(store, OWNER, photo.patient_id, reason=typed, now=NOW)
    retention.lift_hold(store, OWNER, photo.patient_id, now=NOW)
    retention.delete_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    events = audit.find_events(store, audit.AuditFilter(), limit=1000)
    assert len(events) > 10
    for event in events:
        assert "Zebedea" not in f"{event.detail} {event.action} {event.object_id}"
        assert WORD not in event.detail
