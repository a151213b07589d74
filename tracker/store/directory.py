"""The patients that a typed text means.

Names may lie sealed in the records, where no database can search or sort them, so whoever is looked
for is found in memory: a clinic's patients are read with the few columns that a search looks at.
"""

from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session as Database

from tracker.model import PatientStatus
from tracker.store.schema import PatientRecord
from tracker.store.searching import dates_meant_by, fold, search_text, words_of

Looked = Row[str, str, str, str, date]


def find_ids(db: Database, text: str) -> list[str]:
    """Ids of the patients that every word of a text matches, by family and given name.

    Parameters
    ----------
    text : str
        Words as typed; see `tracker.store.patients.match_patients`. Without any, all active patients.
    """
    words = words_of(text)
    wanted = select(
        PatientRecord.id,
        PatientRecord.chart_number,
        PatientRecord.family_name,
        PatientRecord.given_name,
        PatientRecord.born_on,
    )
    if not words:
        wanted = wanted.where(PatientRecord.status == PatientStatus.ACTIVE)
    found = [row for row in db.execute(wanted) if all(_matches(row, word) for word in words)]
    return [row.id for row in sorted(found, key=_by_name)]


def _matches(row: Looked, word: str) -> bool:
    """Anywhere in one of the fields, or the very day of birth."""
    fields = search_text(row.chart_number, row.family_name, row.given_name)
    return fold(word) in fields or row.born_on in dates_meant_by(word)


def _by_name(row: Looked) -> tuple[str, str]:
    return search_text(row.family_name, row.given_name), row.id
