"""What waits to be paid, whoever granted it, and whom it is paid to.

A feature that grants money offers a provider, which ``db.pay_sources`` names; a run does not
know where its items come from. A run pays parties: a household of the archive through one of
its people, or a member. What hangs on the difference is known to ``db.pay_parties`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

Key = tuple[int, str]
"""A source's id and its month."""

HOUSEHOLD, PERSON, MEMBER = "household", "person", "member"


class Party(NamedTuple):
    """Whom money is for: a household, one of the archive's people, or a member."""

    kind: str
    id: int

    def columns(self, person: str, person_id: int | None) -> dict[str, int | None]:
        """Return the columns of a line or item; ``person`` names that of a household's person."""
        if self.kind == MEMBER:
            return {"household_id": None, person: None, "member_id": self.id}
        return {"household_id": self.id, person: person_id, "member_id": None}


def party_of(row: Mapping[str, Any]) -> Party:
    """Return the party that a line or item pays."""
    if row["member_id"] is not None:
        return Party(MEMBER, row["member_id"])
    return Party(HOUSEHOLD, row["household_id"])


def person_of(row: Mapping[str, Any], column: str = "person_id") -> Party:
    """Return the person of an item, or with ``column`` the payee of a line."""
    if row["member_id"] is not None:
        return Party(MEMBER, row["member_id"])
    return Party(PERSON, row[column])


class Account(NamedTuple):
    """A bank account that was named with the source itself, not with the person."""

    name: str
    bank_name: str
    bank_number: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Payable:
    """One payment that is due: a grant, one month of a standing entitlement, or a claim.

    ``month`` is "2026-11" for a month of an entitlement and "" for a single payment; source and
    month together are paid once. ``fen`` is positive. A grant's money is committed under its own
    source; that of months and claims when their run is locked. ``plan_id``, ``unit_id`` and
    ``account`` are of a claim: its plan, its unit, and where the money goes.
    """

    source_type: str
    source_id: int
    month: str
    party: Party
    person: Party
    person_name: str
    kind: str
    fund_id: int
    fen: int
    by_door: bool
    plan_id: int | None = None
    unit_id: int | None = None
    account: Account | None = None


Wrong = tuple[str, Mapping[str, Any]]
"""Advice on what keeps something from being paid, with its values."""


@dataclass(frozen=True, slots=True)
class Payee:
    """A party with who takes its money now; ``wrong`` says why it cannot be paid.

    ``known_as`` are the records that stand for the same person, so that nobody takes money twice
    in one run; ``person_id`` is a household's person, None where nobody can take the money.
    """

    party: Party
    unit_id: int | None
    label: str
    name: str
    wrong: Wrong | None
    person_id: int | None = None
    known_as: frozenset[Party] = frozenset()


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a locked line keeps of its payee; sealed values in clear."""

    id_no: str | None
    bank_name: str | None
    bank_number: str | None
    address: str | None
    building: str | None
    mobile: str | None


Provider = Callable[[Session, date], list[Payable]]
"""Lists what is due up to the month whose first day is given, within the actor's scope."""

Standing = Callable[[Session, Collection[Key]], dict[Key, int]]
"""Returns those of some sources that may still be paid, with their amount now, in fen."""

Accounts = Callable[[Session, Collection[int]], dict[int, Account]]
"""Returns the accounts that some sources name."""

Noted = Callable[[Session, Mapping[int, int], date | None], None]
"""Keeps with some sources what was paid of each on a day, or with None that it came back."""
