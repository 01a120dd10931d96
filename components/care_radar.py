"""The lines of the care radar: why somebody is to be thought of, and the two ways to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from components import actions, care_gifts, links, tables
from components.decisions import card
from components.markup import link
from components.visits import occasion
from rules.care import BIRTHDAYS, EVENTS, FESTIVALS, GOODS, HARDSHIP, UNVISITED
from rules.codes import Code, CodeLists, label_of
from rules.fields import Value
from rules.language import _


class Line(Protocol):
    """A line of the radar."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def household_id(self) -> int | None: ...
    @property
    def member_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def occasion(self) -> str: ...
    @property
    def festival(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def relation(self) -> str: ...
    @property
    def age(self) -> int | None: ...
    @property
    def since(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``plan(line)`` and ``give(line)`` return the work of a line, ``funds(line)`` its pots,
    ``warn(line)`` what warns against a gift as it is typed."""

    plan: Callable[[Any], Callable[[Any], Any]]
    give: Callable[[Any], care_gifts.Enter]
    funds: Callable[[Any], Sequence[Code]]
    warn: Callable[[Any], care_gifts.Warn]


def show(
    lines: Sequence[Line], lists: CodeLists, verbs: Verbs | None, today: date, *, empty: str
) -> None:
    """Draw lines with what may be done; a line that was dealt with is gone the next time."""
    if not lines:
        tables.nothing(empty)
    for line in lines:
        with card(link(line.name, _address(line)), *_lines(line, lists)):
            if verbs is not None:
                _buttons(line, lists, verbs, today)


def _address(line: Line) -> str:
    if line.household_id is not None:
        return links.to("household", id=line.household_id)
    return links.to("member", id=line.member_id)


def _lines(line: Line, lists: CodeLists) -> list[str]:
    return [*_why(line, lists), line.unit_name]


def _why(line: Line, lists: CodeLists) -> list[str]:
    if line.kind == BIRTHDAYS:
        return [line.on.isoformat(), _("turns {age}").format(age=line.age)]
    if line.kind in (EVENTS, FESTIVALS):
        whose = label_of(lists, "relation", line.relation)
        return [occasion(line, lists), whose, line.on.isoformat()]
    if line.kind == UNVISITED:
        if line.since is None:
            return [_("not visited since the file of {on}").format(on=line.on)]
        return [_("last visit on {on}").format(on=line.since)]
    return [_("in force since {on}, neither aid nor a gift").format(on=line.on)]


def _buttons(line: Line, lists: CodeLists, verbs: Verbs, today: date) -> None:
    actions.button(
        _("Plan a visit"),
        verbs.plan(line),
        key=f"radar-{line.key}-plan",
        done=_("{label}: {text}").format(label=line.name, text=_("The visit is planned.")),
        icon=":material/event:",
        of_row=True,
    )
    values: dict[str, Value] = {
        "occasion": HARDSHIP if line.kind == UNVISITED else line.occasion,
        "festival": line.festival or None,
        "kind": GOODS,
        "on": today,
    }
    care_gifts.give(
        verbs.give(line),
        lists,
        lambda: verbs.funds(line),
        verbs.warn(line),
        values,
        key=f"radar-{line.key}-give",
    )
