"""Who keeps in touch with a household, who visited it, and what was given."""

from __future__ import annotations

from functools import partial

from components import care_tabs, choices, pairings
from components.identity import current_actor
from db import care_entries, care_gift_lists, care_gifts, visit_lists
from db import pairings as helpers
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import Code, CodeLists


def draw(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    household = home.id
    with reading(actor) as session:
        rows = visit_lists.list_of_household(session, household)
        given = care_gift_lists.list_of_household(session, household)
        paired, today = helpers.list_of_household(session, household), today_of(session)
    may_write, key = actor.can(Permission.VISIT_HOUSEHOLDS), f"household-{household}-visits"
    pair = partial(helpers.pair, household_id=household)
    own = pairings.Verbs(pair, helpers.replace_cadre, helpers.end)
    care_tabs.cadre(paired, own if may_write else None, today, key=key)
    verbs = care_tabs.Verbs(
        partial(care_entries.plan, household_id=household),
        partial(care_entries.give, household_id=household),
        care_gifts.cancel,
        partial(_funds, home.unit_id),
        actor.name,
        household=household,
    )
    care_tabs.show(rows, given, lists, verbs if may_write else None, today, key=key)


def _funds(unit_id: int | None) -> tuple[Code, ...]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, unit_id))
