"""What a members' roster changes, written in bulk: rows, periods, grams, faults, counts, trail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db import bulk, quality, search, summaries, trail, traits
from db.import_rows import RowResult
from db.members import derived, derived_of_many
from db.models.members import Member
from db.models.people import ImportRow, Membership, NameGram
from db.sealing import Sealed, seal, sealer
from db.tree import check_all_open
from db.verbs import today_of
from rules.errors import Conflict
from rules.fields import Fields, Value
from rules.imports import Outcome
from rules.language import N_
from rules.members import Status
from rules.traits import traits_of

NAMES_AT_ONCE = 500_000
MANY_ROWS = 1000

_KERNEL = {"kernel": True}
_MEMBER, _JOIN = str(Status.MEMBER), "join"
_MEMBERSHIP = (
    "unit_id", "member_id", "status", "from_on", "change_type", "reason", "note", "version",
    "traits",
)  # fmt: skip
_IMPORT_ROW = ("batch_id", "record_id", "row_number", "action", "record_version", "before")
_DERIVED = (
    "sort_name", "id_no_index", "id_no_tail", "mobile_index", "mobile_tail", "bank_index",
)  # fmt: skip
_COMPLETED = frozenset(("id_type", "gender", "birth_on"))
"""What a member's record gets from its ID number, whether the file has it or not."""

_FILLED = (Member.__table__, Membership.__table__, NameGram.__table__)
_DERIVED_FROM = frozenset(("name", "id_no", "mobile", "bank_number"))
_SHARED = {"status": _MEMBER, "version": 1, "withdrawn": False}

Converter = Callable[[Any], Any]


