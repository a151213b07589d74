"""Imports from the browser, and what became of each of their files."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from tracker.model import BulkImport, FileState, ImportFile, ImportState
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import ImportFileRecord, ImportRecord, PatientRecord, new_id, values_of

# short transactions: others want to write as well
_AT_A_TIME = 500


def add_import(store: Store, *, place: str, user_id: str, by: str, at: datetime) -> BulkImport:
    """Begin an import, of which nothing but the place of its files is known."""
    with store.writing() as db:
        row = ImportRecord(
            id=new_id(),
            place=place,
            template="",
            table="",
            state=ImportState.COLLECTING,
            message="",
            user_id=user_id,
            by=by,
            created_at=at,
            began_at=None,
            began_with=0,
        )
        db.add(row)
        return row.to_model()


def read_import(store: Store, import_id: str) -> BulkImport:
    """The import with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, ImportRecord, import_id, word="import").to_model()


def list_imports(store: Store, *, limit: int = 20) -> list[BulkImport]:
    """The latest imports, newest first."""
    wanted = select(ImportRecord).order_by(ImportRecord.created_at.desc(), ImportRecord.id).limit(limit)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def change_import(store: Store, import_id: str, states: Collection[ImportState], **values: object) -> bool:
    """Change an import that is in one of some states; False where it isn't, and so stays as it is."""
    same = ImportRecord.id == import_id, ImportRecord.state.in_(states)
    with store.writing() as db:
        changed = db.scalars(update(ImportRecord).where(*same).values(**values).returning(ImportRecord.id))
        return changed.first() is not None


def delete_import(store: Store, import_id: str) -> None:
    """Forget an import; what it stored stays."""
    with store.writing() as db:
        db.execute(delete(ImportFileRecord).where(ImportFileRecord.import_id == import_id))
        db.execute(delete(ImportRecord).where(ImportRecord.id == import_id))


def replace_files(store: Store, import_id: str, files: Sequence[ImportFile]) -> None:
    """Keep a plan in place of the former one; its order is kept."""
    with store.writing() as db:
        db.execute(delete(ImportFileRecord).where(ImportFileRecord.import_id == import_id))
    for start in range(0, len(files), _AT_A_TIME):
        with store.writing() as db:
            db.add_all(
                ImportFileRecord(import_id=import_id, position=start + at, **values_of(file))
                for at, file in enumerate(files[start : start + _AT_A_TIME])
            )


def list_files(
    store: Store, import_id: str, states: Collection[FileState] = tuple(FileState)
) -> Iterator[tuple[int, ImportFile]]:
    """The files of an import in some states, with their positions, read a part at a time."""
    last = -1
    while True:
        wanted = (
            select(ImportFileRecord)
            .where(
                ImportFileRecord.import_id == import_id,
                ImportFileRecord.position > last,
                ImportFileRecord.state.in_(states),
            )
            .order_by(ImportFileRecord.position)
            .limit(_AT_A_TIME)
        )
        with store.reading() as db:
            found = [(row.position, row.to_model()) for row in db.scalars(wanted)]
        if not found:
            return
        yield from found
        last = found[-1][0]


def list_shown_files(
    store: Store, import_id: str, states: Collection[FileState] = tuple(FileState)
) -> list[ImportFile]:
    """The files of an import for people to see: those of deleted patients are left out."""
    is_hidden = select(PatientRecord).where(PatientRecord.is_hidden)
    with store.reading(with_hidden=True) as db:
        deleted = [row.to_model() for row in db.scalars(is_hidden)]
    ids = {patient.id for patient in deleted}
    numbers = {_bare(patient.details.chart_number) for patient in deleted}
    return [
        file
        for _position, file in list_files(store, import_id, states)
        if file.target is None
        or (file.target.patient_id not in ids and _bare(file.target.chart_number) not in numbers)
    ]


def note_file(store: Store, import_id: str, position: int, file: ImportFile) -> None:
    """Say what became of one file."""
    same = ImportFileRecord.import_id == import_id, ImportFileRecord.position == position
    with store.writing() as db:
        db.execute(update(ImportFileRecord).where(*same).values(state=file.state, reason=file.reason))


def count_states(store: Store, import_id: str) -> dict[FileState, int]:
    """How many files of an import are in each state."""
    wanted = (
        select(ImportFileRecord.state, func.count())
        .where(ImportFileRecord.import_id == import_id)
        .group_by(ImportFileRecord.state)
    )
    with store.reading() as db:
        counted = {row[0]: row[1] for row in db.execute(wanted)}
    return {state: counted.get(state, 0) for state in FileState}


def _bare(chart_number: str) -> str:
    return chart_number.strip().casefold()
