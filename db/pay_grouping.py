"""From what is due to the lines of a run: one for each party, and who has to stay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from db import pay_parties
from db.payables import Account, Party, Payable, Payee, Wrong
from rules.language import N_

PAYEE_TWICE = N_("{name} takes money in this run already.")
OTHER_ACCOUNT = N_("This names another account than what is paid first. It comes into a later run.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A party that stays out of a draft; what it is due stays due."""

    party: Party
    label: str
    fen: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One line to be: who is paid, and for what."""

    payee: Payee
    items: tuple[Payable, ...]

    @property
    def fen(self) -> int:
        return sum(item.fen for item in self.items)


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def fen(self) -> int:
        return sum(line.fen for line in self.lines)


def plan_of(session: Session, due: Iterable[Payable], unit_id: int | None = None) -> Plan:
    """Group what is due to one line per party, each with a payee of its own."""
    grouped: dict[Party, list[Payable]] = defaultdict(list)
    found = pay_parties.within(session, due, unit_id)
    kept = pay_parties.kept_after_merges(session, {one.party for one in found})
    for one in sorted(found, key=_order):
        grouped[kept.get(one.party, one.party)].append(one)
    accounts = {party: items[0].account for party, items in grouped.items()}
    payees = pay_parties.payees_of(session, accounts, unit_id)
    lines: list[Planned] = []
    left_out: list[LeftOut] = []
    taken: set[Party] = set()
    for payee in sorted(payees.values(), key=lambda one: (one.unit_id or 0, one.party)):
        items, others = _by_account(grouped[payee.party], accounts[payee.party])
        if others:
            left_out.append(_left_out(payee, others, (OTHER_ACCOUNT, {})))
        wrong = payee.wrong or twice(payee, taken)
        if wrong:
            left_out.append(_left_out(payee, items, wrong))
        else:
            taken |= payee.known_as
            lines.append(Planned(payee, tuple(items)))
    return Plan(tuple(lines), tuple(left_out))


def _order(one: Payable) -> tuple[str, int, str]:
    return one.source_type, one.source_id, one.month


def _by_account(
    items: Sequence[Payable], account: Account | None
) -> tuple[list[Payable], list[Payable]]:
    """Part what goes into an account from what goes elsewhere."""
    mine = [one for one in items if one.account == account]
    return mine, [one for one in items if one.account != account]


def twice(payee: Payee, taken: set[Party]) -> Wrong | None:
    """Return advice when somebody takes the money of another line already."""
    return (PAYEE_TWICE, {"name": payee.name}) if payee.known_as & taken else None


def _left_out(payee: Payee, items: Sequence[Payable], wrong: Wrong) -> LeftOut:
    text, values = wrong
    fen = sum(one.fen for one in items)
    return LeftOut(payee.party, payee.label, fen, text, {"name": payee.name, **values})
