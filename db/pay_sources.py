"""Where pay runs take their items from: who provides what is due, and whether it still stands.

A feature that grants money is named here with its provider and its answer to "still?"; one whose
records name the account and keep what was paid says how, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_due, claim_due
from db.bulk import portions
from db.models.aid import AidGrant, Entitlement
from db.models.claims import Claim
from db.models.pay_runs import PayItem
from db.pay_rows import Row
from db.payables import Account, Accounts, Key, Noted, Payable, Provider, Standing

PROVIDERS: Sequence[Provider] = (
    aid_due.list_due_grants,
    aid_due.list_due_months,
    claim_due.list_due_claims,
)
STANDING: Mapping[str, Standing] = {
    AidGrant.__tablename__: aid_due.standing_grants,
    Entitlement.__tablename__: aid_due.standing_months,
    Claim.__tablename__: claim_due.standing_claims,
}
"""How each type of source says which of it may still be paid."""
ACCOUNTS: Mapping[str, Accounts] = {Claim.__tablename__: claim_due.accounts_of}
NOTED: Mapping[str, Noted] = {Claim.__tablename__: claim_due.note_paid}


def list_due(session: Session, month_on: date, plan_id: int | None = None) -> list[Payable]:
    """Return everything of aid, or of one plan's claims, that is due and in no run yet."""
    offered = [one for provider in PROVIDERS for one in provider(session, month_on)]
    due = [one for one in offered if one.plan_id == plan_id]
    taken = taken_sources(session, ((one.source_type, one.source_id, one.month) for one in due))
    return [one for one in due if (one.source_type, one.source_id, one.month) not in taken]


def taken_sources(
    session: Session, wanted: Iterable[tuple[str, int, str]]
) -> set[tuple[str, int, str]]:
    """Return those of some sources and months that stand in a run, or were paid by one."""
    ids: dict[str, set[int]] = defaultdict(set)
    months: dict[str, set[str]] = defaultdict(set)
    for source_type, source_id, month in wanted:
        ids[source_type].add(source_id)
        months[source_type].add(month)
    found: set[tuple[str, int, str]] = set()
    for source_type, all_ids in ids.items():
        for part in portions(sorted(all_ids)):
            rows = session.execute(
                select(PayItem.source_id, PayItem.month).where(
                    PayItem.source_type == source_type,
                    PayItem.source_id.in_(part),
                    PayItem.month.in_(months[source_type]),
                    PayItem.live.is_(True),
                ),
                execution_options={"kernel": True},
            )
            found |= {(source_type, row.source_id, row.month) for row in rows}
    return found


def standing(session: Session, source_type: str, keys: Sequence[Key]) -> dict[Key, int]:
    """Return those of some sources of one type that may still be paid, with their amounts."""
    ask = STANDING.get(source_type)
    if ask is None:
        return {}
    found: dict[Key, int] = {}
    for part in portions(keys):
        found |= ask(session, part)
    return found


def accounts_of(session: Session, items: Sequence[Row]) -> dict[int, list[Account]]:
    """Return the accounts that the items of each line name, without repeats."""
    known: dict[tuple[str, int], Account] = {}
    for source_type, ask in ACCOUNTS.items():
        ids = sorted({item["source_id"] for item in items if item["source_type"] == source_type})
        for part in portions(ids):
            known |= {(source_type, key): one for key, one in ask(session, part).items()}
    found: dict[int, list[Account]] = defaultdict(list)
    for item in items:
        account = known.get((item["source_type"], item["source_id"]))
        if account is not None and account not in found[item["line_id"]]:
            found[item["line_id"]].append(account)
    return found


def note(session: Session, items: Iterable[Row], on: date | None) -> None:
    """Keep with the sources that want it what was paid of each, or that it came back."""
    paid: dict[str, dict[int, int]] = defaultdict(dict)
    for item in items:
        paid[item["source_type"]][item["source_id"]] = item["fen"]
    for source_type in sorted(paid.keys() & NOTED.keys()):
        NOTED[source_type](session, paid[source_type], on)