class MemberWriter:
    """Takes the outcomes of one file, chunk by chunk, inside one transaction."""

    def __init__(
        self, session: Session, fields: Fields, batch_id: int, columns: Collection[str]
    ) -> None:
        self._session, self._batch_id = session, batch_id
        self._today = today_of(session)
        self._own = [field for field in fields if not field.extra]
        self._extra = [field.name for field in fields if field.extra]
        self._hidden = trail.sealed_columns(Member)
        self._converters = [
            (field.name, _converter(Member.__table__.c[field.name].type))
            for field in self._own
            if field.name in columns or field.name in _COMPLETED
        ]
        own = ("id", "unit_id", "extra", *(name for name, _ in self._converters))
        self._columns = (*_SHARED, *own, *_DERIVED)
        self._put_back = _first_load(session)
        self._added = 0
        self._open_units: set[int] = set()
        self._named: dict[str, list[int]] = {}
        self._names = 0

    def take(self, results: Sequence[RowResult]) -> None:
        """Write what these rows change; refused and unchanged ones change nothing."""
        self._add([result for result in results if result.outcome is Outcome.NEW])
        self._change([result for result in results if result.outcome is Outcome.CHANGED])

    def finish(self) -> None:
        """Write what waited for the last row."""
        self._write_grams()
        self._put_back()
        if self._added >= MANY_ROWS:
            bulk.refresh_statistics(self._session, *_FILLED)
        summaries.touch_area(self._session, Member.__area__)

    def _add(self, results: Sequence[RowResult]) -> None:
        if not results:
            return
        session = self._session
        units = {int(result.unit_id or 0) for result in results} - self._open_units
        if units:
            check_all_open(session, units)
            self._open_units |= units
        ids = bulk.new_ids(session, Member.__table__, len(results))
        for member_id, result in zip(ids, results, strict=True):
            result.record_id, result.version = member_id, 1
        bulk.insert_rows(session, Member.__table__, self._columns, self._members(results))
        self._begin_periods(results)
        quality.write_problems_of_many(session, map(_faults, results), are_new=True)
        self._count_new(results)
        self._note(results)

    def _members(self, results: Sequence[RowResult]) -> Iterator[tuple[Any, ...]]:
        """Give the rows as ``_columns`` stores them; column by column costs the least."""
        changes = [result.changes for result in results]
        stored = [
            [result.record_id for result in results],
            [result.unit_id for result in results],
            [self._extra_of(values) for values in changes],
        ]
        for name, convert in self._converters:
            column = [values.get(name) for values in changes]
            if convert is not None:
                column = [None if value is None else convert(value) for value in column]
            stored.append(column)
        shared = map(repeat, _SHARED.values())
        return zip(*shared, *stored, *derived_of_many(changes).values(), strict=False)

    def _extra_of(self, values: Mapping[str, Value]) -> str:
        if not self._extra:
            return "{}"
        own = {name: values[name] for name in self._extra if values.get(name) is not None}
        return json.dumps(own, ensure_ascii=False, default=_plain)

    def _count_new(self, results: Sequence[RowResult]) -> None:
        groups = Counter((result.unit_id, result.changes.get("gender")) for result in results)
        for (unit_id, gender), times in groups.items():
            values = _counted(unit_id, _MEMBER, gender)
            summaries.count_change(self._session, Member, None, values, times)
        for result in results:
            self._named.setdefault(result.label, []).append(int(result.record_id or 0))
        self._names += len(results)
        self._added += len(results)
        if self._names >= NAMES_AT_ONCE:
            self._write_grams()

    def _begin_periods(self, results: Sequence[RowResult]) -> None:
        """Begin each new member's first period, and count it."""
        begun = [
            (
                result.unit_id,
                _traits(result.changes),
                _day(result.changes.get("joined_on")) or self._today,
            )
            for result in results
        ]
        rows = (
            (unit_id, result.record_id, _MEMBER, str(on), _JOIN, "", "", 1, letters)
            for result, (unit_id, letters, on) in zip(results, begun, strict=True)
        )
        bulk.insert_rows(self._session, Membership.__table__, _MEMBERSHIP, rows)
        for (unit_id, letters, on), times in Counter(begun).items():
            values = {
                "unit_id": unit_id,
                "status": _MEMBER,
                "change_type": _JOIN,
                "traits": letters,
                "from_on": on,
                "to_on": None,
            }
            summaries.count_change(self._session, Membership, None, values, times)

    def _write_grams(self) -> None:
        search.write_grams_of_many(self._session, self._named)
        self._named, self._names = {}, 0

    def _change(self, results: Sequence[RowResult]) -> None:
        if not results:
            return
        self._update(results)
        quality.write_problems_of_many(self._session, map(_faults, results))
        renamed = [result for result in results if "name" in result.changes]
        search.drop_grams(self._session, [int(result.record_id or 0) for result in renamed])
        for result in renamed:
            self._named.setdefault(str(result.changes["name"]), []).append(
                int(result.record_id or 0)
            )
        for result in results:
            if "gender" in result.changes:
                self._recount(result)
            if not result.changes.keys().isdisjoint(traits.NAMES):
                now = _traits({**result.before, **result.changes})
                traits.renew(self._session, int(result.record_id or 0), now)
        self._note(results)

    def _update(self, results: Sequence[RowResult]) -> None:
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for result in results:
            columns = self._changed_columns(result)
            result.version += 1
            columns["version"] = result.version
            row = {**columns, "the_id": result.record_id, "seen": result.version - 1}
            groups.setdefault(tuple(sorted(columns)), []).append(row)
        table = Member.__table__
        for names, rows in groups.items():
            statement = (
                update(table)
                .where(table.c.id == bindparam("the_id"), table.c.version == bindparam("seen"))
                .values({name: bindparam(name) for name in names})
            )
            done: Any = self._session.execute(statement, rows, execution_options=_KERNEL)
            if done.rowcount != len(rows):
                raise Conflict(
                    N_("Somebody else changed one of these records meanwhile. Preview it again.")
                )

    def _changed_columns(self, result: RowResult) -> dict[str, Any]:
        full = {**result.before, **result.changes}
        columns: dict[str, Any] = {
            name: value for name, value in result.changes.items() if name not in self._extra
        }
        if _DERIVED_FROM & columns.keys():
            columns.update(derived(full))
        if any(name in result.changes for name in self._extra):
            columns["extra"] = json.loads(self._extra_of(full))
        return columns

    def _recount(self, result: RowResult) -> None:
        before = _counted(result.unit_id, result.status, result.before.get("gender"))
        after = _counted(result.unit_id, result.status, result.changes["gender"])
        summaries.count_change(self._session, Member, before, after)

    def _note(self, results: Sequence[RowResult]) -> None:
        """Put the rows on the trail and in the batch, with what is needed to take them back."""
        trail.record_many(self._session, map(self._entry, results))
        rows = (
            (
                self._batch_id,
                result.record_id,
                result.number,
                str(result.outcome),
                result.version,
                seal(_kept(result), "import_row.before") if result.before else None,
            )
            for result in results
        )
        bulk.insert_rows(self._session, ImportRow.__table__, _IMPORT_ROW, rows)
        trail.write_ahead(self._session)

    def _entry(self, result: RowResult) -> trail.Entry:
        before: dict[str, Any] = {}
        after: Mapping[str, Any] = result.changes
        is_new = result.outcome is Outcome.NEW
        if is_new:
            after = {**after, "unit_id": result.unit_id, "status": _MEMBER}
        else:
            before = {name: result.before.get(name) for name in after}
        return trail.Entry(
            "created" if is_new else "changed",
            Member.__tablename__,
            result.record_id,
            result.version,
            result.unit_id,
            result.label[:200],
            details=trail.rendered(before, after, self._hidden),
        )


def _first_load(session: Session) -> Callable[[], None]:
    """Make the first load of an empty registry fast; returns what has to be done after it."""
    anybody = session.scalar(select(Member.id).limit(1), execution_options=_KERNEL)
    if anybody is not None:
        return lambda: None
    return bulk.drop_indexes(session, *_FILLED)


def _converter(column_type: Any) -> Converter | None:
    if isinstance(column_type, Sealed):
        return sealer(column_type.purpose)
    return date.isoformat if column_type.python_type is date else None


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _faults(result: RowResult) -> tuple[int, int | None, Sequence[str]]:
    values = {**result.before, **result.changes} if result.before else result.changes
    return int(result.record_id or 0), result.unit_id, quality.problems_of(values)


def _counted(unit_id: int | None, status: str, gender: Value) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "status": status,
        "gender": gender,
        "merged_into_id": None,
        "withdrawn": False,
    }


def _traits(values: Mapping[str, Value]) -> str:
    return traits_of(*(values.get(name) for name in traits.NAMES))


def _kept(result: RowResult) -> str:
    before = {name: result.before.get(name) for name in result.changes}
    return json.dumps(before, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value.isoformat()
