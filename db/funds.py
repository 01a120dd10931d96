"""Funds: pots of money by source, year and use; what came in, what is left, closing a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import claim_recoveries, ledger
from db.models.aid import Fund, FundEntry
from db.models.mutual import UnitEnrolment
from db.models.units import Unit, UnitBelow
from db.unit_names import name_of
from db.verbs import actor_of, load, needs, today_of
from rules import funds as rules
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.funds import Sums
from rules.language import N_

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class FundRow:
    """A pot and what its ledger comes to."""

    id: int
    version: int
    name: str
    source: str
    year: int
    uses: tuple[str, ...]
    unit_name: str
    closed_on: date | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class FundChoice:
    """A pot to spend from; ``balance`` is None where its unit is not the actor's."""

    id: int
    name: str
    year: int
    source: str
    unit_name: str
    balance: int | None


@dataclass(frozen=True, slots=True)
class FundPage:
    """A page of pots; ``sums`` are those of all of them, ``total`` how many there are."""

    rows: list[FundRow]
    total: int
    sums: Sums


@needs(Permission.MANAGE_FUNDS)
def open_fund(session: Session, unit_id: int, values: Mapping[str, Value]) -> int:
    """Open a pot of a unit for a source, a year and the kinds of aid it may be spent on."""
    unit = load(session, Unit, unit_id)
    if unit.closed_on is not None:
        raise WrongState(N_("This unit is closed."))
    name, year = str(values["name"]).strip(), values["year"]
    uses = _uses(values["uses"])
    taken = select(Fund.id).where(Fund.unit_id == unit_id, Fund.year == year, Fund.name == name)
    if session.scalar(taken) is not None:
        raise Conflict(N_("The unit has a fund of this name in this year already."), field="name")
    fund = Fund(unit_id=unit_id, name=name, source=str(values["source"]), year=year, uses=uses)
    fund.budget_fen = fund.income_fen = fund.moved_fen = fund.paid_fen = fund.committed_fen = 0
    session.add(fund)
    session.flush()
    return fund.id


def _uses(value: Value) -> list[str]:
    uses = list(value) if isinstance(value, tuple | list) else []
    if not uses:
        raise InvalidInput(N_("Say what this fund may be spent on."), field="uses")
    return uses


