"""The lines of a pay run: listed in pages, taken out and put back, shown whole for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db.claim_due import of_claim
from db.models.aid import Fund
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.pay_overlaps import elsewhere
from db.pay_rows import KERNEL
from db.payables import Party, party_of
from db.verbs import load, needs
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import NotFound
from rules.language import N_
from rules.masks import mask_address, mask_bank_number
from rules.members import Status

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in a list; card and address masked. ``elsewhere`` names other unsettled runs."""

    id: int
    version: int
    number: int
    place: int
    party: Party
    payee_name: str
    beneficiary_names: str
    fen: int
    state: str
    removed: bool
    removed_reason: str
    bank_name: str
    bank_number: str
    address: str
    settled_on: date | None
    result_code: str
    bank_reference: str
    proxy_name: str
    proxy_reason: str
    remark: str
    elsewhere: tuple[str, ...]
    died: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What a line pays: one grant, one month of a benefit, or one claim with its number."""

    kind: str
    month: str
    claim_id: int | None
    claim_no: str
    person_name: str
    fund: str
    fen: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class LineFile:
    """A line with its payments; ``follow_up_no`` is the run that pays again what failed here."""

    row: LineRow
    items: tuple[ItemRow, ...]
    follow_up_no: str


@dataclass(frozen=True, slots=True)
class LinePage:
    rows: list[LineRow]
    total: int


@needs(Permission.SEE_FUNDS)
def list_page(
    session: Session,
    run_id: int,
    chosen: Mapping[str, Any],
    page: int = 1,
    size: int = PAGE_SIZE,
) -> LinePage:
    """List a run's lines, of a door round in its order.

    ``chosen`` may hold ``text`` (a piece of a name, or a line's number), ``state`` and
    ``removed`` (True lists those taken out).
    """
    run = load(session, PayRun, run_id)
    query = _filtered(select(PayLine).where(PayLine.run_id == run.id), chosen)
    total = session.scalar(
        query.with_only_columns(func.count(PayLine.id)), execution_options=KERNEL
    )
    order = (PayLine.place, PayLine.number) if run.way == rules.DOOR else (PayLine.number,)
    lines = session.scalars(
        query.order_by(*order).limit(size).offset((page - 1) * size), execution_options=KERNEL
    ).all()
    return LinePage(_rows(session, run, lines), total or 0)


def _filtered(query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    text = "".join(str(chosen.get("text") or "").split())
    if text.isascii() and text.isdecimal() and len(text) < 9:
        query = query.where(PayLine.number == int(text))
    elif text:
        query = query.where(
            or_(
                PayLine.payee_name.contains(text, autoescape=True),
                PayLine.beneficiary_names.contains(text, autoescape=True),
            )
        )
    if chosen.get("state"):
        query = query.where(PayLine.state == chosen["state"])
    return query.where(PayLine.removed.is_(bool(chosen.get("removed"))))


def _rows(session: Session, run: PayRun, lines: Sequence[PayLine]) -> list[LineRow]:
    unsettled = run.state in rules.UNSETTLED
    parties = {one.id: _party(one) for one in lines}
    others = elsewhere(session, set(parties.values()), run.id) if unsettled else {}
    died = _died(session, list(parties)) if unsettled else set()
    return [
        _row(one, parties[one.id], others.get(parties[one.id], ()), one.id in died) for one in lines
    ]


def _party(one: PayLine) -> Party:
    return party_of({"household_id": one.household_id, "member_id": one.member_id})


def _row(one: PayLine, party: Party, others: tuple[str, ...], died: bool) -> LineRow:
    return LineRow(
        one.id,
        one.version,
        one.number,
        one.place,
        party,
        one.payee_name,
        one.beneficiary_names,
        one.fen,
        one.state,
        one.removed,
        one.removed_reason,
        one.bank_name or "",
        mask_bank_number(one.bank_number) if one.bank_number else "",
        mask_address(one.address or ""),
        one.settled_on,
        one.result_code,
        one.bank_reference,
        one.proxy_name,
        one.proxy_reason,
        one.remark,
        others,
        died,
    )


def _died(session: Session, line_ids: Sequence[int]) -> set[int]:
    """Return those lines whose payee or beneficiary has died."""
    dead = select(HouseholdPerson.id).where(HouseholdPerson.deceased_on.is_not(None))
    gone = select(Member.id).where(Member.status == Status.DECEASED)
    of_items = select(PayItem.line_id).where(
        PayItem.line_id.in_(line_ids),
        or_(PayItem.person_id.in_(dead), PayItem.member_id.in_(gone)),
        PayItem.late.is_(False),
    )
    query = select(PayLine.id).where(
        PayLine.id.in_(line_ids), or_(PayLine.payee_id.in_(dead), PayLine.id.in_(of_items))
    )
    return set(session.scalars(query, execution_options=KERNEL))


@needs(Permission.SEE_FUNDS)
def get_line(session: Session, run_id: int, line_id: int) -> LineFile:
    """Return a line of a run with what it pays; NotFound where the run has no such line."""
    run = load(session, PayRun, run_id)
    line = load(session, PayLine, line_id)
    if line.run_id != run.id:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    (row,) = _rows(session, run, [line])
    found = session.execute(
        select(PayItem, func.coalesce(HouseholdPerson.name, Claim.name), Fund.name, Claim.claim_no)
        .join(Fund, Fund.id == PayItem.fund_id)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == PayItem.person_id)
        .outerjoin(Claim, of_claim())
        .where(PayItem.line_id == line.id)
        .order_by(PayItem.id),
        execution_options=KERNEL,
    )
    items = tuple(
        ItemRow(
            item.kind,
            item.month,
            item.source_id if claim_no else None,
            claim_no or "",
            person or "",
            fund,
            item.fen,
            item.paid_on,
        )
        for item, person, fund, claim_no in found
    )
    return LineFile(row, items, _follow_up(session, line))


def _follow_up(session: Session, line: PayLine) -> str:
    if line.follow_up_id is None:
        return ""
    query = (
        select(PayRun.run_no)
        .join(PayLine, PayLine.run_id == PayRun.id)
        .where(PayLine.id == line.follow_up_id)
    )
    return session.scalar(query, execution_options=KERNEL) or ""
