"""What all tables share: naming of constraints, column types, and rows as values."""

import enum
import json
import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from tracker.model import (
    METHOD_LIMITS,
    Bounds,
    Finding,
    GateLevel,
    Metric,
    Point,
    PointPairs,
    QualityLimits,
    Shape,
    View,
    shape_from_json,
    shape_to_json,
)
from tracker.texts import Message, message_from_json, message_to_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Value = TypeVar("Value", bound=DataclassInstance)
else:
    Value = TypeVar("Value")

# Batch migrations find a constraint by its name, so every one has a name that follows from its columns.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC and read back in UTC, whether or not the database keeps zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say later which zone was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives naive times back, PostgreSQL aware ones in the server's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ViewText(TypeDecorator[View]):
    """A view as its key."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: View | None, dialect: Dialect) -> str | None:
        """The view's key."""
        return None if value is None else value.key

    def process_result_value(self, value: str | None, dialect: Dialect) -> View | None:
        """The view of a key."""
        return None if value is None else View.parse(value)


class ShapeJson(TypeDecorator[Shape]):
    """A polygon or ellipse as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Shape | None, dialect: Dialect) -> dict[str, Any] | None:
        """Plain JSON values."""
        return None if value is None else shape_to_json(value)

    def process_result_value(self, value: Mapping[str, Any] | None, dialect: Dialect) -> Shape | None:
        """The shape of JSON values."""
        return None if value is None else shape_from_json(value)


class PointPairsJson(TypeDecorator[PointPairs]):
    """Pairs of points as JSON, both sides in the same order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: PointPairs | None, dialect: Dialect) -> dict[str, Any] | None:
        """Plain JSON values."""
        return None if value is None else values_of(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> PointPairs | None:
        """The pairs of JSON values."""
        return (
            None if value is None else PointPairs(*(_points(value[s]) for s in ("reference_rc", "moving_rc")))
        )


class PointsJson(TypeDecorator[tuple[Point, ...]]):
    """Points (row, column) as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Point, ...] | None, dialect: Dialect) -> list[Any] | None:
        """Plain JSON values."""
        return None if value is None else [list(point) for point in value]

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> tuple[Point, ...] | None:
        """The points of JSON values."""
        return None if value is None else _points(value)


class DaysJson(TypeDecorator[tuple[int, ...]]):
    """Numbers of days as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> list[int] | None:
        """Plain JSON values."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[int] | None, dialect: Dialect) -> tuple[int, ...] | None:
        """The days of JSON values."""
        return None if value is None else tuple(value)


class MessageText(TypeDecorator[Message | str]):
    """A message as JSON, to be said in its reader's language; text of earlier versions stays text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Message | str | None, dialect: Dialect) -> str | None:
        """A message's template and values; plain text as it is."""
        return None if value is None else write_message(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Message | str | None:
        """The message, or the plain text."""
        return None if value is None else read_message(value)


def write_message(said: Message | str) -> str:
    """A message's template and values as JSON; plain text as it is."""
    return json.dumps(message_to_json(said), ensure_ascii=False) if isinstance(said, Message) else said


def read_message(text: str) -> Message | str:
    """Undo `write_message`."""
    if not text.startswith("{"):
        return text
    try:
        return message_from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return text


class FindingsJson(TypeDecorator[tuple[Finding, ...]]):
    """The gates of one photo as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Finding, ...] | None, dialect: Dialect) -> list[Any] | None:
        """Plain JSON values."""
        return None if value is None else [_kept(finding) for finding in value]

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> tuple[Finding, ...] | None:
        """The findings of JSON values."""
        return None if value is None else tuple(_finding(item) for item in value)


class LimitsJson(TypeDecorator[QualityLimits]):
    """Bounds by name as JSON pairs; what isn't named is as the method has it."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: QualityLimits | None, dialect: Dialect) -> dict[str, Any] | None:
        """What differs from the method's."""
        if value is None:
            return None
        own, usual = values_of(value), values_of(METHOD_LIMITS)
        return {name: [own[name].good, own[name].most] for name in own if own[name] != usual[name]}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> QualityLimits | None:
        """The bounds of JSON values; names of other versions are left out."""
        if value is None:
            return None
        known = values_of(METHOD_LIMITS)
        return replace(
            METHOD_LIMITS, **{name: Bounds(*pair) for name, pair in value.items() if name in known}
        )


def _points(items: list[list[float]]) -> tuple[Point, ...]:
    return tuple((float(row), float(column)) for row, column in items)


def _kept(finding: Finding) -> dict[str, Any]:
    values = values_of(finding)
    said = values.pop("message")
    return {**values, "sentence": message_to_json(said) if isinstance(said, Message) else said}


def _finding(item: Mapping[str, Any]) -> Finding:
    said = item["sentence"]
    return Finding(
        gate=item["gate"],
        value=item["value"],
        level=GateLevel(item["level"]),
        message=said if isinstance(said, str) else message_from_json(said),
        metrics=tuple(Metric(name) for name in item["metrics"]),
    )


def _enum_values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """Root of all tables. Enumerations are stored by value, as text: a new value needs no migration."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        View: ViewText,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=_enum_values),
    }


def new_id() -> str:
    """A random id of 32 hexadecimal digits."""
    return secrets.token_hex(16)


def values_of(value: "DataclassInstance") -> dict[str, Any]:
    """The fields of a value by name, not descending into them."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def value_from(kind: type[Value], row: Base) -> Value:
    """A value whose fields are all columns of the same name in a row."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})


def assign(row: Base, value: "DataclassInstance") -> None:
    """Copy the fields of a value to the columns of the same name."""
    for name, content in values_of(value).items():
        setattr(row, name, content)
