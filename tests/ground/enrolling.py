"""Plans and hand-ins for tests: a plan with given terms, a unit that joins it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from db import enrolment_fees, enrolment_people, enrolment_steps, enrolments
from db.enrolment_people import Added, Joiner
from db.models.mutual import Enrolment, MutualPlan, PlanVersion, UnitEnrolment
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from rules.mutual_parts import Band, BenefitPart, PartKind
from rules.mutual_terms import PlanTerms
from tests.ground.people import almighty

NEXT_YEAR = date(2027, 1, 1)
YEAR_END = date(2027, 12, 31)


def terms(**more: Any) -> PlanTerms:
    """Return terms that let everybody join for 95 yuan, of which the worker pays 20."""
    values: dict[str, Any] = {
        "share_fen": 95_00,
        "payers": {"union": 75_00, "worker": 20_00},
        "months": 12,
        "fixed_start": "01-01",
        "parts": (BenefitPart(PartKind.LINEAR, ("stay",), bands=(Band(None, Fraction(70)),)),),
        "papers": {"stay": ("id_copy", "invoice")},
        **more,
    }
    return PlanTerms(**values)


def plant_plan(
    code: str = "stay",
    plan_terms: PlanTerms | None = None,
    *,
    valid_from: date = date(2015, 1, 1),
    valid_to: date | None = None,
    fund_id: int | None = None,
) -> int:
    """Put a published plan into the catalogue; returns its id."""
    with writing(almighty()) as session:
        plan = MutualPlan(code=code, name=f"{code}互助保障计划", kind="hospital", fund_id=fund_id)
        session.add(plan)
        session.flush()
        plan_id = plan.id
    add_version(plan_id, 1, plan_terms or terms(), valid_from, valid_to)
    return plan_id


def add_version(
    plan_id: int,
    number: int,
    plan_terms: PlanTerms,
    valid_from: date,
    valid_to: date | None = None,
) -> int:
    with writing(almighty()) as session:
        version = PlanVersion(
            plan_id=plan_id,
            number=number,
            state="published",
            valid_from=valid_from,
            valid_to=valid_to,
            terms=plan_terms.to_plain(),
            published_on=valid_from,
        )
        session.add(version)
        session.flush()
        return version.id


def begin(
    unit_id: int,
    plan_id: int,
    from_on: date = NEXT_YEAR,
    *,
    headcount: int = 1,
    actor: Actor | None = None,
) -> int:
    """Open a unit's hand-in; returns its id."""
    values: Mapping[str, Value] = {"headcount": headcount}
    with writing(actor or almighty(name="周平")) as session:
        return enrolments.open_hand_in(session, unit_id, plan_id, from_on, values)


def version_of(hand_in_id: int) -> int:
    return stored(hand_in_id).version


def stored(hand_in_id: int) -> UnitEnrolment:
    with reading(almighty()) as session:
        found = session.get(UnitEnrolment, hand_in_id)
        assert found is not None
        return found


def add(hand_in_id: int, *rows: Joiner | int) -> Added:
    """Put people, by id with one share each or as given, on a hand-in."""
    joiners: Sequence[Joiner] = [Joiner(row) if isinstance(row, int) else row for row in rows]
    with writing(almighty(name="周平")) as session:
        return enrolment_people.add_people(session, hand_in_id, version_of(hand_in_id), joiners)


def hand_in(hand_in_id: int) -> None:
    with writing(almighty(name="周平")) as session:
        enrolment_steps.hand_in(session, hand_in_id, version_of(hand_in_id))


def confirm(hand_in_id: int) -> None:
    with writing(almighty(name="陈静")) as session:
        enrolment_steps.confirm(session, hand_in_id, version_of(hand_in_id))


def join(unit_id: int, plan_id: int, *member_ids: int, from_on: date = NEXT_YEAR) -> int:
    """Enrol people of a unit and have it confirmed; returns the hand-in's id."""
    hand_in_id = begin(unit_id, plan_id, from_on, headcount=len(member_ids) or 1)
    add(hand_in_id, *member_ids)
    hand_in(hand_in_id)
    confirm(hand_in_id)
    return hand_in_id


def covers_of(hand_in_id: int) -> list[Enrolment]:
    """Return the stored rows of a hand-in's people, those taken off as well."""
    with reading(almighty()) as session:
        rows = session.query(Enrolment).filter_by(unit_enrolment_id=hand_in_id)
        return list(rows.order_by(Enrolment.id))


def join_in(unit_id: int, other_id: int, *member_ids: int) -> int:
    """Enrol people for this year, which ends soon, with a part of the fee in; have another
    unit's hand-in waiting; returns the first hand-in's id."""
    plan_id = plant_plan()
    hand_in_id = join(unit_id, plan_id, *member_ids, from_on=date(2026, 1, 1))
    values: dict[str, Value] = {
        "fen": 100_00,
        "received_on": date(2026, 11, 2),
        "payer": "union",
        "document_no": "JSPZ-0815",
    }
    with writing(almighty()) as session:
        enrolment_fees.receive(session, hand_in_id, version_of(hand_in_id), values)
    begin(other_id, plan_id)
    return hand_in_id
