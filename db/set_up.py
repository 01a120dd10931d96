"""The first minutes of an office: a code from the console, a name, an administrator.

These functions run before there is anybody to ask, so they open their own transactions.
The code lives in the memory of the process that printed it and dies with its use.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from threading import Lock
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import accounts, settings, units
from db.models.accounts import Account
from db.models.units import Unit
from db.passwords import prepare
from db.session import reading, writing
from rules.access import CONSOLE
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.identity import tidy
from rules.language import LANGUAGES, N_
from rules.units import KIND_RANK

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 10
WRONG_CODES_ALLOWED = 5


@dataclass
class _Door:
    code: str = ""
    wrong: int = 0


_door = _Door()
_guard = Lock()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first administrator tells about the office."""

    office_name: str
    unit_kind: str
    language: str
    time_zone: str
    name: str
    login: str
    password: str


def is_needed() -> bool:
    """Say whether nobody can sign in yet."""
    with reading(CONSOLE) as session:
        return _nobody(session)


def _nobody(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is None


def announce() -> str | None:
    """Make a new one-time code for the server's console; None when the office is set up."""
    if not is_needed():
        return None
    with _guard:
        _door.code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        _door.wrong = 0
        return _door.code


def check_code(code: str) -> None:
    """Raise InvalidInput for a wrong code, NotAllowed after the fifth until the next start."""
    with _guard:
        if not _door.code or _door.wrong >= WRONG_CODES_ALLOWED:
            raise NotAllowed(N_("Set-up is locked. Start the server again; it prints a new code."))
        if not hmac.compare_digest(tidy(code).encode(), _door.code.encode()):
            _door.wrong += 1
            raise InvalidInput(N_("This is not the code on the server's console."), field="code")


def complete(code: str, beginning: Beginning) -> None:
    """Name the office, found its top union and open the first administrator's account.

    Raises InvalidInput naming the field, NotAllowed when the code is used up, WrongState
    when somebody else has set the office up.
    """
    check_code(code)
    _check(beginning)
    password = prepare(beginning.password)
    with writing(CONSOLE) as session:
        session.info["verb"] = "set_up.complete"
        if not _nobody(session):
            raise WrongState(N_("The office is set up already. Sign in."))
        for key, value in (
            ("office_name", beginning.office_name.strip()),
            ("language", beginning.language),
            ("time_zone", beginning.time_zone),
        ):
            settings.change(session, key, value, settings.get_version(session, key))
        top = session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).limit(1))
        if top is None:
            top = units.found_unit(
                session, {"name": beginning.office_name.strip(), "kind": beginning.unit_kind}
            )
        accounts.create(
            session,
            beginning.login,
            beginning.name,
            top,
            ["administrator"],
            password,
            must_change_password=False,
        )
    with _guard:
        _door.code = ""


def _check(beginning: Beginning) -> None:
    if not beginning.office_name.strip() or len(beginning.office_name.strip()) > 100:
        raise InvalidInput(
            N_("Enter the office's name, 100 characters at most."), field="office_name"
        )
    if beginning.unit_kind not in KIND_RANK:
        raise InvalidInput(N_("Choose the kind of unit."), field="unit_kind")
    if beginning.language not in LANGUAGES:
        raise InvalidInput(N_("Choose a language."), field="language")
    if beginning.time_zone not in available_timezones():
        raise InvalidInput(N_("There is no such time zone."), field="time_zone")
