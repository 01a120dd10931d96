"""One claim: what it gives and why, papers, look-alikes, the decision, what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import (
    address,
    claim_steps,
    claims,
    details,
    dialogs,
    links,
    supervision_button,
)
from components.text import plain
from db import claim_steps as steps
from db import claims as store
from db import supervision
from db.claims import ClaimFile
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of, zone_of
from pages.claim import account, opinions, papers, questions, review, verbs
from rules import claims as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _

Draw = Callable[[Actor, ClaimFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, zone, today = code_lists(session), zone_of(session), today_of(session)
        claim = store.get_claim(session, address.get_id() or 0)
        due_on = steps.default_due(session, claim.plan.terms)
        asked = supervision.list_of_record(session, "claim", claim.row.id)
    row = claim.row
    st.title(plain(_("Claim {number}: {name}").format(number=row.claim_no, name=row.name)))
    claims.standing(row, lists)
    own = {**lists, **verbs.own_lists(claim, lists)}
    with st.container(horizontal=True, vertical_alignment="center"):
        claim_steps.buttons(row, actor, verbs.of(claim), own, due_on, today)
        _links(actor, claim)
        supervision_button.show("claim", row.id, supervision.ask, actor, lists)
    claims.refusal(claim, lists)
    questions.draw(actor, asked, settled=False)
    claims.held_back(row)
    claims.late_fees(claim, lists)
    parts: dict[str, Draw] = {
        _("Overview"): partial(review.draw, zone=zone, asked=asked),
        _("Photos and scans"): papers.draw,
    }
    if actor.can(Permission.DECIDE_CLAIMS) or actor.can(Permission.CHECK_DECISIONS):
        parts[_("Expert opinions")] = partial(opinions.draw, zone=zone)
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = papers.history
    opened = st.tabs(list(parts), key=f"claim-{row.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, claim, own)


def _links(actor: Actor, claim: ClaimFile) -> None:
    row = claim.row
    if row.state in rules.CHANGEABLE and actor.can(Permission.TAKE_CLAIMS):
        links.button(_("Change"), "claim_entry", icon=":material/edit:", id=row.id)
    if account.may_change(row, actor):
        account.button(row)
    if actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", claim=row.id)
    if actor.can(Permission.REVEAL_SEALED):
        dialogs.reveal(
            _("Show a full number"),
            details.sealed(rules.CLAIM_FIELDS, claim.values),
            partial(store.reveal, claim_id=row.id),
            key=f"claim-{row.id}-reveal",
        )
