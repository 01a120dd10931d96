"""Accounts, roles and who holds them; changes end the sessions they concern at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db.account_sessions import end_all
from db.models.accounts import Account, AccountRole, Role, RoleConflict, SignIn
from db.models.units import Unit
from db.passwords import NewPassword
from db.sign_ins import login_key
from db.verbs import actor_of, load, needs, now_of
from rules.access import Permission, check_compatible
from rules.errors import Conflict, InvalidInput, NotAllowed
from rules.language import LANGUAGES, N_, Words
from rules.passwords import check_password

PAGE_SIZE = 50
SHORTEST_LOGIN = 2


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the administrator sees it."""

    id: int
    version: int
    login: str
    name: str
    unit_id: int | None
    unit_name: str
    roles: tuple[str, ...]
    language: str
    disabled: bool
    must_change_password: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    rows: list[AccountRow]
    has_more: bool
    total: int


@needs(Permission.MANAGE_ACCOUNTS)
def list_accounts(
    session: Session, text: str = "", page: int = 1, size: int = PAGE_SIZE
) -> AccountPage:
    """List the accounts of the actor's part of the tree, by name."""
    wanted = select(Account.id)
    if text.strip():
        piece = text.strip()
        wanted = wanted.where(
            or_(
                Account.name.contains(piece, autoescape=True),
                Account.login.contains(login_key(piece), autoescape=True),
            )
        )
    total = session.scalar(wanted.with_only_columns(func.count(Account.id))) or 0
    ids = session.scalars(
        wanted.order_by(Account.name, Account.id).limit(size + 1).offset((page - 1) * size)
    ).all()
    return AccountPage(_rows(session, ids[:size]), len(ids) > size, total)


def _rows(session: Session, ids: Sequence[int]) -> list[AccountRow]:
    found = session.execute(
        select(Account, Unit.name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.id.in_(ids))
        .execution_options(kernel=True)
    )
    rows = {account.id: (account, unit_name or "") for account, unit_name in found}
    held: dict[int, list[str]] = {}
    for row in session.scalars(_held(ids)):
        held.setdefault(row.account_id, []).append(row.role_code)
    visits = session.execute(
        select(SignIn.account_id, func.max(SignIn.seen_at))
        .where(SignIn.account_id.in_(ids))
        .group_by(SignIn.account_id)
    )
    seen = {row[0]: row[1] for row in visits}
    return [
        AccountRow(
            account.id,
            account.version,
            account.login,
            account.name,
            account.unit_id,
            unit_name,
            tuple(held.get(account.id, ())),
            account.language,
            account.disabled,
            account.must_change_password,
            seen.get(account.id),
        )
        for account, unit_name in (rows[key] for key in ids if key in rows)
    ]


def _held(ids: Iterable[int]) -> Select[AccountRole]:
    # Past the scope, which the accounts have passed: no role may hide in another unit.
    return (
        select(AccountRole)
        .where(AccountRole.account_id.in_(list(ids)), AccountRole.ended_at.is_(None))
        .order_by(AccountRole.id)
        .execution_options(kernel=True)
    )


@needs(Permission.MANAGE_ACCOUNTS)
def get_account(session: Session, account_id: int) -> AccountRow:
    """Return one account; raises NotFound outside the actor's scope."""
    return _rows(session, [load(session, Account, account_id).id])[0]


@needs(Permission.MANAGE_ACCOUNTS)
def create(
    session: Session,
    login: str,
    name: str,
    unit_id: int | None,
    roles: Sequence[str],
    password: NewPassword,
    must_change_password: bool = True,
) -> int:
    """Open an account; the first password is to be changed at the first sign-in."""
    key = _checked_login(session, login)
    if not name.strip():
        raise InvalidInput(N_("{label} is missing."), field="name", label=Words(N_("Name")))
    check_password(password.text, key)
    account = Account(
        login=key,
        name=name.strip()[:60],
        password_hash=password.hashed,
        unit_id=_checked_unit(session, unit_id),
        must_change_password=must_change_password,
        language="",
        disabled=False,
        created_at=now_of(session),
    )
    session.add(account)
    session.flush()
    _set_roles(session, account, roles)
    return account.id


