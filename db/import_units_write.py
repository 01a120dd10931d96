"""What a roster of units changes: new units in bulk with their places in the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import bulk, summaries, trail
from db.import_rows import RowResult
from db.models.people import ImportRow
from db.models.units import Unit, UnitBelow
from db.sealing import seal
from db.search import sort_key
from db.units import search_text_of
from db.values import assign
from db.verbs import load
from rules.fields import Fields, Value
from rules.imports import Outcome

_FIXED = ("id", "parent_id", "version", "sort_name", "search_text", "close_reason", "extra")
_CLOSURE = ("ancestor_id", "unit_id", "depth")
_IMPORT_ROW = ("batch_id", "record_id", "row_number", "action", "record_version", "before")


class UnitWriter:
    """Takes the outcomes of one file, superior unions first, inside one transaction."""

    def __init__(self, session: Session, fields: Fields, batch_id: int) -> None:
        self._session, self._batch_id, self._fields = session, batch_id, fields
        self._own = [f.name for f in fields if not f.extra and f.name != "parent_id"]
        self._extra = [f.name for f in fields if f.extra]
        self._lines: dict[int, list[int]] = {}

    def take(self, results: Sequence[RowResult]) -> None:
        """Write what these rows change; refused and unchanged ones change nothing."""
        self._add([result for result in results if result.outcome is Outcome.NEW])
        self._change([result for result in results if result.outcome is Outcome.CHANGED])

    def finish(self) -> None:
        """Let lists and figures be read anew."""
        summaries.touch_area(self._session, Unit.__area__)

    def _add(self, results: Sequence[RowResult]) -> None:
        if not results:
            return
        ids = bulk.new_ids(self._session, Unit.__table__, len(results))
        for unit_id, result in zip(ids, results, strict=True):
            result.record_id, result.version = unit_id, 1
            if result.above is not None:
                result.unit_id = result.above.record_id
        self._load_lines({result.unit_id for result in results} - {None, *ids})
        columns = (*_FIXED, *self._own)
        bulk.insert_rows(self._session, Unit.__table__, columns, map(self._unit, results))
        places = [place for result in results for place in self._places(result)]
        bulk.insert_rows(self._session, UnitBelow.__table__, _CLOSURE, places)
        for result in results:
            known = {**result.changes, "id": result.record_id, "closed_on": None}
            values = {name: known.get(name) for name in Unit.COUNTED_COLUMNS}
            summaries.count_change(self._session, Unit, None, values)
        trail.record_many(self._session, map(_entry, results))
        self._note(results)

    def _load_lines(self, parent_ids: set[int | None]) -> None:
        wanted = parent_ids - self._lines.keys()
        rows = self._session.execute(
            select(UnitBelow.unit_id, UnitBelow.ancestor_id)
            .where(UnitBelow.unit_id.in_(wanted))
            .order_by(UnitBelow.unit_id, UnitBelow.depth)
            .execution_options(kernel=True)
        )
        for unit_id, ancestor_id in rows:
            self._lines.setdefault(unit_id, []).append(ancestor_id)

    def _unit(self, result: RowResult) -> tuple[Any, ...]:
        values, name = result.changes, str(result.changes["name"])
        extra = {key: values[key] for key in self._extra if values.get(key) is not None}
        return (
            result.record_id,
            result.unit_id,
            1,
            sort_key(name),
            search_text_of(name),
            "",
            _json(extra),
            *(_stored(values.get(column)) for column in self._own),
        )

    def _places(self, result: RowResult) -> list[tuple[int, int, int]]:
        unit_id = int(result.record_id or 0)
        line = [unit_id, *(self._lines[result.unit_id] if result.unit_id is not None else ())]
        self._lines[unit_id] = line
        return [(ancestor, unit_id, depth) for depth, ancestor in enumerate(line)]

    def _change(self, results: Sequence[RowResult]) -> None:
        for result in results:
            unit = load(self._session, Unit, result.record_id, result.version)
            assign(unit, self._fields, result.changes)
            unit.sort_name, unit.search_text = sort_key(unit.name), search_text_of(unit.name)
        self._session.flush()
        for result in results:
            result.version += 1
        self._note(results)

    def _note(self, results: Sequence[RowResult]) -> None:
        rows = (
            (
                self._batch_id,
                result.record_id,
                result.number,
                str(result.outcome),
                result.version,
                _before(result),
            )
            for result in results
        )
        bulk.insert_rows(self._session, ImportRow.__table__, _IMPORT_ROW, rows)


def _entry(result: RowResult) -> trail.Entry:
    after = {**result.changes, "parent_id": result.unit_id}
    return trail.Entry(
        "created",
        Unit.__tablename__,
        result.record_id,
        1,
        result.record_id,
        result.label[:200],
        details=trail.rendered({}, after),
    )


def _before(result: RowResult) -> bytes | None:
    if not result.before:
        return None
    kept = {name: result.before.get(name) for name in result.changes}
    return seal(_json(kept), "import_row.before")


def _stored(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _json(values: Mapping[str, Value]) -> str:
    return json.dumps(values, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value.isoformat()
