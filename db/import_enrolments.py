"""A year's enrolments from an old list: examined row by row, written unit by unit.

What is taken in stands as handed in: it covers nobody before another person has confirmed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import bulk, enrolment_checks, enrolment_rows, enrolments, moves, mutual_plans
from db.enrolment_rows import NewCover
from db.import_people import Finder, ListRow
from db.import_rows import Incoming, RowReader, RowResult, in_chunks, refused
from db.models.members import Member
from db.models.mutual import UnitEnrolment
from db.models.people import ImportRow
from db.models.units import Unit
from db.mutual_plans import PlanRow, VersionRow
from db.unit_names import UnitNames
from db.verbs import load, today_of
from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError
from rules.explanation import Line
from rules.fields import Fields, Value
from rules.imports import MEMBER_UNIT, Outcome
from rules.language import N_, Words
from rules.members import PRESENT, Status
from rules.moves import SUBMIT
from rules.mutual_enrolment import Earlier
from rules.mutual_imports import check_fee
from rules.mutual_joining import Candidate

_KERNEL = {"kernel": True}
_IMPORT_ROW = ("batch_id", "record_id", "row_number", "action", "record_version", "before")
_NO_COLUMN = N_("No column holds “{label}”. Choose the column that does.")
_NO_UNIT = N_("Say which unit hands this person in.")
_NO_VERSION = N_("No published version of this plan takes a cover that begins on {on}.")
_HANDED_IN = N_("The unit has hand-in {number} for this period already. Add the person there.")
_TWICE = N_("Row {row} is the same person already.")

Period = tuple[int, date]
"""A plan and the day on which cover begins."""


class EnrolmentIntake:
    """Examines the rows of one file for one actor."""

    def __init__(
        self, session: Session, incoming: Incoming, fields: Fields, lists: CodeLists, today: date
    ) -> None:
        self._session, self._incoming, self._today = session, incoming, today
        self._reader = RowReader(fields, incoming.columns, lists)
        self._units = UnitNames(session)
        self._finder = Finder(session, self._units)
        self._seen: dict[tuple[int, int], list[tuple[date, date, int]]] = defaultdict(list)
        self._earlier: dict[tuple[int, int, date], str | None] = {}

    def check_columns(self) -> None:
        """Raise InvalidInput when the file lacks a column without which no row can be taken."""
        for item in self._reader.missing:
            raise InvalidInput(_NO_COLUMN, field=item.name, label=Words(item.label))
        if self._incoming.unit_id is None and MEMBER_UNIT.name not in self._incoming.columns:
            raise InvalidInput(N_("Choose the unit, or the column that names it."))

    def examine(self) -> Iterator[list[RowResult]]:
        """Give the outcomes of all rows, chunk by chunk in the file's order."""
        for chunk in in_chunks(self._incoming.rows()):
            rows = [self._read(number, cells) for number, cells in chunk]
            self._finder.find(rows)
            covered = self._covered(rows)
            yield [self._decide(row, covered) for row in rows]

    def _read(self, number: int, cells: Sequence[object]) -> ListRow:
        values, errors = self._reader.read(cells)
        row = ListRow(number, values, errors)
        try:
            row.values["unit_id"] = self._unit_of(values.get("unit_id"))
        except InvalidInput as error:
            row.errors.append(error)
        return row

    def _unit_of(self, text: Value) -> int:
        if text is not None:
            return self._units.find(str(text))
        if self._incoming.unit_id is None:
            raise InvalidInput(_NO_UNIT, field="unit_id")
        return self._incoming.unit_id

    def _covered(self, rows: Sequence[ListRow]) -> dict[tuple[int, int, date], Line]:
        """Return who stands in a hand-in for these days already: by person, plan and begin."""
        asked: dict[Period, list[int]] = defaultdict(list)
        for row in rows:
            if not row.errors and row.plan is not None:
                asked[row.plan.id, _begin(row)].append(row.person.id)
        found: dict[tuple[int, int, date], Line] = {}
        for (plan_id, from_on), ids in asked.items():
            version = mutual_plans.version_on(self._session, plan_id, from_on)
            if version is None:
                continue
            to_on = rules.last_day(version.terms, from_on)
            lines = enrolment_checks.overlapping(self._session, plan_id, ids, from_on, to_on)
            found |= {(key, plan_id, from_on): line for key, line in lines.items()}
        return found

    def _decide(self, row: ListRow, covered: Mapping[tuple[int, int, date], Line]) -> RowResult:
        if row.errors or row.plan is None:
            return refused(row.number, row.label, *row.errors)
        from_on = _begin(row)
        key = (row.person.id, row.plan.id, from_on)
        try:
            if key in covered:
                raise _fault(covered[key])
            self._check_alone(int(str(row.values["unit_id"])), row.plan.id, from_on)
            to_on = self._check(row, row.plan, from_on)
            self._check_once(row.person.id, row.plan.id, from_on, to_on)
        except OfficeError as error:
            return refused(row.number, row.label, error)
        self._seen[row.person.id, row.plan.id].append((from_on, to_on, row.number))
        return RowResult(
            row.number,
            Outcome.NEW,
            row.label,
            int(str(row.values["unit_id"])),
            changes={name: value for name, value in row.values.items() if name != "unit_id"},
            found={"member": row.person.id, "plan": row.plan.id},
        )

    def _check_once(self, person_id: int, plan_id: int, from_on: date, to_on: date) -> None:
        """Raise InvalidInput where an earlier row covers the person on some of these days."""
        for begin, end, number in self._seen[person_id, plan_id]:
            if begin <= to_on and end >= from_on:
                raise InvalidInput(_TWICE, field="name", row=number)

    def _check_alone(self, unit_id: int, plan_id: int, from_on: date) -> None:
        """Raise InvalidInput where the unit had a hand-in for the period before this file."""
        key = (unit_id, plan_id, from_on)
        if key not in self._earlier:
            self._earlier[key] = self._session.scalar(
                select(UnitEnrolment.number).where(
                    UnitEnrolment.unit_id == unit_id,
                    UnitEnrolment.plan_id == plan_id,
                    UnitEnrolment.from_on == from_on,
                    UnitEnrolment.state != rules.WITHDRAWN,
                )
            )
        number = self._earlier[key]
        if number is not None:
            raise InvalidInput(_HANDED_IN, field="unit_id", number=number)

    def _check(self, row: ListRow, plan: PlanRow, from_on: date) -> date:
        """Return the last day of the cover that a row asks for; raises what forbids it."""
        version = mutual_plans.version_on(self._session, plan.id, from_on)
        if version is None:
            raise InvalidInput(_NO_VERSION, field="from_on", on=from_on.isoformat())
        rules.check_begin(version.terms, from_on)
        check_fee(version.terms, row.values)
        fault = joining.row_fault(int(str(row.values.get("shares") or 1)), again=False)
        fault = fault or self._why_not(version, row.person, from_on)
        if fault is not None:
            raise _fault(fault)
        return rules.last_day(version.terms, from_on)

    def _why_not(self, version: VersionRow, person: Any, from_on: date) -> Line | None:
        # What somebody is today says nothing of a cover that began earlier.
        past = from_on < self._today
        candidate = Candidate(
            Status.MEMBER if past else person.status,
            person.gender or "",
            person.birth_on,
            "" if past else person.work_status or "",
        )
        return joining.why_not(version.terms, candidate, from_on)


