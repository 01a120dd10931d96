"""Rows of the trail in words: what was done, to which record, which values changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from components import text, timeline
from components.timeline import Moment
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.trail_words import (
    ACTION_LABELS,
    COLUMN_CODES,
    COLUMN_LABELS,
    RECORD_LABELS,
    UNTOLD,
    field_of,
)

_SHORTEST_LIST = 3
_EMPTY: tuple[object, ...] = (None, "", [], {})
_DERIVED = ("_index", "_tail", "sort_name", "search_text", "_hash")
"""Columns that follow from others; their change says nothing new."""


class Change(Protocol):
    """One column with its values before and after."""

    @property
    def column(self) -> str: ...
    @property
    def before(self) -> Any: ...
    @property
    def after(self) -> Any: ...


class Entry(Protocol):
    """One row of the trail."""

    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def record_type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def changes(self) -> Sequence[Any]: ...


def action(row: Entry) -> str:
    """Say what was done."""
    return _(ACTION_LABELS.get(row.action, row.action))


def record(row: Entry) -> str:
    """Name the record: its kind, and what the trail calls it."""
    kind = _(RECORD_LABELS.get(row.record_type, row.record_type))
    return f"{kind} · {row.label}" if row.label else kind


def label(row: Entry, change: Change) -> str:
    """Name the column that changed."""
    field = field_of(row.record_type, change.column)
    return _(field.label if field else COLUMN_LABELS.get(change.column, change.column))


def value(row: Entry, change: Change, told: Any, lists: CodeLists) -> str:
    """Write a value before or after the change, codes by their labels."""
    if told is None or told == "":
        return ""
    if isinstance(told, bool):
        return _("Yes") if told else _("No")
    field = field_of(row.record_type, change.column)
    codes = field.codes if field else COLUMN_CODES.get(change.column, "")
    if isinstance(told, dict) and any(isinstance(one, dict | list) for one in told.values()):
        return "…"
    if isinstance(told, list):
        return "、".join(label_of(lists, codes, str(one)) for one in told)
    return label_of(lists, codes, str(told)) if codes else str(told)


def told_changes(row: Entry) -> list[Any]:
    """Return the changes that a reader wants to know: no derived columns, nothing empty."""
    return [
        change
        for change in row.changes
        if not change.column.endswith(_DERIVED)
        and change.column not in UNTOLD
        and not (change.before in _EMPTY and change.after in _EMPTY)
    ]


def summary(row: Entry, _lists: CodeLists) -> str:
    """Name the first columns that changed."""
    names = [label(row, change) for change in told_changes(row)]
    more = "…" if len(names) > _SHORTEST_LIST else ""
    return "、".join(names[:_SHORTEST_LIST]) + more


def history(rows: Sequence[Entry], lists: CodeLists, zone: ZoneInfo) -> None:
    """Draw what happened to one record, the latest first."""
    timeline.show([_moment(row, lists, zone) for row in rows], _("Nothing has changed yet."))


def _moment(row: Entry, lists: CodeLists, zone: ZoneInfo) -> Moment:
    lines = []
    for change in told_changes(row):
        before, after = (value(row, change, told, lists) for told in (change.before, change.after))
        arrow = f"{before} → {after}" if before else after
        lines.append(_("{label}: {text}").format(label=label(row, change), text=arrow))
    return Moment(text.instant(row.at, zone), action(row), who=row.actor, note="\n".join(lines))
