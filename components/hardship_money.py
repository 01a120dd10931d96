"""Incomes and rigid costs of a file, line by line, with their sums beside.

The page hands over its verbs; without them the lines are only read. People and papers are
choices as code entries whose codes are their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import actions, dialogs, figures, forms, tables
from components.decisions import card
from components.figures import Card
from components.means import month
from rules.codes import Code, CodeLists, label_of
from rules.fields import Value
from rules.hardship_money import (
    COST,
    DECLARED,
    INCOME,
    ITEM_LISTS,
    PAPERS,
    PEOPLE,
    Window,
    line_fields,
    share_in,
)
from rules.language import N_, _
from rules.money import show_money

Choices = tuple[Code, ...]

HEADINGS = {INCOME: N_("Incomes"), COST: N_("Rigid costs")}
_ADD = {INCOME: N_("Add an income"), COST: N_("Add a cost")}
_NOTHING = {
    INCOME: N_("No income is entered yet. Enter each person's wages, pensions and the rest."),
    COST: N_("No cost is entered yet. Own medical cost, schooling, care belong here."),
}


class Row(Protocol):
    """One line."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def person_name(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date: ...
    @property
    def fen(self) -> int | None: ...
    @property
    def proof(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def attachment_id(self) -> int | None: ...
    @property
    def paper(self) -> str: ...
    @property
    def removed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``add(session, kind=, ...)``, ``change(session, id, seen, ...)``, ``remove`` and
    ``bring_back(session, id, seen)``."""

    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[[Any, int, int], Any]
    bring_back: Callable[[Any, int, int], Any]


def show(
    rows: Sequence[Row],
    lists: CodeLists,
    people: Choices,
    papers: Choices,
    window: Window | None,
    verbs: Verbs | None,
    *,
    key: str,
) -> None:
    """Draw incomes and costs, each with its form, and what they come to."""
    sums(rows, window)
    known = {**lists, PEOPLE: people, PAPERS: papers}
    for kind in (INCOME, COST):
        st.subheader(_(HEADINGS[kind]))
        own = [row for row in rows if row.kind == kind]
        if not own:
            tables.nothing(_(_NOTHING[kind]))
        for row in own:
            _line(row, known, verbs, f"{key}-{row.id}")
        if verbs is not None:
            with st.expander(_(_ADD[kind]), key=f"{key}-{kind}-box", expanded=not own):
                _add(kind, known, people, window, verbs, f"{key}-{kind}")


def sums(rows: Sequence[Row], window: Window | None) -> None:
    """Draw what the lines come to within the months that the means test looks at."""
    if window is None or any(row.fen is None for row in rows):
        return
    totals = {INCOME: 0, COST: 0}
    for row in rows:
        if not row.removed and row.kind in totals:
            totals[row.kind] += share_in(window, row.from_on, row.to_on, row.fen or 0)
    months = _("{start} to {end}").format(start=month(window.from_on), end=month(window.to_on))
    figures.cards(
        (
            Card(_("Incomes"), show_money(totals[INCOME]), note=months),
            Card(_("Rigid costs"), show_money(totals[COST]), note=months),
            Card(_("What remains"), show_money(totals[INCOME] - totals[COST]), note=months),
        )
    )


def _line(row: Row, lists: CodeLists, verbs: Verbs | None, key: str) -> None:
    item = label_of(lists, ITEM_LISTS[row.kind], row.item)
    title = _("{item} (removed)").format(item=item) if row.removed else item
    months = _("{start} to {end}").format(start=month(row.from_on), end=month(row.to_on))
    proof = label_of(lists, "income_proof", row.proof)
    amount = _("amount not shown") if row.fen is None else show_money(row.fen)
    with card(title, row.person_name, amount, months, proof, row.source, row.paper):
        if verbs is None:
            return
        if row.removed:
            actions.button(
                _("Bring back"),
                partial(_call, verbs.bring_back, row),
                key=f"{key}-back",
                done=_("The line counts again."),
            )
            return
        body = partial(_change, row, lists, verbs, f"{key}-change")
        dialogs.form(_("Change"), body, key=f"{key}-change", wide=True)
        actions.button(
            _("Remove"),
            partial(_call, verbs.remove, row),
            key=f"{key}-remove",
            done=_("Removed; it can be brought back."),
        )


def _call(verb: Callable[[Any, int, int], Any], row: Row, session: Any) -> Any:
    return verb(session, row.id, row.version)


def _typed(typed: dict[str, Value]) -> dict[str, Any]:
    """Return what a form gave, with ids as numbers."""
    given = forms.given(typed)
    for name in ("person_id", "attachment_id"):
        if name in given:
            given[name] = int(given[name])
    return given


def _add(
    kind: str, lists: CodeLists, people: Choices, window: Window | None, verbs: Verbs, key: str
) -> None:
    start: dict[str, Value] = {"proof": DECLARED}
    if len(people) == 1:
        start["person_id"] = people[0].code
    if window is not None:
        start |= {"from_on": window.from_on, "to_on": window.to_on}
    form = forms.Form(key, line_fields(kind), lists, start)
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: verbs.add(session, kind=kind, **_typed(typed)),
        done=_("Added."),
        primary=False,
    )


def _change(row: Row, lists: CodeLists, verbs: Verbs, key: str) -> None:
    values: dict[str, Value] = {
        "item": row.item,
        "person_id": str(row.person_id or ""),
        "from_on": row.from_on,
        "to_on": row.to_on,
        "fen": row.fen,
        "proof": row.proof,
        "source": row.source,
        "attachment_id": str(row.attachment_id or ""),
    }
    form = forms.Form(key, line_fields(row.kind), lists, values, row.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: verbs.change(session, row.id, form.seen, **_typed(typed)),
        done=dialogs.closing(key, _("Saved.")),
    )
