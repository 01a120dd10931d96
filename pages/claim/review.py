"""What a reviewer looks at: how the benefit was reckoned, papers, look-alikes, linked claims."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import claim_entry, claim_papers, claims, covers, details, dialogs
from db import claim_matches
from db import claim_papers as verbs
from db.claims import ClaimFile
from db.supervision import QuestionRow
from pages.claim import questions
from rules import claims as rules
from rules.access import Actor, Permission
from rules.claim_checks import AMOUNTS
from rules.codes import CodeLists
from rules.fields import Field
from rules.language import _
from rules.money import show_money


def draw(
    actor: Actor,
    claim: ClaimFile,
    lists: CodeLists,
    zone: ZoneInfo,
    asked: Sequence[QuestionRow],
) -> None:
    """Draw what a decision rests on, then what was written down and what happened.

    On a phone the four parts stand one below the other in this order.
    """
    left, right = st.container(key="claim-halves").columns(2, gap="large")
    with left:
        _benefit(claim, lists)
    with right:
        _alike(actor, claim, lists)
        st.subheader(_("Papers"))
        _papers(actor, claim, lists)
        st.subheader(_("Invoices"))
        claims.invoices(claim.invoices)
    left, right = st.container(key="claim-facts").columns(2, gap="large")
    with left:
        details.show(_written(claim), claim.values, lists)
    with right:
        if claim.looks:
            st.subheader(_("Second look"))
            claims.looks(claim.looks)
        if claim.linked:
            st.subheader(_("Appeals and top-ups"))
            claims.listed(claim.linked, lists, empty="")
        st.subheader(_("What happened"))
        claims.life(claim.steps, zone)
        questions.draw(actor, asked, settled=True)


def _benefit(claim: ClaimFile, lists: CodeLists) -> None:
    row = claim.row
    st.subheader(_("Benefit of this claim"))
    if row.state in rules.DEAD:
        st.caption(_("What the plan would have given; nothing is paid."))
    rule = claim_entry.rule_of(row.plan_name, claim.plan.number)
    told = (*claim.lines, *((claim.fees,) if claim.fees else ()))
    claims.reckoning(told, row.payable_fen, rule, lists, claim.topped_fen)
    details.lines(_standing(claim))


def _written(claim: ClaimFile) -> list[Field]:
    """Return the fields that say something: what an event has not is no news."""
    billed = any(claim.values.get(name) for name in AMOUNTS)
    return [
        one
        for one in rules.CLAIM_FIELDS
        if claim.values.get(one.name) not in (None, "")
        and (billed or one.group != rules.SHEET)
        and (one.name != "died" or claim.values["died"])
    ]


def _standing(claim: ClaimFile) -> list[tuple[str, object]]:
    row = claim.row
    told: list[tuple[str, object]] = [
        (_("Cover period"), covers.period(claim)),
        (_("Shares"), claim.shares if claim.shares > 1 else None),
        (_("Last day to hand in"), claim.limit_on),
        (_("Papers due"), row.papers_due_on if row.state == rules.PAPERS_ASKED else None),
        (_("Days without a clock"), claim.days_stopped or None),
        (_("Decided on"), row.decided_on),
        (_("Decided by"), claim.decided_by),
        (_("Paid on"), row.paid_on),
        (_("Paid out"), show_money(row.paid_fen) if row.paid_fen else None),
        (_("Paid too much"), show_money(row.recover_fen) if row.recover_fen else None),
        (_("Came back"), show_money(row.recovered_fen) if row.recover_fen else None),
    ]
    return [(label, value) for label, value in told if value]


def _alike(actor: Actor, claim: ClaimFile, lists: CodeLists) -> None:
    if not claim.alike:
        return
    st.subheader(_("Look-alikes"))
    claim_entry.look_alikes(claim.alike, lists)
    if not actor.can(Permission.DECIDE_CLAIMS):
        return
    for one in claim.alike:
        if one.claim_id is not None:
            dialogs.confirm(
                _("{number} is not the same case").format(number=one.claim_no),
                _("It no longer comes up with this claim."),
                partial(_judge, claim.row.id, one.claim_id),
                key=f"claim-{claim.row.id}-unlike-{one.claim_id}",
                done=_("Remembered."),
            )


def _judge(claim_id: int, other_id: int, session: Any, reason: str) -> None:
    claim_matches.judge_different(session, claim_id, other_id, reason)


def _papers(actor: Actor, claim: ClaimFile, lists: CodeLists) -> None:
    open_ = claim.row.state in rules.UNDECIDED and actor.can(Permission.DECIDE_CLAIMS)
    key = f"claim-{claim.row.id}-paper"
    claim_papers.checklist(claim.papers, lists, verbs.waive if open_ else None, key=key)
