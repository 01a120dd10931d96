"""The beginning of an application: the household, found or founded."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, choices, forms, links, lookups
from components.identity import current_actor
from db import hardship_entry, hardship_files, household_search, member_lists, unit_lists, units
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Value
from rules.hardship_checks import FACTS
from rules.hardship_forms import (
    APPLICANT,
    BEGIN_FIELDS,
    FILING_UNIT,
    FROM_REGISTRY,
    HEAD_FIELDS,
    HOME_FIELDS,
)
from rules.hardship_money import PEOPLE
from rules.language import N_, _, listed

KNOWN, NEW = "known", "new"
WAYS = {KNOWN: N_("A known household"), NEW: N_("A new household")}


def draw(actor: Actor, lists: CodeLists) -> None:
    """Begin: look the household up, or found it."""
    way = address.switch(
        _("Household"), {way: _(label) for way, label in WAYS.items()}, key="apply-way", name="way"
    )
    if way == NEW:
        _new(actor, lists)
    else:
        _known(actor, lists)


def _known(actor: Actor, lists: CodeLists) -> None:
    household_id = address.get_id("household")
    if household_id is None:
        hit = lookups.pick(
            _("Household"),
            key="apply-household",
            find=_find_household,
            hint=_("By the name of anybody in it, an ID number, or the household's number."),
        )
        household_id = hit.id if hit else None
    if household_id is None:
        return
    with reading(actor) as session:
        found, today = hardship_entry.get_applicants(session, household_id), today_of(session)
    if found.file_id is not None:
        st.info(_("This household has an open file already: one household, one file."))
        links.button(_("To the file"), "hardship_file", id=found.file_id)
        return
    people = choices.of_records((one.id, one.name) for one in found.people)
    start: dict[str, Value] = {"applied_on": today}
    if people:
        start["applicant_id"] = people[0].code
    form = forms.Form(
        f"apply-of-{household_id}", (APPLICANT, *BEGIN_FIELDS), {**lists, PEOPLE: people}, start
    )
    form.draw()

    def begin(session: Any, typed: forms.Typed) -> int:
        applicant_id = int(str(typed.pop("applicant_id")))
        return hardship_files.open(session, found.household_id, applicant_id, typed)

    form.save(_("Begin the file"), begin, done=_("The draft is begun."), then=_to_facts)


def _to_facts(file_id: int) -> tuple[str, dict[str, object]]:
    return "hardship_apply", {"id": file_id, "step": FACTS}


def _new(actor: Actor, lists: CodeLists) -> None:
    with reading(actor) as session:
        today, own = today_of(session), _own_unit(actor, session)
    heads, homes = set(_names(HEAD_FIELDS)), set(_names(HOME_FIELDS))
    form = forms.Form(
        "apply-new",
        (FILING_UNIT, FROM_REGISTRY, *HEAD_FIELDS, *HOME_FIELDS, *BEGIN_FIELDS),
        lists,
        {"applied_on": today},
        finders={"unit_id": _find_unit, "member_id": _find_member},
        chosen={"unit_id": own} if own else None,
        draft="apply-new",
    )
    form.draw()

    def begin(session: Any, typed: forms.Typed) -> int:
        unit_id, member_id = int(str(typed.pop("unit_id"))), typed.pop("member_id")
        given = {name: value for name, value in typed.items() if value is not None}
        return hardship_entry.found_and_open(
            session,
            unit_id,
            {name: value for name, value in given.items() if name in heads},
            {name: value for name, value in given.items() if name in homes},
            {name: value for name, value in given.items() if name not in heads | homes},
            None if member_id is None else int(str(member_id)),
        )

    form.save(
        _("Found it and begin the file"), begin, done=_("The draft is begun."), then=_to_facts
    )


def _own_unit(actor: Actor, session: Any) -> lookups.Hit | None:
    """Return the actor's own unit where workers are: nothing stands below it."""
    if actor.unit_id is None or not actor.can(Permission.SEE_UNITS):
        return None
    unit = units.get_unit(session, actor.unit_id)
    return None if unit.units_below else lookups.Hit(unit.id, str(unit.values["name"]))


def _names(fields: Any) -> list[str]:
    return [field.name for field in fields]


def _find_household(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = household_search.find(session, text)
    return [lookups.Hit(hit.id, listed(hit.people), hit.unit_name) for hit in found]


def _find_unit(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _find_member(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = member_lists.list_page(session, {"text": text, "present": True}, 1, 20)
    return [lookups.Hit(row.id, row.name, row.unit_name) for row in found.rows]
