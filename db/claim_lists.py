"""Lists of claims: by filters, by worklist, of one person; counted once a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, union
from sqlalchemy.orm import Session

from db import claim_due, claim_people, kept_figures, search
from db.claim_due import PaymentState
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import MutualPlan
from db.models.trail import Move
from db.models.units import Unit
from db.scope import below
from db.sealing import blind_index
from db.verbs import actor_of, load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.moves import ENTER
from rules.terms import TermKind, read_term

PAGE_SIZE = 50
DEEPEST_PAGE = 200
_KERNEL = {"kernel": True}
_AREAS = ("claims", "pay_runs", "units")
FILTERS = ("state", "event", "cause", "plan_id")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list; ``payment`` says where its money is, None while it was in no run."""

    id: int
    version: int
    claim_no: str
    member_id: int
    name: str
    state: str
    plan_id: int
    plan_name: str
    unit_id: int | None
    unit_name: str
    event: str
    event_on: date
    ended_on: date | None
    hospital: str
    cause: str
    handed_in_on: date
    own_fen: int
    total_fen: int
    payable_fen: int
    paid_fen: int
    paid_on: date | None
    decided_on: date | None
    papers_due_on: date | None
    limit_on: date | None
    recover_fen: int
    recovered_fen: int
    refusal: str
    appeals_id: int | None
    tops_up_id: int | None
    payment: PaymentState | None


@dataclass(frozen=True, slots=True)
class ClaimPage:
    rows: list[ClaimRow]
    total: int


