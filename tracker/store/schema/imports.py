"""Tables of imports from the browser: what was asked for, and what became of every file."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

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


class TargetJson(TypeDecorator[ImportTarget]):
    """Where a file goes, as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: ImportTarget | None, dialect: Dialect) -> dict[str, Any] | None:
        """Plain JSON values."""
        return None if value is None else {name: _plain(one) for name, one in values_of(value).items()}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> ImportTarget | None:
        """The target of JSON values."""
        if value is None:
            return None
        names = [field.name for field in fields(ImportTarget)]
        return ImportTarget(**{name: _READERS.get(name, _same)(value[name]) for name in names})


class ImportRecord(Base):
    """An import from the browser."""

    __tablename__ = "bulk_import"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[str]
    template: Mapped[str]
    table: Mapped[str] = mapped_column("csv_table")
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
    name: Mapped[str]
    state: Mapped[FileState]
    digest: Mapped[str]
    target: Mapped[ImportTarget | None] = mapped_column(TargetJson)
    reason: Mapped[Message | str] = mapped_column(MessageText)
    remark: Mapped[Message | str] = mapped_column(MessageText)

    def to_model(self) -> ImportFile:
        """The row as a value."""
        return value_from(ImportFile, self)


def _plain(value: object) -> object:
    if isinstance(value, View):
        return value.key
    return value.isoformat() if isinstance(value, date) else value


def _same(value: object) -> object:
    return value
