"""Planning an activity, or changing one that was not held yet."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, choices, forms, links, lookups
from components.identity import current_actor
from components.lookups import Hit
from components.text import plain
from db import activities, activity_choices, activity_views, unit_lists
from db.codes import code_lists
from db.session import reading
from rules.access import Actor
from rules.activity_forms import (
    ACTIVITY_FIELDS,
    CAMPAIGNS,
    FUND_FIELD,
    FUNDS,
    PLANNING_FIELDS,
)
from rules.codes import CodeLists
from rules.language import _


def page(actor: Actor) -> None:
    activity_id = address.get_id()
    if activity_id is None:
        _new(actor)
    else:
        _change(actor, activity_id)


def _new(actor: Actor) -> None:
    st.title(_("Plan an activity"))
    campaign_id = address.get_id("campaign")
    with reading(actor) as session:
        holder = activity_choices.get_holder(session, campaign_id)
    form = forms.Form(
        f"activity-new-{campaign_id}" if campaign_id else "activity-new",
        (*PLANNING_FIELDS, *ACTIVITY_FIELDS, FUND_FIELD),
        {},
        {"campaign_id": str(campaign_id)} if campaign_id else {},
        finders={"unit_id": _find, "for_unit_id": _find},
        chosen={"unit_id": Hit(*holder)} if holder else {},
        draft="activity-new",
    )
    form.lists = _lists(actor, form.raw().get("unit_id"))
    form.draw()
    form.save(
        _("Plan the activity"),
        activities.plan,
        done=_("The activity is planned. Open it for sign-up when it is ready."),
        then=lambda new_id: ("activity", {"id": new_id}),
    )


def _change(actor: Actor, activity_id: int) -> None:
    with reading(actor) as session:
        row = activity_views.get_activity(session, activity_id)
    st.title(plain(row.name))
    links.button(_("Back to the activity"), "activity", icon=":material/arrow_back:", id=row.id)
    values = {
        **row.values,
        "campaign_id": str(row.campaign_id) if row.campaign_id else None,
        "fund_id": str(row.fund_id) if row.fund_id else None,
    }
    for_unit = row.values["for_unit_id"]
    chosen = {"for_unit_id": Hit(int(str(for_unit)), row.for_unit_name)} if for_unit else {}
    form = forms.Form(
        f"activity-{row.id}-change",
        (PLANNING_FIELDS[1], *ACTIVITY_FIELDS, FUND_FIELD),
        _lists(actor, row.unit_id),
        values,
        row.version,
        finders={"for_unit_id": _find},
        chosen=chosen,
        draft=f"activity-{row.id}-change",
    )
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: _save(session, row.id, form.seen, typed),
        done=_("Saved."),
        then=("activity", {"id": row.id}),
    )


def _save(session: Any, activity_id: int, seen: int, typed: forms.Typed) -> None:
    activities.change(session, activity_id, seen, typed)


def _lists(actor: Actor, unit_id: object) -> CodeLists:
    """Return the office's codes, and the campaigns and funds that a unit may choose."""
    campaigns: list[tuple[int, str]] = []
    funds: list[tuple[int, str]] = []
    with reading(actor) as session:
        lists = code_lists(session)
        if isinstance(unit_id, int):
            campaigns = activity_choices.list_campaigns(session, unit_id)
            funds = activity_choices.list_funds(session, unit_id)
    return {
        **lists,
        CAMPAIGNS: choices.of_records(campaigns),
        FUNDS: choices.of_records(funds),
    }


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
