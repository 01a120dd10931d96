"""What everybody may do with the own account: password, language, sessions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.account_sessions import SignInRow, open_sessions
from db.models.accounts import Account, SignIn
from db.passwords import NewPassword, is_password, prepare
from db.verbs import actor_of, needs, now_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotFound
from rules.language import LANGUAGES, N_
from rules.passwords import check_password


def _own(session: Session) -> Account:
    # One's own row, whichever unit it hangs on.
    found = select(Account).where(Account.id == actor_of(session).account_id)
    account = session.scalar(found.execution_options(kernel=True))
    if account is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return account


@needs(Permission.USE_OFFICE)
def get_login(session: Session) -> str:
    """Return the actor's own sign-in name."""
    return _own(session).login


@needs(Permission.USE_OFFICE)
def get_own_language(session: Session) -> str:
    """Return the language that the actor chose, empty for the browser's."""
    return _own(session).language


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The new password, and the stored hash that the present one was found to fit."""

    stored: str
    new: NewPassword


@needs(Permission.USE_OFFICE)
def get_password_change(session: Session, old: str, new: str) -> PasswordChange:
    """Prove that the actor knows the present password; for a session that reads.

    Raises InvalidInput when it is another, or when the new one does not do.
    """
    account = _own(session)
    if not is_password(old, account.password_hash):
        raise InvalidInput(N_("The present password is not right."), field="old")
    if old == new:
        raise InvalidInput(N_("The new password is the old one."), field="password")
    check_password(new, account.login)
    return PasswordChange(account.password_hash, prepare(new))


@needs(Permission.USE_OFFICE)
def change_own_password(session: Session, change: PasswordChange) -> None:
    """Replace the own password; every other session of the account ends."""
    account = _own(session)
    if account.password_hash != change.stored:
        raise Conflict(N_("Somebody else changed this record meanwhile. Look at it again."))
    account.password_hash = change.new.hashed
    account.must_change_password = False
    _end_others(session, "password_changed")


@needs(Permission.USE_OFFICE)
def set_own_language(session: Session, language: str) -> None:
    """Choose the language of the own screens; empty means the browser's."""
    _own(session).language = language if language in LANGUAGES else ""


@needs(Permission.USE_OFFICE)
def list_own(session: Session) -> list[SignInRow]:
    """Return the own open sessions."""
    account_id = actor_of(session).account_id
    return [] if account_id is None else open_sessions(session, account_id)


@needs(Permission.USE_OFFICE)
def end_own(session: Session, sign_in_id: int) -> None:
    """End one of the own sessions."""
    opened = session.get(SignIn, sign_in_id)
    if opened is None or opened.account_id != actor_of(session).account_id:
        raise NotFound(N_("There is no such session."))
    if opened.ended_at is None:
        opened.ended_at, opened.ended_why = now_of(session), "ended_by_owner"


@needs(Permission.USE_OFFICE)
def end_all_other(session: Session) -> None:
    """End every own session but this one."""
    _end_others(session, "ended_by_owner")


def _end_others(session: Session, why: str) -> None:
    actor = actor_of(session)
    for opened in session.scalars(
        select(SignIn).where(SignIn.account_id == actor.account_id, SignIn.ended_at.is_(None))
    ):
        if opened.id != actor.session_id:
            opened.ended_at, opened.ended_why = now_of(session), why
