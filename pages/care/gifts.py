"""All gifts that were given, with their worth."""

from __future__ import annotations

from functools import partial

from components import care_gifts, downloads, tables
from db import care_exports, care_gift_lists
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.money import show_money


def draw(actor: Actor, below: int | None, lists: CodeLists) -> None:
    """Draw the list of gifts with what they come to."""
    chosen: dict[str, object] = {"below_id": below}
    with reading(actor) as session:
        found = care_gift_lists.list_page(session, chosen, tables.page_wanted())
    told = _("Gifts worth ¥ {amount}, without those that were cancelled.")
    caption = told.format(amount=show_money(found.fen))
    empty = _("No gift has been given yet.")
    tables.show(found.rows, care_gifts.columns(lists), empty=empty, caption=caption)
    tables.pages(found.total)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(care_exports.record, what=care_exports.GIFTS, chosen=chosen)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, care_exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Gifts"), key="care-gifts")
