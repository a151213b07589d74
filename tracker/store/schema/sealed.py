"""Column types whose values lie sealed in the records wherever the clinic has a key.

A sealed value is text that begins with a mark; what was written before there was a key is read as it
stands, so both may lie in one column until everything is sealed. The database can neither compare nor
sort sealed values: what must be found by equality has a blind index beside it (`BlindText`), and
everything else is looked for in memory (`tracker.store.directory`).
"""

import base64
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Column, ColumnElement, Dialect, String, and_, or_, type_coerce
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from tracker.errors import TrackerError
from tracker.store.keys import Keys
from tracker.store.schema.base import read_message, write_message
from tracker.texts import Message, marked

Value = TypeVar("Value")

MARK = "\x02sealed:"
BLIND_MARK = "\x02blind:"
_NO_KEY = Message(
    marked("The records are encrypted and the key is not at hand: start the program with the master key.")
)


_keys: WeakKeyDictionary[Dialect, Keys] = WeakKeyDictionary()


def use_keys(dialect: Dialect, keys: Keys) -> None:
    """Seal from now on what goes through the connections of one engine.

    Parameters
    ----------
    dialect : sqlalchemy.Dialect
        The engine's; column types are told no more than this of where they are used.
    """
    _keys[dialect] = keys


def is_plain(column: Column[Any]) -> ColumnElement[bool]:
    """The rows that hold in the clear what the column ought to hide."""
    raw = type_coerce(column, String)
    return and_(raw.is_not(None), raw != "", raw.not_like(f"{MARK}%"), raw.not_like(f"{BLIND_MARK}%"))


def equals(column: ColumnElement[str] | InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """The rows whose blind index is that of a text, or that still hold the text in the clear."""
    return or_(column == text, type_coerce(column, String) == text)


class _OnlyInMemory(TypeDecorator.Comparator[Any]):
    """Refuses to be compared by the database, which would silently find nothing."""

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:  # noqa: ANN401  as inherited
        if other and isinstance(other[0], ColumnElement):  # so SQLAlchemy tells its own columns apart
            return super().operate(op, *other, **kwargs)
        raise TypeError("a sealed column can't be compared or sorted by the database")


class Sealed(TypeDecorator[Value]):
    """Common ground of the sealed types; ``column`` is bound into each value, which opens nowhere else."""

    impl = String
    comparator_factory = _OnlyInMemory

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:
        """The sealed value; an empty text says nothing and stays as it is."""
        text = None if value is None else self._written(value)
        if not text:
            return text
        keys = _keys.get(dialect)
        if keys is None:
            return text.lstrip(MARK[0])  # nobody may type what looks sealed
        sealed = keys.records.seal(text.encode(), context=self.column.encode())
        return MARK + base64.b64encode(sealed).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value | None:
        """The value; one that was written without a key is read as it stands."""
        return None if value is None else self._read(self._opened(value, dialect))

    def _opened(self, text: str, dialect: Dialect) -> str:
        if not text.startswith(MARK):
            return text
        keys = _keys.get(dialect)
        if keys is None:
            raise TrackerError(_NO_KEY)
        sealed = base64.b64decode(text.removeprefix(MARK))
        return keys.records.open(sealed, context=self.column.encode()).decode()

    def _written(self, value: Value) -> str:
        raise NotImplementedError

    def _read(self, text: str) -> Value:
        raise NotImplementedError


class SealedText(Sealed[str]):
    """A text."""

    cache_ok = True

    def _written(self, value: str) -> str:
        return value

    def _read(self, text: str) -> str:
        return text


class SealedDate(Sealed[date]):
    """A day, as the text 1984-03-09."""

    cache_ok = True

    def _written(self, value: date) -> str:
        return value.isoformat()

    def _read(self, text: str) -> date:
        return date.fromisoformat(text)


class SealedMessage(Sealed[Message | str]):
    """A message with its values, or plain text, as `MessageText` writes them."""

    cache_ok = True

    def _written(self, value: Message | str) -> str:
        return write_message(value)

    def _read(self, text: str) -> Message | str:
        return read_message(text)


class BlindText(TypeDecorator[str]):
    """A text that is only ever compared for being the same: where there is a key, its keyed fingerprint."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The blind index, or without a key the text itself."""
        keys = _keys.get(dialect)
        if value is None or keys is None:
            return value if value is None else value.lstrip(MARK[0])
        return BLIND_MARK + keys.blind_index(value)
