"""The sample's claims of three years: what was decided and paid before this month, in bulk.

They count as taken over from the office's old lists (``source`` is "import"), so that no pay
run stands behind their payments. What is under way now is in ``db.sample_counter``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db import bulk, claim_intake, mutual_plans, sample_rows
from db.claim_reckoning import facts_of
from db.models.claims import Claim, ClaimInvoice, ClaimPaper
from db.models.members import Member
from db.models.mutual import Enrolment
from db.models.trail import Move
from db.numbers import take_numbers
from db.sample_funds import AsAccount
from db.sample_settlements import Event, settle
from db.session import reading, writing
from db.verbs import open_to_all, today_of
from rules import claims as rules
from rules.access import CONSOLE, Actor
from rules.explanation import to_plain
from rules.moves import ENTER
from rules.mutual_benefits import Outcome, compute
from rules.mutual_facts import NOTHING_USED, ClaimFacts
from rules.mutual_terms import PlanTerms

MEMBERS_PER_CLAIM = 4.5
"""So many members of the registry stand behind one claim of the three years."""

CLAIMS_AT_ONCE = 2000
REFUSED, WITHDRAWN, EXPIRED = 0.06, 0.015, 0.015
_NOON = time(4, 0)


@dataclass(frozen=True, slots=True)
class _Cover:
    """Somebody's cover that a claim is made on, with what the claim copies of the person."""

    enrolment_id: int
    unit_id: int
    member_id: int
    name: str
    plan_id: int
    version_id: int
    covered_from_on: date
    to_on: date
    mobile: str | None
    bank_name: str | None
    bank_number: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    """One claim of the past: the event, what it gives, how it ended and when."""

    key: int
    cover: _Cover
    event: Event
    facts: ClaimFacts
    outcome: Outcome
    state: str
    handed_in_on: date
    decided_on: date
    paid_on: date | None
    number: str


def make_claims(dice: Random, as_account: AsAccount, members: int) -> None:
    """Write the claims of people who were covered, up to the end of last month."""
    with reading(CONSOLE) as session:
        covers = _chosen(session, dice, round(members / MEMBERS_PER_CLAIM))
    hands = {login: as_account(login) for login in ("clerk", "reviewer")}
    for part in bulk.portions(covers, CLAIMS_AT_ONCE):
        with writing(CONSOLE) as session:
            session.info["verb"] = "sample.make_sample"
            write_claims(session, dice, part, hands)


def _chosen(session: Session, dice: Random, wanted: int) -> list[int]:
    """Return the covers that claims are made on, each once, in the order of their begin."""
    ids = session.scalars(
        select(Enrolment.id)
        .where(Enrolment.confirmed.is_(True), Enrolment.from_on <= func.current_date())
        .order_by(Enrolment.id)
    ).all()
    return sorted(dice.sample(ids, min(wanted, len(ids))))


@open_to_all("called by the maker of the sample, which fills an empty office as the console")
def write_claims(
    session: Session, dice: Random, enrolment_ids: Sequence[int], hands: Mapping[str, Actor]
) -> None:
    """Write one claim on each of some covers, with its papers, invoices and steps."""
    today = today_of(session)
    told = list(_tell(session, dice, _covers(session, enrolment_ids), today))
    sample_rows.write(session, Claim, [_claim(session, one, hands) for one in told])
    sample_rows.write(session, ClaimInvoice, [row for one in told for row in _invoices(one)])
    sample_rows.write(session, ClaimPaper, [row for one in told for row in _papers(session, one)])
    moves = [row for one in told for row in _moves(one, hands)]
    if moves:
        session.execute(insert(Move.__table__), moves, execution_options={"kernel": True})


def _covers(session: Session, ids: Sequence[int]) -> list[_Cover]:
    columns: Sequence[Any] = (
        Enrolment.id,
        Enrolment.unit_id,
        Enrolment.member_id,
        Member.name,
        Enrolment.plan_id,
        Enrolment.plan_version_id,
        Enrolment.covered_from_on,
        Enrolment.to_on,
        Member.mobile,
        Member.bank_name,
        Member.bank_number,
    )
    rows = session.execute(
        select(*columns)
        .join(Member, Member.id == Enrolment.member_id)
        .where(Enrolment.id.in_(ids))
        .order_by(Enrolment.id)
    )
    return [_Cover(*row) for row in rows]


def _tell(session: Session, dice: Random, covers: Sequence[_Cover], today: date) -> Iterator[_Told]:
    """Invent an event for each cover; what was not decided and paid by last month is left out."""
    last = today.replace(day=1) - timedelta(days=45)
    cases = []
    for cover in covers:
        days = (min(cover.to_on, last) - cover.covered_from_on).days
        if days > 0:
            terms = mutual_plans.terms_of(session, cover.version_id)
            event = settle(
                dice, terms, cover.covered_from_on + timedelta(days=dice.randrange(days))
            )
            handed_in_on = event.over_on + timedelta(days=dice.randrange(3, 20))
            if handed_in_on < last:
                cases.append((cover, terms, event, handed_in_on))
    keys = bulk.new_ids(session, Claim.__table__, len(cases))
    for key, (cover, terms, event, handed_in_on) in zip(keys, cases, strict=True):
        number = _number(session, handed_in_on)
        yield _course(dice, key, cover, terms, event, handed_in_on, number)


def _number(session: Session, on: date) -> str:
    return f"L{on.year}-{take_numbers(session, Claim.__tablename__, on.year, 1):06}"


