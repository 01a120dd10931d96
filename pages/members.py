"""Members: find a person by whatever is at hand, or browse the registry."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, downloads, filters, links, lookups, saved, searchbox, states, tables
from components.identity import current_actor
from components.tables import Column
from db import exports, member_lists, recents, saved_filters, unit_lists, units
from db.codes import code_lists
from db.member_lists import MemberPage, MemberRow
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.members import MEMBER_FIELDS

REGISTER = "member"
FILTERS = (*member_lists.CODE_FILTERS, *member_lists.YES_NO_FILTERS, "below_id")


def page(actor: Actor) -> None:
    st.title(_("Members"))
    text = searchbox.show(
        _("Find a person"),
        _("Name or a piece of it, pinyin, initials, ID number, mobile, last four digits"),
        "members-q",
        _(
            "ID and mobile numbers are found whole or by their last four, member numbers by"
            " their beginning."
        ),
    )
    with reading(actor) as session:
        lists = code_lists(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        below_name = units.get_name(session, below) if below else ""
        own = saved_filters.list_own(session, REGISTER)
    may_browse = actor.can(Permission.BROWSE_MEMBERS)
    chosen = _filters(actor, lists, below_name) if text or may_browse else {}
    verbs = saved.Verbs(partial(saved_filters.save, register=REGISTER), saved_filters.drop)
    saved.show(own, chosen, FILTERS, verbs, key="members")
    browsing = may_browse and bool(chosen or address.get("all"))
    wanted: dict[str, object] = {"text": text, **chosen}
    with reading(actor) as session:
        if text or browsing:
            found = member_lists.list_page(session, wanted, tables.page_wanted())
        else:
            found = None
            recent = recents.list_members(session)

    if found is None:
        _landing(actor, recent, lists)
    else:
        _found(found, lists)
        if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
            record = partial(exports.record_export, register=exports.MEMBERS, chosen=wanted)
            doors = (writing, reading)
            make = partial(downloads.written_out, doors, actor, record, exports.list_rows, written)
            downloads.lists(_("Export"), make, name=_("Members"), key="members")


def _filters(actor: Actor, lists: CodeLists, below_name: str) -> dict[str, object]:
    described = [filters.of_codes("status", N_("Status"), lists, "member_status")]
    described += filters.of_fields(MEMBER_FIELDS, lists)

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="members-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen: dict[str, object] = dict(filters.panel(described, key="members", more=more))
    return {**chosen, "below_id": address.get_id("below_id")} if below_name else chosen


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _landing(actor: Actor, recent: list[MemberRow], lists: CodeLists) -> None:
    with st.container(horizontal=True):
        if actor.can(Permission.EDIT_MEMBERS):
            links.button(_("Register a member"), "register", icon=":material/person_add:")
        if actor.can(Permission.BROWSE_MEMBERS):
            address.button(_("Browse all"), key="members-all", icon=":material/list:", all=1)
    st.subheader(_("Looked at last"))
    tables.show(
        recent,
        _columns(lists),
        empty=_("People you open are kept here. Type two characters of a name above."),
    )


def _found(found: MemberPage, lists: CodeLists) -> None:
    tables.show(
        found.rows,
        _columns(lists),
        empty=_(
            "Nobody found. Try fewer characters, the pinyin, or the last four digits of the"
            " ID or mobile number."
        ),
    )
    tables.pages_of(found)


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("Name"), "name", to=lambda row: links.to("member", id=row.id)),
        Column(N_("Gender"), lambda row: label_of(lists, "gender", row.gender), quiet=True),
        Column(N_("Birth date"), "birth_on", quiet=True),
        Column(N_("ID number"), "id_no"),
        Column(N_("Mobile"), "mobile", quiet=True),
        Column(N_("Member number"), "member_no", quiet=True),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Status"), lambda row: states.member(row.status, lists), narrow=True),
    )
