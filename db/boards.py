"""Boards of figures: composed, changed and retired; each reader's list by role and place.

A board is shown in its unit, below it and above it; what it shows is always the reader's own
part of the tree.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models.accounts import Role
from db.models.boards import Board
from db.models.units import Unit, UnitBelow
from db.scope import below
from db.verbs import actor_of, load, needs
from rules.access import Permission
from rules.boards import Widget, check_name, check_widgets, known_widgets, name_of, widget_of
from rules.codes import Code
from rules.errors import InvalidInput, NotFound, WrongState
from rules.language import N_

MOST_BOARDS = 200


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board; ``may_change`` says that it belongs to the reader's part of the tree."""

    id: int
    version: int
    zh: str
    en: str
    roles: tuple[str, ...]
    unit_id: int | None
    unit_name: str
    widgets: tuple[Widget, ...]
    retired: bool
    may_change: bool

    @property
    def name(self) -> str:
        return name_of(self.zh, self.en)


@needs(Permission.SEE_FIGURES)
def list_boards(session: Session) -> list[BoardRow]:
    """Return the boards that are meant for the actor's roles, in the office's order."""
    actor = actor_of(session)
    mine = frozenset(actor.roles)
    return [
        row
        for row in _rows(session)
        if not row.retired and (not row.roles or mine & frozenset(row.roles))
    ]


@needs(Permission.MANAGE_BOARDS)
def list_every(session: Session) -> list[BoardRow]:
    """Return every board of the actor's part of the tree and those above, retired ones last."""
    return sorted(_rows(session), key=lambda row: row.retired)


@needs(Permission.SEE_FIGURES)
def get_board(session: Session, board_id: int | None) -> BoardRow:
    """Return a board that is meant for the actor; raises NotFound."""
    actor = actor_of(session)
    rows = list_every(session) if actor.can(Permission.MANAGE_BOARDS) else list_boards(session)
    found = next((row for row in rows if row.id == board_id), None)
    if found is None:
        raise NotFound(N_("There is no such board, or it is not for your role."))
    return found


@needs(Permission.MANAGE_BOARDS)
def list_roles(session: Session) -> list[Code]:
    """Return the roles that a board may be meant for, in the office's order."""
    rows = session.scalars(select(Role).order_by(Role.position, Role.id))
    return [Code(row.code, row.zh, row.en) for row in rows]


def _rows(session: Session) -> list[BoardRow]:
    # Past the scope, and limited here: a board of the unit above is for those below as well.
    actor = actor_of(session)
    query = (
        select(Board, Unit.name, UnitBelow.depth)
        .outerjoin(Unit, Unit.id == Board.unit_id)
        .outerjoin(
            UnitBelow,
            (UnitBelow.unit_id == Board.unit_id) & (UnitBelow.ancestor_id == actor.unit_id),
        )
        .order_by(Board.position, Board.id)
        .limit(MOST_BOARDS)
    )
    if not actor.everywhere:
        above = select(UnitBelow.ancestor_id).where(UnitBelow.unit_id == actor.unit_id)
        query = query.where(
            or_(
                Board.unit_id.is_(None),
                Board.unit_id.in_(above),
                Board.unit_id.in_(below(actor.unit_id or 0)),
            )
        )
    return [
        _row(board, unit_name or "", actor.everywhere or depth is not None)
        for board, unit_name, depth in session.execute(query, execution_options={"kernel": True})
    ]


def _row(board: Board, unit_name: str, may_change: bool) -> BoardRow:
    return BoardRow(
        board.id,
        board.version,
        board.zh,
        board.en,
        tuple(board.roles),
        board.unit_id,
        unit_name,
        known_widgets(board.widgets),
        board.retired,
        may_change,
    )


@needs(Permission.MANAGE_BOARDS)
def compose(
    session: Session,
    zh: str,
    en: str | None = None,
    roles: Sequence[str] | None = None,
    copy_of: int | None = None,
) -> int:
    """Add a board, empty or with the figures of another; returns its id."""
    widgets = get_board(session, copy_of).widgets if copy_of else ()
    board = Board(
        unit_id=actor_of(session).unit_id,
        zh=check_name(zh),
        en=(en or "").strip()[:60],
        roles=_roles(session, roles or ()),
        widgets=[one.plain() for one in widgets],
        position=MOST_BOARDS,
    )
    session.add(board)
    session.flush()
    return board.id


@needs(Permission.MANAGE_BOARDS)
def change(
    session: Session,
    board_id: int,
    seen: int,
    zh: str,
    en: str | None = None,
    roles: Sequence[str] | None = None,
) -> None:
    """Change a board's name and the roles that see it."""
    board = _in_use(session, board_id, seen)
    named = _roles(session, roles or ())
    board.zh, board.en, board.roles = check_name(zh), (en or "").strip()[:60], named


@needs(Permission.MANAGE_BOARDS)
def arrange(session: Session, board_id: int, seen: int, widgets: Sequence[Widget]) -> None:
    """Put these figures on a board, in this order; raises InvalidInput for what it cannot show."""
    board = _in_use(session, board_id, seen)
    check_widgets(widgets)
    board.widgets = [one.plain() for one in widgets]


@needs(Permission.MANAGE_BOARDS)
def retire(session: Session, board_id: int, seen: int) -> None:
    """Take a board off every list and wall."""
    _in_use(session, board_id, seen).retired = True


@needs(Permission.MANAGE_BOARDS)
def restore(session: Session, board_id: int, seen: int) -> None:
    """Put a retired board back into use."""
    board = load(session, Board, board_id, seen)
    if not board.retired:
        raise WrongState(N_("This board is in use."))
    board.retired = False


def _in_use(session: Session, board_id: int, seen: int) -> Board:
    board = load(session, Board, board_id, seen)
    if board.retired:
        raise WrongState(N_("This board is retired. Put it back into use first."))
    return board


def _roles(session: Session, roles: Iterable[str]) -> list[str]:
    known = set(session.scalars(select(Role.code)))
    if not known.issuperset(roles):
        raise InvalidInput(N_("There is no such role."), field="roles")
    return list(dict.fromkeys(roles))


@needs(Permission.MANAGE_SETTINGS)
def seed_boards(session: Session, path: Path) -> None:
    """Add the shipped boards that the office does not have yet."""
    known = set(session.scalars(select(Board.code).where(Board.code.is_not(None))))
    shipped: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    for position, (code, entry) in enumerate(shipped.items()):
        if code not in known:
            widgets = [widget_of({"thresholds": [], **one}) for one in entry["widgets"]]
            session.add(
                Board(
                    code=code,
                    zh=entry["zh"],
                    en=entry["en"],
                    roles=entry.get("roles", []),
                    widgets=[one.plain() for one in widgets],
                    position=position,
                )
            )
