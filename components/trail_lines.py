"""What changed, in the reader's words: columns by their labels, codes by theirs.

A row of the trail has ``record_type`` and ``changes``; a change has ``column``, ``before``
and ``after`` as the trail keeps them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from components.markup import Html, join, tag
from components.text import instant
from rules.codes import CodeLists, label_of
from rules.fields import Kind
from rules.language import _, listed, shown
from rules.money import show_money
from rules.trail_words import (
    ACTION_LABELS,
    ACTOR_LABELS,
    COLUMN_CODES,
    LABELS_WITHIN,
    RECORD_LABELS,
    SETTING_LABELS,
    STATE_LABELS,
    UNTOLD,
    VALUE_LABELS,
    column_label,
    field_of,
)

SHOWN_CHANGES = 3
_EMPTY: tuple[object, ...] = (None, "", [], {})
_DERIVED = ("_index", "_tail", "sort_name", "search_text", "_hash")
"""Columns that follow from others; their change says nothing new."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*[+-]\d\d:\d\d")


def who(row: Any) -> str:
    """Return the name of who did it."""
    return _(ACTOR_LABELS[row.actor]) if row.actor in ACTOR_LABELS else str(row.actor)


def action(row: Any) -> str:
    """Return what was done."""
    return _(ACTION_LABELS.get(row.action, row.action))


def record(row: Any) -> str:
    """Return the kind and the name of the record."""
    kind = _(RECORD_LABELS.get(row.record_type, row.record_type))
    named = _(SETTING_LABELS[row.label]) if row.label in SETTING_LABELS else row.label
    return f"{kind} · {named}" if named else kind


def told_changes(row: Any) -> list[Any]:
    """Return the changes that a reader wants to know: no derived columns, nothing empty."""
    return [
        change
        for change in row.changes
        if not change.column.endswith(_DERIVED)
        and change.column not in UNTOLD
        and not (change.before in _EMPTY and change.after in _EMPTY)
    ]


def summary(row: Any, lists: CodeLists, zone: ZoneInfo) -> Html:
    """Return the first changes, a line for each."""
    changes = told_changes(row)
    first = [in_words(row, change, lists, zone) for change in changes[:SHOWN_CHANGES]]
    rest = len(changes) - len(first)
    more = [_("{n} more").format(n=rest)] if rest else []
    return join([tag("div", line) for line in (*first, *more)])


def in_words(row: Any, change: Any, lists: CodeLists, zone: ZoneInfo) -> str:
    """Say what one column was and became."""
    text = value(row, change, change.after, lists, zone)
    if change.before not in _EMPTY:
        text = f"{value(row, change, change.before, lists, zone)} → {text}"
    return _("{label}: {text}").format(label=label(row, change), text=text)


def label(row: Any, change: Any) -> str:
    """Return the name of the column that changed."""
    return _(column_label(row.record_type, change.column))


def value(row: Any, change: Any, kept: Any, lists: CodeLists, zone: ZoneInfo) -> str:
    """Return a value of the trail as the reader knows it."""
    if kept is None or kept == "":
        return "—"
    if isinstance(kept, bool):
        return _("Yes") if kept else _("No")
    if isinstance(kept, str) and _INSTANT.fullmatch(kept):
        return instant(datetime.fromisoformat(kept), zone)
    if isinstance(kept, int) and change.column.split("_")[-1] == "fen":
        return show_money(kept)
    words = VALUE_LABELS.get(change.column, {})
    if change.column == "state":
        words = STATE_LABELS.get(row.record_type, {})
    if isinstance(kept, str) and kept in words:
        return _(words[kept])
    codes = _codes_of(row.record_type, change.column)
    if isinstance(kept, list):
        labels = _labels(change.column, kept) or (label_of(lists, codes, str(one)) for one in kept)
        return listed(labels) or "—"
    if isinstance(kept, dict):
        return _told(kept)
    return label_of(lists, codes, str(kept))


def _labels(column: str, kept: list[Any]) -> list[str]:
    """Return what names each of several things in a column; empty where codes do."""
    name, within = LABELS_WITHIN.get(column, ("", {}))
    return [_(within.get(one[name], one[name])) for one in kept] if name else []


def _told(kept: dict[str, Any]) -> str:
    if any(isinstance(inner, dict | list) for inner in kept.values()):
        return "…"
    return str(shown(tuple(_pair(name, inner) for name, inner in kept.items()))) or "—"


def _pair(name: str, inner: Any) -> str:
    field = field_of("member", str(inner)) or field_of("unit", str(inner))
    return _("{label}: {text}").format(label=name, text=_(field.label) if field else inner)


def _codes_of(record_type: str, column: str) -> str:
    field = field_of(record_type, column)
    if field is None:
        return COLUMN_CODES.get(column, "")
    return field.codes if field.kind in (Kind.CHOICE, Kind.CHOICES) else ""
