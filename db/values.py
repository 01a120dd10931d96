"""Between a record's columns and the values of its described fields.

Sealed values leave only through their mask; the office's extra fields live in ``extra``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Text
from sqlalchemy.types import TypeEngine

from db.sealing import Sealed
from rules.fields import Field, Kind, Value

_DATED = frozenset((Kind.DATE, Kind.MONTH))
_COLUMN_TYPES: Mapping[Kind, type[TypeEngine[Any]]] = {
    Kind.INTEGER: Integer,
    Kind.MONEY: Integer,
    Kind.DATE: Date,
    Kind.MONTH: Date,
    Kind.YES_NO: Boolean,
    Kind.LONG_TEXT: Text,
    Kind.CHOICES: JSON,
    Kind.UNION: Integer,
    Kind.PERSON: Integer,
}


def masked(field: Field, value: Value) -> Value:
    """Return the value as it may be shown without a reveal."""
    if value is None or not field.sealed or field.mask is None:
        return value
    return field.mask(str(value))


def open_values(record: Any, fields: Iterable[Field]) -> dict[str, Value]:
    """Return the record's values by field name, sealed ones in clear: for rules, not screens."""
    return {field.name: _value(record, field) for field in fields}


def values_of(record: Any, fields: Iterable[Field]) -> dict[str, Value]:
    """Return the record's values by field name, sealed ones masked."""
    return {field.name: masked(field, _value(record, field)) for field in fields}


def _value(record: Any, field: Field) -> Value:
    if not field.extra:
        stored = getattr(record, field.name)
        value: Value = tuple(stored) if isinstance(stored, list) else stored
        return value
    stored = (record.extra or {}).get(field.name)
    if field.kind in _DATED and isinstance(stored, str):
        return date.fromisoformat(stored)
    if isinstance(stored, list):
        return tuple(stored)
    kept: Value = stored
    return kept


def assign(record: Any, fields: Iterable[Field], values: Mapping[str, Value]) -> None:
    """Set those of ``fields`` that ``values`` names; equal values leave no trace."""
    extra = dict(record.extra or {})
    for field in fields:
        if field.name not in values:
            continue
        value = values[field.name]
        if field.extra:
            extra[field.name] = value.isoformat() if isinstance(value, date) else value
        elif _value(record, field) != value:
            setattr(record, field.name, list(value) if isinstance(value, tuple) else value)
    kept = {name: value for name, value in extra.items() if value not in (None, "", ())}
    if kept != (record.extra or {}):
        record.extra = kept


def disagreements(model: Any, fields: Iterable[Field]) -> list[str]:
    """Compare a register's described fields with its table; returns what does not agree."""
    columns = model.__table__.columns
    found = []
    for field in fields:
        if field.name not in columns:
            found.append(f"{model.__tablename__}.{field.name}: no column")
            continue
        column = columns[field.name]
        if not isinstance(column.type, _expected_type(field)):
            found.append(f"{model.__tablename__}.{field.name}: type {column.type}")
        wide = type(column.type) is String and field.kind is Kind.TEXT
        if wide and column.type.length != field.length:
            found.append(f"{model.__tablename__}.{field.name}: length {column.type.length}")
        if field.required == bool(column.nullable):
            found.append(f"{model.__tablename__}.{field.name}: nullable {column.nullable}")
    return found


def _expected_type(field: Field) -> Any:
    if field.sealed:
        return (Sealed, LargeBinary)
    return _COLUMN_TYPES.get(field.kind, String)


def plain(value: Value) -> Any:
    """Return a value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def restored(field: Field, stored: Any) -> Value:
    """Return the value that ``plain`` made ``stored`` from."""
    if stored is not None and field.kind in _DATED:
        return date.fromisoformat(stored)
    value: Value = tuple(stored) if isinstance(stored, list) else stored
    return value
