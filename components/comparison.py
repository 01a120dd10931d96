"""Two records beside each other, and for each difference the value to keep.

    choice = comparison.choose(found, lists, key="pair-7")
    actions.button(_("Merge"), lambda session: merges.merge(session, **choice()), ...)

``choose`` draws; the function it returns reads what is chosen when the button is clicked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import streamlit as st

from components import details, states, tables
from components.markup import tag, write
from components.tables import Column
from components.text import plain
from rules.codes import CodeLists
from rules.fields import Field, Fields, Value, by_name
from rules.language import N_, _

FIRST, SECOND = "first", "second"
STANDING = "standing"
_EMPTY = "—"


class Side(Protocol):
    """One of the two records; sealed values are masked."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def belongings(self) -> Mapping[str, int]: ...


class Pair(Protocol):
    """Two records with the names of the fields in which they differ."""

    @property
    def first(self) -> Side: ...
    @property
    def second(self) -> Side: ...
    @property
    def fields(self) -> Fields: ...
    @property
    def different(self) -> tuple[str, ...]: ...


def choose(pair: Pair, lists: CodeLists, *, key: str) -> Callable[[], dict[str, Any]]:
    """Draw the records and the choices; return what reads the choices as ``merge`` wants them."""
    _overview(pair, lists)
    st.segmented_control(
        _("Which record stays?"),
        [FIRST, SECOND],
        key=f"{key}-kept",
        default=FIRST,
        required=True,
        format_func=lambda side: _side_name(pair, side),
    )
    described = by_name(pair.fields)
    write(tag("h4", _("Choose the right value"), class_="office-group"))
    with st.grid(min_column_width=300, gap=("xsmall", "medium")):
        for name in pair.different:
            _choice(described[name], pair, lists, f"{key}-{name}")
        _standing(pair, lists, f"{key}-{STANDING}")

    def chosen() -> dict[str, Any]:
        kept = str(st.session_state[f"{key}-kept"])
        keeper, goner = (pair.first, pair.second) if kept == FIRST else (pair.second, pair.first)
        other = [name for name in pair.different if st.session_state[f"{key}-{name}"] != kept]
        return {
            "kept": (keeper.id, keeper.version),
            "gone": (goner.id, goner.version),
            "from_gone": other,
            "standing_from_gone": st.session_state[f"{key}-{STANDING}"] != kept,
        }

    return chosen


def _side_name(pair: Pair, side: str) -> str:
    record, position = (pair.first, 1) if side == FIRST else (pair.second, 2)
    return plain(f"{position}. {record.values.get('name')} · {record.unit_name}")


def _overview(pair: Pair, lists: CodeLists) -> None:
    columns = (
        Column(N_("Record"), lambda side: 1 if side is pair.first else 2),
        Column(N_("Name"), lambda side: side.values.get("name")),
        Column(N_("ID number"), lambda side: side.values.get("id_no")),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Status"), lambda side: states.member(side.status, lists)),
        Column(N_("Periods"), lambda side: side.belongings.get("membership", 0), number=True),
        Column(N_("Events"), lambda side: side.belongings.get("life_event", 0), number=True),
        Column(N_("Papers"), lambda side: side.belongings.get("attachment", 0), number=True),
        Column(
            N_("Households"),
            lambda side: side.belongings.get("household_person", 0),
            number=True,
        ),
    )
    tables.show([pair.first, pair.second], columns, empty="")


def _choice(field: Field, pair: Pair, lists: CodeLists, key: str) -> None:
    mine = details.shown(field, pair.first.values.get(field.name), lists) or _EMPTY
    others = details.shown(field, pair.second.values.get(field.name), lists) or _EMPTY
    texts = {FIRST: mine, SECOND: others}
    label = field.label if field.extra else _(field.label)
    _pick(plain(label), texts, key, SECOND if mine == _EMPTY else FIRST)


def _standing(pair: Pair, lists: CodeLists, key: str) -> None:
    texts = {
        side: f"{states.name(record.status, lists)} · {record.unit_name}"
        for side, record in ((FIRST, pair.first), (SECOND, pair.second))
    }
    _pick(_("Status and unit"), texts, key, FIRST)


def _pick(label: str, texts: Mapping[str, str], key: str, default: str) -> None:
    st.radio(
        label,
        [FIRST, SECOND],
        key=key,
        index=0 if default == FIRST else 1,
        format_func=lambda side: plain(texts[side])[:200],
        horizontal=True,
    )