def _course(
    dice: Random,
    key: int,
    cover: _Cover,
    terms: PlanTerms,
    event: Event,
    handed_in_on: date,
    number: str,
) -> _Told:
    facts = facts_of(event.values, 1)
    outcome = compute(terms, facts)
    decided_on = handed_in_on + timedelta(days=dice.randrange(2, 9))
    state = _end(dice, outcome)
    paid_on = _pay_day(decided_on) if state == rules.APPROVED else None
    return _Told(
        key, cover, event, facts, outcome, state, handed_in_on, decided_on, paid_on, number
    )


def _end(dice: Random, outcome: Outcome) -> str:
    luck = dice.random()
    if not outcome.payable_fen or luck < REFUSED:
        return rules.REFUSED
    if luck < REFUSED + WITHDRAWN:
        return rules.WITHDRAWN
    return rules.EXPIRED if luck < REFUSED + WITHDRAWN + EXPIRED else rules.APPROVED


def _pay_day(decided_on: date) -> date:
    """Claims are paid on the tenth of the month after their approval."""
    return (decided_on.replace(day=1) + timedelta(days=32)).replace(day=10)


def _claim(session: Session, told: _Told, hands: Mapping[str, Actor]) -> dict[str, Any]:
    cover, decided = told.cover, told.state in (rules.APPROVED, rules.REFUSED)
    reviewer = hands["reviewer"]
    refusal = ""
    if told.state == rules.REFUSED:
        refusal = told.outcome.refusal or "not_in_catalogue"
    payee = {
        "bank_number": cover.bank_number,
        "mobile": cover.mobile,
    }
    terms = mutual_plans.terms_of(session, cover.version_id)
    return {
        "id": told.key,
        "unit_id": cover.unit_id,
        "claim_no": told.number,
        "state": told.state,
        "member_id": cover.member_id,
        "name": cover.name,
        "enrolment_id": cover.enrolment_id,
        "plan_id": cover.plan_id,
        "plan_version_id": cover.version_id,
        "source": claim_intake.IMPORT,
        **told.event.values,
        "reported_on": told.event.over_on,
        "handed_in_on": told.handed_in_on,
        "facts": told.facts.to_plain(),
        "used": NOTHING_USED.to_plain(),
        "lines": json.dumps(to_plain(told.outcome.lines), ensure_ascii=False),
        "payable_fen": told.outcome.payable_fen,
        "paid_fen": told.outcome.payable_fen if told.paid_on else 0,
        "paid_on": told.paid_on,
        "decided_on": told.decided_on if decided else None,
        "decided_by": reviewer.name if decided else "",
        "decided_by_id": reviewer.account_id if decided else None,
        "refusal": refusal,
        "refusal_article": terms.refusals.get(refusal, "") if refusal else "",
        "payee_name": cover.name,
        "bank_name": cover.bank_name or "",
        **payee,
        **claim_intake.derived(payee),
    }


def _invoices(told: _Told) -> Iterable[dict[str, Any]]:
    if told.event.values["event"] not in rules.BILLED:
        return
    number = f"61{told.handed_in_on:%y%m}{told.key:08}"
    yield {
        "unit_id": told.cover.unit_id,
        "claim_id": told.key,
        "invoice_no": number,
        "key": number,
        "fen": told.event.values["total_fen"],
        "live": told.state == rules.APPROVED,
    }


def _papers(session: Session, told: _Told) -> Iterable[dict[str, Any]]:
    terms = mutual_plans.terms_of(session, told.cover.version_id)
    codes = terms.papers.get(told.event.values["event"], ())
    for place, code in enumerate(codes):
        missing = told.state == rules.EXPIRED and place == len(codes) - 1
        yield {
            "unit_id": told.cover.unit_id,
            "claim_id": told.key,
            "code": code,
            "received_on": None if missing else told.handed_in_on,
            "asked_on": told.handed_in_on if missing else None,
        }


_COURSES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    rules.APPROVED: ((rules.APPROVE, "reviewer", rules.APPROVED),),
    rules.REFUSED: ((rules.REFUSE, "reviewer", rules.REFUSED),),
    rules.WITHDRAWN: ((rules.WITHDRAW, "clerk", rules.WITHDRAWN),),
    rules.EXPIRED: (
        (rules.ASK_PAPERS, "reviewer", rules.PAPERS_ASKED),
        (rules.EXPIRE, "reviewer", rules.EXPIRED),
    ),
}
_BEGUN = (
    (ENTER, "clerk", rules.DRAFT),
    (rules.ACCEPT, "clerk", rules.ACCEPTED),
    (rules.REVIEW, "reviewer", rules.IN_REVIEW),
)


def _moves(told: _Told, hands: Mapping[str, Actor]) -> Iterator[dict[str, Any]]:
    state, steps = "", (*_BEGUN, *_COURSES[told.state])
    for place, (action, login, to_state) in enumerate(steps):
        on = told.handed_in_on if place < 2 else told.decided_on
        yield {
            "record_type": Claim.__tablename__,
            "record_id": told.key,
            "action": action,
            "from_state": state,
            "to_state": to_state,
            "account_id": hands[login].account_id,
            "actor": hands[login].name,
            "at": datetime.combine(on, _NOON, UTC) + timedelta(minutes=place),
            "note": "家属来电撤回。" if action == rules.WITHDRAW else "",
        }
        state = to_state
