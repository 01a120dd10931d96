"""A round of gifts: people ticked on the list, what they get, who stays out, one click."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import campaign_giving, care_gifts, choices, notices
from components.forms import Form, redraw
from db import campaign_gifts, care_entries
from db.campaign_gifts import Round
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.campaign.choosing import choose
from rules.access import Actor
from rules.campaign_giving import Own
from rules.care import FUND_CODES, GIFT_FIELDS, GIFT_OCCASIONS, GOODS, HARDSHIP
from rules.fields import Value
from rules.language import _

NEEDED = ("occasion", "kind", "fen", "on")


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the list to tick, the gift, and whom it would reach."""
    key = f"gifts-{campaign.id}"
    st.subheader(_("Give to people of the list"))
    people = choose(actor, campaign, key)
    ids = [row.id for row in people]
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        funds = choices.of_records(care_entries.list_funds(session, campaign.unit_id))
    own = {**lists, GIFT_OCCASIONS: care_gifts.occasions(lists), FUND_CODES: funds}
    start: dict[str, Value] = {"occasion": HARDSHIP, "kind": GOODS, "on": today}
    form = Form(key, GIFT_FIELDS, own, start, changed=redraw)
    form.draw()
    typed = {one.name: form.typed(one.name) for one in GIFT_FIELDS}
    if not ids or any(typed[name] in (None, "") for name in NEEDED):
        st.caption(_("Tick people and say what they are given; who stays out is told first."))
        return
    owns = campaign_giving.own_amounts(people, int(str(typed["fen"])), key=key)
    found = notices.tried(partial(_preview, actor, campaign, ids, typed, owns))
    if found is None:
        return
    campaign_giving.gift_round(found)
    form.save(
        _("Give to {n} people").format(n=len(found.given)),
        lambda session, values: campaign_gifts.give_many(session, campaign.id, ids, values, owns),
        done=_done,
        then=("campaign", {"id": campaign.id}),
        disabled=not found.given,
    )


def _preview(
    actor: Actor,
    campaign: CampaignFile,
    ids: list[int],
    typed: Mapping[str, Value],
    owns: Mapping[int, Own],
) -> Round:
    with reading(actor) as session:
        return campaign_gifts.preview(session, campaign.id, ids, typed, owns)


def _done(found: Any) -> str:
    told = _("{n} people were given to, {out} stayed out.")
    return told.format(n=len(found.given), out=len(found.refused))
