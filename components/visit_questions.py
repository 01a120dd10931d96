"""Questions heard at the door: what was answered, what waits, and until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import dialogs, forms, links, tables
from components.decisions import card
from components.markup import Html, badge, join, safe, tag, write
from rules.language import _
from rules.visits import ANSWER, HAND_ON_FIELDS


class Question(Protocol):
    """A question as lists show it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def visit_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def heard_on(self) -> date | None: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def overdue(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``answer(session, id, seen, text)``, ``hand_on(session, id, seen, owner=, due_on=)``."""

    answer: Callable[[Any, int, int, str], Any]
    hand_on: Callable[..., Any]


def show(
    rows: Sequence[Question], verbs: Verbs | None, *, key: str, empty: str, named: bool = False
) -> None:
    """Draw questions with what may be done about them; ``named`` says whose each one is."""
    if not rows:
        tables.nothing(empty)
    for row in rows:
        with card(_title(row), *_lines(row, named)):
            if verbs is not None and row.answered_on is None:
                _buttons(row, verbs, f"{key}-{row.id}")
            if named:
                links.button(_("Visit"), "visit", id=row.visit_id)


def _title(row: Question) -> Html:
    if row.answered_on is not None:
        return join((safe(row.question), badge(_("answered"), "good")), " ")
    tone = badge(_("overdue"), "bad") if row.overdue else badge(_("open"), "warn")
    return join((safe(row.question), tone), " ")


def _lines(row: Question, named: bool) -> list[str]:
    whose = [row.name, row.unit_name] if named else []
    heard = [_("heard on {on}").format(on=row.heard_on)] if named and row.heard_on else []
    if row.answered_on is not None:
        told = _("answered on {on}: {answer}").format(on=row.answered_on, answer=row.answer)
        return [*whose, *heard, told]
    due = _("{owner} answers by {on}").format(owner=row.owner, on=row.due_on)
    return [*whose, *heard, due]


def _buttons(row: Question, verbs: Verbs, key: str) -> None:
    dialogs.form(
        _("Answer"),
        partial(_answer, row, verbs, f"{key}-answer"),
        key=f"{key}-answer",
        primary=True,
    )
    dialogs.form(_("Hand on"), partial(_hand_on, row, verbs, f"{key}-hand"), key=f"{key}-hand")


def _answer(row: Question, verbs: Verbs, key: str) -> None:
    write(tag("p", row.question, class_="office-text"))
    form = forms.Form(key, (ANSWER,), {}, None, row.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: verbs.answer(session, row.id, form.seen, str(typed["answer"])),
        done=dialogs.closing(key, _("Answered.")),
    )


def _hand_on(row: Question, verbs: Verbs, key: str) -> None:
    values = {"owner": row.owner, "due_on": row.due_on}
    form = forms.Form(key, HAND_ON_FIELDS, {}, values, row.version)
    form.draw()
    form.save(
        _("Hand on"),
        lambda session, typed: verbs.hand_on(session, row.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("Handed on.")),
    )
