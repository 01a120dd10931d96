"""What keeps a line of a run from being paid: looked at when it is locked and when it is sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import pay_parties, pay_rows, pay_sources, payables
from db.models.aid import Fund
from db.models.pay_runs import PayRun
from db.pay_grouping import OTHER_ACCOUNT, twice
from db.pay_rows import Row
from db.payables import Frozen, Party, Payee, Wrong, party_of, person_of
from rules import pay_runs as rules
from rules.errors import WrongState
from rules.language import N_

NO_CARD = N_("{name} has no bank card on file.")
SAME_CARD = N_("The same bank card stands on line {number}.")
SAME_PERSON = N_("The same person stands on line {number}, by the ID number.")
NO_CASH = N_("This amount cannot be made up of notes and coins.")
NOT_STANDING = N_("What is paid here no longer stands: it was ended, paused or taken back.")
OTHER_AMOUNT = N_("The amount has changed since the draft.")
MOVED_AWAY = N_("The household has left your part of the office.")
FUND_CLOSED = N_("The fund that pays was closed. Cancel the grant, and grant it from another.")


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a line cannot be paid as it stands; ``text`` is advice with ``values``."""

    line_id: int
    number: int
    payee_name: str
    fen: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looked:
    """A run's lines as they stand now, what a lock would freeze, and what is wrong."""

    lines: list[Row]
    items: list[Row]
    payees: Mapping[Party, Payee]
    frozen: Mapping[Party, Frozen]
    faults: tuple[LineFault, ...]

    @property
    def line_ids(self) -> list[int]:
        return [line["id"] for line in self.lines]


def look(session: Session, run: PayRun) -> Looked:
    """Check each line of a run against its parties, people and sources of today."""
    lines = pay_rows.lines_of(session, run.id)
    items = pay_rows.items_of(session, run.id, [line["id"] for line in lines])
    named = pay_sources.accounts_of(session, items)
    accounts = {party_of(line): next(iter(named.get(line["id"], ())), None) for line in lines}
    payees = pay_parties.payees_of(session, accounts)
    frozen = pay_parties.freeze(session, payees.values(), accounts)
    of_items = _source_faults(session, items)
    for line_id, several in named.items():
        if len(several) > 1:
            of_items.setdefault(line_id, []).append((OTHER_ACCOUNT, {}))
    inspector = _Inspector(run.way, payees, frozen, of_items)
    faults = [fault for line in lines for fault in inspector.faults_of(line)]
    return Looked(lines, items, payees, frozen, tuple(faults))


class _Inspector:
    """Goes through the lines in their order, remembering payees, cards and IDs it has met."""

    def __init__(
        self,
        way: str,
        payees: Mapping[Party, Payee],
        frozen: Mapping[Party, Frozen],
        of_items: Mapping[int, Sequence[Wrong]],
    ) -> None:
        self._way, self._payees, self._frozen, self._of_items = way, payees, frozen, of_items
        self._taken: set[Party] = set()
        self._cards: dict[str, int] = {}
        self._people: dict[str, int] = {}

    def faults_of(self, line: Row) -> Iterable[LineFault]:
        payee = self._payees.get(party_of(line))
        wrong = list(self._of_items.get(line["id"], ()))
        kept = self._frozen.get(party_of(line))
        if payee is None:
            wrong.append((MOVED_AWAY, {}))
        else:
            wrong += self._payee(payee) or (self._person(line, kept) if kept else [])
            wrong += self._way_of(line, payee, kept) if kept else []
        for text, values in wrong:
            yield _fault(line, text, values)

    def _payee(self, payee: Payee) -> list[Wrong]:
        wrong = payee.wrong or twice(payee, self._taken)
        if wrong:
            return [wrong]
        self._taken |= payee.known_as
        return []

    def _way_of(self, line: Row, payee: Payee, kept: Frozen) -> list[Wrong]:
        if self._way == rules.DOOR:
            return [] if rules.can_be_cash(line["fen"]) else [(NO_CASH, {})]
        if not kept.bank_number:
            return [(NO_CARD, {"name": payee.name})]
        first = self._cards.setdefault(kept.bank_number, line["number"])
        return [] if first == line["number"] else [(SAME_CARD, {"number": first})]

    def _person(self, line: Row, kept: Frozen) -> list[Wrong]:
        """Look whether another line pays the same person under a record of its own."""
        if not kept.id_no:
            return []
        first = self._people.setdefault(kept.id_no, line["number"])
        return [] if first == line["number"] else [(SAME_PERSON, {"number": first})]


