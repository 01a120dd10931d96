"""The steps of a campaign on the screen: cards in the order of their days, what may be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import streamlit as st

from components import actions, choices, decisions, dialogs, forms, links, tables
from components.markup import Html, Tone, badge, join, safe
from components.tables import Column
from rules.campaign_forms import (
    ANCHORS,
    DONE_FIELDS,
    SIDE_LABELS,
    SIDES,
    STEP_FIELDS,
    told_offset,
)
from rules.campaign_steps import ANCHOR_LABELS, DONE, LATER, OVERDUE, SOON, URGENCY_LABELS
from rules.codes import CodeLists
from rules.fields import Value
from rules.language import N_, _, listed

TONES: dict[str, Tone] = {DONE: "good", OVERDUE: "bad", SOON: "warn", LATER: ""}


class Step(Protocol):
    """One step with its day."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def campaign_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def anchor(self) -> str: ...
    @property
    def offset_days(self) -> int: ...
    @property
    def workdays(self) -> bool: ...
    @property
    def owner(self) -> str: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def due_on(self) -> date: ...
    @property
    def urgency(self) -> str: ...
    @property
    def early(self) -> bool: ...
    @property
    def covered(self) -> bool: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``add(session, typed)``; the others take the step's id and seen version first.

    ``may_change`` is off where only marks of what is done may still be set.
    """

    add: Callable[[Any, forms.Typed], Any]
    change: Callable[[Any, int, int, forms.Typed], Any]
    remove: Callable[[Any, int, int], Any]
    finish: Callable[[Any, int, int, date, str], Any]
    take_back: Callable[[Any, int, int], Any]
    may_change: bool


def lists_of(lists: CodeLists) -> CodeLists:
    """Add the form's own choices to the code lists."""
    return {
        **lists,
        SIDES: choices.of_labels(SIDE_LABELS),
        ANCHORS: choices.of_labels(ANCHOR_LABELS),
    }


def show(
    rows: Sequence[Step], verbs: Verbs | None, lists: CodeLists, today: date, key: str
) -> None:
    """Draw the steps; ``verbs`` is None for who only reads."""
    if verbs is not None and verbs.may_change:
        _add(verbs, lists, f"{key}-add")
    if not rows:
        tables.nothing(_("No step is planned yet. Add what is to be done, and by which day."))
    bare = sorted({row.due_on.year for row in rows if not row.covered and row.done_on is None})
    if bare:
        text = _("There is no workday table of {years} yet: only weekends were taken out.")
        st.caption(text.format(years=listed(str(year) for year in bare)))
    for row in rows:
        with decisions.card(_title(row), *_lines(row)):
            if verbs is not None:
                _buttons(row, verbs, lists, today)


def _title(row: Step) -> Html:
    words = badge(_(URGENCY_LABELS[row.urgency]), TONES[row.urgency])
    return join((words, safe(row.name)), " ")


def when(row: Step) -> str:
    """Say from what a step's day follows."""
    anchor = _(ANCHOR_LABELS[row.anchor])
    if not row.offset_days:
        return _("on {anchor}").format(anchor=anchor)
    shape = {
        (True, True): _("{n} workdays before {anchor}"),
        (True, False): _("{n} days before {anchor}"),
        (False, True): _("{n} workdays after {anchor}"),
        (False, False): _("{n} days after {anchor}"),
    }[(row.offset_days < 0, row.workdays)]
    return shape.format(n=abs(row.offset_days), anchor=anchor)


def _lines(row: Step) -> list[str]:
    due = _("due on {on}").format(on=row.due_on)
    found = [due, when(row), row.owner]
    if row.done_on is not None:
        done = _("done on {on}").format(on=row.done_on)
        return [badge(done, "good"), row.owner, row.note]
    if row.early:
        found.append(badge(_("before the year begins"), "quiet"))
    return found


def _add(verbs: Verbs, lists: CodeLists, key: str) -> None:
    def body() -> None:
        start: dict[str, Value] = told_offset(0, "start")
        form = forms.Form(key, STEP_FIELDS, lists, start)
        form.draw()
        form.save(_("Add"), verbs.add, done=dialogs.closing(key, _("The step is added.")))

    dialogs.form(_("Add a step"), body, key=key, icon=":material/add:")


def _buttons(row: Step, verbs: Verbs, lists: CodeLists, today: date) -> None:
    key = f"step-{row.id}"
    if row.done_on is not None:
        actions.button(
            _("Not done after all"),
            lambda session: verbs.take_back(session, row.id, row.version),
            key=f"{key}-back",
            done=_("The step is open again."),
        )
        return
    _finish(row, verbs, today, f"{key}-finish")
    if verbs.may_change:
        _edit(row, verbs, lists, f"{key}-edit")
        dialogs.confirm(
            _("Take out"),
            _("The step leaves the plan; that it was there stays on the trail."),
            lambda session, _reason: verbs.remove(session, row.id, row.version),
            key=f"{key}-remove",
            done=_("The step is taken out."),
            needs_reason=False,
        )


def _finish(row: Step, verbs: Verbs, today: date, key: str) -> None:
    def body() -> None:
        form = forms.Form(key, DONE_FIELDS, {}, {"done_on": today}, row.version)
        form.draw()
        form.save(
            _("Mark as done"),
            lambda session, typed: verbs.finish(
                session, row.id, form.seen, _day(typed["done_on"]), str(typed["note"] or "")
            ),
            done=dialogs.closing(key, _("The step is done.")),
        )

    pressing = row.urgency in (OVERDUE, SOON)
    dialogs.form(_("Mark as done"), body, key=key, icon=":material/check:", primary=pressing)


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _edit(row: Step, verbs: Verbs, lists: CodeLists, key: str) -> None:
    def body() -> None:
        values: dict[str, Value] = {
            "name": row.name,
            "workdays": row.workdays,
            "owner": row.owner,
            "account_id": str(row.account_id) if row.account_id else None,
            **told_offset(row.offset_days, row.anchor),
        }
        form = forms.Form(key, STEP_FIELDS, lists, values, row.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: verbs.change(session, row.id, form.seen, typed),
            done=dialogs.closing(key, _("Saved.")),
        )

    dialogs.form(_("Change"), body, key=key)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list of open steps."""
    return (
        Column(N_("Due on"), "due_on"),
        Column(
            N_("Step of the campaign"),
            "name",
            to=lambda row: links.to("campaign", id=row.campaign_id),
        ),
        Column(N_("State"), lambda row: badge(_(URGENCY_LABELS[row.urgency]), TONES[row.urgency])),
        Column(N_("Campaign"), "campaign_name"),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Who does it"), lambda row: row.owner or row.campaign_owner, quiet=True),
        Column(N_("Counted from"), when, quiet=True),
    )
