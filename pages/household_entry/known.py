"""What the entry forms of people share: the person of the registry, and whom we know already."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import address, household, links, lookups
from components.forms import Form
from components.identity import current_actor
from components.text import plain
from db import household_known, member_lists, members
from db.household_known import KnownRow
from db.session import reading
from rules.access import Actor
from rules.errors import InvalidInput
from rules.households import complete_person
from rules.language import _

COMPARED = ("name", "id_type", "id_no", "gender", "birth_on")


@dataclass(frozen=True, slots=True)
class Linked:
    """The person of the registry that the address names."""

    member_id: int
    name: str
    unit_id: int | None
    unit_name: str


def linked(actor: Actor) -> Linked | None:
    """Return the member whom the form is about, and say so."""
    member_id = address.get_id("member")
    if member_id is None:
        return None
    with reading(actor) as session:
        found = members.get_member(session, member_id)
    name = str(found.values["name"])
    st.success(
        _("{name} of “{unit}” is taken from the registry; only what it lacks is asked for.").format(
            name=plain(name), unit=plain(found.unit_name)
        ),
        icon=":material/link:",
    )
    return Linked(found.id, name, found.unit_id, found.unit_name)


def pick_member(key: str, page: str, **values: object) -> None:
    """Draw the look-up of the registry; who is chosen is linked."""
    hit = lookups.pick(_("Take a person from the registry"), key=key, find=find_member)
    if hit is not None:
        links.button(
            _("Use {name}").format(name=hit.label), page, ":material/link:", **values, member=hit.id
        )


def find_member(text: str) -> list[lookups.Hit]:
    """Look a member up by name, pinyin or ID number."""
    with reading(current_actor()) as session:
        found = member_lists.list_page(session, {"text": text}, 1, lookups.MOST_HITS)
    return [lookups.Hit(row.id, row.name, f"{row.id_no} {row.unit_name}") for row in found.rows]


def look(actor: Actor, form: Form, page: str, **values: object) -> list[KnownRow]:
    """Compare what is typed with whom the office knows; fill in what an ID number says."""
    typed = {name: form.typed(name) for name in COMPARED}
    try:
        typed = complete_person(typed)
    except InvalidInput as error:
        form.point_out(error, "id_no")
    form.suggest("birth_on", typed.get("birth_on"))
    form.suggest("gender", typed.get("gender"))
    with reading(actor) as session:
        rows = household_known.list_known(session, typed)
    if rows:
        household.known(rows, lambda member_id: links.to(page, **values, member=member_id))
    return rows
