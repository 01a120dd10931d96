"""Whom the campaign is for: the rule and the list before, who was reached after the approval."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, campaign_people, downloads, links, searchbox, tables
from db import campaign_exports, campaign_reach, campaign_targets
from db import campaign_people as people
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading, writing
from documents.roster_writer import written
from pages.campaign import by_hand, marking, target_rule
from rules.access import Actor, Permission
from rules.campaign_people import ALL, LEFT_OUT, NOT_REACHED
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the tab, or the form that its address asks for."""
    adding = address.get("add")
    may_plan = actor.can(Permission.PLAN_CAMPAIGNS) and campaign.is_open
    if adding == "rule" and may_plan and campaign.is_planned:
        target_rule.show(actor, campaign)
    elif adding in ("on", "out") and may_plan:
        by_hand.show(actor, campaign, adding)
    elif campaign.is_planned:
        _before(actor, campaign)
    else:
        _after(actor, campaign)


def _before(actor: Actor, campaign: CampaignFile) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        kept = campaign_targets.get_rule(session, campaign.id)
        found = campaign_targets.get_preview(session, campaign.id)
    st.caption(_("The list is drawn by the rule and frozen when the campaign is approved."))
    _buttons(actor, campaign)
    if kept.rule is None or found is None:
        tables.nothing(_("No rule yet. The list holds only who is put on by hand."))
    else:
        campaign_people.in_words(kept.lines, lists)
        campaign_people.outlook(found)
    st.subheader(_("Put on and left out by hand"))
    _list(actor, campaign)


def _after(actor: Actor, campaign: CampaignFile) -> None:
    with reading(actor) as session:
        found = campaign_reach.get_reach(session, campaign.id)
        units = campaign_reach.list_by_unit(session, campaign.id)
    campaign_people.reach(found, campaign.planned_people)
    _buttons(actor, campaign)
    with st.expander(_("Coverage by unit")):
        campaign_people.by_unit(units)
    _list(actor, campaign)


def _buttons(actor: Actor, campaign: CampaignFile) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.can(Permission.PLAN_CAMPAIGNS) and campaign.is_open:
            if campaign.is_planned:
                label = _("Change the rule") if campaign.target_rule else _("Set a rule")
                address.button(label, key="people-rule", icon=":material/rule:", add="rule")
            address.button(
                _("Put people on"), key="people-on", icon=":material/person_add:", add="on"
            )
            address.button(
                _("Leave people out"), key="people-out", icon=":material/person_off:", add="out"
            )
        if actor.can(Permission.PRINT_LETTERS) and not campaign.is_planned:
            links.button(_("Letters"), "letters", icon=":material/print:", campaign=campaign.id)


def _list(actor: Actor, campaign: CampaignFile) -> None:
    labels = dict(campaign_people.views())
    if campaign.is_planned:
        labels = {ALL: _("Put on by hand"), LEFT_OUT: labels[LEFT_OUT]}
    view = address.switch(_("Who"), labels, key=f"people-{campaign.id}-view", name="who")
    text = searchbox.show(_("Find somebody on the list"), _("Piece of the name"), "people-q")
    chosen = {"id": campaign.id, "view": view, "text": text}
    with reading(actor) as session:
        found = people.list_page(session, chosen, tables.page_wanted())
    empty = _("Nobody is here.")
    if view == NOT_REACHED and not text:
        empty = _("Everybody on the list was reached. Well done.")
    if actor.can(Permission.PLAN_CAMPAIGNS) and campaign.is_open and found.rows:
        key = f"people-{campaign.id}-{view}-{tables.page_wanted()}"
        columns = campaign_people.pick_columns(view)
        marking.buttons(campaign, view, tables.choose(found.rows, columns, key=key, empty=empty))
    else:
        tables.show(found.rows, campaign_people.columns(view), empty=empty)
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(campaign_exports.record, what=campaign_exports.PEOPLE, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, campaign_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=campaign.name, key="people")
