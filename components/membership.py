"""The steps of a membership on a person's page: transfer, change, resume; and its periods.

The page hands over its verbs: ``Verbs(propose, end, resume, find)``, each taking the session
first; ``find`` looks up the receiving unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import decisions, dialogs, forms, links, timeline
from components.lookups import Find
from components.timeline import Moment
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.members import ENDINGS, PRESENT, Status
from rules.memberships import ENDING_CODES, ENDING_FIELDS, TRANSFER_FIELDS


class Person(Protocol):
    """What is needed of a person: the record, its version and the present status."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def status(self) -> str: ...


class Period(Protocol):
    """One dated period of a membership."""

    @property
    def status(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def change_type(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    propose: Callable[..., Any]
    end: Callable[..., Any]
    resume: Callable[..., Any]
    find: Find


def buttons(person: Person, verbs: Verbs, lists: CodeLists, today: date) -> None:
    """Draw the steps that this person's status allows."""
    key = f"member-{person.id}"
    if person.status in PRESENT:
        body = partial(_transfer, person, verbs, lists, today, f"{key}-transfer")
        dialogs.form(_("Transfer"), body, key=f"{key}-transfer")
        body = partial(_end, person, verbs, lists, today, f"{key}-end")
        dialogs.form(_("Change membership"), body, key=f"{key}-end")
    if person.status in ENDINGS:
        dialogs.confirm(
            _("Resume membership"),
            _("A new period begins today; the present one stays in the history."),
            lambda session, reason: verbs.resume(session, person.id, person.version, reason),
            key=f"{key}-resume",
            done=_("The membership goes on."),
        )


def _transfer(person: Person, verbs: Verbs, lists: CodeLists, today: date, key: str) -> None:
    form = forms.Form(
        key,
        TRANSFER_FIELDS,
        lists,
        {"effective_on": today},
        person.version,
        finders={"to_unit_id": verbs.find},
    )
    form.draw()
    form.save(
        _("Propose the transfer"),
        lambda session, typed: verbs.propose(session, person.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("Proposed. The receiving unit decides.")),
    )


def _end(person: Person, verbs: Verbs, lists: CodeLists, today: date, key: str) -> None:
    by_code = {code.code: code for code in lists.get("member_status", ())}
    wanted = tuple(by_code[status] for status in ENDINGS if status in by_code)
    form = forms.Form(
        key, ENDING_FIELDS, {**lists, ENDING_CODES: wanted}, {"on": today}, person.version
    )
    form.draw()
    form.save(
        _("Change membership"),
        lambda session, typed: verbs.end(session, person.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("The membership has been changed.")),
    )


def periods(rows: Iterable[Period], lists: CodeLists) -> None:
    """Draw the periods of a membership, newest first."""
    timeline.show(
        [_moment(row, lists) for row in rows], _("The membership begins with the approval.")
    )


def _moment(row: Period, lists: CodeLists) -> Moment:
    until = row.to_on.isoformat() if row.to_on else _("today")
    change = label_of(lists, "change_type", row.change_type)
    reason = label_of(lists, "change_reason", row.reason)
    return Moment(
        f"{row.from_on} – {until}",
        label_of(lists, "member_status", row.status),
        who=row.unit_name,
        note=" · ".join(part for part in (change, reason, row.note) if part),
        tone="good" if row.status == Status.MEMBER and row.to_on is None else "",
    )


def waiting(state: str, unit_name: str, note: str, view: str) -> None:
    """Draw what waits for a decision, with the way to where it is taken."""
    with decisions.card(state, unit_name, note):
        links.button(_("To the decision"), "moves", show=view)
