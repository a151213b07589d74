"""Rows of deleted patients, which no query finds that doesn't ask for them.

A deleted patient's record stays for a while, so that the deletion can be undone. Meanwhile nothing may
show it: no list, page, search or picture, and no part of the program that is written later. So it isn't
each query that leaves these rows out; every query does, unless it is said to be about them.
"""

from typing import Any, TypeVar

from sqlalchemy import Executable, event, select, update
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm import Session as Database

from tracker.store.schema import PatientRecord, PhotoRecord, SeriesRecord, SessionRecord

Statement = TypeVar("Statement", bound=Executable)

_WITH_HIDDEN = "tracker_with_hidden"
_SHOWN_ONLY = [
    with_loader_criteria(kind, kind.is_hidden.is_(False), include_aliases=True)
    for kind in (PatientRecord, SeriesRecord, SessionRecord, PhotoRecord)
]


class RecordsDatabase(Database):
    """A transaction on the records; hidden rows are left out of whatever it asks for.

    Parameters
    ----------
    with_hidden : bool
        Whether deleted patients' rows are there like all others.
    """

    def __init__(self, *arguments: Any, with_hidden: bool = False, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, info={_WITH_HIDDEN: with_hidden}, **more)


@event.listens_for(RecordsDatabase, "do_orm_execute")
def _leave_hidden_out(state: ORMExecuteState) -> None:
    """Add the condition to every statement; it goes on to the loading of what rows point to."""
    is_wanted = state.session.info[_WITH_HIDDEN] or state.execution_options.get(_WITH_HIDDEN, False)
    if is_wanted or state.is_column_load or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(*_SHOWN_ONLY)


def with_hidden(statement: Statement) -> Statement:
    """The same statement, about rows of deleted patients as well."""
    return statement.execution_options(**{_WITH_HIDDEN: True})


def set_hidden(db: Database, patient_id: str, *, is_hidden: bool) -> None:
    """Hide a patient's rows, or show them again."""
    series = select(SeriesRecord.id).where(SeriesRecord.patient_id == patient_id)
    sessions = select(SessionRecord.id).where(SessionRecord.series_id.in_(series))
    for kind, is_own in (
        (PatientRecord, PatientRecord.id == patient_id),
        (SeriesRecord, SeriesRecord.patient_id == patient_id),
        (SessionRecord, SessionRecord.series_id.in_(series)),
        (PhotoRecord, PhotoRecord.session_id.in_(sessions)),
    ):
        changed = update(kind).where(is_own).values(is_hidden=is_hidden)
        db.execute(with_hidden(changed).execution_options(synchronize_session=False))
