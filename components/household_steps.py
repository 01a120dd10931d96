"""What may be done about a household: add, leave, correct, move, split, merge, payees.

The page hands over its verbs, each taking the session first. Steps happen at once while the
household is being entered; afterwards they ask why, and wait for a second person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import choices, dialogs, forms, lookups
from components.lookups import Find, Hit
from rules.codes import CodeLists
from rules.fields import Fields, Value
from rules.household_forms import (
    END_FIELDS,
    KIN_FIELDS,
    LEAVING,
    MERGE_FIELDS,
    MOVE_FIELDS,
    PAYEE_FIELDS,
    PEOPLE,
    SPLIT_FIELDS,
    WHY,
    relation_fields,
)
from rules.household_people import LEAVE_REASONS
from rules.households import HEAD
from rules.language import _, listed


class Household(Protocol):
    """The household that is changed; ``direct`` says that no second person is needed."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def direct(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs of changing; ``find`` looks households up, ``find_person`` people."""

    end: Callable[..., Any]
    correct: Callable[..., Any]
    move: Callable[..., Any]
    split: Callable[..., Any]
    merge: Callable[..., Any]
    twins: Callable[[Any, int, int], dict[int, int]]
    find: Find
    find_person: Find
    set_payees: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Step:
    """One step being drawn: what it is about and what its form offers."""

    household: Household
    people: Sequence[Any]
    lists: CodeLists
    today: date
    key: str

    @property
    def codes(self) -> CodeLists:
        """The office's lists with the people of the household and the reasons to leave."""
        leaving = {code.code: code for code in self.lists.get("household_leave", ())}
        relations = self.lists.get("relation", ())
        return {
            **self.lists,
            "relation": tuple(code for code in relations if code.code != HEAD),
            PEOPLE: choices.of_records((one.id, one.name) for one in self.people),
            LEAVING: tuple(leaving[code] for code in LEAVE_REASONS if code in leaving),
        }

    def asked(self, fields: Fields) -> Fields:
        return fields if self.household.direct else (*fields, WHY)

    def form(
        self,
        fields: Fields,
        finders: dict[str, Find] | None = None,
        values: dict[str, Value] | None = None,
        codes: CodeLists | None = None,
    ) -> forms.Form:
        form = forms.Form(
            self.key,
            self.asked(fields),
            codes or self.codes,
            {"on": self.today, **(values or {})},
            self.household.version,
            finders=finders,
        )
        if not self.household.direct:
            st.info(_("Somebody else looks at the change and carries it out."))
        form.draw()
        return form

    def save(self, form: forms.Form, label: str, work: Callable[..., Any]) -> None:
        done = _("Done.") if self.household.direct else _("Asked for. Somebody else decides.")
        form.save(
            label,
            lambda session, typed: work(session, forms.given(typed)),
            done=dialogs.closing(self.key, done),
        )


def buttons(
    household: Household, people: Sequence[Any], verbs: Verbs, lists: CodeLists, today: date
) -> None:
    """Draw the steps in one menu: the most frequent ones first."""
    steps: tuple[tuple[str, str, Callable[[_Step, Verbs], None]], ...] = (
        ("end", _("A person leaves"), _end),
        ("correct", _("Correct the relations"), _correct),
        ("move", _("Move a person"), _move),
        ("split", _("Split the household"), _split),
        ("merge", _("Merge households"), _merge),
    )
    for name, label, draw in steps:
        if name in ("correct", "split") and len(people) < 2:
            continue
        key = f"household-{household.id}-{name}"
        step = _Step(household, people, lists, today, key)
        dialogs.form(label, partial(draw, step, verbs), key=key, wide=True)


def _ids(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: int(str(given[name])) for name in names if given.get(name)}


def _end(step: _Step, verbs: Verbs) -> None:
    form = step.form(END_FIELDS)

    def work(session: Any, given: dict[str, Any]) -> None:
        given |= _ids(given, "person_id", "new_head_id")
        verbs.end(session, step.household.id, **given)

    step.save(form, _("A person leaves"), work)


