"""Who watches over a household's decisions: declared relatives, and the trail."""

from __future__ import annotations

from functools import partial

from components import actions, changes, household, household_steps
from db import household_history, kinship
from db.households import HouseholdFile
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _


def relatives(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    """Who of the office has relatives here and so decides on nothing of this household."""
    with reading(actor) as session:
        rows = kinship.list_of_household(session, home.id)
    household.ties(rows, lists)
    mine = [row for row in rows if row.mine and row.ended_on is None]
    if not mine:
        household_steps.declare(home, kinship.declare, lists)
    for row in mine:
        actions.button(
            _("End my declaration"),
            partial(kinship.end, kinship_id=row.id, seen=row.version),
            key=f"kin-{row.id}-end",
            done=_("Ended from today on."),
        )


def history(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    """Who changed what about the household and its people."""
    with reading(actor) as session:
        rows = household_history.list_of_household(session, home.id)
        zone = zone_of(session)
    changes.history(rows, lists, zone)
