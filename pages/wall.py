"""The wall: boards in turn on a screen that nobody touches, for a display and no person."""

from __future__ import annotations

from functools import partial

from components import address, boards, wall
from components.markup import Html
from db import board_figures, wall_door
from db.session import reading
from db.wall_door import Sight, WallScreen
from rules.access import Actor
from rules.displays import turn_of
from rules.language import _, use_language


def page(actor: Actor) -> None:
    use_language(actor.language)
    wall.every_tick(partial(_tick, address.get("key")))


def _tick(key: str) -> None:
    """Draw the page whose turn it is; the key is looked at anew, so that a revoked one ends."""
    sight = wall_door.watch(key)
    if sight is None:
        wall.say(_("This display has ended. Ask the union's office for a new address."), ended=True)
        return
    use_language(sight.shown.actor.language)
    screens = sight.shown.screens
    if not screens:
        wall.say(_("There is nothing on the boards of this display yet."))
        return
    turn = turn_of(sight.at, sight.shown.seconds, len(screens))
    one = screens[turn]
    mark = sight.mark(one)
    drawn = boards.once((one.screen, mark.whose), mark.at, partial(_draw, sight, one))
    wall.head(one.name, sight.shown.unit_name, sight.at, turn, len(screens), sight.is_dark)
    wall.screen(drawn, sight.is_dark)


def _draw(sight: Sight, one: WallScreen) -> Html:
    with reading(sight.shown.actor) as session:
        shown = board_figures.draw(session, one.screen.widgets)
    return boards.screen(one.screen, shown)
