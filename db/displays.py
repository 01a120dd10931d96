"""Wall displays: their keys are made, listed, changed and revoked here.

A key is told once, to who makes it; the office keeps its hash. What opens with it stands in
``db.wall_door``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import boards
from db.models.boards import Display, DisplaySighting
from db.models.units import Unit
from db.sealing import fingerprint
from db.verbs import actor_of, load, needs, now_of, today_of
from rules.access import Permission
from rules.displays import (
    IN_USE,
    KEY_GROUP,
    KEY_GROUPS,
    KEY_LETTERS,
    check_night,
    check_valid_until,
    state_of,
)
from rules.errors import InvalidInput, WrongState
from rules.language import LANGUAGES, N_, Words

MOST_DISPLAYS = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A display that was made, with the key that is shown this once."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class DisplayRow:
    """A display as its administrator sees it; nobody sees its key again."""

    id: int
    version: int
    label: str
    unit_id: int | None
    unit_name: str
    board_ids: tuple[int, ...]
    seconds: int
    night: str
    night_from: int
    night_to: int
    language: str
    valid_until: date | None
    created_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None
    address: str
    state: str


@needs(Permission.MANAGE_BOARDS)
def list_displays(session: Session) -> list[DisplayRow]:
    """Return the displays of the actor's part of the tree: those in use first, then by name."""
    rows = _rows(session)
    return sorted(rows, key=lambda row: (row.state != IN_USE, row.label, row.id))


@needs(Permission.MANAGE_BOARDS)
def get_display(session: Session, display_id: int | None) -> DisplayRow:
    """Return one display; raises NotFound outside the actor's scope."""
    return _rows(session, load(session, Display, display_id).id)[0]


def _rows(session: Session, display_id: int | None = None) -> list[DisplayRow]:
    query = (
        select(Display, Unit.name, DisplaySighting.seen_at, DisplaySighting.address)
        .outerjoin(Unit, Unit.id == Display.unit_id)
        .outerjoin(DisplaySighting, DisplaySighting.display_id == Display.id)
        .order_by(Display.id.desc())
        .limit(MOST_DISPLAYS)
    )
    if display_id is not None:
        query = query.where(Display.id == display_id)
    today = today_of(session)
    return [
        DisplayRow(
            display.id,
            display.version,
            display.label,
            display.unit_id,
            unit_name or "",
            tuple(display.board_ids),
            display.seconds,
            display.night,
            display.night_from,
            display.night_to,
            display.language,
            display.valid_until,
            display.created_at,
            display.revoked_at,
            seen_at,
            address or "",
            state_of(display.revoked_at is not None, display.valid_until, today),
        )
        for display, unit_name, seen_at, address in session.execute(query)
    ]


@needs(Permission.MANAGE_BOARDS)
def make(
    session: Session,
    label: str,
    unit_id: int | None,
    board_ids: Sequence[str],
    seconds: int,
    night: str,
    night_from: int,
    night_to: int,
    language: str | None = None,
    valid_until: date | None = None,
) -> Made:
    """Make a display and its key, which is returned here and told to nobody again."""
    key = new_key()
    display = Display(
        label=_label(label),
        key_hash=fingerprint(key),
        unit_id=_unit(session, unit_id),
        board_ids=_boards(session, board_ids),
        seconds=seconds,
        night=check_night(night),
        night_from=night_from,
        night_to=night_to,
        language=_language(language),
        valid_until=check_valid_until(valid_until, today_of(session)),
        created_at=now_of(session),
    )
    session.add(display)
    session.flush()
    return Made(display.id, key)


def new_key() -> str:
    """Return a fresh key, easy to read out and far too long to be guessed."""
    groups = (
        "".join(secrets.choice(KEY_LETTERS) for _letter in range(KEY_GROUP))
        for _group in range(KEY_GROUPS)
    )
    return "-".join(groups)


@needs(Permission.MANAGE_BOARDS)
def change(
    session: Session,
    display_id: int,
    seen: int,
    label: str,
    unit_id: int | None,
    board_ids: Sequence[str],
    seconds: int,
    night: str,
    night_from: int,
    night_to: int,
    language: str | None = None,
    valid_until: date | None = None,
) -> None:
    """Change what a display shows, and how; its key stays. Raises WrongState once revoked."""
    display = load(session, Display, display_id, seen)
    if display.revoked_at is not None:
        raise WrongState(N_("This key was revoked. Make a new one."))
    if valid_until != display.valid_until:
        check_valid_until(valid_until, today_of(session))
    unit, shown = _unit(session, unit_id), _boards(session, board_ids)
    display.label, display.unit_id = _label(label), unit
    display.board_ids, display.seconds = shown, seconds
    display.night, display.language = check_night(night), _language(language)
    display.night_from, display.night_to = night_from, night_to
    display.valid_until = valid_until


@needs(Permission.MANAGE_BOARDS)
def revoke(session: Session, display_id: int, seen: int) -> None:
    """Let a key open nothing any more; open walls end at their next tick."""
    display = load(session, Display, display_id, seen)
    if display.revoked_at is not None:
        raise WrongState(N_("This key was revoked already."))
    display.revoked_at = now_of(session)


def _label(label: str) -> str:
    if not label.strip():
        raise InvalidInput(N_("{label} is missing."), field="label", label=Words(N_("Name")))
    return label.strip()[:60]


def _unit(session: Session, unit_id: int | None) -> int:
    """Return the unit whose figures are shown: the one chosen, else the top of the actor's part."""
    wanted = unit_id or actor_of(session).unit_id
    if wanted is None:
        wanted = session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).limit(1))
    return load(session, Unit, wanted).id


def _boards(session: Session, board_ids: Sequence[str]) -> list[int]:
    known = {row.id for row in boards.list_boards(session)}
    wanted = [int(one) for one in board_ids]
    if not wanted or not known.issuperset(wanted):
        raise InvalidInput(N_("Choose at least one board."), field="board_ids")
    return list(dict.fromkeys(wanted))


def _language(language: str | None) -> str:
    return language if language in LANGUAGES else ""
