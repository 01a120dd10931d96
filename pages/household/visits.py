"""Who keeps in touch with a household, who visited it, and what was given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from components import care_tabs, choices
from components.identity import current_actor
from db import campaign_aid, care_entries, care_gift_lists, care_gifts, pairings, visit_lists
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.campaign_giving import MY_CAMPAIGNS
from rules.codes import Code, CodeLists
from rules.fields import Value


def draw(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        care = care_tabs.Care(
            visit_lists.list_of_household(session, home.id),
            care_gift_lists.list_of_household(session, home.id),
            pairings.list_of_household(session, home.id),
            today_of(session),
        )
        under_way = campaign_aid.list_choices(session, home.unit_id)
    own_lists = {**lists, MY_CAMPAIGNS: choices.of_records((c.id, c.name) for c in under_way)}
    verbs = care_tabs.HouseholdVerbs(
        care_entries.plan,
        care_entries.give,
        pairings.pair,
        pairings.replace_cadre,
        pairings.end,
        care_gifts.cancel,
        partial(_funds, home.unit_id),
        partial(_warn, home.id),
    )
    may_write = actor.can(Permission.VISIT_HOUSEHOLDS)
    own, key = verbs if may_write else None, f"household-{home.id}-visits"
    care_tabs.of_household(home.id, care, own_lists, own, actor.name, key=key)


def _funds(unit_id: int | None) -> tuple[Code, ...]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, unit_id))


def _warn(household_id: int, typed: Mapping[str, Value]) -> list[str]:
    with reading(current_actor()) as session:
        return care_entries.list_warnings(session, typed, household_id=household_id)
