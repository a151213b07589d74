"""Tables of imports from the browser: what was asked for, and what became of every file."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.model import (
    BulkImport,
    CaptureTimeSource,
    FileState,
    ImportFile,
    ImportState,
    ImportTarget,
    Phase,
    SessionKind,
    View,
)
from tracker.store.schema.base import Base, MessageText, new_id, value_from, values_of
from tracker.store.schema.sealed import Sealed, SealedMessage, SealedText
from tracker.texts import Message

_READERS: Mapping[str, Any] = {
    "born_on": date.fromisoformat,
    "day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "held_at": datetime.fromisoformat,
    "captured_at": datetime.fromisoformat,
    "kind": SessionKind,
    "phase": Phase,
    "source": CaptureTimeSource,
    "view": View.parse,
}


class SealedTarget(Sealed[ImportTarget]):
    """Where a file goes, as JSON."""

    cache_ok = True

    def _written(self, value: ImportTarget) -> str:
        return json.dumps({name: _plain(one) for name, one in values_of(value).items()})

    def _read(self, text: str) -> ImportTarget:
        said = json.loads(text)
        names = [field.name for field in fields(ImportTarget)]
        return ImportTarget(**{name: _READERS.get(name, _same)(said[name]) for name in names})


class ImportRecord(Base):
    """An import from the browser."""

    __tablename__ = "bulk_import"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[str]
    template: Mapped[str]
    table: Mapped[str] = mapped_column("csv_table", SealedText("bulk_import.csv_table"))
    state: Mapped[ImportState]
    message: Mapped[Message | str] = mapped_column(MessageText)
    user_id: Mapped[str]
    by: Mapped[str]
    created_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    began_with: Mapped[int] = mapped_column(default=0)

    def to_model(self) -> BulkImport:
        """The row as a value."""
        return value_from(BulkImport, self)


class ImportFileRecord(Base):
    """One file of an import, at its place in the plan."""

    __tablename__ = "import_file"

    import_id: Mapped[str] = mapped_column(ForeignKey("bulk_import.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(SealedText("import_file.name"))
    state: Mapped[FileState]
    digest: Mapped[str]
    target: Mapped[ImportTarget | None] = mapped_column(SealedTarget("import_file.target"))
    reason: Mapped[Message | str] = mapped_column(SealedMessage("import_file.reason"))
    remark: Mapped[Message | str] = mapped_column(SealedMessage("import_file.remark"))

    def to_model(self) -> ImportFile:
        """The row as a value."""
        return value_from(ImportFile, self)


def _plain(value: object) -> object:
    if isinstance(value, View):
        return value.key
    return value.isoformat() if isinstance(value, date) else value


def _same(value: object) -> object:
    return value
