"""The goods of a campaign: the stock, what came in and went out, handing out to many."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import address, campaign_goods, choices, dialogs, downloads, links, tables
from components.forms import Form
from db import campaign_exports
from db import campaign_goods as verbs
from db.campaigns import CampaignFile
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import written
from pages.campaign.choosing import choose
from rules.access import Actor, Permission
from rules.campaign_goods import (
    GOODS_FIELDS,
    HAND_OUT_FIELDS,
    KIND_LABELS,
    MY_ITEMS,
    MY_KINDS,
    RECEIVED,
    Stock,
)
from rules.campaign_people import OPEN_AFTER_APPROVAL
from rules.codes import Code
from rules.fields import Value
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the tab, or the round that its address asks for."""
    with reading(actor) as session:
        stocks, today = verbs.list_stock(session, campaign.id), today_of(session)
    running = campaign.state in OPEN_AFTER_APPROVAL and actor.can(Permission.PLAN_CAMPAIGNS)
    if address.get("add") == "goods" and running:
        _hand_out(actor, campaign, stocks, today)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if campaign.is_open and actor.can(Permission.PLAN_CAMPAIGNS):
            _enter(campaign, today)
        if running and any(one.left > 0 for one in stocks):
            label = _("Hand out to people of the list")
            address.button(label, key="goods-out", icon=":material/outbox:", add="goods")
        if actor.can(Permission.PRINT_LETTERS) and not campaign.is_planned:
            label = _("Sign-off sheet")
            key = "campaign_sign_off"
            links.button(label, "letters", ":material/print:", campaign=campaign.id, letter=key)
    campaign_goods.stock(stocks)
    st.subheader(_("In and out"))
    chosen: dict[str, object] = {"id": campaign.id}
    with reading(actor) as session:
        found = verbs.list_page(session, chosen, tables.page_wanted())
    campaign_goods.entries(found.rows)
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(campaign_exports.record, what=campaign_exports.GOODS, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, campaign_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=_("Goods"), key="goods")


def _enter(campaign: CampaignFile, today: date) -> None:
    key = f"goods-{campaign.id}-enter"

    def body() -> None:
        lists = {MY_KINDS: choices.of_labels(KIND_LABELS)}
        form = Form(key, GOODS_FIELDS, lists, {"kind": RECEIVED, "on": today})
        form.draw()
        form.save(
            _("Enter"),
            lambda session, typed: verbs.enter(session, campaign.id, typed),
            done=dialogs.closing(key, _("The goods are entered.")),
        )

    dialogs.form(_("Enter goods"), body, key=key, icon=":material/inventory_2:")


def _hand_out(actor: Actor, campaign: CampaignFile, stocks: list[Stock], today: date) -> None:
    key = f"goods-{campaign.id}-out"
    st.subheader(_("Hand out to people of the list"))
    ids = [row.id for row in choose(actor, campaign, key)]
    items = tuple(Code(one.item, _name(one), _name(one)) for one in stocks if one.left > 0)
    start: dict[str, Value] = {"pieces": 1, "on": today, "item": items[0].code if items else None}
    form = Form(key, HAND_OUT_FIELDS, {MY_ITEMS: items}, start)
    form.draw()
    form.save(
        _("Hand out to {n} people").format(n=len(ids)),
        lambda session, typed: _take(session, campaign.id, ids, typed),
        done=lambda n: _("{n} pieces went out.").format(n=n),
        then=("campaign", {"id": campaign.id}),
        disabled=not ids,
    )


def _name(one: Stock) -> str:
    return _("{item} ({n} left)").format(item=one.item, n=one.left)


def _take(session: Any, campaign_id: int, ids: list[int], typed: dict[str, Any]) -> int:
    item, pieces, on = str(typed["item"]), int(typed["pieces"]), typed["on"]
    return verbs.hand_out(session, campaign_id, ids, item, pieces, on)
