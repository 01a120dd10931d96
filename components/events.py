"""Life events on a person's page: what happened, enter, strike out.

The page hands over ``enter(session, kind=, on=, relation=, note=)`` and
``cancel(session, event_id, seen)``; without them the events are only read. A note is shown
for a reason only, by ``reveal(session, event_id, reason)`` where the reader has that right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import dialogs, forms, tables
from components.decisions import card
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.members import LIFE_EVENTS
from rules.memberships import LIFE_EVENT_CODES, LIFE_EVENT_FIELDS


class Event(Protocol):
    """Something that happened to a member or the family."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def relation(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    enter: Callable[..., Any]
    cancel: Callable[[Any, int, int], Any]


Reveal = Callable[[Any, int, str], str]


def show(
    rows: Sequence[Event],
    lists: CodeLists,
    verbs: Verbs | None,
    today: date,
    *,
    key: str,
    reveal: Reveal | None = None,
) -> None:
    """Draw the events, the latest first, with what may be done about them."""
    if verbs is not None:
        body = partial(_enter, lists, verbs, today, f"{key}-enter")
        dialogs.form(_("Enter an event"), body, key=f"{key}-enter", icon=":material/add:")
    if not rows:
        tables.nothing(
            _(
                "Nothing has been entered yet: weddings, births, hospital stays, funerals and"
                " retirement belong here."
            )
        )
    for row in rows:
        with card(_title(row, lists), row.on.isoformat(), row.note):
            if reveal is not None and row.note:
                dialogs.fetch(
                    _("Show the note"),
                    partial(_read, reveal, row.id),
                    dialogs.show_value,
                    key=f"{key}-{row.id}-note",
                    icon=":material/visibility:",
                )
            if verbs is not None and not row.cancelled:
                _strike_out(row, verbs, f"{key}-{row.id}")


def _read(reveal: Reveal, event_id: int, session: Any, reason: str) -> str:
    return reveal(session, event_id, reason)


def _title(row: Event, lists: CodeLists) -> str:
    kind = label_of(lists, "life_event", row.kind)
    whose = label_of(lists, "relation", row.relation)
    told = f"{kind} · {whose}" if whose else kind
    return _("{event} (struck out)").format(event=told) if row.cancelled else told


def _enter(lists: CodeLists, verbs: Verbs, today: date, key: str) -> None:
    entries = tuple(code for code in lists.get("life_event", ()) if code.code in LIFE_EVENTS)
    form = forms.Form(key, LIFE_EVENT_FIELDS, {**lists, LIFE_EVENT_CODES: entries}, {"on": today})
    form.draw()
    form.save(
        _("Enter"),
        lambda session, typed: verbs.enter(session, **forms.given(typed)),
        done=dialogs.closing(key, _("The event has been entered.")),
    )


def _strike_out(row: Event, verbs: Verbs, key: str) -> None:
    dialogs.confirm(
        _("Strike out"),
        _("The entry stays to be seen as struck out."),
        lambda session, _reason: verbs.cancel(session, row.id, row.version),
        key=key,
        done=_("Struck out."),
        needs_reason=False,
    )
