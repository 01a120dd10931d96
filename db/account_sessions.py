"""The sessions of an account: to be seen, and to be ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.accounts import Account, SignIn
from db.verbs import actor_of, load, needs, now_of
from rules.access import Permission
from rules.errors import NotAllowed
from rules.language import N_


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One session: when it began, when it was last used, from where."""

    id: int
    opened_at: datetime
    seen_at: datetime
    address: str
    browser: str
    own: bool


@needs(Permission.MANAGE_ACCOUNTS)
def list_sessions(session: Session, account_id: int) -> list[SignInRow]:
    """Return the open sessions of one account."""
    return open_sessions(session, load(session, Account, account_id).id)


@needs(Permission.MANAGE_ACCOUNTS)
def end_session(session: Session, sign_in_id: int) -> None:
    """End somebody's session at once."""
    opened = session.get(SignIn, sign_in_id)
    if opened is not None:
        load(session, Account, opened.account_id)
        _end(session, opened, "ended_by_administrator")


@needs(Permission.USE_OFFICE)
def open_sessions(session: Session, account_id: int) -> list[SignInRow]:
    """Return an account's open sessions, the latest first; own ones, or as administrator."""
    actor = actor_of(session)
    if account_id != actor.account_id and not actor.can(Permission.MANAGE_ACCOUNTS):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    rows = session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now_of(session),
            SignIn.idle_until > now_of(session),
        )
        .order_by(SignIn.seen_at.desc())
    )
    return [
        SignInRow(
            row.id,
            row.opened_at,
            row.seen_at,
            row.address,
            row.browser,
            row.id == actor.session_id,
        )
        for row in rows
    ]


def end_all(session: Session, account_id: int, why: str) -> None:
    for opened in session.scalars(
        select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    ):
        _end(session, opened, why)


def _end(session: Session, opened: SignIn, why: str) -> None:
    if opened.ended_at is None:
        opened.ended_at, opened.ended_why = now_of(session), why
