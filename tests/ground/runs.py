"""Real pay runs for the screens: one settled by the bank, one at the doors, one in draft."""

from __future__ import annotations

from datetime import date

from db import pay_closing, pay_lines, pay_outcomes, pay_runs
from db.models.households import Household, HouseholdPerson
from db.session import reading, writing
from db.verbs import today_of
from rules import pay_runs as rules
from tests.ground import aid
from tests.ground.money import pot
from tests.ground.payday import Family, cashier, drafted, families, preparer, sent
from tests.ground.people import almighty
from tests.ground.tree import City


def runs_of(city: City, hostile: str) -> int:
    """Make the runs; returns the one at the doors, whose first payee has a hostile name."""
    fund_id = pot(city.federation, 500_000_00, name="两金专项")
    homes = families(city.mill, 5, 7000)
    _rename(homes[0], hostile)
    for place, home in enumerate(homes):
        family = aid.Family(city.mill, home.household_id, home.person_id, home.person_id)
        more = {"kind": "survivor_benefit", "until_age": None, "by_door": place < 3}
        aid.standing(family, fund_id, **more)
    _settled(sent(city))
    by_door = sent(city, "door")
    more_home = families(city.mill, 1, 7100)[0]
    family = aid.Family(city.mill, more_home.household_id, more_home.person_id, more_home.person_id)
    aid.standing(family, fund_id, kind="survivor_benefit", until_age=None)
    drafted(preparer(), city.federation, "door", date(2026, 12, 1))
    return by_door


def _rename(home: Family, name: str) -> None:
    with writing(almighty()) as session:
        household = session.get(Household, home.household_id)
        person = session.get(HouseholdPerson, home.person_id)
        assert household is not None
        assert person is not None
        household.head_name = person.name = name


def _settled(run_id: int) -> None:
    with reading(cashier()) as session:
        rows = pay_lines.list_page(session, run_id, {}).rows
    for place, row in enumerate(rows):
        with writing(cashier()) as session:
            if place:
                today = today_of(session)
                pay_outcomes.enter_paid(session, row.id, row.version, today, f"B{row.number}")
            else:
                pay_outcomes.enter_failed(session, row.id, row.version, "account_closed")
    with writing(cashier()) as session:
        run = pay_runs.get_run(session, run_id)
        assert run.state == rules.SENT
        pay_closing.settle(session, run_id, run.version)
