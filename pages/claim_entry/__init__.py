"""Take a claim at the counter: find the person, see the cover, type, see what it gives."""

from __future__ import annotations

import streamlit as st

from components import address, links, lookups
from components.identity import current_actor
from components.markup import begin_at
from components.text import plain
from db import claims, member_lists, members
from db.codes import code_lists
from db.session import reading
from pages.claim_entry import counter
from rules.access import Actor
from rules.language import _


def page(actor: Actor) -> None:
    st.title(_("Take a claim"))
    claim_id, member_id = address.get_id(), address.get_id("member")
    with reading(actor) as session:
        lists = code_lists(session)
        claim = claims.get_claim(session, claim_id) if claim_id else None
        if claim is not None:
            member_id = claim.row.member_id
        person = members.get_member(session, member_id) if member_id else None
    if person is None:
        _choose_person()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name, number = person.values["name"], person.values.get("id_no") or ""
        links.button(f"{name} {number}".strip(), "member", icon=":material/badge:", id=person.id)
        if claim is None:
            links.button(_("Another person"), "claim_entry", icon=":material/person_search:")
        else:
            links.button(claim.row.claim_no, "claim", id=claim.row.id)
    st.caption(plain(person.unit_name))
    counter.draw(actor, person, claim, lists)


def _choose_person() -> None:
    hit = lookups.pick(
        _("Who claims?"),
        key="claim-person",
        find=_find,
        hint=_("Name, pinyin, ID number, mobile or the last four digits."),
    )
    if hit is None:
        begin_at("claim-person-typed")
    else:
        address.button(_("Go on"), key="claim-person-set", member=hit.id)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = member_lists.list_page(session, {"text": text}, size=lookups.MOST_HITS).rows
    return [
        lookups.Hit(row.id, row.name, f"{row.unit_name} · {row.id_no}".strip(" ·")) for row in found
    ]
