"""Hardship files with a means test behind them, written straight into the tables."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import func, select

from db.models.hardship import Assessment, HardshipFile
from db.models.households import Household, HouseholdPerson
from db.session import writing
from db.verbs import now_of
from rules.aid_rules import read_shipped
from rules.dated_sets import SetKind
from rules.explanation import to_plain
from rules.means_inputs import Inputs, MoneyLine, inputs_to_plain
from rules.means_sets import RuleSet
from rules.means_test import assess
from tests.ground.people import almighty
from tests.rules.households import FILE, household


def _in_use() -> RuleSet:
    sets = read_shipped(FILE.read_text(encoding="utf-8")).sets[SetKind.MEANS_TEST]
    return next(one for one in sets if isinstance(one, RuleSet) and one.heading.code == "NAT2020")


def earning(yuan_a_month: int, line: int, **more: Any) -> Inputs:
    """Inputs of a worker who lives alone on so much a month; ``line`` in fen."""
    incomes = (MoneyLine("wage", yuan_a_month * 1200, "1", "certificate"),)
    return household(0, 0, 1, incomes=incomes, line=line, **more)


def assessed(
    unit_id: int,
    name: str,
    inputs: Inputs,
    region: str = "city",
    is_open: bool = True,
    **more: Any,
) -> int:
    """Write a file in force whose last assessment had these inputs; returns its id."""
    result = assess(_in_use(), inputs)
    category = result.category.value if result.category else None
    with writing(almighty()) as session:
        held = session.scalar(select(func.count()).select_from(Household))
        home = Household(
            unit_id=unit_id, household_no=f"T{held:05d}", head_name=name, sort_name=name
        )
        person = HouseholdPerson(unit_id=unit_id, name=name)
        session.add_all((home, person))
        session.flush()
        file = HardshipFile(
            unit_id=unit_id,
            household_id=home.id,
            applicant_id=person.id,
            head_name=name,
            sort_name=name,
            state="in_force" if is_open else "exited",
            is_open=is_open,
            archive_no=f"KN{home.id:05d}",
            file_level="grassroots",
            applied_on=date(2026, 3, 1),
            region=region,
            category=category,
            edited_on=date(2026, 3, 1),
        )
        session.add(file)
        session.flush()
        session.add(
            Assessment(
                unit_id=unit_id,
                file_id=file.id,
                occasion="application",
                at=now_of(session),
                rule_set="NAT2020",
                region=region,
                line_fen=inputs.line,
                inputs=json.dumps(inputs_to_plain(inputs)),
                lines=json.dumps(to_plain(result.lines)),
                net_fen=result.net_per_head,
                people=result.people,
                category=category,
                **more,
            )
        )
        return file.id
