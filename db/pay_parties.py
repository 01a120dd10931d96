"""The parties of a run, be they households or members: who is paid, who died, what a lock keeps.

The one place that tells the two apart; drafting, locking and checking know parties only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import pay_homes, pay_members
from db.bulk import portions
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.units import UnitBelow
from db.payables import (
    HOUSEHOLD,
    MEMBER,
    PERSON,
    Account,
    Frozen,
    Party,
    Payable,
    Payee,
    Wrong,
)

Accounts = Mapping[Party, Account | None]
"""The parties that are asked about, each with the account that its source names."""


def payees_of(
    session: Session, accounts: Accounts, unit_id: int | None = None
) -> dict[Party, Payee]:
    """Return who takes the money of some parties; ``unit_id`` keeps to its subtree's households."""
    homes = _ids(accounts, HOUSEHOLD)
    found = pay_homes.payees_of(session, homes, unit_id) if homes else {}
    return {**found, **pay_members.payees_of(session, _members(accounts))}


def _ids(parties: Iterable[Party], kind: str) -> list[int]:
    return [one.id for one in parties if one.kind == kind]


def _members(accounts: Accounts) -> dict[int, Account | None]:
    return {one.id: account for one, account in accounts.items() if one.kind == MEMBER}


def freeze(session: Session, payees: Collection[Payee], accounts: Accounts) -> dict[Party, Frozen]:
    """Return what a lock keeps of each party that somebody can be paid for."""
    homes = [one for one in payees if one.party.kind == HOUSEHOLD]
    return {
        **pay_homes.freeze(session, homes),
        **pay_members.freeze(session, _members(accounts)),
    }


def within(session: Session, due: Iterable[Payable], unit_id: int | None) -> list[Payable]:
    """Leave out what is due in units outside a subtree; households are told by their own unit."""
    found = list(due)
    if unit_id is None:
        return found
    units = {one.unit_id for one in found} - {None}
    inside = set(
        session.scalars(
            select(UnitBelow.unit_id).where(
                UnitBelow.ancestor_id == unit_id, UnitBelow.unit_id.in_(units)
            )
        )
    )
    return [one for one in found if one.unit_id is None or one.unit_id in inside]


def kept_after_merges(session: Session, parties: Collection[Party]) -> dict[Party, Party]:
    """Return, for those of some parties that were merged away, the one that was kept."""
    homes = pay_homes.kept_after_merges(session, set(_ids(parties, HOUSEHOLD)))
    members = pay_members.kept_after_merges(session, set(_ids(parties, MEMBER)))
    return {
        Party(kind, key): Party(kind, kept)
        for kind, merged in ((HOUSEHOLD, homes), (MEMBER, members))
        for key, kept in merged.items()
    }


def deaths(session: Session, people: Collection[Party]) -> dict[Party, Wrong]:
    """Return who of some people has died, each with a sentence that says what follows."""
    return {
        **pay_homes.deaths(session, _ids(people, PERSON)),
        **pay_members.deaths(session, _ids(people, MEMBER)),
    }


def related(session: Session, parties: Iterable[Party]) -> dict[Party, set[Party]]:
    """Return the parties that stand for the same people: a household and its members."""
    found: dict[Party, set[Party]] = {one: {one} for one in parties}
    for part in portions(sorted(found)):
        rows = session.execute(
            select(HouseholdMembership.household_id, HouseholdPerson.member_id)
            .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
            .where(
                HouseholdMembership.to_on.is_(None),
                HouseholdPerson.member_id.is_not(None),
                or_(
                    HouseholdMembership.household_id.in_(_ids(part, HOUSEHOLD)),
                    HouseholdPerson.member_id.in_(_ids(part, MEMBER)),
                ),
            ),
            execution_options={"kernel": True},
        )
        for household_id, member_id in rows:
            home, member = Party(HOUSEHOLD, household_id), Party(MEMBER, member_id or 0)
            for one, other in ((home, member), (member, home)):
                if one in found:
                    found[one].add(other)
    return found
