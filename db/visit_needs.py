"""What families need, told for an area only: totals of at least five households."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kept_figures import kept
from db.models.care import Visit
from db.scope import below
from db.verbs import needs, today_of
from rules.access import Permission
from rules.visits import FEWEST_HOUSEHOLDS, MADE, NEEDS_DAYS


@dataclass(frozen=True, slots=True)
class NeedTotal:
    """Of one item: how many households have the need, have none, wish help.

    None stands for a number that is too small to be told.
    """

    item: str
    yes: int | None
    no: int | None
    wish: int | None


@dataclass(frozen=True, slots=True)
class AreaNeeds:
    """Totals of an area; ``households`` is None and ``totals`` empty where they are too few."""

    households: int | None
    totals: tuple[NeedTotal, ...]


@needs(Permission.SEE_HARDSHIP)
def get_totals(session: Session, below_id: int | None = None) -> AreaNeeds:
    """Return the needs of the actor's part of the tree, or of a unit and its subtree.

    The latest answers of each household count, given within a year and with its consent.
    """
    return kept(
        session,
        ("visits",),
        ("needs", below_id, today_of(session)),
        lambda: _read(session, below_id),
    )


def _read(session: Session, below_id: int | None) -> AreaNeeds:
    query = (
        select(Visit.household_id, Visit.needs)
        .where(
            Visit.state == MADE,
            Visit.needs_consent.is_(True),
            Visit.needs.is_not(None),
            Visit.household_id.is_not(None),
            Visit.made_on >= today_of(session) - timedelta(days=NEEDS_DAYS),
        )
        .order_by(Visit.made_on, Visit.id)
    )
    if below_id is not None:
        query = query.where(Visit.unit_id.in_(below(below_id)))
    answers: dict[int, dict[str, str]] = {}
    for household_id, given in session.execute(query):
        if household_id is not None and given is not None:
            answers.setdefault(household_id, {}).update(json.loads(given))
    return _told(answers)


def _told(answers: dict[int, dict[str, str]]) -> AreaNeeds:
    if len(answers) < FEWEST_HOUSEHOLDS:
        return AreaNeeds(None, ())
    counts: dict[str, Counter[str]] = {}
    for given in answers.values():
        for item, answer in given.items():
            counts.setdefault(item, Counter())[answer] += 1
    totals = (_total(item, count) for item, count in sorted(counts.items()))
    return AreaNeeds(len(answers), tuple(totals))


def _total(item: str, count: Counter[str]) -> NeedTotal:
    if count.total() < FEWEST_HOUSEHOLDS:
        return NeedTotal(item, None, None, None)
    yes, no, wish = (_or_hidden(count[answer]) for answer in ("yes", "no", "wish"))
    return NeedTotal(item, yes, no, wish)


def _or_hidden(count: int) -> int | None:
    """Hide a count of few households: it would point at them."""
    return count if count == 0 or count >= FEWEST_HOUSEHOLDS else None
