"""A board that follows its figures: drawn anew whenever one of them changes."""

from __future__ import annotations

from functools import partial

from components import boards, tables, wall
from components.markup import Html, join, write
from db import board_figures
from db import boards as kept
from db.session import reading
from rules.access import Actor
from rules.boards import screens
from rules.language import _, use_language


def show(actor: Actor, board_id: int) -> None:
    """Draw a board, and anew whenever one of its figures changes."""
    wall.every_tick(partial(_tick, actor, board_id))


def _tick(actor: Actor, board_id: int) -> None:
    """Draw what there is to see. A tick is no visit: who only looks is signed out in the end."""
    use_language(actor.language)
    with reading(actor) as session:
        mark = board_figures.mark(session)
    what = (board_id, actor.roles, mark.whose)
    drawn = boards.once(what, mark.at, partial(_draw, actor, board_id))
    if drawn:
        write(drawn)
    else:
        tables.nothing(_("There is no figure on this board yet."))


def _draw(actor: Actor, board_id: int) -> Html:
    with reading(actor) as session:
        board = kept.get_board(session, board_id)
        shown = board_figures.draw(session, board.widgets)
    return join(boards.screen(one, shown) for one in screens(board.widgets))
