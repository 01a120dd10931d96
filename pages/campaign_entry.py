"""Planning a campaign, or changing one that is not approved yet."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, campaign_conflicts, choices, forms, links, lookups
from components.identity import current_actor
from components.lookups import Hit
from components.text import plain
from db import campaign_choices, campaigns, unit_lists
from db import campaign_conflicts as conflicts
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.campaign_forms import CAMPAIGN_FIELDS, FUNDS, NEW_CAMPAIGN_FIELDS, OWNERS, PARENTS
from rules.codes import Code, CodeLists
from rules.language import _
from rules.money import show_money


def page(actor: Actor) -> None:
    campaign_id = address.get_id()
    if campaign_id is None:
        _new(actor)
    else:
        _change(actor, campaign_id)


def _new(actor: Actor) -> None:
    st.title(_("Plan a campaign"))
    with reading(actor) as session:
        today = today_of(session)
        own = campaign_choices.get_own_unit(session)
    start = {"year": address.get_id("year") or today.year, "theme": address.get("theme") or None}
    key = "campaign-new"
    chosen = {"unit_id": Hit(*own)} if own else {}
    form = forms.Form(
        key,
        NEW_CAMPAIGN_FIELDS,
        {},
        start,
        finders={"unit_id": _find},
        chosen=chosen,
        draft=key,
    )
    unit_id = form.raw().get("unit_id")
    form.lists = _lists(actor, unit_id, form.typed("year"))
    form.draw()
    _warn(actor, form, unit_id)
    form.save(
        _("Enter in the plan"),
        _create,
        done=_("The campaign is planned. Its steps come next."),
        then=lambda new_id: ("campaign", {"id": new_id}),
    )


def _create(session: Any, typed: forms.Typed) -> int:
    return campaigns.create(session, int(str(typed["unit_id"])), typed)


def _change(actor: Actor, campaign_id: int) -> None:
    with reading(actor) as session:
        row = campaigns.get_campaign(session, campaign_id)
    st.title(plain(row.name))
    links.button(_("Back to the campaign"), "campaign", icon=":material/arrow_back:", id=row.id)
    key = f"campaign-{row.id}-change"
    values = {
        name: str(value) if name.endswith("_id") and value else value
        for name, value in row.values.items()
    }
    lists = _lists(actor, row.unit_id, row.year)
    form = forms.Form(key, CAMPAIGN_FIELDS, lists, values, row.version, draft=key)
    form.draw()
    _warn(actor, form, row.unit_id, row.id)
    form.save(
        _("Save"),
        lambda session, typed: campaigns.change(session, row.id, form.seen, typed),
        done=_("Saved."),
        then=("campaign", {"id": row.id}),
    )


def _warn(actor: Actor, form: forms.Form, unit_id: object, but_id: int = 0) -> None:
    """Say what would stand in the way of what is typed so far."""
    if not isinstance(unit_id, int):
        return
    typed = {name: form.typed(name) for name in ("from_on", "to_on", "owner", "account_id")}
    typed["part_of_id"] = form.typed("part_of_id")
    with reading(actor) as session:
        found = conflicts.list_of_entry(session, unit_id, typed, but_id)
    campaign_conflicts.warn(found)


def _lists(actor: Actor, unit_id: object, year: object) -> CodeLists:
    """Return the office's codes, and the owners, funds and campaigns that a unit may choose."""
    with reading(actor) as session:
        lists = code_lists(session)
        owners = campaign_choices.list_owners(session)
        funds, above = [], []
        if isinstance(unit_id, int) and isinstance(year, int):
            funds = campaign_choices.list_funds(session, unit_id, year)
            above = campaign_choices.list_parents(session, unit_id, year)
    return {
        **lists,
        OWNERS: choices.of_records(owners),
        PARENTS: choices.of_records(above),
        FUNDS: tuple(_fund(one) for one in funds),
    }


def _fund(one: campaign_choices.FundChoice) -> Code:
    name = f"{one.name} · {one.unit_name}"
    if one.balance_fen is not None:
        left = _("{fen} yuan left").format(fen=show_money(one.balance_fen))
        name = f"{name} · {left}"
    return Code(str(one.id), name, name)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
