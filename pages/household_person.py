"""One person of a household or a payee: what is known, full values for a reason."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, changes, details, dialogs, forms, links, lookups
from components.identity import current_actor
from components.markup import badge, join, link, tag, write
from components.text import plain
from db import household_people, household_roles, household_views, member_lists, trail_pages
from db.codes import code_lists
from db.household_views import PersonFile
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import today_of, zone_of
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.fields import Fields
from rules.household_forms import DIED_FIELDS, LINK_FIELDS
from rules.language import _


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, fields = code_lists(session), household_people.list_fields(session)
        person = household_views.get_person(session, address.get_id() or 0)
    st.title(plain(person.values["name"]))
    _standing(person, lists)
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, person, fields, lists)
    details.show(fields, person.values, lists)
    if actor.can(Permission.READ_TRAIL):
        st.subheader(_("Changes"))
        with reading(actor) as session:
            wanted = Wanted(record_type="household_person", record_id=person.id)
            found, zone = trail_pages.list_page(session, wanted), zone_of(session)
        changes.history(found.rows, lists, zone)


def _standing(person: PersonFile, lists: CodeLists) -> None:
    parts: list[object] = []
    if person.deceased_on is not None:
        parts.append(badge(_("Died on {on}").format(on=person.deceased_on), "bad"))
    if person.household_id is not None:
        parts.append(link(person.household_no, links.to("household", id=person.household_id)))
        parts.append(tag("span", label_of(lists, "relation", person.relation)))
    else:
        parts.append(tag("span", _("belongs to no household")))
    if person.member_id is not None:
        parts.append(link(_("Member of the registry"), links.to("member", id=person.member_id)))
    parts.append(tag("span", person.unit_name))
    write(tag("p", join(parts), class_="office-summary"))


def _actions(actor: Actor, person: PersonFile, fields: Fields, lists: CodeLists) -> None:
    if actor.can(Permission.EDIT_HARDSHIP):
        links.button(_("Change"), "household_entry", ":material/edit:", person=person.id)
        _registry(actor, person, lists)
        if person.household_id is None and person.deceased_on is None:
            key = f"person-{person.id}-died"
            dialogs.form(_("Has died"), partial(_died, actor, person, lists, key), key=key)
    if actor.can(Permission.REVEAL_SEALED):
        dialogs.reveal(
            _("Show a full number"),
            details.sealed(fields, person.values),
            partial(household_people.reveal, person_id=person.id),
            key=f"person-{person.id}-reveal",
        )


def _registry(actor: Actor, person: PersonFile, lists: CodeLists) -> None:
    key = f"person-{person.id}-link"
    if person.member_id is None:
        if actor.can(Permission.SEE_MEMBERS):
            body = partial(_link, person, lists, key)
            dialogs.form(_("Link to the registry"), body, key=key)
        return
    dialogs.confirm(
        _("Take the link away"),
        _("What was copied from the registry stays; the person is entered here from now on."),
        lambda session, _reason: household_roles.unlink(session, person.id, person.version),
        key=key,
        done=_("The link is gone."),
        needs_reason=False,
    )


def _link(person: PersonFile, lists: CodeLists, key: str) -> None:
    form = forms.Form(key, LINK_FIELDS, lists, {}, person.version, finders={"member_id": _find})
    form.draw()

    def save(session: Any, typed: forms.Typed) -> None:
        household_roles.link(session, person.id, form.seen, int(str(typed["member_id"])))

    form.save(_("Link to the registry"), save, done=dialogs.closing(key, _("Linked.")))


def _died(actor: Actor, person: PersonFile, lists: CodeLists, key: str) -> None:
    with reading(actor) as session:
        today = today_of(session)
    form = forms.Form(key, DIED_FIELDS, lists, {"on": today}, person.version)
    form.draw()

    def save(session: Any, typed: forms.Typed) -> None:
        household_roles.mark_deceased(session, person.id, form.seen, **forms.given(typed))

    form.save(_("Has died"), save, done=dialogs.closing(key, _("Written down.")))


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = member_lists.list_page(session, {"text": text}, 1, lookups.MOST_HITS)
    return [lookups.Hit(row.id, row.name, f"{row.id_no} {row.unit_name}") for row in found.rows]
