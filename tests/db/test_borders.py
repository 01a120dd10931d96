"""No reading function tells a county anything of another's case, whichever id it is given."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import db
from db import care_gifts, visit_questions, visits
from db.care_gifts import Present
from db.engine import Store
from db.mutual_uses import Use
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Actor
from rules.errors import OfficeError
from tests.ground.aid import family, granted, standing, subsistence
from tests.ground.databases import Clock
from tests.ground.hardship import plant_file, publish_notice
from tests.ground.money import pot
from tests.ground.payday import drafted, preparer
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
READS = ("get_", "list_", "count_", "find_")
OF_THE_OFFICE = {"activity_choices.get_holder", "boards.get_board", "mutual_plans.list_steps"}
"""Plans of mutual aid are one catalogue for all, with who drew them up; shipped boards are drawn
with each reader's own figures; of a campaign elsewhere the holder is the own unit."""
IDS = range(1, 9)
"""Every record of the case has one of these."""


def readers() -> Iterator[tuple[str, int, Callable[..., Any]]]:
    """Yield every locked reading function that is asked with ids alone, and how many."""
    for module in pkgutil.iter_modules(db.__path__):
        loaded = importlib.import_module(f"db.{module.name}")
        for name, function in vars(loaded).items():
            own = getattr(function, "__module__", "") == loaded.__name__
            if own and name.startswith(READS) and hasattr(function, "__permission__"):
                given = list(inspect.signature(function).parameters.values())[1:]
                asked = [one.name for one in given if one.default is inspect.Parameter.empty]
                if asked and all(one.endswith("_id") and one != "unit_id" for one in asked):
                    yield f"{module.name}.{name}", len(asked), function


def have_a_case(city: City) -> None:
    """Let the northern county have a household with all that may hang on one."""
    subsistence(100_000)
    fund, home = pot(city.north, 1_000_000_00), family(city.mill)
    granted(home, fund)
    standing(home, fund, from_on=date(2026, 11, 1))
    drafted(preparer(), city.north, "door")
    publish_notice(plant_file(city.mill, "王明"))
    with writing(almighty(unit=city.north)) as session:
        visit = visits.write_down_unplanned(
            session, Account(TODAY, "王芳"), Purpose(), household_id=home.household
        )
        visit_questions.ask(session, visit, "低保何时发放", "月底")
        present = Present("care_goods", 10_000, TODAY, "米面", note="慰问")
        care_gifts.give(session, Purpose("hardship"), present, household_id=home.household)


def told_to(actor: Actor) -> set[str]:
    """Return the functions that tell somebody something of a record."""
    return {
        name
        for name, count, function in readers()
        if any(_tells(function, actor, [key] * count) for key in IDS)
    }


def _tells(function: Callable[..., Any], actor: Actor, ids: list[int]) -> bool:
    try:
        with reading(actor) as session:
            found = function(session, *ids)
    except OfficeError:
        return False
    except KeyError:
        return True  # it came as far as the planted means test, which has no content
    if found == Use(0, 0, 0):
        return False
    rows = getattr(found, "rows", None)
    return bool(found) and (rows is None or bool(rows))


def test_whichever_id_it_asks_with_a_county_is_told_nothing_of_another(
    office: Store, clock: Clock
) -> None:
    city = plant()
    have_a_case(city)
    own = told_to(almighty(unit=city.north)) - OF_THE_OFFICE
    assert {"hardship_files.get_file", "pay_runs.get_run", "received.list_received"} <= own
    assert len(own) > 30
    assert told_to(almighty(unit=city.south)) == OF_THE_OFFICE