def _source_faults(session: Session, items: Sequence[Row]) -> dict[int, list[Wrong]]:
    found = _fallen(session, items)
    for line_id in _of_closed_funds(session, items):
        found[line_id].append((FUND_CLOSED, {}))
    # Until which month a benefit of somebody who died is paid, its own feature knows; what is
    # due of a member who died goes to the heirs.
    single = [item for item in items if not item["month"] and item["member_id"] is None]
    for line_id, wrong in _deaths(session, single).items():
        found[line_id] += wrong
    return {line_id: _once(wrong) for line_id, wrong in found.items()}


def _fallen(session: Session, items: Sequence[Row]) -> dict[int, list[Wrong]]:
    """Return, by line, what no longer stands as it is to be paid."""
    grouped: dict[str, list[payables.Key]] = defaultdict(list)
    for item in items:
        grouped[item["source_type"]].append((item["source_id"], item["month"]))
    standing = {kind: pay_sources.standing(session, kind, keys) for kind, keys in grouped.items()}
    found: dict[int, list[Wrong]] = defaultdict(list)
    for item in items:
        fen = standing[item["source_type"]].get((item["source_id"], item["month"]))
        if fen is None:
            found[item["line_id"]].append((NOT_STANDING, {}))
        elif fen != item["fen"]:
            found[item["line_id"]].append((OTHER_AMOUNT, {}))
    return found


def check_standing(session: Session, items: Sequence[Row]) -> None:
    """Raise WrongState unless everything that these items pay still stands as it did."""
    for wrong in _fallen(session, items).values():
        text, values = wrong[0]
        raise WrongState(text, **values)


def _of_closed_funds(session: Session, items: Sequence[Row]) -> set[int]:
    closed = set(
        session.scalars(
            select(Fund.id).where(
                Fund.id.in_({item["fund_id"] for item in items}), Fund.closed_on.is_not(None)
            ),
            execution_options=pay_rows.KERNEL,
        )
    )
    return {item["line_id"] for item in items if item["fund_id"] in closed}


def _deaths(session: Session, items: Sequence[Row]) -> dict[int, list[Wrong]]:
    died = pay_parties.deaths(session, {person_of(item) for item in items})
    found: dict[int, list[Wrong]] = defaultdict(list)
    for item in items:
        if person_of(item) in died:
            found[item["line_id"]].append(died[person_of(item)])
    return found


def _once(wrong: Iterable[Wrong]) -> list[Wrong]:
    found: list[Wrong] = []
    for one in wrong:
        if one not in found:
            found.append(one)
    return found


def fallen_since(session: Session, run: PayRun) -> list[LineFault]:
    """Return the open lines of a run of which something was ended or changed since the lock."""
    lines, items = _open(session, run)
    found = _fallen(session, items)
    return [_fault(line, *found[line["id"]][0]) for line in lines if line["id"] in found]


def _open(session: Session, run: PayRun) -> tuple[list[Row], list[Row]]:
    lines = [line for line in pay_rows.lines_of(session, run.id) if line["state"] == rules.LISTED]
    return lines, pay_rows.items_of(session, run.id, [line["id"] for line in lines])


def _fault(line: Row, text: str, values: Mapping[str, Any]) -> LineFault:
    return LineFault(line["id"], line["number"], line["payee_name"], line["fen"], text, values)


def deaths_since(session: Session, run: PayRun) -> list[LineFault]:
    """Return the open lines of a run whose payee or beneficiary has died since the lock."""
    lines, items = _open(session, run)
    died = _deaths(session, [item for item in items if not item["late"]])
    homes = [line for line in lines if line["member_id"] is None]
    payees = pay_parties.deaths(session, {person_of(line, "payee_id") for line in homes})
    faults = []
    for line in lines:
        wrong = list(died.get(line["id"], ()))
        if line["member_id"] is None and person_of(line, "payee_id") in payees:
            wrong.append(payees[person_of(line, "payee_id")])
        faults += [_fault(line, text, values) for text, values in _once(wrong)]
    return faults