def _correct(step: _Step, verbs: Verbs) -> None:
    people = {one.id: one.name for one in step.people}
    now: dict[str, Value] = {f"person_{one.id}": one.relation for one in step.people}
    form = step.form(relation_fields(people), values=now, codes=step.lists)

    def work(session: Any, given: dict[str, Any]) -> None:
        relations = {key: str(given[f"person_{key}"]) for key in people}
        verbs.correct(session, step.household.id, relations, str(given.get("note") or ""))

    step.save(form, _("Correct the relations"), work)


def _move(step: _Step, verbs: Verbs) -> None:
    form = step.form(MOVE_FIELDS, {"to_household_id": verbs.find})

    def work(session: Any, given: dict[str, Any]) -> None:
        given |= _ids(given, "person_id", "new_head_id")
        verbs.move(session, step.household.id, **given)

    step.save(form, _("Move a person"), work)


def _split(step: _Step, verbs: Verbs) -> None:
    form = step.form(SPLIT_FIELDS)

    def work(session: Any, given: dict[str, Any]) -> None:
        ids = _ids(given, "head_id", "new_head_id")
        home = {name: given[name] for name in ("home_address", "building") if name in given}
        verbs.split(
            session,
            step.household.id,
            [int(key) for key in given["people"]],
            ids["head_id"],
            home,
            given["on"],
            ids.get("new_head_id"),
            str(given.get("note") or ""),
        )

    step.save(form, _("Split the household"), work)


def _merge(step: _Step, verbs: Verbs) -> None:
    form = step.form(MERGE_FIELDS, {"gone_id": verbs.find})

    def work(session: Any, given: dict[str, Any]) -> None:
        gone_id = int(given["gone_id"])
        same = verbs.twins(session, step.household.id, gone_id) if given.get("twins") else {}
        verbs.merge(
            session,
            step.household.id,
            gone_id,
            given["relation"],
            given["on"],
            same,
            str(given.get("note") or ""),
        )

    step.save(form, _("Merge households"), work)


def payees(household: Household, chosen: Sequence[Any], verbs: Verbs, lists: CodeLists) -> None:
    """Draw the button by which payee and alternate are named."""
    key = f"household-{household.id}-payees"
    body = partial(_payees, household, chosen, verbs, lists, key)
    dialogs.form(_("Name the payee"), body, key=key, icon=":material/payments:", wide=True)


def _payees(
    household: Household, chosen: Sequence[Any], verbs: Verbs, lists: CodeLists, key: str
) -> None:
    names = ("payee_id", "alternate_payee_id")
    present = {name: Hit(one.id, one.name) for name, one in zip(names, chosen, strict=False)}
    form = forms.Form(
        key,
        PAYEE_FIELDS,
        lists,
        {},
        household.version,
        finders=dict.fromkeys(names, verbs.find_person),
        chosen=present,
    )
    form.draw()

    def save(session: Any, typed: forms.Typed) -> None:
        if typed.get("clear"):
            verbs.set_payees(session, household.id, form.seen, None)
            return
        given = _ids(dict(typed), *names)
        verbs.set_payees(
            session,
            household.id,
            form.seen,
            given.get("payee_id"),
            given.get("alternate_payee_id"),
        )

    form.save(_("Save"), save, done=dialogs.closing(key, _("Saved.")))


def declare(household: Household, verb: Callable[..., Any], lists: CodeLists) -> None:
    """Draw the button by which somebody of the office declares a relative."""
    key = f"household-{household.id}-kin"

    def body() -> None:
        st.caption(
            _("From then on you decide on nothing of this household. You can end it yourself.")
        )
        form = forms.Form(key, KIN_FIELDS, lists)
        form.draw()
        form.save(
            _("Declare"),
            lambda session, typed: verb(session, household.id, str(typed["relation"])),
            done=dialogs.closing(key, _("Declared. Others decide on this household.")),
        )

    dialogs.form(_("A relative of mine lives here"), body, key=key)


def hits_of_households(rows: Sequence[Any]) -> list[lookups.Hit]:
    """Return what a look-up of households offers: who lives there, with number and unit."""
    return [Hit(row.id, listed(row.people), f"{row.household_no} {row.unit_name}") for row in rows]


def hits_of_people(rows: Sequence[Any]) -> list[lookups.Hit]:
    """Return what a look-up of people offers."""
    return [Hit(row.id, row.name, f"{row.id_no} {row.household_no}".strip()) for row in rows]
