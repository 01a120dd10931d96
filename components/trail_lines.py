"""What changed, in the reader's words: columns by their labels, codes by theirs.

A row of the trail has ``record_type`` and ``changes``; a change has ``column``, ``before``
and ``after`` as the trail keeps them.
"""

from __future__ import annotations

from typing import Any

from components.markup import Html, join, tag
from rules.codes import CodeLists, label_of
from rules.fields import Kind
from rules.language import _, shown
from rules.trail_words import (
    ACTION_LABELS,
    ACTOR_LABELS,
    COLUMN_CODES,
    RECORD_LABELS,
    STATE_LABELS,
    column_label,
    field_of,
)

SHOWN_CHANGES = 3


def who(row: Any) -> str:
    """Return the name of who did it."""
    return _(ACTOR_LABELS[row.actor]) if row.actor in ACTOR_LABELS else str(row.actor)


def action(row: Any) -> str:
    """Return what was done."""
    return _(ACTION_LABELS.get(row.action, row.action))


def record(row: Any) -> str:
    """Return the kind and the name of the record."""
    kind = _(RECORD_LABELS.get(row.record_type, row.record_type))
    return f"{kind} · {row.label}" if row.label else kind


def summary(row: Any, lists: CodeLists) -> Html:
    """Return the first changes, a line for each."""
    first = [_in_words(row, change, lists) for change in row.changes[:SHOWN_CHANGES]]
    rest = len(row.changes) - len(first)
    more = [_("{n} more").format(n=rest)] if rest else []
    return join([tag("div", line) for line in (*first, *more)])


def _in_words(row: Any, change: Any, lists: CodeLists) -> str:
    after = value(row, change, change.after, lists)
    if change.before is None:
        return f"{label(row, change)}: {after}"
    return f"{label(row, change)}: {value(row, change, change.before, lists)} → {after}"


def label(row: Any, change: Any) -> str:
    """Return the name of the column that changed."""
    return _(column_label(row.record_type, change.column))


def value(row: Any, change: Any, kept: Any, lists: CodeLists) -> str:
    """Return a value of the trail as the reader knows it."""
    if kept is None or kept == "":
        return "—"
    if isinstance(kept, bool):
        return _("Yes") if kept else _("No")
    states = STATE_LABELS.get(row.record_type, {}) if change.column == "state" else {}
    if isinstance(kept, str) and kept in states:
        return _(states[kept])
    codes = _codes_of(row.record_type, change.column)
    if isinstance(kept, list):
        return str(shown(tuple(label_of(lists, codes, str(code)) for code in kept))) or "—"
    if isinstance(kept, dict):
        return str(shown(tuple(f"{name}: {inner}" for name, inner in kept.items()))) or "—"
    return label_of(lists, codes, str(kept))


def _codes_of(record_type: str, column: str) -> str:
    field = field_of(record_type, column)
    if field is None:
        return COLUMN_CODES.get(column, "")
    return field.codes if field.kind in (Kind.CHOICE, Kind.CHOICES) else ""
