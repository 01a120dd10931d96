"""The supervisor's question about a record: the button that asks, and questions as cards.

    supervision_button.show("pay_run", run.id, ask, actor, lists)

``ask(session, record_type, record_id, values)`` is the page's; only who supervises sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import decisions, dialogs, forms, links, tables
from components.markup import Html, Tone, badge, join, link
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Value
from rules.language import _
from rules.supervision import (
    ACCEPTED,
    ANSWERED,
    DEFAULT_WORKDAYS,
    KIND_LABELS,
    OPEN,
    QUESTION_FIELDS,
    SPOT_CHECK,
    STATE_LABELS,
    SUBJECTS,
    machine_of,
)

Ask = Callable[[Any, str, int, dict[str, Value]], Any]
_TONES: dict[str, Tone] = {OPEN: "warn", ANSWERED: "", ACCEPTED: "good"}


class Question(Protocol):
    """A question of the supervision; ``mine`` says that the actor may answer it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def record_type(self) -> str: ...
    @property
    def record_id(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def raised_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def question(self) -> str: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def answer(self) -> str: ...
    @property
    def overdue(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``answer(session, id, seen, text)`` and ``judge(session, id, seen, action, note)``."""

    answer: Callable[..., Any]
    judge: Callable[..., Any]


def show(record_type: str, record_id: int, ask: Ask, actor: Actor, lists: CodeLists) -> None:
    """Draw, for who supervises, the button that raises an objection or a spot check."""
    if not actor.can(Permission.SUPERVISE):
        return
    key = f"supervise-{record_type}-{record_id}"
    body = partial(_ask, record_type, record_id, ask, lists, key)
    dialogs.form(_("Ask as supervisor"), body, key=key, icon=":material/policy:")


def _ask(record_type: str, record_id: int, ask: Ask, lists: CodeLists, key: str) -> None:
    begin: dict[str, Value] = {"kind": SPOT_CHECK, "days": DEFAULT_WORKDAYS}
    form = forms.Form(f"{key}-form", QUESTION_FIELDS, lists, begin)
    form.draw(("kind", "days"))
    form.draw(("question",), wide=True)
    form.save(
        _("Ask"),
        lambda session, typed: ask(session, record_type, record_id, typed),
        done=dialogs.closing(key, _("The question is asked; the unit has to answer.")),
    )


def cards(rows: Sequence[Question], verbs: Verbs, actor: Actor, *, key: str, empty: str) -> None:
    """Draw questions with what this actor may do about each."""
    if not rows:
        tables.nothing(empty)
    for row in rows:
        with decisions.card(_head(row), *_told(row)):
            decisions.buttons(
                machine_of(row.record_type),
                row.state,
                actor,
                partial(_decide, verbs, row),
                row.label,
                key=f"{key}-{row.id}",
            )


def _head(row: Question) -> Html:
    subject = SUBJECTS[row.record_type]
    tone: Tone = "bad" if row.overdue else _TONES.get(row.state, "quiet")
    state = badge(_("Overdue") if row.overdue else _(STATE_LABELS[row.state]), tone)
    kind = _(subject.label)
    name = row.label if row.label.startswith(kind) else f"{kind} {row.label}"
    return join((state, " ", link(name, links.to(subject.page, id=row.record_id))))


def _told(row: Question) -> list[str]:
    asked = _("{kind}, raised {on}, answer due {due}").format(
        kind=_(KIND_LABELS[row.kind]), on=row.raised_on, due=row.due_on
    )
    told = [row.unit_name, asked, _("Question: {text}").format(text=row.question)]
    if row.answer:
        told.append(_("Answer: {text}").format(text=row.answer))
    return told


def _decide(verbs: Verbs, row: Question, session: Any, action: str, note: str) -> None:
    if action == "answer":
        verbs.answer(session, row.id, row.version, note)
    else:
        verbs.judge(session, row.id, row.version, action, note)
