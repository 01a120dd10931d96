"""Families with a hardship file in force, and proposals of aid for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from db import aid_grants, entitlements, funds
from db.models.aid import AidGrant, Entitlement
from db.models.aid_rules import SubsistenceLine
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from tests.ground.money import pot
from tests.ground.people import almighty

TODAY = date(2026, 11, 24)
_numbers = count(1)


@dataclass(frozen=True)
class Family:
    """Ids of a household, its head and a child of sixteen."""

    unit: int
    household: int
    head: int
    child: int


def family(unit_id: int, category: str | None = "deep", region: str = "city") -> Family:
    """Found a family of two; with a category it has a file in force."""
    number = next(_numbers)
    with writing(almighty(name="周平")) as session:
        household = Household(
            unit_id=unit_id,
            household_no=f"T{number:05}",
            head_name="郑国安",
            sort_name="zheng",
            extra={},
        )
        head, child = (
            HouseholdPerson(unit_id=unit_id, name=name, birth_on=born, extra={})
            for name, born in (("郑国安", date(1975, 6, 1)), ("郑小雨", date(2010, 6, 15)))
        )
        session.add_all([household, head, child])
        session.flush()
        for person, relation in ((head, "self"), (child, "daughter")):
            session.add(
                HouseholdMembership(
                    unit_id=unit_id,
                    household_id=household.id,
                    person_id=person.id,
                    relation=relation,
                    from_on=date(2020, 1, 1),
                )
            )
        found = Family(unit_id, household.id, head.id, child.id)
        if category is not None:
            session.add(_file(found, category, region, number))
    return found


def _file(home: Family, category: str, region: str, number: int) -> HardshipFile:
    return HardshipFile(
        unit_id=home.unit,
        household_id=home.household,
        applicant_id=home.head,
        head_name="郑国安",
        sort_name="zheng",
        state="in_force",
        is_open=True,
        archive_no=f"T2026-{number:05}",
        file_level="county",
        applied_on=date(2026, 3, 2),
        region=region,
        category=category,
        approved_on=date(2026, 4, 1),
        edited_on=date(2026, 4, 1),
        exclusions={},
        extra={},
    )


def subsistence(fen: int, region: str = "city", since: date = date(2026, 1, 1)) -> None:
    """Enter the subsistence line of a region."""
    with writing(almighty()) as session:
        session.add(SubsistenceLine(region=region, valid_from=since, monthly_fen=fen))


def proposal(home: Family, fund_id: int, **more: Any) -> dict[str, Value]:
    """Return the values of a proposal of living aid."""
    return {
        "kind": "living_aid",
        "person_id": home.head,
        "need": "2026年生活困难",
        "fen": 300_000,
        "fund_id": fund_id,
        "reason": "收入低于低保标准",
        **more,
    }


def propose(
    home: Family,
    fund_id: int,
    situation: Mapping[str, Value] | None = None,
    actor: Actor | None = None,
    **more: Any,
) -> int:
    """Enter and submit a proposal; returns the grant's id."""
    with writing(actor or almighty(name="周平")) as session:
        values = proposal(home, fund_id, **more)
        return aid_grants.propose(session, home.household, values, situation or {})


def granted(
    home: Family, fund_id: int, situation: Mapping[str, Value] | None = None, **more: Any
) -> int:
    """Propose aid and let another person grant it; returns the grant's id."""
    grant_id = propose(home, fund_id, situation, **more)
    with writing(almighty(name="陈静")) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    return grant_id


def benefit(home: Family, fund_id: int, **more: Any) -> dict[str, Value]:
    """Return the values of a study benefit of 500 yuan a month for the child."""
    return {
        "kind": "study_benefit",
        "person_id": home.child,
        "monthly_fen": 50_000,
        "from_on": date(2026, 9, 1),
        "to_on": None,
        "until_age": 18,
        "basis": "会议纪要〔2026〕3号",
        "fund_id": fund_id,
        "by_door": True,
        **more,
    }


def standing(home: Family, fund_id: int, **more: Any) -> int:
    """Ask for a benefit and let another person approve it; returns its id."""
    with writing(almighty(name="周平")) as session:
        key = entitlements.ask(session, home.household, benefit(home, fund_id, **more))
    with writing(almighty(name="陈静")) as session:
        entitlements.decide(session, key, benefit_row(key).version, "allow")
    return key


def grant_row(grant_id: int) -> AidGrant:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(AidGrant, grant_id)
        assert row is not None
        return row


def benefit_row(entitlement_id: int) -> Entitlement:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(Entitlement, entitlement_id)
        assert row is not None
        return row


def paid(
    home: Family,
    fund_id: int,
    source: tuple[str, int],
    month: str = "",
    on: date | None = TODAY,
    fen: int = 50_000,
    kind: str = "study_benefit",
    live: bool = True,
) -> None:
    """Write down a payment as a pay run does; without ``on`` it only stands in the run."""
    number = next(_numbers)
    with writing(almighty()) as session:
        run = PayRun(
            unit_id=home.unit,
            run_no=f"P{number}",
            title="发放",
            way="door",
            month_on=date(2026, 11, 1),
            drafted_on=TODAY,
            state="run_sent" if on else "run_draft",
        )
        session.add(run)
        session.flush()
        line = PayLine(
            unit_id=home.unit,
            run_id=run.id,
            number=1,
            household_id=home.household,
            payee_id=home.head,
            payee_name="郑国安",
            fen=fen,
            state="listed",
        )
        session.add(line)
        session.flush()
        session.add(
            PayItem(
                unit_id=home.unit,
                line_id=line.id,
                run_id=run.id,
                household_id=home.household,
                person_id=home.child,
                source_type=source[0],
                source_id=source[1],
                month=month,
                kind=kind,
                fund_id=fund_id,
                fen=fen,
                live=live,
                paid_on=on,
            )
        )


@dataclass(frozen=True)
class Lively:
    """Ids of a fund, a waiting grant and a standing benefit."""

    fund: int
    grant: int
    benefit: int


def help_out(unit_id: int, text: str) -> Lively:
    """Put a fund, proposals, grants and benefits in a unit; the subsistence line is known."""
    home, fund_id = family(unit_id), pot(unit_id, 9_000_000, name=text)
    with writing(almighty(name="周平")) as session:
        funds.enter_income(session, fund_id, 50_000, TODAY, text, text, text)
    granted(home, fund_id, need=text, reason=text)
    waiting = propose(home, fund_id, need=text, kind="temporary_relief", fen=100, reason=text)
    key = standing(home, fund_id, basis=text)
    paid(home, fund_id, ("entitlement", key), "2026-09")
    with writing(almighty(name="周平")) as session:
        values = benefit(home, fund_id, kind="survivor_benefit", until_age=None)
        entitlements.ask(session, home.household, values)
    return Lively(fund_id, waiting, key)
