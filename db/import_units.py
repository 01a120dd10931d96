"""A roster of units: who is new, who changed, and below whom; superior unions come first.

A file of units is thousands of rows at most, so it is read whole: a superior union may stand
below its own units in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.import_rows import Incoming, RowReader, RowResult, in_chunks, refused
from db.models.units import Unit
from db.unit_names import NO_SUCH_UNIT, SEVERAL_UNITS, UnitNames, plain_name
from db.values import open_values
from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError
from rules.fields import Fields, Value
from rules.imports import Outcome
from rules.language import N_, Words
from rules.units import check_below, check_unit

_TWICE = N_("Row {row} is the same unit already.")
_MOVES = N_("This unit stands below another superior union. Move it on the unit's own page.")
_USCI_TAKEN = N_("Another unit has this social credit code. Look it up before adding one.")
_PARENT_REFUSED = N_("The superior union in row {row} was refused.")
_CIRCLE = N_("This unit would stand below itself.")
_KIND_FIXED = N_("The kind of a unit with units below it is changed on the unit's own page.")
_NO_COLUMN = N_("No column holds “{label}”. Choose the column that does.")


@dataclass(slots=True, eq=False)
class _Row:
    """A row whose cells could be read; ``above`` is a superior union of the same file."""

    number: int
    values: dict[str, Value]
    parent_text: str
    record: Unit | None = None
    parent_id: int | None = None
    above: _Row | None = None
    result: RowResult | None = None

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")

    def refuse(self, *errors: OfficeError) -> None:
        self.result = refused(self.number, self.name, *errors)


class UnitIntake:
    """Examines the rows of one file for one actor."""

    def __init__(
        self, session: Session, incoming: Incoming, fields: Fields, lists: CodeLists, today: date
    ) -> None:
        self._incoming, self._today = incoming, today
        self._fields = tuple(field for field in fields if field.name != "parent_id")
        self._reader = RowReader(fields, incoming.columns, lists)
        self._names = UnitNames(session)
        rows = session.scalars(select(Unit).where(Unit.closed_on.is_(None)))
        self._units = {unit.id: unit for unit in rows}
        self._superiors = {unit.parent_id for unit in self._units.values()}
        everyone = select(Unit.id).limit(1).execution_options(kernel=True)
        self._needs_root = session.scalar(everyone) is None
        taken = session.execute(
            select(Unit.usci, Unit.id)
            .where(Unit.usci.isnot(None), Unit.closed_on.is_(None))
            .execution_options(kernel=True)
        )
        self._uscis: dict[str, int] = {row.usci: row.id for row in taken}
        self._new: dict[str, list[_Row]] = {}

    def check_columns(self) -> None:
        """Raise InvalidInput when the file lacks a column without which no row can be taken."""
        for item in self._reader.missing:
            raise InvalidInput(_NO_COLUMN, field=item.name, label=Words(item.label))

    def examine(self) -> Iterator[list[RowResult]]:
        """Give the outcomes of all rows, superior unions before the units below them."""
        rows = [self._read(number, cells) for number, cells in self._incoming.rows()]
        _refuse_repeated(rows)
        for row in rows:
            if row.result is None and row.record is None:
                self._new.setdefault(plain_name(row.name), []).append(row)
        for row in rows:
            # Units below a refused row are refused for its sake, not as if it were not there.
            if row.result is not None:
                self._new.setdefault(plain_name(row.name), [row])
        for row in rows:
            self._try(row, self._find_parent)
        ordered = _superiors_first(rows)
        for row in ordered:
            self._try(row, self._decide)
        yield from in_chunks(row.result for row in ordered if row.result is not None)

    def _try(self, row: _Row, step: Callable[[_Row], None]) -> None:
        if row.result is not None:
            return
        try:
            step(row)
        except OfficeError as error:
            row.refuse(error)

    def _read(self, number: int, cells: Sequence[object]) -> _Row:
        values, errors = self._reader.read(cells)
        row = _Row(number, values, str(values.pop("parent_id", None) or ""))
        if errors:
            row.refuse(*errors)
        else:
            self._try(row, self._find_record)
        return row

    def _find_record(self, row: _Row) -> None:
        usci = str(row.values.get("usci") or "")
        if usci in self._uscis:
            row.record = self._units.get(self._uscis[usci])
            if row.record is None:
                raise InvalidInput(_USCI_TAKEN, field="usci")
            return
        superior = row.parent_text or self._names.names.get(self._incoming.unit_id or 0, "")
        try:
            found = self._units[
                self._names.find(f"{superior}/{row.name}" if superior else row.name)
            ]
        except InvalidInput as error:
            if error.text == SEVERAL_UNITS:
                raise
            return
        if not (usci and found.usci):
            row.record = found

    def _find_parent(self, row: _Row) -> None:
        if row.record is not None:
            self._check_same_place(row, row.record)
        elif row.parent_text:
            self._find_named_parent(row)
        elif self._incoming.unit_id is not None:
            row.parent_id = self._incoming.unit_id
        elif self._needs_root and row.values["kind"] == "federation":
            self._needs_root = False
        else:
            raise InvalidInput(N_("Choose the superior union."), field="parent_id")

    def _check_same_place(self, row: _Row, record: Unit) -> None:
        row.parent_id = record.parent_id
        # The superior of the actor's own top unit cannot be looked up, so it is not compared.
        if not row.parent_text or record.parent_id not in self._units:
            return
        named = plain_name(row.parent_text).rsplit("/", 1)[-1]
        superior = self._units[record.parent_id]
        if named not in (plain_name(superior.name), (superior.usci or "").lower()):
            raise InvalidInput(_MOVES, field="parent_id")

    def _find_named_parent(self, row: _Row) -> None:
        try:
            row.parent_id = self._names.find(row.parent_text)
        except InvalidInput as error:
            error.field = "parent_id"
            brought = self._new.get(plain_name(row.parent_text).rsplit("/", 1)[-1], [])
            if error.text != NO_SUCH_UNIT or not brought:
                raise
            if len(brought) > 1:
                raise InvalidInput(
                    SEVERAL_UNITS, field="parent_id", name=row.parent_text[:60]
                ) from None
            row.above = brought[0]

    def _decide(self, row: _Row) -> None:
        if row.above is not None and (
            row.above.result is None or row.above.result.outcome is Outcome.REFUSED
        ):
            raise InvalidInput(_PARENT_REFUSED, field="parent_id", row=row.above.number)
        usci = str(row.values.get("usci") or "")
        own_id = row.record.id if row.record is not None else 0
        if usci and self._uscis.setdefault(usci, own_id) != own_id:
            raise InvalidInput(_USCI_TAKEN, field="usci")
        row.result = self._as_new(row) if row.record is None else self._against(row, row.record)

    def _as_new(self, row: _Row) -> RowResult:
        parent_kind = None
        changes = dict(row.values)
        if row.above is not None:
            parent_kind, changes["parent_id"] = str(row.above.values["kind"]), row.above.name
        elif row.parent_id is not None:
            parent = self._units[row.parent_id]
            parent_kind, changes["parent_id"] = parent.kind, parent.name
        check_below(str(row.values["kind"]), parent_kind)
        check_unit(row.values, self._today)
        return RowResult(
            row.number,
            Outcome.NEW,
            row.name,
            row.parent_id,
            changes=changes,
            above=row.above.result if row.above is not None else None,
        )

    def _against(self, row: _Row, record: Unit) -> RowResult:
        before = open_values(record, self._fields)
        changes = {name: v for name, v in row.values.items() if before.get(name) != v}
        if "kind" in changes:
            if record.id in self._superiors:
                raise InvalidInput(_KIND_FIXED, field="kind")
            superior = self._units.get(record.parent_id or 0)
            if superior is not None:
                check_below(str(changes["kind"]), superior.kind)
        check_unit({**before, **changes}, self._today)
        return RowResult(
            row.number,
            Outcome.CHANGED if changes else Outcome.UNCHANGED,
            row.name,
            record.id,
            record.id,
            record.version,
            before=before,
            changes=changes,
        )


def _refuse_repeated(rows: Iterable[_Row]) -> None:
    seen: dict[object, int] = {}
    for row in rows:
        if row.result is not None:
            continue
        keys: list[object] = [(plain_name(row.parent_text), plain_name(row.name))]
        if row.record is not None:
            keys = [row.record.id]
        if row.values.get("usci"):
            keys.append(row.values["usci"])
        earlier = next((seen[key] for key in keys if key in seen), None)
        if earlier is not None:
            row.refuse(InvalidInput(_TWICE, field="name", row=earlier))
            continue
        seen.update((key, row.number) for key in keys)


def _superiors_first(rows: Iterable[_Row]) -> list[_Row]:
    """Order the rows so that superior unions come first; rows in a circle are refused."""
    placed: dict[_Row, None] = {}
    for row in rows:
        line: list[_Row] = []
        at: _Row | None = row
        while at is not None and at not in placed and at not in line:
            line.append(at)
            at = at.above
        if at is not None and at in line:
            for turning in line:
                turning.refuse(InvalidInput(_CIRCLE, field="parent_id"))
        placed.update(dict.fromkeys(reversed(line)))
    return list(placed)
