"""A members' roster, row by row: who is new, who changed, who stays outside and why.

Nothing is written here; ``db.import_members_write`` takes the outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.import_rows import Cells, Incoming, RowReader, RowResult, in_chunks, refused
from db.member_matching import CARD, Known, Row, registry_of
from db.models.members import Member
from db.sealing import Sealed, blind_index, unseal
from db.unit_names import UnitNames
from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError
from rules.fields import Fields, Kind, Value
from rules.imports import MEMBER_UNIT, Outcome
from rules.language import N_, Words
from rules.members import PRESENT, Status, check_member, complete_member

_INDEXES = {"id_no": "id_no_index", "mobile": "mobile_index", "bank_number": "bank_index"}
_STAYING = frozenset((*PRESENT, Status.APPLIED))
_DATED = frozenset((Kind.DATE, Kind.MONTH))

_NO_UNIT = N_("Say which unit this person belongs to.")
_TWICE = N_("Row {row} is the same person already.")
_NUMBER_TWICE = N_("Row {row} has this member number already.")
_ELSEWHERE = N_("This person is registered with another unit. Transfer the member instead.")
_GONE = N_("This person's membership has ended. Let the person join again instead.")


class MemberIntake:
    """Examines the rows of one file for one actor."""

    def __init__(
        self, session: Session, incoming: Incoming, fields: Fields, lists: CodeLists, today: date
    ) -> None:
        self._session, self._incoming, self._today = session, incoming, today
        self._fields = {field.name: field for field in fields if field is not MEMBER_UNIT}
        self._sealed = {
            column.key: column.type.purpose
            for column in Member.__table__.columns
            if isinstance(column.type, Sealed)
        }
        self._reader = RowReader(fields, incoming.columns, lists)
        self.units = UnitNames(session, incoming.unit_id)
        self._units_by_text: dict[str, int | InvalidInput] = {}
        self._ids_seen: dict[tuple[str, bytes], int] = {}
        self._numbers_seen: dict[str, int] = {}
        self._names_seen: dict[tuple[Any, ...], int] = {}
        self._records_seen: dict[int, int] = {}
        self._registry = registry_of(session)

    def check_columns(self) -> None:
        """Raise InvalidInput when the file lacks a column without which no row can be taken."""
        for field in self._reader.missing:
            raise InvalidInput(
                N_("No column holds “{label}”. Choose the column that does."),
                field=field.name,
                label=Words(field.label),
            )
        if self._incoming.unit_id is None and MEMBER_UNIT.name not in self._incoming.columns:
            raise InvalidInput(N_("Choose the unit, or the column that names it."))

    def examine(self) -> Iterator[list[RowResult]]:
        """Give the outcomes of all rows, chunk by chunk in the file's order."""
        for chunk in in_chunks(self._incoming.rows()):
            yield self._examine_chunk(chunk)

    def _examine_chunk(self, chunk: Sequence[tuple[int, Cells]]) -> list[RowResult]:
        rows = [self._read(number, cells) for number, cells in chunk]
        readable = [row for row in rows if isinstance(row, Row)]
        known = Known(self._session, readable, self._registry)
        return [self._decide(row, known) if isinstance(row, Row) else row for row in rows]

    def _read(self, number: int, cells: Cells) -> Row | RowResult:
        values, errors = self._reader.read(cells)
        unit_id: int | None = None
        try:
            unit_id = self._unit_of(values.pop(MEMBER_UNIT.name, None))
        except InvalidInput as error:
            errors.append(error)
        if errors or unit_id is None:
            label = str(values.get("name") or "")
            return refused(number, label, *errors)
        id_type, id_no = str(values.get("id_type") or CARD), values.get("id_no")
        index = blind_index(str(id_no), "member.id_no") if id_no else None
        return Row(number, values, unit_id, index, id_type)

    def _unit_of(self, text: Value) -> int:
        if text is None:
            if self._incoming.unit_id is None:
                raise InvalidInput(_NO_UNIT, field=MEMBER_UNIT.name)
            return self._incoming.unit_id
        name = str(text)
        found = self._units_by_text.get(name)
        if found is None:
            try:
                found = self.units.find(name)
            except InvalidInput as error:
                error.field = MEMBER_UNIT.name
                found = error
            self._units_by_text[name] = found
        if isinstance(found, InvalidInput):
            raise found
        return found

    def _decide(self, row: Row, known: Known) -> RowResult:
        try:
            self._check_first(row)
            record = known.match(row)
            result = self._as_new(row) if record is None else self._against(row, record)
        except OfficeError as error:
            return refused(row.number, str(row.values["name"]), error)
        self._remember(row)
        return result

    def _check_first(self, row: Row) -> None:
        """Raise InvalidInput when an earlier row of the file is the same person."""
        if row.id_index is not None:
            earlier = self._ids_seen.get((row.id_type, row.id_index))
            if earlier is not None:
                raise InvalidInput(_TWICE, field="id_no", row=earlier)
        number = row.values.get("member_no")
        if number is not None and number in self._numbers_seen:
            raise InvalidInput(
                _NUMBER_TWICE, field="member_no", row=self._numbers_seen[str(number)]
            )
        if row.id_index is None and number is None:
            earlier = self._names_seen.get(_name_key(row))
            if earlier is not None:
                raise InvalidInput(_TWICE, field="name", row=earlier)

    def _remember(self, row: Row) -> None:
        if row.id_index is not None:
            self._ids_seen[row.id_type, row.id_index] = row.number
        number = row.values.get("member_no")
        if number is not None:
            self._numbers_seen[str(number)] = row.number
        if row.id_index is None and number is None:
            self._names_seen[_name_key(row)] = row.number

    def _as_new(self, row: Row) -> RowResult:
        full = complete_member(row.values)
        check_member(full, self._today)
        name = str(full["name"])
        return RowResult(row.number, Outcome.NEW, name, row.unit_id, changes=full)

    def _against(self, row: Row, record: Any) -> RowResult:
        if record.unit_id not in self.units or record.unit_id != row.unit_id:
            raise InvalidInput(_ELSEWHERE, field="id_no" if row.id_index else "member_no")
        if record.status not in _STAYING:
            raise InvalidInput(_GONE)
        earlier = self._records_seen.setdefault(record.id, row.number)
        if earlier != row.number:
            raise InvalidInput(_TWICE, field="name", row=earlier)
        changes = {
            name: value for name, value in row.values.items() if self._differs(record, name, value)
        }
        label = str(row.values["name"])
        result = RowResult(
            row.number,
            Outcome.UNCHANGED,
            label,
            record.unit_id,
            record.id,
            record.version,
            record.status,
        )
        if not changes:
            return result
        result.before = self._open(record)
        merged = {**result.before, **changes}
        full = complete_member(merged)
        check_member(full, self._today)
        result.outcome = Outcome.CHANGED
        result.changes = {
            name: value for name, value in full.items() if value != result.before.get(name)
        }
        return result

    def _differs(self, record: Any, name: str, value: Value) -> bool:
        index = _INDEXES.get(name)
        if index is not None:
            return bool(getattr(record, index) != blind_index(str(value), f"member.{name}"))
        return self._current(record, name) != value

    def _open(self, record: Any) -> dict[str, Value]:
        return {name: self._current(record, name) for name in self._fields}

    def _current(self, record: Any, name: str) -> Value:
        field = self._fields[name]
        if field.extra:
            stored = (record.extra or {}).get(name)
            if isinstance(stored, list):
                return tuple(stored)
            if field.kind in _DATED and isinstance(stored, str):
                return date.fromisoformat(stored)
            kept: Value = stored
            return kept
        value: Any = getattr(record, name)
        if name in self._sealed and value is not None:
            return unseal(value, self._sealed[name])
        current: Value = value
        return current


def _name_key(row: Row) -> tuple[Any, ...]:
    values = row.values
    return row.unit_id, values["name"], values.get("birth_on"), values.get("mobile")
