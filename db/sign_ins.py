"""Coming in and going out: passwords, lock-out, sessions on the server.

These functions run before there is an actor, so they open their own transactions.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import session as door
from db import settings, trail, tries
from db.engine import store
from db.models.accounts import Account, AccountRole, Role, SignIn, Ticket
from db.models.units import Unit
from db.passwords import is_password
from db.sealing import fingerprint
from db.session import reading, writing
from db.tries import Subjects
from db.verbs import now_of
from rules.access import Actor, Permission
from rules.errors import OfficeError
from rules.identity import tidy

TICKET_LIFE = timedelta(seconds=30)
TOUCH_EVERY = timedelta(minutes=1)
CLOCK_DRIFT = timedelta(minutes=10)
"""By so much the clock may be set back before sessions end that were seen later than now."""
WIDE_KINDS = frozenset(("federation", "county_federation"))

DOOR = Actor(account_id=None, name="sign-in", unit_id=None)
"""Who writes down what happens at the door."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: a ticket, or how long to wait before the next."""

    ok: bool
    ticket: str = ""
    wait_seconds: int = 0


def login_key(login: str) -> str:
    """Return the form in which a sign-in name is stored and compared."""
    return tidy(login).lower()


def sign_in(login: str, password: str, address: str = "", browser: str = "") -> Outcome:
    """Check a name and password; the answer and its time never tell whether a name exists.

    After failures in a row the name and the address have to wait, longer each time.
    """
    name = login_key(login)[:60]
    subjects = tries.subjects_of(name, address)
    with reading(DOOR) as session:
        waiting = tries.wait_of(session, subjects)
        account = _account_of(session, name)
        stored = account.password_hash if account is not None and not account.disabled else None
    if waiting:
        return Outcome(ok=False, wait_seconds=waiting)
    right = is_password(password, stored)
    with writing(DOOR) as session:
        tries.keep_others_off(session, subjects)
        waiting = tries.wait_of(session, subjects)
        if waiting:  # others tried the same name while this password was checked
            return Outcome(ok=False, wait_seconds=waiting)
        account = _account_of(session, name)
        if not right or account is None or account.disabled or account.password_hash != stored:
            trail.note(session, "sign_in_failed", "account", None, name[:2] + "…")
            return Outcome(ok=False, wait_seconds=tries.note_failure(session, subjects))
        return Outcome(ok=True, ticket=_open(session, account, subjects, address, browser))


def _account_of(session: Session, name: str) -> Account | None:
    return session.scalar(
        select(Account).where(Account.login == name).execution_options(kernel=True)
    )


def _open(
    session: Session, account: Account, subjects: Subjects, address: str, browser: str
) -> str:
    tries.forgive(session, subjects)
    now = now_of(session)
    opened = SignIn(
        account_id=account.id,
        opened_at=now,
        seen_at=now,
        idle_until=now + TICKET_LIFE,
        expires_at=now + timedelta(hours=float(settings.get(session, "session_hours"))),
        address=address[:60],
        browser=browser[:200],
    )
    session.add(opened)
    session.flush()
    ticket = secrets.token_urlsafe(32)
    session.add(
        Ticket(fingerprint=fingerprint(ticket), sign_in_id=opened.id, expires_at=now + TICKET_LIFE)
    )
    trail.note(session, "signed_in", "account", account.id, account.name, account.unit_id)
    return ticket


def redeem(ticket: str) -> str | None:
    """Exchange a fresh ticket for the cookie of its session; None when it is used or too old."""
    with writing(DOOR) as session:
        slip = session.get(Ticket, fingerprint(ticket))
        if slip is None:
            return None
        session.delete(slip)
        opened = session.get(SignIn, slip.sign_in_id)
        if opened is None or opened.ended_at or slip.expires_at < now_of(session):
            return None
        cookie = secrets.token_urlsafe(32)
        opened.fingerprint = fingerprint(cookie)
        opened.seen_at = now_of(session)
        opened.idle_until = _idle_limit(session)
        return cookie


def _idle_limit(session: Session) -> datetime:
    minutes = float(settings.get(session, "session_idle_minutes"))
    return now_of(session) + timedelta(minutes=minutes)


# Built once: it runs at each click, and building it costs as much as running it.
_WHO = (
    select(
        SignIn.id.label("session_id"),
        SignIn.seen_at,
        Account.id,
        Account.name,
        Account.unit_id,
        Account.language,
        Account.must_change_password,
        Unit.parent_id,
        Unit.kind,
        Role.code,
        Role.permissions,
    )
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(Unit, Unit.id == Account.unit_id)
    .outerjoin(AccountRole, (AccountRole.account_id == Account.id) & AccountRole.ended_at.is_(None))
    .outerjoin(Role, Role.code == AccountRole.role_code)
    .where(
        SignIn.fingerprint == bindparam("fingerprint"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        SignIn.idle_until > bindparam("now"),
        SignIn.seen_at < bindparam("soon"),
        Account.disabled.is_(False),
    )
    .order_by(Role.position)
    .execution_options(kernel=True)
)


def lookup(cookie: str) -> Actor | None:
    """Return whom a cookie belongs to, with today's rights; None when the session is over.

    One indexed statement on each run; at most once a minute a write that notes the visit.
    """
    if not cookie or len(cookie) > 100:
        return None
    now = door.clock()
    asked = {"fingerprint": fingerprint(cookie), "now": now, "soon": now + CLOCK_DRIFT}
    with reading(DOOR) as session:
        rows = session.execute(_WHO, asked).all()
    if not rows:
        return None
    first = rows[0]
    if now - first.seen_at > TOUCH_EVERY:
        _touch(first.session_id)
    rights = {right for row in rows for right in row.permissions or ()}
    if first.must_change_password:
        rights &= {Permission.USE_OFFICE}
    if first.parent_id is not None:
        rights -= {Permission.MANAGE_SETTINGS}  # they hold for the whole tree
    return Actor(
        account_id=first.id,
        name=first.name,
        unit_id=first.unit_id,
        everywhere=first.parent_id is None,
        wide=first.kind in WIDE_KINDS,
        roles=tuple(row.code for row in rows if row.code),
        permissions=frozenset(Permission(right) for right in rights if right in _KNOWN),
        language=first.language,
        session_id=first.session_id,
        must_change_password=first.must_change_password,
    )


_KNOWN = frozenset(Permission)


def _touch(session_id: int) -> None:
    """Note the visit, unless others are writing: nobody waits for an import to see a page."""
    if store().is_writing:
        return
    try:
        with writing(DOOR) as session:
            opened = session.get(SignIn, session_id)
            if opened is not None and opened.ended_at is None:
                opened.seen_at, opened.idle_until = now_of(session), _idle_limit(session)
    except (OfficeError, OperationalError):
        # A full disk or a command that writes must not lock out those who come to read.
        return


def end(cookie: str) -> None:
    """Sign out: the session ends for every tab of the browser that holds the cookie."""
    with writing(DOOR) as session:
        opened = session.scalar(select(SignIn).where(SignIn.fingerprint == fingerprint(cookie)))
        if opened is not None and opened.ended_at is None:
            opened.ended_at, opened.ended_why = now_of(session), "signed_out"


def forget_old(now: datetime) -> None:
    """Drop tickets that nobody used and counts of failures long past."""
    with writing(DOOR) as session:
        session.execute(
            delete(Ticket).where(Ticket.expires_at < now), execution_options={"kernel": True}
        )
        tries.forget_old(session, now)
