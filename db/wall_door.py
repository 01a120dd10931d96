"""The door of wall displays: a key in the address opens the wall, and nothing else.

These functions run before there is an actor, so they open their own transactions. A wrong key,
a revoked and an expired one get the same answer in the same time, and are counted against the
address that they came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import session as door
from db import settings, trail, tries
from db.board_figures import ALWAYS, Mark, mark_of
from db.engine import store, upsert
from db.indicators import versions_of
from db.models.boards import Board, Display, DisplaySighting
from db.models.units import Unit
from db.pulse import Pulse, feel
from db.sealing import fingerprint
from db.session import reading, writing
from db.sign_ins import WIDE_KINDS
from db.tries import ADDRESS_PATIENCE, Subjects
from rules.access import Actor, Permission
from rules.boards import Screen, known_widgets, name_of, screens
from rules.displays import is_dark, tidy_key
from rules.errors import OfficeError

SIGHTING_EVERY = timedelta(minutes=1)
DOOR = Actor(account_id=None, name="wall", unit_id=None)
"""Who writes down what happens at this door."""

RIGHTS = frozenset((Permission.SHOW_WALL, Permission.SEE_FIGURES))
"""All that a key may: figures of its unit, without names."""


@dataclass(frozen=True, slots=True)
class WallScreen:
    """A part of a board that is seen at once, under the board's name."""

    zh: str
    en: str
    screen: Screen

    @property
    def name(self) -> str:
        return name_of(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a key opens: the actor that stands for the display, and what is shown how."""

    actor: Actor
    screens: tuple[WallScreen, ...]
    seconds: int
    night: str
    night_from: int
    night_to: int
    valid_until: date | None
    unit_name: str


@dataclass(frozen=True, slots=True)
class Sight:
    """A wall at one instant: its pass, the office's clock, and the versions of all areas."""

    shown: Pass
    at: datetime
    office: str
    versions: Mapping[str, int]

    @property
    def is_dark(self) -> bool:
        one = self.shown
        return is_dark(one.night, one.night_from, one.night_to, self.at)

    def mark(self, one: WallScreen) -> Mark:
        """Return what a screen of figures depends on."""
        names = versions_of(*(each.described for each in one.screen.widgets))
        return mark_of(self.office, self.shown.actor, self.at.date(), self.versions, names)


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a key: the actor it stands for, or how long to wait, or neither."""

    actor: Actor | None = None
    wait_seconds: int = 0


def enter(key: str, address: str = "") -> Entry:
    """Try a key at the door; a wrong one counts against the address, which then has to wait.

    A display that was seen at this address before need not wait for others' guesses.
    """
    hashed, subjects = fingerprint(tidy_key(key)), _subjects_of(address)
    found = _alive(feel(), hashed)
    with reading(DOOR) as session:
        waiting = tries.wait_of(session, subjects)
        is_known = found is not None and waiting and _last_address(session, found) == address
    if found is not None and (is_known or not waiting):
        _note_sighting(found.actor.display_id, address)
        return Entry(found.actor)
    if waiting:
        return Entry(wait_seconds=waiting)
    with writing(DOOR) as session:
        tries.keep_others_off(session, subjects)
        waiting = tries.wait_of(session, subjects)
        if waiting:
            return Entry(wait_seconds=waiting)
        _note_refusal(session, hashed)
        return Entry(wait_seconds=tries.note_failure(session, subjects))


def watch(key: str) -> Sight | None:
    """Return what an open wall shows now; None when its key has ended meanwhile.

    At most one look-up of the areas' versions, which all open walls share; everything else is
    read again only after it changed.
    """
    pulse = feel()
    found = _alive(pulse, fingerprint(tidy_key(key)))
    if found is None:
        return None
    _note_sighting(found.actor.display_id)
    return Sight(found, door.clock().astimezone(pulse.zone), pulse.office, pulse.versions)


def _subjects_of(address: str) -> Subjects:
    return {fingerprint(f"wall:{address}"): ADDRESS_PATIENCE}


def _note_refusal(session: Session, hashed: str) -> None:
    row = session.scalar(
        select(Display).where(Display.key_hash == hashed), execution_options={"kernel": True}
    )
    known = (row.id, row.label, row.unit_id) if row is not None else (None, "", None)
    trail.note(session, "display_refused", "display", *known)


# -- what is known of the displays, until one of them, a board or a unit changes ---------------

_known: dict[str, tuple[tuple[int, ...], dict[str, Pass]]] = {}


def _alive(pulse: Pulse, hashed: str) -> Pass | None:
    versions = tuple(pulse.versions.get(area, 0) for area in ALWAYS)
    known = _known.get(pulse.office)
    if known is None or known[0] != versions:
        with reading(DOOR) as session:
            known = _known[pulse.office] = (versions, _passes(session))
    found = known[1].get(hashed)
    today = door.clock().astimezone(pulse.zone).date()
    if found is None or (found.valid_until is not None and found.valid_until < today):
        return None
    return found


def _passes(session: Session) -> dict[str, Pass]:
    by_id = {
        row.id: [
            WallScreen(row.zh, row.en, screen) for screen in screens(known_widgets(row.widgets))
        ]
        for row in session.scalars(
            select(Board).where(Board.retired.is_(False)).execution_options(kernel=True)
        )
    }
    language = str(settings.get(session, "language"))
    rows = session.execute(
        select(Display, Unit)
        .join(Unit, Unit.id == Display.unit_id)
        .where(Display.revoked_at.is_(None))
        .execution_options(kernel=True)
    )
    return {row.key_hash: _pass(row, unit, by_id, language) for row, unit in rows}


def _pass(row: Display, unit: Unit, boards: Mapping[int, list[WallScreen]], language: str) -> Pass:
    actor = Actor(
        account_id=None,
        name=row.label,
        unit_id=unit.id,
        everywhere=unit.parent_id is None,
        wide=unit.kind in WIDE_KINDS,
        permissions=RIGHTS,
        language=row.language or language,
        display_id=row.id,
    )
    shown = tuple(screen for one in row.board_ids for screen in boards.get(one, ()))
    return Pass(
        actor,
        shown,
        row.seconds,
        row.night,
        row.night_from,
        row.night_to,
        row.valid_until,
        unit.name,
    )


# -- when it was seen --------------------------------------------------------------------------

_seen: dict[tuple[str, int], datetime] = {}


def _last_address(session: Session, found: Pass) -> str | None:
    return session.scalar(
        select(DisplaySighting.address).where(DisplaySighting.display_id == found.actor.display_id)
    )


def _note_sighting(display_id: int | None, address: str | None = None) -> None:
    """Note that a display is open: when it comes in, then once a minute at most.

    While others are writing it is left for the next time: no wall waits for an import.
    """
    office, now = store(), door.clock()
    mark = (str(office.engine.url), display_id or 0)
    last = _seen.get(mark)
    is_recent = address is None and last is not None and now - last < SIGHTING_EVERY
    if office.is_writing or is_recent:
        return
    _seen[mark] = now
    changed: dict[str, object] = {"seen_at": now}
    if address is not None:
        changed["address"] = address[:60]
    try:
        with writing(DOOR) as session:
            session.execute(
                upsert(session, DisplaySighting.__table__)
                .values({"display_id": display_id, "address": "", **changed})
                .on_conflict_do_update(index_elements=["display_id"], set_=changed),
                execution_options={"kernel": True},
            )
    except (OfficeError, OperationalError):
        # A full disk must not darken the walls.
        return
