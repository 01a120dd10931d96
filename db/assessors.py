"""The register of assessors: contract, speciality, fee; suspended, dismissed; how well they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from db import moves, opinions
from db.models.accounts import Account, AccountRole
from db.models.claims import Assessor, Claim, Opinion
from db.moves import MoveRow
from db.sign_ins import login_key
from db.verbs import load, needs, now_of, today_of
from rules import opinions as rules
from rules.access import Permission
from rules.errors import Conflict, InvalidInput
from rules.fields import Value
from rules.language import N_
from rules.opinions import ScoreCard

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AssessorRow:
    """An assessor with the score card; ``usable`` says that claims may be sent today."""

    id: int
    version: int
    values: Mapping[str, Value]
    state: str
    login: str
    usable: bool
    card: ScoreCard

    @property
    def name(self) -> str:
        return str(self.values["name"])


@dataclass(frozen=True, slots=True)
class AssessorPage:
    rows: list[AssessorRow]
    total: int


@needs(Permission.SEE_CLAIMS)
def list_page(session: Session, page: int = 1, size: int = PAGE_SIZE) -> AssessorPage:
    """List the assessors, those at work first."""
    total = session.scalar(select(func.count(Assessor.id))) or 0
    rows = session.scalars(
        select(Assessor)
        .order_by(Assessor.state != rules.ACTIVE, Assessor.name, Assessor.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return AssessorPage(_rows(session, rows), total)


@needs(Permission.SEE_CLAIMS)
def get_assessor(session: Session, assessor_id: int) -> AssessorRow:
    """Return one assessor."""
    return _rows(session, [load(session, Assessor, assessor_id)])[0]


@needs(Permission.SEE_CLAIMS)
def list_moves(session: Session, assessor_id: int) -> list[MoveRow]:
    """Return when an assessor was suspended and dismissed, by whom and why."""
    return moves.list_moves(
        session, Assessor.__tablename__, load(session, Assessor, assessor_id).id
    )


def _rows(session: Session, found: Sequence[Assessor]) -> list[AssessorRow]:
    cards = _cards(session, [row.id for row in found])
    accounts = [row.account_id for row in found if row.account_id]
    # The sign-in name of an assessor is no secret to who may see the register.
    logins = dict(
        session.execute(
            select(Account.id, Account.login).where(Account.id.in_(accounts)),
            execution_options={"kernel": True},
        ).all()
    )
    today = today_of(session)
    return [
        AssessorRow(
            row.id,
            row.version,
            {field.name: getattr(row, field.name) for field in rules.ASSESSOR_FIELDS},
            row.state,
            logins.get(row.account_id or 0, ""),
            row.state == rules.ACTIVE and row.valid_from <= today <= row.valid_to,
            cards.get(row.id, ScoreCard()),
        )
        for row in found
    ]


def _cards(session: Session, ids: Sequence[int]) -> dict[int, ScoreCard]:
    """Count what came of the questions within the actor's scope."""
    answered, late = Opinion.answered_at.is_not(None), Opinion.answered_at > Opinion.due_at
    waiting = and_(Opinion.answered_at.is_(None), Opinion.due_at < now_of(session))
    appeal = select(Claim.id).where(Claim.appeals_id == Opinion.claim_id)
    rows = session.execute(
        select(
            Opinion.assessor_id,
            func.count(Opinion.id),
            _counted(and_(answered, ~late)),
            _counted(and_(answered, late)),
            _counted(waiting),
            _counted(Opinion.agreed.is_not(None)),
            _counted(Opinion.agreed.is_(True)),
            _counted(and_(answered, appeal.exists())),
            func.sum(Opinion.fee_fen),
        )
        .where(Opinion.assessor_id.in_(ids), Opinion.withdrawn.is_(False))
        .group_by(Opinion.assessor_id)
    )
    return {row[0]: ScoreCard(*(int(each or 0) for each in row[1:])) for row in rows}


def _counted(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


@needs(Permission.MANAGE_ASSESSORS)
def register(session: Session, values: Mapping[str, Value]) -> int:
    """Enter an assessor with the contract; returns the id."""
    assessor = Assessor(**_checked(values))
    moves.begin(session, assessor, rules.ASSESSOR)
    return assessor.id


@needs(Permission.MANAGE_ASSESSORS)
def change(session: Session, assessor_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change contract, speciality or fee; opinions given keep the fee of their time."""
    assessor = load(session, Assessor, assessor_id, seen)
    for name, value in _checked(values).items():
        if getattr(assessor, name) != value:
            setattr(assessor, name, value)


def _checked(values: Mapping[str, Value]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for field in rules.ASSESSOR_FIELDS:
        value = values.get(field.name)
        checked[field.name] = value.strip() if isinstance(value, str) else value
        if value is None and not field.required:
            checked[field.name] = ""
    rules.check_contract(checked["valid_from"], checked["valid_to"])
    return checked


@needs(Permission.MANAGE_ASSESSORS)
def take(session: Session, assessor_id: int, seen: int, action: str, note: str = "") -> None:
    """Suspend an assessor, let one work again, or dismiss one; what waits is taken back."""
    assessor = load(session, Assessor, assessor_id, seen)
    moves.move(session, assessor, rules.ASSESSOR, action, note)
    if action != rules.RESUME:
        opinions.take_back_all(session, assessor.id, note)


@needs(Permission.MANAGE_ASSESSORS)
def link_account(session: Session, assessor_id: int, seen: int, login: str) -> None:
    """Let the account of this sign-in name answer for an assessor; "" takes the account away."""
    assessor = load(session, Assessor, assessor_id, seen)
    if not login.strip():
        assessor.account_id = None
        return
    account = session.scalar(select(Account).where(Account.login == login_key(login)))
    roles = session.scalars(
        select(AccountRole.role_code).where(
            AccountRole.account_id == (account.id if account else 0),
            AccountRole.ended_at.is_(None),
        )
    ).all()
    if account is None or account.disabled or set(roles) != {rules.ROLE}:
        raise InvalidInput(
            N_("There is no account of this name that is an assessor's and nothing else."),
            field="login",
        )
    taken = select(Assessor.name).where(
        Assessor.account_id == account.id, Assessor.id != assessor.id
    )
    other = session.scalar(taken)
    if other is not None:
        raise Conflict(N_("This account is that of {name}."), field="login", name=other)
    assessor.account_id = account.id


@dataclass(frozen=True, slots=True)
class AssessorChoice:
    """An assessor whom a claim may be sent to."""

    id: int
    name: str
    speciality: str
    valid_to: date


@needs(Permission.DECIDE_CLAIMS)
def list_choices(session: Session) -> list[AssessorChoice]:
    """Return the assessors with an account to whom claims may be sent today."""
    today = today_of(session)
    rows = session.execute(
        select(Assessor.id, Assessor.name, Assessor.speciality, Assessor.valid_to)
        .where(
            Assessor.state == rules.ACTIVE,
            Assessor.account_id.is_not(None),
            Assessor.valid_from <= today,
            Assessor.valid_to >= today,
        )
        .order_by(Assessor.speciality, Assessor.name)
    )
    return [AssessorChoice(*row) for row in rows]
