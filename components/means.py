"""A means test to read: the result, each step on the way, and what would change it.

``frozen`` draws an assessment as it was kept, ``preview`` a result that was kept nowhere,
``what_if`` inputs that a person may change to see what the test would say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import actions, dialogs, figures, forms, text
from components.figures import Card
from components.inputs import raw_of
from components.markup import Tone, badge, join, tag, write
from components.text import plain
from rules.assessments import OVERRIDE_FIELDS
from rules.codes import CodeLists, label_of
from rules.errors import OfficeError
from rules.explanation import Line
from rules.fields import Field, Kind
from rules.hardship_money import Window
from rules.language import N_, _
from rules.means_inputs import Inputs, MoneyLine
from rules.means_sets import COST_LIST, INCOME_LIST, RuleSet
from rules.means_test import Result, assess
from rules.money import show_money
from rules.parsing import parse

_AMOUNT = Field("amount", N_("Amount"), Kind.MONEY)


class Assessment(Protocol):
    """A means test as it was frozen."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def rule_set(self) -> str: ...
    @property
    def line_fen(self) -> int: ...
    @property
    def net_fen(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def category(self) -> str: ...
    @property
    def near_threshold(self) -> bool: ...
    @property
    def excluded_by(self) -> str: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def override_category(self) -> str: ...
    @property
    def override_reason(self) -> str: ...
    @property
    def override_by_name(self) -> str: ...
    @property
    def confirmed_by_name(self) -> str: ...
    @property
    def confirmed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``override(session, id, seen, category=, reason=)``, ``confirm`` and ``drop(session,
    id, seen)``; None where the actor may not."""

    override: Any = None
    confirm: Any = None
    drop: Any = None


def frozen(row: Assessment, lists: CodeLists, zone: ZoneInfo, verbs: Verbs) -> None:
    """Draw a frozen means test with its explanation and what was decided otherwise."""
    st.subheader(_("Means test"))
    _result(row.category, row.near_threshold, row.excluded_by, lists)
    _figures(row.net_fen, row.line_fen, row.people)
    st.caption(
        plain(
            _("Frozen {at}, by the rules {rules}.").format(
                at=text.instant(row.at, zone), rules=row.rule_set
            )
        )
    )
    _override(row, lists, zone, verbs)
    if row.lines:
        _explain(row.lines, lists, key=f"means-{row.id}")


def preview(
    result: Result, line: int, rule_set: RuleSet, window: Window, lists: CodeLists, *, key: str
) -> None:
    """Draw what the means test would say now; it is kept nowhere."""
    excluded = result.excluded_by[0] if result.excluded_by else ""
    _result(result.category or "", result.near_threshold, excluded, lists)
    _figures(result.net_per_head, line, result.people)
    st.caption(
        plain(
            _("By the rules “{rules}”, for the months from {start} to {end}.").format(
                rules=rule_set.heading.named,
                start=month(window.from_on),
                end=month(window.to_on),
            )
        )
    )
    _explain(result.lines, lists, key=key)


def month(day: date) -> str:
    """Write a month."""
    return day.strftime("%Y-%m")


def _result(category: str, near: bool, excluded: str, lists: CodeLists) -> None:
    tone: Tone = "good" if category else "warn" if near else "bad"
    said = label_of(lists, "hardship_category", category)
    if excluded:
        reason = label_of(lists, "exclusion", excluded)
        said = _("Excluded: {reason}.").format(reason=reason)
    elif not said:
        said = _("No category, but near the threshold") if near else _("No category")
    write(tag("p", join((_("By the rules:"), badge(said, tone)), " "), class_="office-summary"))


def _figures(net: int, line: int, people: int) -> None:
    figures.cards(
        (
            Card(_("Net per head and month"), show_money(net)),
            Card(_("Subsistence line"), show_money(line)),
            Card(_("People who count"), people),
        )
    )


def _explain(lines: Sequence[Line], lists: CodeLists, *, key: str) -> None:
    with st.expander(_("How this comes about"), key=f"{key}-why"):
        write(
            tag(
                "ol",
                join(tag("li", one.shown(lists)) for one in lines),
                class_="office-explanation",
            )
        )


def _override(row: Assessment, lists: CodeLists, zone: ZoneInfo, verbs: Verbs) -> None:
    key = f"means-{row.id}"
    if row.override_category:
        asked = label_of(lists, "hardship_category", row.override_category)
        if row.confirmed_at is None:
            said = _("{who} asks for “{category}” instead: {why} It counts once confirmed.")
        else:
            said = _("{who} asked for “{category}” instead: {why}")
        shown = said.format(who=row.override_by_name, category=asked, why=row.override_reason)
        if row.confirmed_at is not None:
            confirmed = _("Confirmed by {who}, {at}.").format(
                who=row.confirmed_by_name, at=text.instant(row.confirmed_at, zone)
            )
            shown = f"{shown} {confirmed}"
        st.info(plain(shown), icon=":material/supervisor_account:")
    with st.container(horizontal=True):
        if verbs.override is not None:
            body = partial(_ask, row, lists, verbs, f"{key}-override")
            dialogs.form(_("Ask for another category"), body, key=f"{key}-override")
        if row.override_category and row.confirmed_at is None and verbs.confirm is not None:
            actions.button(
                _("Confirm the category"),
                lambda session: verbs.confirm(session, row.id, row.version),
                key=f"{key}-confirm",
                done=_("The category is confirmed."),
            )
        if row.override_category and verbs.drop is not None:
            actions.button(
                _("Take the request back"),
                lambda session: verbs.drop(session, row.id, row.version),
                key=f"{key}-drop",
                done=_("The result of the rules counts again."),
            )


def _ask(row: Assessment, lists: CodeLists, verbs: Verbs, key: str) -> None:
    form = forms.Form(key, OVERRIDE_FIELDS, lists, version=row.version)
    form.draw()
    form.save(
        _("Ask for it"),
        lambda session, typed: verbs.override(session, row.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("Asked. A second person confirms it.")),
    )


def what_if(
    inputs: Inputs, rule_set: RuleSet, window: Window, lists: CodeLists, *, key: str
) -> None:
    """Let a person change people and amounts, and draw what the test would say then."""
    st.caption(_("Nothing here is saved: try what another income or another person would change."))
    names = {one.key: one.name for one in inputs.people}
    stays = st.multiselect(
        _("People of the household"),
        list(names),
        default=list(names),
        key=f"{key}-people",
        format_func=lambda one: plain(names[one]),
    )
    changed = replace(
        inputs,
        people=tuple(one for one in inputs.people if one.key in stays),
        incomes=_amounts(inputs.incomes, INCOME_LIST, names, lists, f"{key}-income"),
        costs=_amounts(inputs.costs, COST_LIST, names, lists, f"{key}-cost"),
    )
    more = _more(key)
    try:
        result = assess(rule_set, replace(changed, incomes=(*changed.incomes, *more)))
    except OfficeError as error:
        st.error(plain(error.shown()), icon=":material/error:")
        return
    preview(result, inputs.line, rule_set, window, lists, key=f"{key}-result")


def _amounts(
    money: Iterable[MoneyLine],
    codes: str,
    names: dict[str, str],
    lists: CodeLists,
    key: str,
) -> tuple[MoneyLine, ...]:
    found = []
    with st.grid(min_column_width=230, gap=("xsmall", "small")):
        for number, one in enumerate(money):
            label = f"{label_of(lists, codes, one.item)} · {names.get(one.person, '')}"
            amount = _amount(label, one.amount, f"{key}-{number}")
            found.append(replace(one, amount=amount))
    return tuple(found)


def _amount(label: str, start: int, key: str) -> int:
    typed = st.text_input(plain(label), raw_of(_AMOUNT, start), key=key, autocomplete="off")
    try:
        read = parse(_AMOUNT, typed, {})
    except OfficeError as error:
        write(tag("p", error.shown(), class_="office-wrong", role="alert"))
        return start
    return read if isinstance(read, int) and read >= 0 else start


def _more(key: str) -> tuple[MoneyLine, ...]:
    amount = _amount(_("One more income over the whole time"), 0, f"{key}-more")
    return (MoneyLine("other", amount),) if amount else ()
