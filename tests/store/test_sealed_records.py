"""Columns that lie sealed: nothing readable in the files, everything readable in the program.

Rows are made up for every table that has such a column, so that a new column is tested from its first day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Enum, String, Table, insert, select, text, type_coerce
from sqlalchemy.exc import IntegrityError

from tests.store.conftest import NOW, Filler
from tests.store.keys.conftest import key_file
from tracker.config import Settings
from tracker.errors import InvalidInput, SealBroken
from tracker.model import CaptureTimeSource, ImportTarget, Phase, SessionKind
from tracker.model.views import View
from tracker.store import patients, sealing_records
from tracker.store.opening import Store, open_store
from tracker.store.schema import Base, PatientRecord, SessionRecord
from tracker.store.schema.sealed import MARK, BlindText, Sealed

BORN = date(1961, 7, 23)
SECRET = "Wunderlich-{}"
TARGET = ImportTarget(
    chart_number="KARTE-1",
    family_name="Wunderlich-target",
    given_name="Thusnelda",
    born_on=BORN,
    treatment="Microneedling",
    area="cheeks",
    day=BORN,
    last_day=BORN,
    number=1,
    kind=SessionKind.TREATMENT,
    held_at=NOW,
    view=View.parse("front"),
    phase=Phase.PRE,
    captured_at=NOW,
    source=CaptureTimeSource.METADATA,
)
STROKES = (((17.25, 4242.75), (3.5, 4.5)),)
TELLING = ("Wunderlich", "Thusnelda", "KARTE-", BORN.isoformat(), "4242.75")
SEALED_TABLES = [
    table
    for table in Base.metadata.sorted_tables
    if any(isinstance(column.type, Sealed | BlindText) for column in table.columns)
]
REFERRED_TO = {f.column.table.name for table in SEALED_TABLES for f in table.foreign_keys}
OPEN_TEXT = {
    "alignment": "digest reference_digest method through_digest points_key",
    "annotation": "id digest author_id author removed_by",
    "audit_event": "user_name action object_kind object_id patient_id detail hash",
    "audit_head": "hash",
    "baseline": "digest region_id method",
    "bulk_import": "id place template user_id by",
    "capture_link": "token_digest session_id sign_in_digest made_by phone_digest",
    "card": "digest",
    "clinic": "name time_zone",
    "consent": "id patient_id form_id recorded_by",
    "consent_form": "id language title text face_question saved_by",
    "consent_withdrawal": "id consent_id patient_id recorded_by",
    "emergency_access": "id user_id user_name acknowledged_by",
    "erasure": "id subject_id patient_id asked_by",
    "findings": "digest region_id method",
    "import_file": "import_id digest",
    "job": "id kind subject",
    "patient": "id language fitzpatrick_by held_by",
    "photo": "id session_id digest file_format camera lens colour_profile added_by decided_by deleted_by",
    "point_pairs": "digest reference_digest set_by",
    "reading": "digest region_id method control",
    "record_copy": "id patient_id language asked_by",
    "recovery_code": "user_id code_digest",
    "reference": "series_id photo_id",
    "region": "id series_id reference_digest name other_side_of",
    "released_copy": "id patient_id series_id object_id consent_id released_by",
    "series": "id patient_id treatment_type areas",
    "session": "id series_id provider device unchanged_since",
    "share": "id token_digest series_id code_digest made_by",
    "share_failure": "key_digest",
    "share_visit": "id token_digest share_id",
    "sign_in": "token_digest user_id emergency_id",
    "sign_in_failure": "key_digest",
    "user_account": "id name name_key display_name password_hash language patient_id oidc_issuer "
    "oidc_subject",
}
"""Text that tells of no patient who it is. What people write about one belongs sealed."""
OF_KIND: dict[str, Any] = {
    "UtcDateTime": NOW,
    "Date": date(2026, 1, 1),
    "Boolean": False,
    "ViewText": View.parse("front"),
    "JSON": [],
    "QuestionsJson": {},
    "AnswersJson": {},
    "ScopesJson": frozenset(),
    "FindingsJson": (),
    "PointsJson": (),
    "DaysJson": (),
    "SealedDate": BORN,
    "SealedTarget": TARGET,
    "SealedStrokes": STROKES,
}


@pytest.fixture
def sealed_settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, master_key_file=key_file(tmp_path))


@pytest.fixture
def sealed_store(sealed_settings: Settings) -> Iterator[Store]:
    opened = open_store(sealed_settings)
    yield opened
    opened.close()


def told(column: Column[Any], n: int) -> Any:
    """A value of a column's kind; a telling one where it is to lie sealed."""
    for foreign in column.foreign_keys:
        return told(foreign.column, n)
    kind = type(column.type).__name__
    if kind in OF_KIND:
        return OF_KIND[kind]
    if kind == "Enum":
        return next(iter(column.type.python_type))
    return (
        n
        if kind == "Integer"
        else SECRET.format(f"{column.name}-{n}")
        if is_secret(column)
        else f"{column.name}-{n}"
    )


def is_secret(column: Column[Any]) -> bool:
    return isinstance(column.type, Sealed | BlindText)


def write_rows(store: Store) -> None:
    """Three rows in each table that has a sealed column, and in those that they refer to."""
    with store.writing() as db:
        for table in Base.metadata.sorted_tables:
            if table in SEALED_TABLES or table.name in REFERRED_TO:
                for n in range(3):
                    filled = [c for c in table.columns if is_secret(c) or not c.nullable]
                    db.execute(insert(table).values({c: told(c, n) for c in filled}))


def rows_of(store: Store, table: Table) -> list[tuple[Any, ...]]:
    """What the program reads of a table."""
    with store.reading() as db:
        return [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key.columns))]


