"""One input for one Field: what is drawn for each kind, and the raw value it holds.

Raw values are what a form keeps while a person types: text, a code, codes, yes/no/nothing,
a record's number. ``rules.parsing`` turns them into values when the form is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import streamlit as st

from components import lookups
from components.text import plain
from rules.codes import CodeLists, label_of
from rules.fields import Field, Kind, Value
from rules.language import _
from rules.money import show_money

Raw = Any
Change = Callable[[], None] | Literal["rerun", "ignore"]

_MOST_CHARACTERS = 4000
_EXAMPLES = {Kind.DATE: "1990-05-01", Kind.MONTH: "2015-07", Kind.MONEY: "1234.50"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an input stands: its key, what it starts with, and what a change does."""

    key: str
    lists: CodeLists
    start: Raw = None
    masked: str = ""
    on_change: Change = "ignore"
    chosen: lookups.Hit | None = None


def label(field: Field) -> str:
    """Return a field's label in the reader's language, with a star where it must be filled."""
    return plain(_(field.label)) + (" *" if field.required else "")


def raw_of(field: Field, value: Value) -> Raw:
    """Return what the input starts with for a stored value."""
    if field.kind is Kind.YES_NO:
        return value if isinstance(value, bool) else None
    if field.kind in (Kind.CHOICES, Kind.TICKS):
        return list(value) if isinstance(value, list | tuple) else []
    if field.kind in (Kind.UNION, Kind.PERSON):
        return value
    if value is None:
        return ""
    if field.kind is Kind.MONEY and isinstance(value, int):
        return show_money(value)
    if isinstance(value, date):
        return value.strftime("%Y-%m") if field.kind is Kind.MONTH else value.isoformat()
    return str(value)


def differ(one: Raw, other: Raw) -> bool:
    """Say whether two raw values differ; emptiness is one, whatever the input calls it."""
    empty: tuple[Raw, ...] = ("", None, [])
    return bool(one != other) and not (one in empty and other in empty)


def draw(field: Field, place: Place) -> Raw:
    """Draw the input of a field; return the raw value."""
    if place.key not in st.session_state:
        st.session_state[place.key] = place.start
    return _DRAWN.get(field.kind, _line)(field, place)


def look_up(field: Field, place: Place, find: lookups.Find) -> lookups.Hit | None:
    """Draw the search for the record that a field names; return the chosen one."""
    return lookups.pick(
        label(field), key=place.key, find=find, chosen=place.chosen, hint=_help(field)
    )


def _help(field: Field) -> str | None:
    return plain(_(field.help)) if field.help else None


def _line(field: Field, place: Place) -> Raw:
    kept = _("{masked} (empty: keep)").format(masked=place.masked)
    return st.text_input(
        label(field),
        key=place.key,
        max_chars=field.length if field.kind is Kind.TEXT and not field.sealed else None,
        placeholder=kept if place.masked else _EXAMPLES.get(field.kind),
        help=_("Leave empty to keep it, enter a dash (-) to remove it.")
        if place.masked
        else _help(field),
        on_change=place.on_change,
        autocomplete="off",
    )


def _area(field: Field, place: Place) -> Raw:
    return st.text_area(
        label(field),
        key=place.key,
        max_chars=_MOST_CHARACTERS,
        help=_help(field),
        on_change=place.on_change,
        height=80,
    )


def _codes(field: Field, place: Place) -> list[str]:
    """The codes to choose from: those in use, and retired ones that the record still holds."""
    held = st.session_state[place.key]
    held = held if isinstance(held, list) else [held]
    entries = place.lists.get(field.codes, ())
    known = [entry.code for entry in entries if not entry.retired or entry.code in held]
    return known + [code for code in held if code and code not in known]


def _choice(field: Field, place: Place) -> Raw:
    return st.selectbox(
        label(field),
        ["", *_codes(field, place)],
        key=place.key,
        format_func=lambda code: label_of(place.lists, field.codes, code) or "—",
        help=_help(field),
        on_change=place.on_change,
    )


def _pick(field: Field, place: Place) -> Raw:
    return st.segmented_control(
        label(field),
        _codes(field, place),
        key=place.key,
        format_func=lambda code: label_of(place.lists, field.codes, code),
        help=_help(field),
        on_change=place.on_change,
        required=field.required,
    )


def _choices(field: Field, place: Place) -> Raw:
    return st.multiselect(
        label(field),
        _codes(field, place),
        key=place.key,
        format_func=lambda code: label_of(place.lists, field.codes, code),
        help=_help(field),
        placeholder=_("Choose"),
        on_change=place.on_change,
    )


def _ticks(field: Field, place: Place) -> Raw:
    return st.pills(
        label(field),
        _codes(field, place),
        key=place.key,
        selection_mode="multi",
        format_func=lambda code: label_of(place.lists, field.codes, code),
        help=_help(field),
        on_change=place.on_change,
    )


def _yes_no(field: Field, place: Place) -> Raw:
    return st.segmented_control(
        label(field),
        [True, False],
        key=place.key,
        format_func=lambda answer: _("Yes") if answer else _("No"),
        help=_help(field),
        on_change=place.on_change,
    )


_DRAWN: dict[Kind, Callable[[Field, Place], Raw]] = {
    Kind.LONG_TEXT: _area,
    Kind.CHOICE: _choice,
    Kind.PICK: _pick,
    Kind.CHOICES: _choices,
    Kind.TICKS: _ticks,
    Kind.YES_NO: _yes_no,
}
