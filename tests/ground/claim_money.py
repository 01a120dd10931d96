"""Claims that wait to be paid: a plan with its pot, covered members, and approved amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from db import claim_due, claim_intake
from db.models.claims import Claim
from db.models.mutual import Enrolment, MutualPlan, PlanVersion, UnitEnrolment
from db.session import reading, writing
from rules.mutual_terms import PlanTerms
from tests.ground.claims import TERMS
from tests.ground.money import pot
from tests.ground.people import almighty
from tests.ground.tree import City, enrol

_numbers = count(1)
DECIDED = date(2026, 11, 10)


@dataclass(frozen=True)
class Pot:
    """A plan with a version in force, and the fund that pays its claims."""

    plan_id: int
    version_id: int
    fund_id: int


def insured(city: City, fen: int = 1_000_000_00, name: str = "住院医疗互助") -> Pot:
    """Set a plan up whose claims the federation's pot pays."""
    fund_id = pot(city.federation, fen, uses=(claim_due.KIND,), name=f"{name}资金")
    with writing(almighty(name="周平")) as session:
        plan = MutualPlan(code=f"M{next(_numbers)}", name=name, kind="hospital", fund_id=fund_id)
        session.add(plan)
        session.flush()
        version = PlanVersion(
            plan_id=plan.id,
            number=1,
            state="published",
            valid_from=date(2026, 1, 1),
            terms=PlanTerms(**TERMS).to_plain(),
            published_on=date(2025, 12, 1),
        )
        session.add(version)
        session.flush()
        return Pot(plan.id, version.id, fund_id)


def member(unit_id: int, name: str, **more: Any) -> int:
    """Register a member; returns the id."""
    return enrol(unit_id, name, next(_numbers), **more)


def cover(pot_of: Pot, member_id: int, unit_id: int) -> int:
    """Let a member be covered for the year; returns the enrolment's id."""
    with writing(almighty(name="周平")) as session:
        shared: dict[str, Any] = {
            "unit_id": unit_id,
            "plan_id": pot_of.plan_id,
            "plan_version_id": pot_of.version_id,
            "from_on": date(2026, 1, 1),
            "to_on": date(2026, 12, 31),
        }
        number = next(_numbers)
        hand_in = UnitEnrolment(
            number=f"E{number}",
            state="confirmed",
            headcount=1,
            people=1,
            due_fen=95_00,
            **shared,
        )
        session.add(hand_in)
        session.flush()
        one = Enrolment(
            unit_enrolment_id=hand_in.id,
            member_id=member_id,
            covered_from_on=date(2026, 1, 1),
            shares=1,
            fee_fen=95_00,
            **shared,
        )
        session.add(one)
        session.flush()
        return one.id


def claimed(pot_of: Pot, member_id: int, unit_id: int, fen: int, **more: Any) -> int:
    """Write down an approved claim into an own account; returns the claim's id.

    ``more`` are columns that differ, such as ``payee_name`` or ``bank_number``.
    """
    number = next(_numbers)
    enrolment_id = more.pop("enrolment_id", None) or cover(pot_of, member_id, unit_id)
    values: dict[str, Any] = {
        "name": f"职工{member_id}",
        "event": "stay",
        "event_on": date(2026, 10, 1),
        "ended_on": date(2026, 10, 9),
        "handed_in_on": date(2026, 11, 2),
        "decided_on": DECIDED,
        "hospital": "云溪市第一医院",
        "bank_name": "工商银行",
        "bank_number": f"622202{member_id:013d}",
        "mobile": f"138{member_id:08d}",
        "payable_fen": fen,
        **more,
    }
    values.setdefault("payee_name", values["name"])
    with writing(almighty(name="周平")) as session:
        claim = Claim(
            claim_no=f"C2026-{number:05}",
            unit_id=unit_id,
            member_id=member_id,
            enrolment_id=enrolment_id,
            plan_id=pot_of.plan_id,
            plan_version_id=pot_of.version_id,
            **values,
            **claim_intake.derived(values),
        )
        state = values.get("state", "approved")
        claim.state = state
        session.add(claim)
        session.flush()
        return claim.id


def claim_row(claim_id: int) -> Claim:
    """Return the stored row itself."""
    with reading(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        return row


def change(claim_id: int, **values: Any) -> None:
    """Write other values into a claim, as its own verbs will do."""
    with writing(almighty(name="周平")) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
