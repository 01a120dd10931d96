"""The rule of a campaign's list: its conditions, with whom it matches beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components import address, campaign_people, lookups
from components.forms import Form, redraw
from components.identity import current_actor
from components.lookups import Hit
from components.text import plain
from db import campaign_targets, unit_lists
from db.campaign_targets import RuleFile, Trial
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from rules.access import Actor
from rules.campaign_targets import BASE_LABELS, DESPITE, FIELDS_OF
from rules.fields import Kind, Value
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the form of the rule; what it matches follows each entry."""
    with reading(actor) as session:
        lists = code_lists(session)
        kept = campaign_targets.get_rule(session, campaign.id)
    address.button(
        _("Back to the people"), key="people-back", icon=":material/arrow_back:", add=None
    )
    labels = {base: _(label) for base, label in BASE_LABELS.items()}
    own = kept.rule.base if kept.rule is not None else ""
    ordered = {base: labels[base] for base in sorted(labels, key=lambda base: base != own)}
    base = address.switch(_("Whom to look for"), ordered, key="people-base", name="base")
    form = _form(campaign, kept, base, lists)
    left, right = st.columns((3, 2), gap="large")
    with left:
        form.draw([one.name for one in FIELDS_OF[base]])
    with right:
        found = _trial(actor, campaign, form, base)
        if found.refusal is not None:
            st.info(plain(found.refusal.shown()), icon=":material/info:")
        elif found.preview is not None:
            campaign_people.in_words(found.preview.lines, lists)
            campaign_people.outlook(found.preview)
            if not 0 < found.preview.count < found.preview.everybody:
                form.draw([DESPITE.name])
        _save(campaign, form, base)


def _form(campaign: CampaignFile, kept: RuleFile, base: str, lists: Mapping[str, Any]) -> Form:
    values: dict[str, Value] = {}
    chosen: dict[str, Hit] = {}
    if kept.rule is not None and kept.rule.base == base:
        values = dict(kept.rule.wanted)
        unit_id = values.pop("unit_id", None)
        if unit_id:
            chosen["unit_id"] = Hit(int(str(unit_id)), kept.unit_name)
    return Form(
        f"people-{campaign.id}-rule-{base}",
        (*FIELDS_OF[base], DESPITE),
        lists,
        values,
        campaign.version,
        finders={"unit_id": _find},
        chosen=chosen,
        changed=redraw,
    )


def _find(text: str) -> list[Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _trial(actor: Actor, campaign: CampaignFile, form: Form, base: str) -> Trial:
    typed: dict[str, Value] = {"base": base}
    for one in FIELDS_OF[base]:
        # A unit that was looked up is its number, nothing to be read.
        of_unit = one.kind is Kind.UNION
        typed[one.name] = form.raw().get(one.name) if of_unit else form.typed(one.name)
    with reading(actor) as session:
        return campaign_targets.get_trial(session, campaign.id, typed)


def _save(campaign: CampaignFile, form: Form, base: str) -> None:
    def work(session: Any, typed: dict[str, Value]) -> int:
        values = {**typed, "base": base}
        despite = bool(values.pop(DESPITE.name, False))
        return campaign_targets.set_rule(session, campaign.id, form.seen, values, despite)

    form.save(
        _("Keep this rule"),
        work,
        done=lambda n: _("The rule is kept; it matches {n} people.").format(n=f"{n:,}"),
        then=("campaign", {"id": campaign.id}),
    )