def readable(store: Store) -> set[str]:
    """What anybody reads in the database's files."""
    store.close()
    files = b"".join(path.read_bytes() for path in store.settings.data_dir.glob("tracker.sqlite3*"))
    return {word for word in TELLING if word.encode() in files}


def test_nothing_that_tells_who_a_patient_is_can_be_read_in_the_files(sealed_store: Store) -> None:
    write_rows(sealed_store)
    assert readable(sealed_store) == set()


def test_without_a_key_it_can(store: Store) -> None:
    write_rows(store)
    assert readable(store) == set(TELLING)


def test_the_program_reads_what_was_written(sealed_store: Store) -> None:
    """Blind columns only tell whether two texts are the same, so they are left out."""
    write_rows(sealed_store)
    for table in SEALED_TABLES:
        secrets = [column for column in table.columns if isinstance(column.type, Sealed)]
        with sealed_store.reading() as db:
            rows = db.execute(select(*secrets).order_by(*table.primary_key.columns)).all()
        assert [tuple(row) for row in rows] == [tuple(told(c, n) for c in secrets) for n in range(3)]


def test_every_column_of_text_lies_sealed_or_tells_of_no_patient() -> None:
    """A new column belongs in one of both lists: whoever adds it decides."""
    undecided = {
        table.name: {
            column.name
            for column in table.columns
            if isinstance(column.type, String) and not isinstance(column.type, Enum)
        }
        - set(OPEN_TEXT.get(table.name, "").split())
        for table in Base.metadata.sorted_tables
    }
    assert {name: columns for name, columns in undecided.items() if columns} == {}


def test_what_was_written_before_there_was_a_key_is_read_found_and_then_sealed(
    store: Store, sealed_settings: Settings
) -> None:
    write_rows(store)
    anna = Filler(store, count(1)).patient(chart_number="KARTE-77", family_name="Ågren")
    before = {table.name: rows_of(store, table) for table in SEALED_TABLES}
    store.close()
    sealed = open_store(sealed_settings)
    assert {table.name: rows_of(sealed, table) for table in SEALED_TABLES} == before
    assert patients.find_by_chart_number(sealed, "karte-77") == anna
    with pytest.raises(InvalidInput, match="taken"):
        Filler(sealed, count(1)).patient(chart_number="karte-77")
    told = []
    assert sealing_records.count_plain_rows(sealed) == sum(map(len, before.values()))
    assert sealing_records.seal_records(sealed, report=told.append) == sum(map(len, before.values()))
    assert (told[-1], sealing_records.count_plain_rows(sealed)) == (sum(map(len, before.values())), 0)
    assert patients.find_by_chart_number(sealed, "karte-77") == anna
    assert [
        p.id for p in patients.find_namesakes(sealed, "AGREN", anna.details.given_name, anna.details.born_on)
    ] == [anna.id]
    assert [s.patient for s in patients.find_patients(sealed, "agren")] == [anna]
    assert readable(sealed) == set()


def test_rows_that_nothing_may_change_are_sealed_and_kept_from_changes_again(
    store: Store, sealed_settings: Settings
) -> None:
    write_rows(store)
    store.close()
    sealed = open_store(sealed_settings)
    sealing_records.seal_records(sealed)
    for table in ("consent", "consent_withdrawal"):
        with pytest.raises(IntegrityError, match="stay as they are"), sealed.writing() as db:
            db.execute(text(f"UPDATE {table} SET recorded_by = 'somebody else'"))
    sealed.close()


def test_sealing_goes_on_where_it_was_stopped(
    store: Store, sealed_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each portion is a transaction, so a stop between two leaves whole rows of both kinds."""
    write_rows(store)
    total = sealing_records.count_plain_rows(store)
    store.close()
    sealed = open_store(sealed_settings)
    monkeypatch.setattr(sealing_records, "ROWS_AT_ONCE", 2)

    def stop(done: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sealing_records.seal_records(sealed, report=stop)
    assert 0 < sealing_records.count_plain_rows(sealed) < total
    sealing_records.seal_records(sealed)
    assert readable(sealed) == set()


def test_a_value_opens_in_no_other_column(sealed_store: Store) -> None:
    patient = Filler(sealed_store, count(1)).patient(allergies="latex", medication="retinoid")
    with sealed_store.writing() as db:
        db.execute(text("UPDATE patient SET allergies = medication"))
    with pytest.raises(SealBroken):
        patients.read_patient(sealed_store, patient.id)


def test_the_database_is_never_asked_to_compare_what_lies_sealed(sealed_store: Store) -> None:
    with pytest.raises(TypeError, match="can't be compared"):
        select(PatientRecord).where(PatientRecord.family_name == "Meyer")
    with pytest.raises(TypeError, match="can't be compared"):
        select(SessionRecord).order_by(SessionRecord.note.desc())


def test_nobody_types_what_looks_sealed(store: Store) -> None:
    patient = Filler(store, count(1)).patient(family_name=f"{MARK}Meyer")
    assert patients.read_patient(store, patient.id).details.family_name == f"{MARK[1:]}Meyer"


def test_without_the_index_key_nobody_tells_which_chart_number_it_is(sealed_store: Store) -> None:
    """An unkeyed fingerprint of a short number would be found by trying all."""
    Filler(sealed_store, count(1)).patient(chart_number="KARTE-1")
    with sealed_store.reading() as db:
        stored = db.scalar(select(type_coerce(PatientRecord.chart_key, String)))
    assert sha256(b"karte-1").hexdigest() not in stored
    assert sealed_store.keys is not None
    assert stored.endswith(sealed_store.keys.blind_index("karte-1"))
