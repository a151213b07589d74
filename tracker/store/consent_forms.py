"""The versions of the clinic's consent form, by language: added, never changed."""

from datetime import datetime

from sqlalchemy import Select, select

from tracker.model import AuditEvent, ConsentForm, FormText
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import ConsentFormRecord, assign, new_id


def add_form(store: Store, said: FormText, *, by: str, at: datetime) -> ConsentForm:
    """Keep a text as the next version of its language; what is the same as the present one is that one."""
    with store.writing() as db:
        last = db.scalar(_versions(said.language).limit(1))
        if last is not None and last.to_model().said.digest == said.digest:
            return last.to_model()
        row = ConsentFormRecord(
            id=new_id(), version=last.version + 1 if last else 1, saved_by=by, saved_at=at
        )
        assign(row, said)
        row.questions = dict(said.questions)
        db.add(row)
        detail = f"{said.language} {row.version} {said.digest[:12]}"
        write_event(db, AuditEvent(at, by, "saved consent form", "consent form", row.id, "", detail))
        return row.to_model()


def current_form(store: Store, language: str) -> ConsentForm | None:
    """The latest version in a language; None where none was saved."""
    with store.reading() as db:
        row = db.scalar(_versions(language).limit(1))
        return row.to_model() if row else None


def read_form(store: Store, form_id: str) -> ConsentForm:
    """A version, present or old.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, ConsentFormRecord, form_id, word="form").to_model()


def list_forms(store: Store, language: str) -> list[ConsentForm]:
    """All versions in a language, latest first."""
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(_versions(language))]


def _versions(language: str) -> Select[ConsentFormRecord]:
    of_language = select(ConsentFormRecord).where(ConsentFormRecord.language == language)
    return of_language.order_by(ConsentFormRecord.version.desc())
