"""The household plan: versions, their measures against each cause, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import actions, decisions, dialogs, forms, links, tables
from components.markup import Html, Tone, badge, join, safe, tag, write
from components.tables import Column
from components.text import plain
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.fields import Value
from rules.language import N_, _, listed
from rules.plans import ADOPTED, DRAFT, GOAL, MEASURE_FIELDS, PLAN, PROPOSED, RESULT_FIELDS

_TONES: dict[str, Tone] = {ADOPTED: "good", PROPOSED: "warn"}


class Measure(Protocol):
    """One measure of a plan."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def cause(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def result(self) -> str: ...
    @property
    def overdue(self) -> bool: ...


class Plan(Protocol):
    """One version of a plan."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def goal(self) -> str: ...
    @property
    def adopted_on(self) -> date | None: ...
    @property
    def measures(self) -> Sequence[Measure]: ...
    @property
    def causes_left(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """What a page offers; the functions take the session first, then id and seen version."""

    set_goal: Callable[[Any, int, int, str], Any]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[[Any, int, int], Any]
    finish: Callable[..., Any]


Take = Callable[[Any, int, int, str, str], Any]


def show(
    plan: Plan,
    causes: Sequence[str],
    lists: CodeLists,
    actor: Actor,
    take: Take,
    verbs: Verbs | None,
    today: date,
) -> None:
    """Draw one version with its measures; ``take(session, id, seen, action, note)`` moves it."""
    key = f"plan-{plan.id}"
    with decisions.card(_title(plan), *_head(plan)):
        decide = partial(_decide, take, plan.id, plan.version)
        name = _("Plan, version {n}").format(n=plan.number)
        decisions.buttons(PLAN, plan.state, actor, decide, name, key=key, but=("supersede",))
    if plan.goal:
        write(tag("p", plan.goal, class_="office-text"))
    if plan.causes_left and plan.state in (DRAFT, PROPOSED):
        left = listed(label_of(lists, "hardship_cause", code) for code in plan.causes_left)
        st.warning(plain(_("Still without a measure: {causes}").format(causes=left)))
    if plan.state == DRAFT and verbs is not None:
        with st.container(horizontal=True):
            _writing(plan, causes, lists, verbs, key)
    _measures(plan, causes, lists, verbs, today)


def _decide(take: Take, key: int, seen: int, session: Any, action: str, note: str) -> None:
    take(session, key, seen, action, note)


def _title(plan: Plan) -> Html:
    state = badge(_(PLAN.state_labels[plan.state]), _TONES.get(plan.state, "quiet"))
    return join((safe(_("Version {n}").format(n=plan.number)), state), " ")


def _head(plan: Plan) -> list[str]:
    adopted = _("adopted on {on}").format(on=plan.adopted_on) if plan.adopted_on else ""
    done = sum(row.done_on is not None for row in plan.measures)
    counted = _("{done} of {n} measures done").format(done=done, n=len(plan.measures))
    return [adopted, counted]


def _writing(plan: Plan, causes: Sequence[str], lists: CodeLists, verbs: Verbs, key: str) -> None:
    own = _own_causes(causes, lists)

    def add() -> None:
        start: dict[str, Value] = {"cause": next(iter(plan.causes_left or causes), None)}
        form = forms.Form(f"{key}-add", MEASURE_FIELDS, own, start)
        form.draw()
        form.save(
            _("Add"),
            lambda session, typed: verbs.add(session, plan.id, typed),
            done=dialogs.closing(f"{key}-add", _("The measure is planned.")),
        )

    def goal() -> None:
        form = forms.Form(f"{key}-goal", (GOAL,), {}, {"goal": plan.goal}, plan.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: verbs.set_goal(
                session, plan.id, form.seen, str(typed["goal"] or "")
            ),
            done=dialogs.closing(f"{key}-goal", _("Saved.")),
        )

    dialogs.form(_("Add a measure"), add, key=f"{key}-add", icon=":material/add:", primary=True)
    dialogs.form(_("Goal of the plan"), goal, key=f"{key}-goal", icon=":material/flag:")


def _own_causes(causes: Sequence[str], lists: CodeLists) -> CodeLists:
    known = {code.code: code for code in lists.get("hardship_cause", ())}
    return {**lists, "hardship_cause": tuple(known[code] for code in causes if code in known)}


def _measures(
    plan: Plan, causes: Sequence[str], lists: CodeLists, verbs: Verbs | None, today: date
) -> None:
    if not plan.measures:
        tables.nothing(_("No measure is planned yet. Each cause of the file gets at least one."))
    for row in plan.measures:
        with decisions.card(_measure_title(row, lists), *_measure_lines(row, lists)):
            if verbs is None:
                continue
            if plan.state == DRAFT:
                _edit(row, causes, lists, verbs)
            elif plan.state == ADOPTED:
                _finish(row, verbs, today)


def _measure_title(row: Measure, lists: CodeLists) -> Html:
    kind = badge(label_of(lists, "measure_kind", row.kind), "quiet")
    return join((kind, safe(row.text)), " ")


def _measure_lines(row: Measure, lists: CodeLists) -> list[str]:
    cause = label_of(lists, "hardship_cause", row.cause)
    if row.done_on is not None:
        done = _("done on {on}: {result}").format(on=row.done_on, result=row.result)
        return [cause, row.owner, badge(done, "good")]
    due = _("due on {on}").format(on=row.due_on)
    return [cause, row.owner, badge(due, "bad" if row.overdue else "")]


def _edit(row: Measure, causes: Sequence[str], lists: CodeLists, verbs: Verbs) -> None:
    key = f"measure-{row.id}"

    def body() -> None:
        values: dict[str, Value] = {
            field.name: getattr(row, field.name) for field in MEASURE_FIELDS
        }
        own = _own_causes(causes, lists)
        form = forms.Form(f"{key}-edit", MEASURE_FIELDS, own, values, row.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: verbs.change(session, row.id, form.seen, typed),
            done=dialogs.closing(f"{key}-edit", _("Saved.")),
        )

    dialogs.form(_("Change"), body, key=f"{key}-edit")
    actions.button(
        _("Take out"),
        lambda session: verbs.remove(session, row.id, row.version),
        key=f"{key}-remove",
        done=_("The measure is taken out."),
        of_row=True,
    )


def _finish(row: Measure, verbs: Verbs, today: date) -> None:
    key = f"measure-{row.id}-finish"

    def body() -> None:
        values: dict[str, Value] = {"done_on": row.done_on or today, "result": row.result}
        form = forms.Form(key, RESULT_FIELDS, {}, values, row.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: verbs.finish(session, row.id, form.seen, **forms.given(typed)),
            done=dialogs.closing(key, _("The result is entered.")),
        )

    label = _("Enter the result") if row.done_on is None else _("Correct the result")
    dialogs.form(label, body, key=key, primary=row.done_on is None)


def nothing(causes: Sequence[str]) -> None:
    """Draw the empty state of a file without a plan."""
    if causes:
        tables.nothing(_("No plan has been written yet: one measure against each cause."))
    else:
        tables.nothing(_("Enter the file's causes first; the plan answers them."))


def overdue_columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the columns of the list of overdue measures."""
    return (
        Column(N_("Name"), "name", to=_of_file),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("What is to be done"), "text"),
        Column(
            N_("Kind of measure"), lambda row: label_of(lists, "measure_kind", row.kind), quiet=True
        ),
        Column(N_("Who answers for it"), "owner"),
        Column(N_("Due on"), lambda row: badge(row.due_on, "bad"), narrow=True),
    )


def proposed_columns() -> tuple[Column, ...]:
    """Return the columns of the list of plans that wait for adoption."""
    return (
        Column(N_("Name"), "name", to=_of_file),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Version"), "number", number=True),
    )


def _of_file(row: Any) -> str:
    return links.to("hardship_file", id=row.file_id)
