"""Register a worker who applies to join, or change a member's file."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from components import address, alike, lookups
from components.forms import Form
from components.identity import current_actor
from components.text import plain
from db import lookalike_pairs, lookalikes, members, unit_lists, units
from db.codes import code_lists
from db.lookalikes import LookalikeRow
from db.scope import OfficeSession
from db.session import reading
from rules.access import Actor
from rules.codes import CodeLists
from rules.errors import InvalidInput
from rules.fields import Fields, Value
from rules.language import N_, _
from rules.members import complete_member
from rules.memberships import ANOTHER_BECAUSE, JOINING_UNIT

NEW = "register"
ASK_WHY = N_("Say why this is another person.")
COMPARED = (
    "name",
    "id_type",
    "id_no",
    "gender",
    "birth_on",
    "mobile",
    "bank_number",
    "home_address",
)


def page(actor: Actor) -> None:
    member_id = address.get_id()
    with reading(actor) as session:
        lists, fields = code_lists(session), members.list_fields(session)
    if member_id is None:
        _register(actor, fields, lists)
    else:
        _change(actor, member_id, fields, lists)


def _register(actor: Actor, fields: Fields, lists: CodeLists) -> None:
    with reading(actor) as session:
        unit_id = _own_unit(actor, session)
        unit = units.get_name(session, unit_id) if unit_id else ""
    form = Form(
        NEW,
        (JOINING_UNIT, *fields, ANOTHER_BECAUSE),
        lists,
        draft=NEW,
        finders={"unit_id": _find},
        chosen={"unit_id": lookups.Hit(unit_id, unit)} if unit_id else None,
    )
    st.title(_("Register a member"))
    rows = _look_alikes(actor, form, lists)
    form.draw([JOINING_UNIT.name, *(field.name for field in fields)])
    if rows:
        form.draw([ANOTHER_BECAUSE.name])

    def save(session: OfficeSession, typed: dict[str, Value]) -> int:
        unit_id, because = int(str(typed.pop("unit_id"))), typed.pop("another_because")
        if rows and not because:
            raise InvalidInput(ASK_WHY, field="another_because")
        new_id = members.register(session, unit_id, typed, str(because or ""))
        others = [row.member_id for row in rows if row.member_id not in (None, new_id)]
        if others:
            lookalike_pairs.remember_different(session, new_id, others, str(because))
        return new_id

    form.save(
        _("Register anyway") if rows else _("Register"),
        save,
        done=_("Registered. The application waits for a decision."),
        then=lambda new_id: ("member", {"id": new_id}),
        disabled=any(row.blocks for row in rows),
    )


def _own_unit(actor: Actor, session: OfficeSession) -> int:
    """Return the actor's own unit where people can join it: nothing stands below it."""
    if actor.unit_id is None or units.get_unit(session, actor.unit_id).units_below:
        return 0
    return actor.unit_id


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _look_alikes(
    actor: Actor, form: Form, lists: CodeLists, own_id: int | None = None
) -> list[LookalikeRow]:
    if own_id is None:
        _suggest(form)
    typed = {name: form.typed(name) for name in COMPARED}
    try:
        typed = complete_member(typed)
    except InvalidInput as error:
        form.point_out(error, "id_no")
    with reading(actor) as session:
        rows = lookalikes.list_lookalikes_of(session, typed, own_id)
    if rows:
        alike.show(rows, lists)
    return rows


def _suggest(form: Form) -> None:
    """Fill in what the ID number tells."""
    with suppress(InvalidInput):
        told = complete_member({name: form.typed(name) for name in ("id_type", "id_no")})
        form.suggest("birth_on", told.get("birth_on"))
        form.suggest("gender", told.get("gender"))


def _change(actor: Actor, member_id: int, fields: Fields, lists: CodeLists) -> None:
    with reading(actor) as session:
        person = members.get_member(session, member_id)
    st.title(_("Change {name}").format(name=plain(person.values["name"])))
    key = f"change-{person.id}"
    form = Form(key, fields, lists, person.values, person.version, draft=key)
    _look_alikes(actor, form, lists, person.id)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: members.change(session, person.id, form.seen, typed),
        done=_("Saved."),
        then=("member", {"id": person.id}),
    )
