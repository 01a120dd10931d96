"""What a claim gives: its facts, what earlier claims of the period used, and the outcome."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from db.claim_grants import GRANTED_FEN, granted
from db.models.claims import Claim
from rules.claim_checks import days_of
from rules.explanation import to_plain
from rules.fields import Value
from rules.mutual_benefits import Outcome, compute
from rules.mutual_facts import ClaimFacts, Used, facts_from_plain
from rules.mutual_terms import PlanTerms
from rules.mutual_used import add_up

COPIED = (
    "event",
    "total_fen",
    "pool_paid_fen",
    "large_paid_fen",
    "other_paid_fen",
    "own_in_fen",
    "own_out_fen",
    "out_of_area",
    "insured",
    "died",
)
_KERNEL = {"kernel": True}

# Made once: building it takes as long as running it.
_GRANTED = (
    granted(
        bindparam("member_ids", expanding=True),
        bindparam("plan_id"),
        bindparam("from_on", type_=Date),
        bindparam("to_on", type_=Date),
    )
    .add_columns(Claim.tops_up_id, Claim.facts, GRANTED_FEN.label("fen"))
    .where(Claim.id != bindparam("but"))
    .order_by(Claim.decided_on, Claim.id)
)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a cover that a claim is reckoned under."""

    member_ids: Sequence[int]
    plan_id: int
    from_on: date
    to_on: date
    period_from_on: date
    covered_from_on: date
    shares: int
    terms: PlanTerms


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A result with all it came from; ``topped_fen`` is what the claims it adds to gave."""

    facts: ClaimFacts
    used: Used
    outcome: Outcome
    topped_fen: int = 0

    @property
    def payable_fen(self) -> int:
        return max(self.outcome.payable_fen - self.topped_fen, 0)


def facts_of(values: Mapping[str, Value], shares: int) -> ClaimFacts:
    """Return the facts that the benefit is computed from, out of a claim's values."""
    event_on, ended_on = values["event_on"], values.get("ended_on")
    begin = event_on if isinstance(event_on, date) else None
    end = ended_on if isinstance(ended_on, date) else None
    copied: dict[str, Any] = {name: values[name] for name in COPIED}
    return ClaimFacts(
        **copied,
        begin_on=begin,
        end_on=end,
        days=days_of(begin, end) if begin else 0,
        hospital_level=str(values.get("hospital_level") or ""),
        class_code=str(values.get("class_code") or ""),
        shares=shares,
    )


def values_of_claim(claim: Claim) -> dict[str, Value]:
    """Return what facts are made of, out of a stored claim."""
    names = (*COPIED, "event_on", "ended_on", "hospital_level", "class_code")
    return {name: getattr(claim, name) for name in names}


def reckon(
    session: Session, share: Share, facts: ClaimFacts, adds_to: Sequence[int] = (), but: int = 0
) -> Reckoned:
    """Return what a claim gives today, after all that was granted of the person's period.

    ``adds_to`` are the paid claims that it tops up: it is reckoned for the whole event, less
    what they gave. Hold the person first where the result decides anything.
    """
    earlier, topped = _granted(session, share, set(adds_to), but)
    used = add_up(share.terms, earlier)
    return Reckoned(facts, used, compute(share.terms, facts, used), topped)


def _granted(
    session: Session, share: Share, adds_to: set[int], but: int
) -> tuple[list[tuple[ClaimFacts, int]], int]:
    """Return the granted claims of the period in the order of their decisions, each event once,
    and what those give that are added to."""
    asked = {
        "member_ids": list(share.member_ids),
        "plan_id": share.plan_id,
        "from_on": share.period_from_on,
        "to_on": share.to_on,
        "but": but,
    }
    # The person's other claims may lie with another unit.
    rows = session.execute(_GRANTED, asked, execution_options=_KERNEL).all()
    topped = 0
    events: dict[int, tuple[ClaimFacts, int]] = {}
    for row in rows:
        if row.id in adds_to:
            topped += row.fen
            continue
        first = row.tops_up_id or row.id
        before = events[first][1] if first in events else 0
        events[first] = facts_from_plain(row.facts), before + row.fen
    return list(events.values()), topped


def keep(claim: Claim, found: Reckoned) -> None:
    """Freeze a result on its claim."""
    claim.facts, claim.used = found.facts.to_plain(), found.used.to_plain()
    claim.lines = json.dumps(to_plain(found.outcome.lines), ensure_ascii=False)
    claim.topped_fen, claim.payable_fen = found.topped_fen, found.payable_fen


def chain_of(session: Session, claim: Claim) -> list[int]:
    """Return the paid claims that this one adds to, the first of them and its other top-ups."""
    if claim.tops_up_id is None:
        return []
    return [
        *session.scalars(
            select(Claim.id).where(
                (Claim.id == claim.tops_up_id) | (Claim.tops_up_id == claim.tops_up_id),
                Claim.id != (claim.id or 0),
            ),
            execution_options=_KERNEL,
        )
    ]