@needs(Permission.SEE_CLAIMS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> ClaimPage:
    """List claims, the latest first; a worklist in the order of its days.

    ``chosen`` may hold ``view`` (a worklist), ``state``, ``event``, ``cause``, ``plan_id``,
    ``year`` of the hand-in, ``below_id`` (a unit and its subtree) and ``text`` (a claim's
    number, or a person's name, pinyin, ID number or its last four).
    """
    wanted = select_ids(session, chosen)
    told = tuple(sorted((name, str(value)) for name, value in chosen.items() if value))
    what = ("claims", told, today_of(session))
    total = kept_figures.kept(session, _AREAS, what, partial(_count_all, session, wanted))
    start = (min(page, DEEPEST_PAGE) - 1) * size
    ids = list(session.scalars(wanted.limit(size).offset(start)))
    return ClaimPage(rows_of(session, ids), total)


def _count_all(session: Session, wanted: Select[Any]) -> int:
    counted = wanted.order_by(None).with_only_columns(func.count(Claim.id))
    return session.scalar(counted) or 0


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select(Claim.id)
    view = str(chosen.get("view") or "")
    asked = condition(session, view)
    if asked is not None:
        wanted = wanted.where(asked)
    for name in FILTERS:
        if chosen.get(name):
            wanted = wanted.where(getattr(Claim, name) == chosen[name])
    if chosen.get("year"):
        year = int(chosen["year"])
        wanted = wanted.where(Claim.handed_in_on.between(date(year, 1, 1), date(year, 12, 31)))
    if chosen.get("below_id"):
        wanted = wanted.where(Claim.unit_id.in_(below(int(chosen["below_id"]))))
    text = str(chosen.get("text") or "").strip()
    if text:
        wanted = wanted.where(_found_by(text))
    return wanted.order_by(*_ORDERS.get(view, (Claim.handed_in_on.desc(), Claim.id.desc())))


_ORDERS: Mapping[str, tuple[Any, ...]] = {
    "to_review": (Claim.handed_in_on, Claim.id),
    "papers": (Claim.papers_due_on, Claim.id),
    "overdue": (Claim.papers_due_on, Claim.id),
    "second_look": (Claim.decided_on, Claim.id),
    "near_limit": (Claim.limit_on, Claim.id),
}


_VIEWS: Mapping[str, Callable[[date], ColumnElement[bool]]] = {
    "to_review": lambda _today: Claim.state.in_(rules.TO_REVIEW),
    "papers": lambda _today: Claim.state == rules.PAPERS_ASKED,
    "overdue": lambda today: and_(Claim.state == rules.PAPERS_ASKED, Claim.papers_due_on < today),
    "second_look": lambda _today: Claim.state == rules.SECOND_LOOK,
    "near_limit": lambda today: and_(
        Claim.state == rules.DRAFT,
        Claim.limit_on <= today + timedelta(days=rules.DAYS_BEFORE_LIMIT),
    ),
    "recover": lambda _today: Claim.recover_fen > Claim.recovered_fen,
}


def condition(session: Session, view: str) -> ColumnElement[bool] | None:
    """Return what the claims of a worklist have in common, None for all claims."""
    found = _VIEWS.get(view)
    return found(today_of(session)) if found is not None else None


def _found_by(text: str) -> ColumnElement[bool]:
    plain = text.upper()
    if plain[:1] == "L" and plain[1:2].isdigit():
        return Claim.claim_no.startswith(plain, autoescape=True)
    # Claims stay with the record that they were taken under, also once it was merged.
    people = _people(text).cte()
    merged = select(Member.id).where(Member.merged_into_id.in_(select(people.c[0])))
    return Claim.member_id.in_(union(select(people.c[0]), merged))


def _people(text: str) -> Any:
    """Select the members whom a text names, those that now stand for merged records with theirs."""
    term = read_term(text)
    if term.kind is TermKind.NAME:
        named = Member.name.contains(term.text, autoescape=True)
        merged = select(Member.merged_into_id).where(Member.merged_into_id.is_not(None), named)
        return union(search.matching_name(term.text).order_by(None), merged)
    if term.kind is TermKind.LETTERS:
        return search.matching_letters(term.text).order_by(None)
    column = {
        TermKind.ID_NUMBER: Member.id_no_index,
        TermKind.MOBILE: Member.mobile_index,
        TermKind.LAST_FOUR: Member.id_no_tail,
    }.get(term.kind)
    standing = select(func.coalesce(Member.merged_into_id, Member.id))
    if column is None:
        return standing.where(Member.member_no == term.text)
    purpose = f"member.{column.key.removesuffix('_index')}"
    return standing.where(column == blind_index(term.text, purpose))


# Made once: building it takes longer than running it. Its columns are those of a row, in order.
_ROWS: Any = (
    select(
        Claim.id,
        Claim.version,
        Claim.claim_no,
        Claim.member_id,
        Claim.name,
        Claim.state,
        Claim.plan_id,
        MutualPlan.name.label("plan_name"),
        Claim.unit_id,
        func.coalesce(Unit.name, "").label("unit_name"),
        Claim.event,
        Claim.event_on,
        Claim.ended_on,
        Claim.hospital,
        Claim.cause,
        Claim.handed_in_on,
        (Claim.own_in_fen + Claim.own_out_fen).label("own_fen"),
        Claim.total_fen,
        Claim.payable_fen,
        Claim.paid_fen,
        Claim.paid_on,
        Claim.decided_on,
        Claim.papers_due_on,
        Claim.limit_on,
        Claim.recover_fen,
        Claim.recovered_fen,
        Claim.refusal,
        Claim.appeals_id,
        Claim.tops_up_id,
    )
    .join(MutualPlan, MutualPlan.id == Claim.plan_id)
    .outerjoin(Unit, Unit.id == Claim.unit_id)
    .where(Claim.id.in_(bindparam("ids", expanding=True)))
)


def rows_of(session: Session, ids: Sequence[int]) -> list[ClaimRow]:
    """Return rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    # The ids came out of a scoped query; names of units and plans are public.
    found = session.execute(_ROWS, {"ids": ids}, execution_options=_KERNEL).all()
    money = claim_due.payment_of(session, [row.id for row in found if row.state == rules.APPROVED])
    rows = {row.id: _row(row, money.get(row.id)) for row in found}
    return [rows[key] for key in ids if key in rows]


def _row(found: Any, payment: PaymentState | None) -> ClaimRow:
    values: tuple[Any, ...] = (*found, payment)
    return ClaimRow(*values)


@needs(Permission.SEE_CLAIMS)
def count_views(session: Session) -> dict[str, int]:
    """Return how many claims each worklist holds, counted anew once something has changed."""
    names = [name for name in rules.CLAIM_VIEWS if name != "all"]
    what = ("claim views", today_of(session))
    return kept_figures.kept(session, ("claims", "units"), what, lambda: _count(session, names))


def _count(session: Session, names: Sequence[str]) -> dict[str, int]:
    counted = []
    for name in names:
        asked = condition(session, name)
        if asked is not None:
            counted.append(select(func.count(Claim.id)).where(asked).scalar_subquery())
    row = session.execute(select(*counted)).one()
    return dict(zip(names, row, strict=True))


@needs(Permission.SEE_CLAIMS)
def list_of_member(session: Session, member_id: int) -> list[ClaimRow]:
    """Return the latest fifty claims of a person under all records of theirs, the latest first."""
    member = load(session, Member, member_id)
    found = session.scalars(
        select(Claim.id)
        .where(Claim.member_id.in_(claim_people.person_ids(session, member.id)))
        .order_by(Claim.event_on.desc(), Claim.id.desc())
        .limit(PAGE_SIZE)
    )
    return rows_of(session, list(found))


@needs(Permission.SEE_CLAIMS)
def list_years(session: Session) -> list[int]:
    """Return the years in which claims were handed in, the latest first."""
    first, last = session.execute(
        select(func.min(Claim.handed_in_on), func.max(Claim.handed_in_on))
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


@needs(Permission.DECIDE_CLAIMS)
def select_to_review(session: Session) -> Select[Any]:
    """Select the count of claims that others took and the actor may decide on."""
    own = (
        select(Move.id)
        .where(
            Move.record_type == Claim.__tablename__,
            Move.record_id == Claim.id,
            Move.action.in_((ENTER, rules.ACCEPT)),
            Move.account_id == actor_of(session).account_id,
        )
        .exists()
    )
    return select(func.count(Claim.id)).where(Claim.state.in_(rules.TO_REVIEW), ~own)


@needs(Permission.TAKE_CLAIMS)
def select_overdue(session: Session) -> Select[Any]:
    """Select the count of claims whose papers have not come in time."""
    asked = condition(session, "overdue")
    return select(func.count(Claim.id)).where(asked)  # type: ignore[arg-type]


@needs(Permission.TAKE_CLAIMS)
def select_near_limit(session: Session) -> Select[Any]:
    """Select the count of drafts that the plan's limit comes near."""
    asked = condition(session, "near_limit")
    return select(func.count(Claim.id)).where(asked)  # type: ignore[arg-type]
