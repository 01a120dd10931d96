"""A round of proposals: people ticked on the list, the aid, each held against its ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import campaign_giving, choices, notices
from components.forms import Form, redraw
from db import campaign_grants, funds
from db.campaign_grants import ProposalLine
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.campaign.choosing import choose
from rules.access import Actor
from rules.aid import MY_FUNDS, MY_KINDS
from rules.campaign_giving import MANY_FIELDS, MANY_KINDS, Own
from rules.cap_sets import AidKind
from rules.codes import Code
from rules.fields import Value
from rules.language import _
from rules.money import show_money

NEEDED = ("kind", "fen", "need", "fund_id")
USUAL: Mapping[str, AidKind] = {"warmth": AidKind.WARMTH_CAMPAIGN}


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the list to tick, the aid, and what each proposal would come to."""
    key = f"grants-{campaign.id}"
    st.subheader(_("Propose aid for people of the list"))
    people = choose(actor, campaign, key)
    ids = [row.id for row in people]
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
    kind = USUAL.get(campaign.theme, AidKind.AUTUMN_STUDY)
    usual = {pot.code for pot in _pots(actor, campaign, kind.value, today.year)}
    own = next(iter(usual), "") if len(usual) == 1 else str(campaign.fund_id or "")
    start: dict[str, Value] = {
        "kind": kind.value,
        "need": f"{campaign.year} {campaign.name}"[:60],
        "fund_id": own if own in usual else None,
    }
    kinds = tuple(code for code in lists.get("aid_kind", ()) if code.code in set(MANY_KINDS))
    form = Form(key, MANY_FIELDS, {**lists, MY_KINDS: kinds}, start, changed=redraw)
    pots = _pots(actor, campaign, str(form.typed("kind") or kind.value), today.year)
    form.lists = {**form.lists, MY_FUNDS: pots}
    form.draw()
    typed = {one.name: form.typed(one.name) for one in MANY_FIELDS}
    if not ids or any(typed[name] in (None, "") for name in NEEDED):
        st.caption(_("Tick people and say what they get; each is held against the ceiling first."))
        return
    owns = campaign_giving.own_amounts(people, int(str(typed["fen"])), key=key)
    found = notices.tried(partial(_preview, actor, campaign, ids, typed, owns))
    if found is None:
        return
    campaign_giving.proposals(found, lists)
    fit = sum(one.refusal is None for one in found)
    form.save(
        _("Propose for {n} people").format(n=fit),
        lambda session, values: campaign_grants.propose_many(
            session, campaign.id, ids, values, owns
        ),
        done=_done,
        then=("campaign", {"id": campaign.id}),
        disabled=not fit,
    )


def _pots(actor: Actor, campaign: CampaignFile, kind: str, year: int) -> tuple[Code, ...]:
    with reading(actor) as session:
        pots = funds.list_choices(session, campaign.unit_id, (kind,), year)
    return choices.of_records((pot.id, _fund(pot)) for pot in pots)


def _fund(pot: funds.FundChoice) -> str:
    if pot.balance is None:
        return _("{fund} of {unit}").format(fund=pot.name, unit=pot.unit_name)
    return _("{fund}, {left} yuan left").format(fund=pot.name, left=show_money(pot.balance))


def _preview(
    actor: Actor,
    campaign: CampaignFile,
    ids: list[int],
    typed: Mapping[str, Value],
    owns: Mapping[int, Own],
) -> list[ProposalLine]:
    with reading(actor) as session:
        return campaign_grants.preview(session, campaign.id, ids, typed, owns)


def _done(found: Any) -> str:
    fit = sum(one.refusal is None for one in found)
    told = _("{n} proposals wait for a decision, {out} people stayed out.")
    return told.format(n=fit, out=len(found) - fit)
