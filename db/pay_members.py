"""The members of a run in bulk: who takes the money, into the account that their claim names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.payables import MEMBER, PERSON, Account, Frozen, Party, Payee, Wrong
from rules.language import N_
from rules.members import Status

_KERNEL = {"kernel": True}
"""Of claims that were read: a covered member may have gone to another unit since."""

HEIRS = N_("{name} has died. The heirs are paid: enter their account and their proof on the claim.")
MERGED = N_("This member was merged with another record. Take the line out, and draft it anew.")


def payees_of(session: Session, accounts: Mapping[int, Account | None]) -> dict[Party, Payee]:
    """Return some members, each with the account that is to be paid into.

    A member who died is paid only into somebody else's account, that of the heirs.
    """
    dead = deaths(session, accounts)
    found = {}
    for row in _rows(session, accounts):
        party, account = Party(MEMBER, row.id), accounts[row.id]
        name = account.name if account else row.name
        wrong = dead.get(party) if name == row.name else None
        if row.merged_into_id is not None:
            wrong = MERGED, {}
        found[party] = Payee(
            party, row.unit_id, row.name, name, wrong, known_as=_known_as(row, name)
        )
    return found


def _known_as(row: Any, name: str) -> frozenset[Party]:
    if name != row.name:
        return frozenset()
    person = {Party(PERSON, row.person_id)} if row.person_id is not None else set()
    return frozenset({Party(MEMBER, row.id), *person})


def _rows(session: Session, member_ids: Iterable[int]) -> Sequence[Any]:
    rows: list[Any] = []
    for part in portions(sorted(set(member_ids))):
        rows += session.execute(
            select(
                Member.id,
                Member.unit_id,
                Member.name,
                Member.id_no,
                Member.mobile,
                Member.home_address,
                Member.merged_into_id,
                HouseholdPerson.id.label("person_id"),
            )
            .outerjoin(
                HouseholdPerson,
                (HouseholdPerson.member_id == Member.id) & HouseholdPerson.merged_into_id.is_(None),
            )
            .where(Member.id.in_(part)),
            execution_options=_KERNEL,
        ).all()
    return rows


def deaths(session: Session, member_ids: Iterable[int]) -> dict[Party, Wrong]:
    """Return who of some members has died, by the registry or by the household's record."""
    found: dict[Party, Wrong] = {}
    for part in portions(sorted(set(member_ids))):
        buried = select(HouseholdPerson.member_id).where(
            HouseholdPerson.member_id.in_(part), HouseholdPerson.deceased_on.is_not(None)
        )
        rows = session.execute(
            select(Member.id, Member.name).where(
                Member.id.in_(part), or_(Member.status == Status.DECEASED, Member.id.in_(buried))
            ),
            execution_options=_KERNEL,
        )
        found |= {Party(MEMBER, row.id): (HEIRS, {"name": row.name}) for row in rows}
    return found


def kept_after_merges(session: Session, member_ids: Iterable[int]) -> dict[int, int]:
    """Return, for those of some members that were merged away, the one that was kept."""
    found: dict[int, int] = {}
    for part in portions(sorted(set(member_ids))):
        rows = session.execute(
            select(Member.id, Member.merged_into_id).where(
                Member.id.in_(part), Member.merged_into_id.is_not(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {row.id: row.merged_into_id for row in rows if row.merged_into_id is not None}
    if found:
        further = kept_after_merges(session, found.values())
        found = {key: further.get(kept, kept) for key, kept in found.items()}
    return found


def freeze(session: Session, accounts: Mapping[int, Account | None]) -> dict[Party, Frozen]:
    """Return what a lock keeps of members; an ID number only where the payee is the member."""
    frozen = {}
    for row in _rows(session, accounts):
        account = accounts[row.id] or Account(row.name, "", "", "")
        own = account.name == row.name
        frozen[Party(MEMBER, row.id)] = Frozen(
            row.id_no if own else None,
            account.bank_name or None,
            account.bank_number or None,
            row.home_address,
            None,
            account.mobile or (row.mobile if own else None),
        )
    return frozen
