"""Objections on a page: what is open and due, hearing one, reading it for a reason, answering."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import decisions, dialogs, forms, links, tables
from components.markup import Tone, badge, join, link
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.notices import OBJECTION, OBJECTION_FIELDS, OPEN, UPHELD

Record = Callable[[Any, int, Mapping[str, Any]], Any]


class Objection(Protocol):
    """An objection in a list; what was said stays sealed."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def notice_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def masked_name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def received_on(self) -> date: ...
    @property
    def channel(self) -> str: ...
    @property
    def raised_by(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def answer(self) -> str: ...
    @property
    def overdue(self) -> bool: ...


class Line(Protocol):
    """Somebody on a notice whom an objection may be about."""

    @property
    def id(self) -> int: ...
    @property
    def masked_name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``answer(session, id, seen, action, text)`` and ``reveal(session, id, field, reason)``."""

    answer: Callable[..., Any]
    reveal: Callable[..., str]


def show(
    rows: Sequence[Objection], verbs: Verbs, actor: Actor, lists: CodeLists, *, key: str, empty: str
) -> None:
    """Draw the objections as cards with what this actor may do about each."""
    if not rows:
        tables.nothing(empty)
    for row in rows:
        head = join((_label(row), " ", link(row.number, links.to("notice", id=row.notice_id))))
        with decisions.card(head, *_told(row, lists)):
            if actor.can(Permission.REVEAL_SEALED):
                _reveal(row, verbs, f"{key}-{row.id}-read")
            answer = partial(_answer, verbs, row)
            decisions.buttons(
                OBJECTION, row.state, actor, answer, row.masked_name, key=f"{key}-{row.id}"
            )


def _label(row: Objection) -> Any:
    if row.overdue:
        return badge(_("Overdue"), "bad")
    tones: dict[str, Tone] = {OPEN: "warn", UPHELD: "bad"}
    return badge(_(OBJECTION.state_labels[row.state]), tones.get(row.state, "good"))


def _told(row: Objection, lists: CodeLists) -> list[str]:
    came = _("received {on} by {channel}").format(
        on=row.received_on, channel=label_of(lists, "objection_channel", row.channel)
    )
    about = _("about {name}, {unit}").format(name=row.masked_name, unit=row.unit_name)
    who = "" if row.raised_by else _("anonymous")
    if row.answered_on is None:
        return [about, came, who, _("answer due {on}").format(on=row.due_on)]
    return [about, came, who, _("answered {on}").format(on=row.answered_on), row.answer]


def _reveal(row: Objection, verbs: Verbs, key: str) -> None:
    choices = {"text": _("What is objected")}
    if row.raised_by:
        choices["raised_by"] = _("Who objects")
    dialogs.reveal(_("Read it"), choices, partial(verbs.reveal, objection_id=row.id), key=key)


def _answer(verbs: Verbs, row: Objection, session: Any, action: str, text: str) -> None:
    verbs.answer(session, row.id, row.version, action, text)


def hear(lines: Sequence[Line], record: Record, lists: CodeLists, today: date, *, key: str) -> None:
    """Draw the button that writes an objection down; ``record(session, line_id, values)``."""
    body = partial(_hear, lines, record, lists, today, key)
    dialogs.form(_("Write down an objection"), body, key=key, icon=":material/campaign:")


def _hear(lines: Sequence[Line], record: Record, lists: CodeLists, today: date, key: str) -> None:
    by_id = {line.id: line for line in lines}
    line_id = st.selectbox(
        _("Against whom"),
        list(by_id),
        key=f"{key}-line",
        format_func=lambda one: f"{by_id[one].masked_name} · {by_id[one].unit_name}",
    )
    form = forms.Form(f"{key}-form", OBJECTION_FIELDS, lists, {"received_on": today})
    form.draw()
    done = dialogs.closing(key, _("The objection is written down."))
    form.save(_("Save"), lambda session, typed: record(session, line_id, typed), done=done)