def _checked_login(session: Session, login: str) -> str:
    key = login_key(login)
    if not SHORTEST_LOGIN <= len(key) <= 60 or not all(
        character.isalnum() or character in "._@" for character in key
    ):
        raise InvalidInput(
            N_("A sign-in name has 2 to 60 letters, digits, dots or underscores."), field="login"
        )
    taken = select(Account.id).where(Account.login == key).execution_options(kernel=True)
    if session.scalar(taken) is not None:
        raise Conflict(N_("This sign-in name is taken. Choose another one."), field="login")
    return key


def _checked_unit(session: Session, unit_id: int | None) -> int | None:
    if unit_id is not None:
        return load(session, Unit, unit_id).id
    # Whoever belongs to no unit would see everything: only who sees everything may say so.
    if not actor_of(session).everywhere:
        raise InvalidInput(N_("Choose the unit."), field="unit_id")
    top = select(Unit.id).where(Unit.parent_id.is_(None)).limit(1)
    return session.scalar(top)


def _set_roles(session: Session, account: Account, wanted: Sequence[str]) -> bool:
    """Make the held roles equal ``wanted``; says whether anything changed."""
    rights = {row.code: row.permissions for row in session.scalars(select(Role))}
    if not wanted or any(code not in rights for code in wanted):
        raise InvalidInput(N_("Choose at least one role."), field="roles")
    pairs = session.scalars(select(RoleConflict))
    conflicts = [frozenset((Permission(row.first), Permission(row.second))) for row in pairs]
    check_compatible((Permission(right) for code in wanted for right in rights[code]), conflicts)
    held = {row.role_code: row for row in session.scalars(_held([account.id]))}
    for row in held.values():
        row.unit_id = account.unit_id
    for code in held.keys() - set(wanted):
        held[code].ended_at = now_of(session)
    for code in dict.fromkeys(wanted):
        if code not in held:
            session.add(AccountRole(account_id=account.id, role_code=code, unit_id=account.unit_id))
    return held.keys() != set(wanted)


@needs(Permission.MANAGE_ACCOUNTS)
def change(
    session: Session,
    account_id: int,
    seen: int,
    name: str,
    unit_id: int | None,
    roles: Sequence[str],
    language: str = "",
) -> None:
    """Change name, unit, roles or language; other rights end the account's sessions."""
    account = load(session, Account, account_id, seen)
    if not name.strip():
        raise InvalidInput(N_("{label} is missing."), field="name", label=Words(N_("Name")))
    unit = _checked_unit(session, unit_id)
    before = {row.role_code for row in session.scalars(_held([account.id]))}
    if account.id == actor_of(session).account_id and (
        set(roles) != before or unit != account.unit_id
    ):
        raise NotAllowed(N_("Somebody else has to change your own roles and unit."))
    moved = unit != account.unit_id
    account.name, account.unit_id = name.strip()[:60], unit
    changed = _set_roles(session, account, roles) or moved
    account.language = language if language in LANGUAGES else ""
    if changed:
        end_all(session, account.id, "rights_changed")


@needs(Permission.MANAGE_ACCOUNTS)
def reset_password(session: Session, account_id: int, seen: int, password: NewPassword) -> None:
    """Give a new first password, to be changed at the next sign-in; ends all sessions."""
    account = load(session, Account, account_id, seen)
    check_password(password.text, account.login)
    account.password_hash = password.hashed
    account.must_change_password = True
    end_all(session, account.id, "password_reset")


@needs(Permission.MANAGE_ACCOUNTS)
def disable(session: Session, account_id: int, seen: int) -> None:
    """Close an account and end its sessions; what the person did keeps the name."""
    account = load(session, Account, account_id, seen)
    if account.id == actor_of(session).account_id:
        raise NotAllowed(N_("Somebody else has to disable your own account."))
    account.disabled = True
    end_all(session, account.id, "disabled")


@needs(Permission.MANAGE_ACCOUNTS)
def enable(session: Session, account_id: int, seen: int) -> None:
    """Open a disabled account again."""
    load(session, Account, account_id, seen).disabled = False
