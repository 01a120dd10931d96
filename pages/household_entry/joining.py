"""Enter one more person of a household, or somebody outside it who receives its money."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import streamlit as st

from components import forms, household, links
from components.forms import Form
from components.text import plain
from db import (
    household_people,
    household_requests,
    household_roles,
    household_views,
    households,
)
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from pages.household_entry import known
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.household_forms import REASON, RELATION, SINCE, WHY, person_fields
from rules.households import HEAD
from rules.language import _

PAGE = "household_entry"


def person(actor: Actor, household_id: int, lists: CodeLists) -> None:
    """Draw who is entered so far and the form of the next person."""
    home = _begin(actor, household_id, _("Who else lives with {name}?"))
    linked, name = known.linked(actor), f"household-{home.id}-person"
    if linked is None and actor.can(Permission.SEE_MEMBERS):
        known.pick_member(f"join-{home.id}-member", PAGE, id=home.id)
    with reading(actor) as session:
        rows = household_views.list_people(session, home.id)
        today = today_of(session)
        asked = person_fields(household_people.list_fields(session), linked is not None)
    present = [row for row in rows if row.to_on is None]
    household.people(present, lists, empty=_("Nobody yet."))
    relations = tuple(code for code in lists.get("relation", ()) if code.code != HEAD)
    why = () if home.direct else (WHY,)
    form = Form(
        f"join-{home.id}-{linked.member_id if linked else len(present)}",
        (RELATION, SINCE, *asked, REASON, *why),
        {**lists, "relation": relations},
        {SINCE.name: today},
        draft="" if linked else name,
    )
    alike = [] if linked else known.look(actor, form, PAGE, id=home.id)
    if not home.direct:
        st.info(_("Somebody else looks at the change and carries it out."))
    shown = [field.name for field in (RELATION, SINCE, *asked, *why)]
    form.draw([*shown, *((REASON.name,) if alike else ())])

    def save(session: Any, typed: forms.Typed) -> None:
        relation, on = str(typed.pop(RELATION.name) or ""), cast(date, typed.pop(SINCE.name))
        reason, note = str(typed.pop(REASON.name) or ""), str(typed.pop(WHY.name, "") or "")
        household_requests.ask_to_add(
            session,
            home.id,
            relation,
            typed,
            on,
            linked.member_id if linked else None,
            reason,
            note,
        )

    form.save(
        _("Save and enter the next person") if home.direct else _("Ask for it"),
        save,
        done=_("Entered.") if home.direct else _("Asked for. Somebody else decides."),
        then=(PAGE, {"id": home.id}) if home.direct else ("household", {"id": home.id}),
        disabled=any(row.blocks for row in alike),
    )


def _begin(actor: Actor, household_id: int, title: str) -> HouseholdFile:
    with reading(actor) as session:
        home = households.get_household(session, household_id)
    st.title(title.format(name=plain(home.head_name)))
    links.button(_("Done: to the household"), "household", ":material/check:", id=home.id)
    return home


def payee(actor: Actor, household_id: int, lists: CodeLists) -> None:
    """Enter somebody outside the household who may receive its money."""
    home = _begin(actor, household_id, _("A payee for the household of {name}"))
    linked = known.linked(actor)
    values = {"id": home.id, "outside": 1}
    if linked is None and actor.can(Permission.SEE_MEMBERS):
        known.pick_member(f"payee-{home.id}-member", PAGE, **values)
    with reading(actor) as session:
        asked = person_fields(household_people.list_fields(session), linked is not None)
    key = f"payee-{home.id}"
    form = Form(key, (*asked, REASON), lists, draft="" if linked else key)
    alike = [] if linked else known.look(actor, form, PAGE, **values)
    form.draw([*(field.name for field in asked), *((REASON.name,) if alike else ())])

    def save(session: Any, typed: forms.Typed) -> None:
        reason = str(typed.pop(REASON.name) or "")
        member_id = linked.member_id if linked else None
        new = household_roles.add_outside(session, home.id, typed, member_id, reason)
        household_roles.set_payees(session, home.id, home.version, new, home.alternate_payee_id)

    form.save(
        _("Save as the payee"),
        save,
        done=_("The payee is named."),
        then=("household", {"id": home.id}),
    )