def _fault(line: Line) -> InvalidInput:
    values: dict[str, Any] = dict(line.values)
    return InvalidInput(line.text, field="name", **values)


def _begin(row: ListRow) -> date:
    from_on = row.values["from_on"]
    if not isinstance(from_on, date):
        raise TypeError("a required date")
    return from_on


class EnrolmentWriter:
    """Takes the outcomes of one file, chunk by chunk, inside one transaction."""

    def __init__(self, session: Session, batch_id: int) -> None:
        self._session, self._batch_id = session, batch_id
        self._hand_ins: dict[tuple[int, int, date], UnitEnrolment] = {}

    def take(self, results: Sequence[RowResult]) -> None:
        """Put the new rows' people on the hand-ins of their units."""
        groups: dict[tuple[int, int, date], list[RowResult]] = defaultdict(list)
        for result in results:
            if result.outcome is Outcome.NEW:
                from_on = result.changes["from_on"]
                if isinstance(from_on, date):
                    key = (int(result.unit_id or 0), result.found["plan"], from_on)
                    groups[key].append(result)
        for key, some in groups.items():
            self._add(self._hand_in(*key), some)

    def finish(self) -> None:
        """Pass the hand-ins on, to be confirmed by another person."""
        self._session.flush()
        counts = _present(self._session, {key[0] for key in self._hand_ins})
        for (unit_id, *_rest), hand_in in self._hand_ins.items():
            hand_in.headcount = max(hand_in.people, counts.get(unit_id, 0))
            hand_in.handed_in_on = today_of(self._session)
            moves.move(self._session, hand_in, rules.HAND_IN, SUBMIT)

    def _hand_in(self, unit_id: int, plan_id: int, from_on: date) -> UnitEnrolment:
        key = (unit_id, plan_id, from_on)
        if key not in self._hand_ins:
            unit = load(self._session, Unit, unit_id)
            values = {"headcount": 1}
            self._hand_ins[key] = enrolments.begin(self._session, unit, plan_id, from_on, values)
        return self._hand_ins[key]

    def _add(self, hand_in: UnitEnrolment, results: Sequence[RowResult]) -> None:
        terms = mutual_plans.terms_of(self._session, hand_in.plan_version_id)
        members = [result.found["member"] for result in results]
        enrolment_checks.hold_people(self._session, members)
        earlier = enrolment_checks.earlier_covers(
            self._session, hand_in.plan_id, members, hand_in.from_on
        )
        covers = []
        for member_id, result in zip(members, results, strict=True):
            shares = rules.valid_shares(terms, int(str(result.changes.get("shares") or 1)))
            before: Earlier | None = earlier.get(member_id)
            renews = rules.renewed(terms, hand_in.from_on, before)
            covers.append(
                NewCover(
                    member_id,
                    rules.covered_from(terms, hand_in.from_on, renews),
                    shares,
                    rules.fee(terms, shares),
                    before.id if renews and before else None,
                )
            )
        keys = enrolment_rows.insert(self._session, hand_in, covers)
        rows = (
            (self._batch_id, key, result.number, str(Outcome.NEW), 1, None)
            for key, result in zip(keys, results, strict=True)
        )
        bulk.insert_rows(self._session, ImportRow.__table__, _IMPORT_ROW, rows)


def _present(session: Session, unit_ids: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in bulk.portions(sorted(unit_ids)):
        rows = session.execute(
            select(Member.unit_id, func.count())
            .where(
                Member.live(),
                Member.unit_id.in_(part),
                Member.status.in_([str(status) for status in PRESENT]),
            )
            .group_by(Member.unit_id)
        )
        found |= {row[0]: row[1] for row in rows if row[0] is not None}
    return found
