"""Visits in lists and what may be done with one: plan, move, miss, call off, strike out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import dialogs, forms, links
from components.markup import Html, Tone, badge, join, tag, write
from components.tables import Column
from rules.campaign_giving import with_campaign
from rules.codes import CodeLists, label_of
from rules.fields import Value
from rules.language import N_, _
from rules.visits import MADE, MISSED, PLAN_FIELDS, PLANNED, VISIT

_TONES: Mapping[str, Tone] = {MADE: "good", MISSED: "bad"}


class Visit(Protocol):
    """A visit as lists show it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
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
    def state(self) -> str: ...
    @property
    def planned_on(self) -> date: ...
    @property
    def made_on(self) -> date | None: ...
    @property
    def visitors(self) -> str: ...
    @property
    def missed(self) -> bool: ...
    @property
    def missed_reason(self) -> str: ...
    @property
    def open_questions(self) -> int: ...
    @property
    def campaign(self) -> str: ...


Enter = Callable[[Any, Mapping[str, Value]], Any]


@dataclass(frozen=True, slots=True)
class Steps:
    """``postpone(session, id, seen, planned_on=)``; ``take(session, id, seen, action, note)``."""

    postpone: Callable[..., Any]
    take: Callable[[Any, int, int, str, str], Any]


def state(row: Visit) -> Html:
    """Return where a visit stands, as a label; a day that passed says so."""
    if row.state == PLANNED and row.missed:
        return badge(_("Day passed"), "bad")
    return badge(_(VISIT.state_labels[row.state]), _TONES.get(row.state, "quiet"))


def occasion(row: Any, lists: CodeLists) -> str:
    """Return what a visit or gift is for: the festival's name, or the occasion's."""
    if row.festival:
        return label_of(lists, "festival", row.festival)
    return label_of(lists, "care_occasion", row.occasion)


def columns(lists: CodeLists, named: bool = True) -> tuple[Column, ...]:
    """Return the columns of a list of visits; without ``named`` they are all of one person."""
    address = _address
    whom = (Column(N_("Name"), "name", to=address), Column(N_("Unit"), "unit_name", quiet=True))
    day = Column(
        N_("Day"),
        lambda row: row.made_on or row.planned_on,
        to=None if named else address,
        narrow=True,
    )
    return (
        *(whom if named else ()),
        day,
        Column(N_("Occasion"), lambda row: occasion(row, lists)),
        Column(N_("Who goes"), "visitors", quiet=named),
        Column(N_("State"), _standing, narrow=True),
    )


def _address(row: Visit) -> str:
    return links.to("visit", id=row.id)


def _standing(row: Visit) -> Html:
    if not row.open_questions:
        return state(row)
    waiting = _("open questions: {n}").format(n=row.open_questions)
    return join((state(row), badge(waiting, "warn")), " ")


def head(row: Visit, lists: CodeLists, today: date) -> None:
    """Draw whom a visit is to, what for, and where it stands."""
    whom = links.to("household", id=row.household_id)
    label = _("Household")
    if row.household_id is None:
        whom, label = links.to("member", id=row.member_id), _("Member")
    day = _("planned for {on}").format(on=row.planned_on)
    if row.planned_on == today:
        day = _("planned for today")
    parts = (
        state(row),
        tag("span", occasion(row, lists)),
        tag("span", row.campaign) if row.campaign else "",
        tag("span", row.unit_name),
        tag("span", day) if row.state == PLANNED else tag("span", row.missed_reason),
        tag("a", label, href=whom, target="_self", class_="office-link"),
    )
    write(tag("p", join(parts), class_="office-summary"))


def plan(
    enter: Enter,
    lists: CodeLists,
    values: Mapping[str, Value],
    *,
    key: str,
    primary: bool = False,
) -> None:
    """Draw the button that plans a visit; ``enter(session, typed)`` takes the form's values."""
    body = partial(_plan, enter, lists, values, key)
    dialogs.form(_("Plan a visit"), body, key=key, icon=":material/event:", primary=primary)


def _plan(enter: Enter, lists: CodeLists, values: Mapping[str, Value], key: str) -> None:
    form = forms.Form(key, with_campaign(PLAN_FIELDS, lists), lists, values)
    form.draw()
    form.save(_("Plan it"), enter, done=dialogs.closing(key, _("The visit is planned.")))


def steps(row: Visit, verbs: Steps, today: date, *, key: str) -> None:
    """Draw what may become of a visit besides being made."""
    if row.state == PLANNED:
        dialogs.form(
            _("Move to another day"),
            partial(_postpone, row, verbs, today, f"{key}-postpone"),
            key=f"{key}-postpone",
            icon=":material/event_repeat:",
        )
        if row.planned_on <= today:
            _take(row, verbs, "miss", _("Say why nobody met the family."), key)
        _take(row, verbs, "call_off", _("The visit stays to be seen as called off."), key)
    if row.state == MADE:
        _take(row, verbs, "strike_out", _("For a visit that was entered in error."), key)


def _postpone(row: Visit, verbs: Steps, today: date, key: str) -> None:
    fields = tuple(field for field in PLAN_FIELDS if field.name == "planned_on")
    form = forms.Form(key, fields, {}, {"planned_on": max(row.planned_on, today)}, row.version)
    form.draw()
    form.save(
        _("Move"),
        lambda session, typed: verbs.postpone(session, row.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("Moved.")),
    )


def _take(row: Visit, verbs: Steps, action: str, text: str, key: str) -> None:
    step = VISIT.steps[(row.state, action)]
    dialogs.confirm(
        _(step.label),
        text,
        lambda session, note: verbs.take(session, row.id, row.version, action, note),
        key=f"{key}-{action}",
        done=_(VISIT.state_labels[step.to]),
    )
