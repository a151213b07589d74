"""Column types whose values lie sealed in the records wherever the clinic has a key.

A sealed value is text that begins with a mark; what was written before there was a key is read as it
stands, so both may lie in one column until everything is sealed. The database can neither compare nor
sort sealed values: what must be found by equality has a blind index beside it, and everything else is
looked for in memory (`tracker.store.directory`).
"""

import base64
from datetime import date
from typing import Any, NoReturn, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, String
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from tracker.errors import TrackerError
from tracker.texts import Message, marked

MARK = "\x02sealed:"
_NO_KEY = Message(
    marked("The records are encrypted and the key is not at hand: start the program with the master key.")
)


class Sealer(Protocol):
    """Encrypts and authenticates bytes; the same context must be given to open them again."""

    def seal(self, data: bytes, *, context: bytes) -> bytes:
        """The bytes as only the key's holder can read them."""
        ...

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Undo `seal`."""
        ...


_sealers: WeakKeyDictionary[Dialect, Sealer] = WeakKeyDictionary()


def use_sealer(dialect: Dialect, sealer: Sealer) -> None:
    """Seal from now on what goes through the connections of one engine.

    Parameters
    ----------
    dialect : sqlalchemy.Dialect
        The engine's; column types are told no more than this of where they are used.
    """
    _sealers[dialect] = sealer


class _OnlyInMemory(TypeDecorator.Comparator[Any]):
    """Refuses to be compared by the database, which would silently find nothing."""

    def operate(self, op: OperatorType, *other: object, **_: object) -> NoReturn:
        raise TypeError("a sealed column can't be compared or sorted by the database")

    reverse_operate = operate


class _Sealed(TypeDecorator[Any]):
    """Common ground of the sealed types; ``column`` is bound into each value, which opens nowhere else."""

    impl = String
    comparator_factory = _OnlyInMemory

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def _seal(self, text: str, dialect: Dialect) -> str:
        sealer = _sealers.get(dialect)
        if sealer is None:
            return text.lstrip(MARK[0])  # nobody may type what looks sealed
        sealed = sealer.seal(text.encode(), context=self.column.encode())
        return MARK + base64.b64encode(sealed).decode("ascii")

    def _open(self, text: str, dialect: Dialect) -> str:
        if not text.startswith(MARK):
            return text
        sealer = _sealers.get(dialect)
        if sealer is None:
            raise TrackerError(_NO_KEY)
        sealed = base64.b64decode(text.removeprefix(MARK))
        return sealer.open(sealed, context=self.column.encode()).decode()


class SealedText(_Sealed):
    """A text."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The sealed text; an empty one says nothing and stays as it is."""
        return self._seal(value, dialect) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text."""
        return self._open(value, dialect) if value else value


class SealedDate(_Sealed):
    """A day, as the text 1984-03-09."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """The sealed day."""
        return None if value is None else self._seal(value.isoformat(), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """The day."""
        return None if value is None else date.fromisoformat(self._open(value, dialect))