@needs(Permission.MANAGE_FUNDS)
def change_fund(session: Session, fund_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change a pot's name or what it may be spent on; source and year stay."""
    fund = load(session, Fund, fund_id, seen)
    rules.check_open(fund.closed_on)
    uses = _uses(values["uses"])
    if fund.uses != uses:
        fund.uses = uses
    fund.name = str(values["name"]).strip()


@needs(Permission.MANAGE_FUNDS)
def enter_budget(
    session: Session, fund_id: int, fen: int, on: date, document_no: str = "", note: str = ""
) -> int:
    """Enter what was decided to be at hand, in a pot's year; returns the entry's id."""
    fund = _ready_for_entry(session, fund_id, fen, on)
    entry = ledger.post(
        session, fund, rules.BUDGET, fen, on=on, document_no=document_no.strip(), note=note.strip()
    )
    return entry.id


@needs(Permission.MANAGE_FUNDS)
def enter_income(
    session: Session,
    fund_id: int,
    fen: int,
    on: date,
    payer: str = "",
    document_no: str = "",
    note: str = "",
) -> int:
    """Enter money received: from whom, by which document; returns the entry's id."""
    for name, text in (("payer", payer), ("document_no", document_no)):
        if not text.strip():
            raise InvalidInput(N_("Say who paid and the document's number."), field=name)
    fund = _ready_for_entry(session, fund_id, fen, on)
    entry = ledger.post(
        session,
        fund,
        rules.INCOME,
        fen,
        on=on,
        document_no=document_no.strip(),
        payer=payer.strip(),
        note=note.strip(),
    )
    return entry.id


def _ready_for_entry(session: Session, fund_id: int, fen: int, on: date) -> Fund:
    fund = ledger.hold(session, fund_id)
    rules.check_open(fund.closed_on)
    rules.check_positive(fen)
    rules.check_year_of(fund.year, on)
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    return fund


@needs(Permission.MANAGE_FUNDS)
def take_back(session: Session, entry_id: int, reason: str) -> int:
    """Reverse a budget or an income that was entered in error; returns the reversal's id."""
    if not reason.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    entry = load(session, FundEntry, entry_id)
    if entry.source_type == UnitEnrolment.__tablename__:
        raise WrongState(N_("These are fees of mutual aid. Take the receipt back at the hand-in."))
    if entry.source_type == claim_recoveries.CLAIM:
        return claim_recoveries.turn(session, entry, reason.strip())
    return ledger.reverse(session, entry, reason.strip())


@needs(Permission.MANAGE_FUNDS)
def carry_over(
    session: Session, fund_id: int, seen: int, to_fund_id: int, fen: int, note: str = ""
) -> None:
    """Move money left to another pot of the same unit and source, in this year or the next."""
    load(session, Fund, fund_id, seen)
    ids = sorted({fund_id, to_fund_id})
    held = {one: ledger.hold(session, one) for one in ids}  # in one order, against deadlock
    fund, target = held[fund_id], held[to_fund_id]
    for one in held.values():
        rules.check_open(one.closed_on)
    same_pot = (fund.unit_id, fund.source) == (target.unit_id, target.source)
    if fund.id == target.id or not same_pot or target.year < fund.year:
        raise InvalidInput(
            N_("Money stays with its source: choose another fund of it, of this year or later."),
            field="to_fund_id",
        )
    rules.check_positive(fen)
    ledger.post(
        session, fund, rules.CARRIED, fen, source=(Fund.__tablename__, target.id), note=note.strip()
    )
    ledger.post(
        session,
        target,
        rules.INCOME,
        fen,
        source=(Fund.__tablename__, fund.id),
        payer=fund.trail_label,
        note=note.strip(),
    )


@needs(Permission.MANAGE_FUNDS)
def close_fund(session: Session, fund_id: int, seen: int) -> None:
    """Close a pot at the year's end; what is left and was not carried over stays to be seen."""
    load(session, Fund, fund_id, seen)
    fund = ledger.hold(session, fund_id)
    rules.check_open(fund.closed_on)
    if fund.committed_fen:
        raise WrongState(
            N_("Money is reserved in this fund. Pay what was granted, or cancel it first.")
        )
    fund.closed_on = today_of(session)


@needs(Permission.SEE_FUNDS)
def list_years(session: Session) -> list[int]:
    """Return the years that have funds, the latest first."""
    return list(session.scalars(select(Fund.year).distinct().order_by(Fund.year.desc())))


@needs(Permission.SEE_FUNDS)
def list_page(session: Session, year: int, page: int = 1, size: int = PAGE_SIZE) -> FundPage:
    """Return a page of a year's pots: those of the actor's own unit first, then by unit."""
    columns = (Fund.budget_fen, Fund.income_fen, Fund.moved_fen, Fund.paid_fen, Fund.committed_fen)
    sums = session.execute(
        select(func.count(Fund.id), *map(func.sum, columns)).where(Fund.year == year)
    ).one()
    rows = session.execute(
        select(Fund, Unit.name)
        .join(Unit, Unit.id == Fund.unit_id)
        .where(Fund.year == year)
        .order_by(
            Fund.unit_id != (actor_of(session).unit_id or 0),
            Unit.sort_name,
            Fund.unit_id,
            Fund.source,
            Fund.name,
        )
        .limit(size)
        .offset((page - 1) * size)
    )
    total, *fen = (int(each or 0) for each in sums)
    return FundPage([_row(fund, unit_name) for fund, unit_name in rows], total, Sums(*fen))


@needs(Permission.SEE_FUNDS)
def get_fund(session: Session, fund_id: int) -> FundRow:
    """Return a pot; raises NotFound outside the scope."""
    fund = load(session, Fund, fund_id)
    return _row(fund, name_of(session, fund.unit_id))


def _row(fund: Fund, unit_name: str) -> FundRow:
    return FundRow(
        fund.id,
        fund.version,
        fund.name,
        fund.source,
        fund.year,
        tuple(fund.uses),
        unit_name,
        fund.closed_on,
        fund.sums,
    )


@needs(Permission.SEE_FUNDS)
def list_choices(
    session: Session, unit_id: int, kinds: Iterable[str], year: int
) -> list[FundChoice]:
    """Return the open pots of a year for one of ``kinds`` at a unit or above it.

    Who decides must have the pot in scope; of the others only name and source are told.
    """
    unit = load(session, Unit, unit_id)
    wanted = frozenset(kinds)
    rows = session.execute(
        select(Fund, Unit.name)
        .join(Unit, Unit.id == Fund.unit_id)
        .join(UnitBelow, UnitBelow.ancestor_id == Fund.unit_id)
        .where(UnitBelow.unit_id == unit.id, Fund.year == year, Fund.closed_on.is_(None))
        .order_by(Fund.source, Fund.name, Fund.id)
        # Pots of the unions above lie outside the scope; the unit itself is in it.
        .execution_options(kernel=True)
    ).all()
    own = set(session.scalars(select(Fund.id).where(Fund.id.in_([fund.id for fund, _ in rows]))))
    return [
        FundChoice(
            fund.id,
            fund.name,
            fund.year,
            fund.source,
            unit_name,
            fund.balance_fen if fund.id in own else None,
        )
        for fund, unit_name in rows
        if wanted & set(fund.uses)
    ]


@needs(Permission.SEE_FUNDS)
def list_targets(session: Session, fund_id: int) -> list[FundChoice]:
    """Return the open pots to which money of a pot may be carried over."""
    fund = load(session, Fund, fund_id)
    rows = session.scalars(
        select(Fund)
        .where(
            Fund.unit_id == fund.unit_id,
            Fund.source == fund.source,
            Fund.year >= fund.year,
            Fund.id != fund.id,
            Fund.closed_on.is_(None),
        )
        .order_by(Fund.year, Fund.name)
    )
    return [FundChoice(row.id, row.name, row.year, row.source, "", row.balance_fen) for row in rows]
