"""The sample's claims of the last weeks, by the office's own verbs: in every state, one run paid.

What was approved last month is paid by a run of its plan, some of it in vain; the rest waits for
somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db import (
    claim_followups,
    claim_intake,
    claim_steps,
    claims,
    funds,
    mutual_plans,
    mutual_versions,
    sample_pay,
)
from db.claim_steps import Given
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.mutual import Enrolment
from db.models.units import Unit
from db.mutual_plans import PlanRow
from db.sample_funds import AsAccount, written_on
from db.sample_settlements import settle
from db.session import reading
from db.verbs import today_of
from rules import claims as rules
from rules.access import CONSOLE, Actor
from rules.fields import Value
from rules.mutual_terms import PlanTerms

PLAN, POT = "SHANGLUO", "职工医疗互助金"
BUDGET_YUAN = 300_000
STAYED_DAYS = 30
"""Nobody of these claimants has been away from hospital for longer when the claim is taken."""

_LAST_MONTH = ("pay",) * 14
_LATELY = (
    *("approve",) * 5, *("take",) * 4, *("review",) * 3, *("ask",) * 3, *("refuse",) * 3,
    *("draft",) * 2, *("large",) * 2, "withdraw", "appeal",
)  # fmt: skip
"""What is done with each claim, of last month and of the last two weeks."""

_LARGE: dict[str, Value] = {
    "total_fen": 20_000_000,
    "pool_paid_fen": 11_000_000,
    "large_paid_fen": 4_000_000,
    "own_in_fen": 4_000_000,
    "own_out_fen": 1_000_000,
}
"""The settlement sheet of a stay that gives so much that it waits for a second look."""


@dataclass(frozen=True, slots=True)
class _Hands:
    """Who takes claims, decides on them and looks again."""

    clerk: Actor
    reviewer: Actor
    chair: Actor


def make_counter(dice: Random, as_account: AsAccount) -> None:
    """Take the claims of the last weeks, deal with most of them, and pay last month's."""
    hands = _Hands(as_account("clerk"), as_account("reviewer"), as_account("chair"))
    with reading(CONSOLE) as session:
        today = today_of(session)
        (plan,) = (one for one in mutual_plans.list_plans(session) if one.code == PLAN)
    _open_pot(hands.chair, plan, today)
    last_month = today.replace(day=1) - timedelta(days=18)
    fates = [
        *((fate, last_month + timedelta(days=dice.randrange(6))) for fate in _LAST_MONTH),
        *((fate, today - timedelta(days=14 - place % 10)) for place, fate in enumerate(_LATELY)),
    ]
    with reading(CONSOLE) as session:
        people = _people(session, plan, last_month - timedelta(days=STAYED_DAYS), len(fates))
    for (fate, day), (member_id, enrolment_id) in zip(fates, people, strict=False):
        _deal(dice, hands, plan, fate, day, member_id, enrolment_id)
    sample_pay.pay_claims(dice, as_account, plan.id)


def _open_pot(chair: Actor, plan: PlanRow, today: date) -> None:
    """Open this year's pot of the plan with what the fees brought, and let claims be paid of it."""
    opened = min(date(today.year, 1, 8), today)
    with written_on(chair, opened) as session:
        top = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
        values: dict[str, Value] = {
            "name": POT,
            "source": "other",
            "year": today.year,
            "uses": ("mutual_claim",),
        }
        fund_id = funds.open_fund(session, top, values)
        document = f"互助金收缴汇总表〔{today.year}〕1号"
        funds.enter_budget(session, fund_id, BUDGET_YUAN * 100, opened, document)
        mutual_versions.choose_fund(session, plan.id, plan.version, fund_id)


def _people(session: Session, plan: PlanRow, on: date, wanted: int) -> Sequence[tuple[int, int]]:
    """Return members with a bank card whose cover counts since a day, without a claim so far.

    Nobody of a household, where somebody of the office may be a declared relative.
    """
    claimed = exists().where(Claim.member_id == Enrolment.member_id)
    at_home = exists().where(HouseholdPerson.member_id == Enrolment.member_id)
    rows = session.execute(
        select(Enrolment.member_id, Enrolment.id)
        .join(Member, Member.id == Enrolment.member_id)
        .where(
            Enrolment.plan_id == plan.id,
            Enrolment.confirmed.is_(True),
            Enrolment.covered_from_on <= on,
            Enrolment.to_on >= today_of(session),
            Member.bank_number.is_not(None),
            ~claimed,
            ~at_home,
        )
        .order_by(Enrolment.id.desc())
        .limit(wanted)
    )
    return [(row.member_id, row.id) for row in rows]


def _deal(
    dice: Random,
    hands: _Hands,
    plan: PlanRow,
    fate: str,
    day: date,
    member_id: int,
    enrolment_id: int,
) -> None:
    if plan.current is None:
        raise RuntimeError("the sample's plan is not in force")
    begun = fate not in ("draft", "take", "withdraw")
    values = _typed(dice, plan.current.terms, day, enrolment_id, whole=fate != "ask")
    if fate == "large":
        values |= _LARGE
    with written_on(hands.clerk, day) as session:
        claim_id = claim_intake.take(session, member_id, values, accept=fate != "draft")
    later = day + timedelta(days=2)
    if fate == "withdraw":
        _step(hands.clerk, claim_id, later, rules.WITHDRAW, "家属来电撤回。")
    if begun:
        _step(hands.reviewer, claim_id, later, rules.REVIEW)
    if fate in ("pay", "approve", "large"):
        _step(hands.reviewer, claim_id, later, rules.APPROVE, "单位互助金到账情况已核对。")
        if fate == "pay":
            _look_again(hands.chair, claim_id, later)
    elif fate == "ask":
        given = Given(codes=(plan.current.terms.papers[rules.STAY][-1],))
        _step(hands.reviewer, claim_id, later, rules.ASK_PAPERS, given=given)
    elif fate in ("refuse", "appeal"):
        _step(hands.reviewer, claim_id, later, rules.REFUSE, given=Given("not_in_catalogue"))
        _look_again(hands.chair, claim_id, later)
    if fate == "appeal":
        with written_on(hands.clerk, later + timedelta(days=2)) as session:
            seen = claims.get_claim(session, claim_id).row.version
            claim_followups.appeal(session, claim_id, seen, "补充了医保目录内用药证明。")


def _typed(
    dice: Random, terms: PlanTerms, day: date, enrolment_id: int, *, whole: bool
) -> dict[str, Value]:
    """Return what the clerk types of a stay; without ``whole`` the last paper is not there."""
    stay = settle(dice, terms, day - timedelta(days=STAYED_DAYS), rules.STAY)
    papers = terms.papers.get(rules.STAY, ())
    return {
        **stay.values,
        "enrolment_id": str(enrolment_id),
        "invoices": f"62{day:%y%m%d}{dice.randrange(10**6):06}",
        "papers": papers if whole else papers[:-1],
    }


def _step(
    actor: Actor, claim_id: int, day: date, action: str, note: str = "", given: Given | None = None
) -> None:
    with written_on(actor, day) as session:
        seen = claims.get_claim(session, claim_id).row.version
        claim_steps.take(session, claim_id, seen, action, note, given)


def _look_again(chair: Actor, claim_id: int, day: date) -> None:
    """Agree with a decision that was drawn for a second look."""
    with reading(chair) as session:
        drawn = claims.get_claim(session, claim_id).row.state == rules.SECOND_LOOK
    if drawn:
        _step(chair, claim_id, day + timedelta(days=1), rules.AGREE)
