"""Rows of mutual aid for tests of its account and of assessors, written without the counter."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select

from db.models.claims import Claim
from db.models.mutual import Enrolment, FeeReceipt, MutualPlan, PlanVersion, UnitEnrolment
from db.session import writing
from rules.claims import APPROVED
from tests.ground.people import almighty
from tests.ground.tree import enrol

_numbers = count(1)
BEGIN, END = date(2026, 1, 1), date(2026, 12, 31)


def _version(session: Any, code: str = "") -> PlanVersion:
    first = select(PlanVersion).join(MutualPlan, MutualPlan.id == PlanVersion.plan_id)
    version = session.scalar((first.where(MutualPlan.code == code) if code else first).limit(1))
    if version is None:
        plan = MutualPlan(code="zy", name="职工医疗互助", kind="hospital")
        session.add(plan)
        session.flush()
        version = PlanVersion(plan_id=plan.id, number=1, state="published", valid_from=BEGIN)
        version.terms = {}
        session.add(version)
        session.flush()
    return version


def _hand_in(session: Any, unit_id: int, begin: date, end: date, plan: str = "") -> UnitEnrolment:
    version = _version(session, plan)
    of = UnitEnrolment(
        unit_id=unit_id,
        number=f"CB{next(_numbers):06d}",
        plan_id=version.plan_id,
        plan_version_id=version.id,
        from_on=begin,
        to_on=end,
        state="confirmed",
        headcount=10,
    )
    session.add(of)
    session.flush()
    return of


def cover(
    unit_id: int,
    member_id: int,
    *,
    begin: date = BEGIN,
    end: date = END,
    fee_fen: int = 9_500,
    previous_id: int | None = None,
    plan: str = "",
) -> int:
    """Cover a member for a period, by the plan of a code or the first; returns the cover's id."""
    with writing(almighty()) as session:
        of = _hand_in(session, unit_id, begin, end, plan)
        row = Enrolment(
            unit_id=unit_id,
            unit_enrolment_id=of.id,
            plan_id=of.plan_id,
            plan_version_id=of.plan_version_id,
            member_id=member_id,
            from_on=begin,
            to_on=end,
            covered_from_on=begin,
            shares=1,
            fee_fen=fee_fen,
            previous_id=previous_id,
            confirmed=True,
        )
        session.add(row)
        session.flush()
        return row.id


def receive(unit_id: int, fen: int, on: date, plan: str = "") -> None:
    """Enter fees received for a unit's covers of that year."""
    with writing(almighty()) as session:
        of = _hand_in(session, unit_id, date(on.year, 1, 1), date(on.year, 12, 31), plan)
        of.received_fen = fen
        receipt = FeeReceipt(
            unit_id=unit_id,
            unit_enrolment_id=of.id,
            plan_id=of.plan_id,
            fen=fen,
            received_on=on,
            payer="union",
            document_no="收1号",
        )
        session.add(receipt)


def claim(unit_id: int, member_id: int, cover_id: int, **more: Any) -> int:
    """Enter a claim as it stands, approved unless ``more`` says otherwise; returns its id."""
    with writing(almighty(name="周平")) as session:
        of = session.get_one(Enrolment, cover_id)
        values: dict[str, Any] = {
            "state": APPROVED,
            "name": "王建国",
            "event": "stay",
            "event_on": date(2026, 3, 1),
            "ended_on": date(2026, 3, 9),
            "handed_in_on": date(2026, 3, 20),
            "hospital": "云溪市第一人民医院",
            "cause": "circulation",
            "payable_fen": 40_000,
        }
        row = Claim(
            unit_id=unit_id,
            claim_no=f"LP{next(_numbers):06d}",
            member_id=member_id,
            enrolment_id=cover_id,
            plan_id=of.plan_id,
            plan_version_id=of.plan_version_id,
            **(values | more),
        )
        session.add(row)
        session.flush()
        return row.id


def insured(unit_id: int, name: str = "王建国", order: int = 1) -> tuple[int, int]:
    """Register a worker who is covered; returns the ids of member and cover."""
    member_id = enrol(unit_id, name, order)
    return member_id, cover(unit_id, member_id)
