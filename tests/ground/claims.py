"""People under a mutual-aid plan, and claims of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

from db import claim_intake, claim_steps
from db.claim_steps import Given
from db.models.claims import Claim
from db.models.mutual import Enrolment, FeeReceipt, MutualPlan, PlanVersion, UnitEnrolment
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from rules.mutual_parts import BenefitPart, PartKind
from rules.mutual_terms import PlanTerms
from tests.ground.people import almighty
from tests.ground.tree import enrol

TODAY = date(2026, 11, 24)
_numbers = count(1)

LINEAR = BenefitPart(PartKind.LINEAR, ("stay", "clinic"), percent=Fraction(70))
TERMS: Mapping[str, Any] = {
    "share_fen": 95_00,
    "payers": {"worker": 95_00},
    "cap_period_fen": 10_000_00,
    "papers": {"stay": ("application", "invoice"), "clinic": ("application",)},
    "refusals": {"not_covered": "第五条", "too_late": "第十二条", "other": "第十六条"},
    "parts": (LINEAR,),
}


@dataclass(frozen=True)
class Covered:
    """Ids of a person, of the plan and version, and of the cover."""

    member: int
    unit: int
    plan: int
    version: int
    enrolment: int


def plan(**more: Any) -> tuple[int, int]:
    """Publish a plan of 70 % of the own part, 10,000 yuan a period at most; returns its ids."""
    number = next(_numbers)
    terms = PlanTerms(**{**TERMS, **more})
    with writing(almighty()) as session:
        row = MutualPlan(code=f"TEST{number}", name=f"医疗互助{number}", kind="hospital")
        session.add(row)
        session.flush()
        version = PlanVersion(
            plan_id=row.id,
            number=1,
            state="published",
            valid_from=date(2024, 1, 1),
            terms=terms.to_plain(),
            published_on=date(2024, 1, 1),
        )
        session.add(version)
        session.flush()
        return row.id, version.id


def cover(
    unit_id: int,
    plan_ids: tuple[int, int],
    member_id: int | None = None,
    name: str = "郑国安",
    from_on: date = date(2026, 1, 1),
    to_on: date = date(2026, 12, 31),
    covered_from_on: date | None = None,
    shares: int = 1,
    paid_on: date | None = date(2023, 12, 1),
    **person: Value,
) -> Covered:
    """Enrol a person of a unit in a plan, by a confirmed hand-in; its fee came in long before, on
    another day, or not at all with ``paid_on`` None."""
    number = next(_numbers)
    member = member_id or enrol(unit_id, name, 300 + number, **person)
    with writing(almighty()) as session:
        hand_in = UnitEnrolment(
            unit_id=unit_id,
            number=f"T{number:05}",
            plan_id=plan_ids[0],
            plan_version_id=plan_ids[1],
            from_on=from_on,
            to_on=to_on,
            state="enrolment_confirmed",
            headcount=1,
            people=1,
            due_fen=95_00,
            received_fen=95_00 if paid_on else 0,
            confirmed_on=from_on,
        )
        session.add(hand_in)
        session.flush()
        if paid_on:
            session.add(_receipt(hand_in, paid_on))
        row = Enrolment(
            unit_id=unit_id,
            unit_enrolment_id=hand_in.id,
            plan_id=plan_ids[0],
            plan_version_id=plan_ids[1],
            member_id=member,
            from_on=from_on,
            to_on=to_on,
            covered_from_on=covered_from_on or from_on,
            shares=shares,
            fee_fen=95_00,
            live=True,
            confirmed=True,
        )
        session.add(row)
        session.flush()
        return Covered(member, unit_id, plan_ids[0], plan_ids[1], row.id)


def _receipt(hand_in: UnitEnrolment, on: date) -> FeeReceipt:
    return FeeReceipt(
        unit_id=hand_in.unit_id,
        unit_enrolment_id=hand_in.id,
        plan_id=hand_in.plan_id,
        fen=hand_in.due_fen,
        received_on=on,
        payer="worker",
        document_no=f"收{hand_in.number}",
    )


def stay(own_in_fen: int = 5_000_00, begin: int = 5, **more: Any) -> dict[str, Value]:
    """Return the values of a stay in hospital in October, with both papers and no invoice."""
    return {
        "event": "stay",
        "event_on": date(2026, 10, begin),
        "ended_on": date(2026, 10, begin + 2),
        "hospital": "北岭县人民医院",
        "hospital_level": "level_2",
        "cause": "digestion",
        "diagnosis": "急性阑尾炎",
        "total_fen": own_in_fen + 1_000_00,
        "pool_paid_fen": 1_000_00,
        "own_in_fen": own_in_fen,
        "bank_name": "农业银行",
        "bank_number": "6228480402564890018",
        "papers": ("application", "invoice"),
        "invoices": "",
        **more,
    }


def taken(who: Covered, actor: Actor | None = None, accept: bool = True, **more: Any) -> int:
    """Take a claim at the counter; returns its id."""
    with writing(actor or almighty(name="周平")) as session:
        return claim_intake.take(session, who.member, stay(**more), accept)


def step(claim_id: int, *actions: str, actor: Actor | None = None, **given: Any) -> None:
    """Let somebody who did not take the claim take steps with it, one after the other."""
    who = actor or almighty(name="陈静")
    note = str(given.pop("note", ""))
    for action in actions:
        with writing(who) as session:
            seen = claim_row(claim_id).version
            claim_steps.take(session, claim_id, seen, action, note, Given(**given))


def approved(who: Covered, actor: Actor | None = None, **more: Any) -> int:
    """Take a claim and let another person approve it; returns its id."""
    claim_id = taken(who, **more)
    step(claim_id, "review", "approve", actor=actor)
    return claim_id


def paid(claim_id: int, on: date = TODAY) -> None:
    """Write down a payment as a pay run does."""
    with writing(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        row.paid_on, row.paid_fen = on, row.payable_fen


def claim_row(claim_id: int) -> Claim:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        return row
