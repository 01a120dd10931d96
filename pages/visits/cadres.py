"""Cadres and the households they keep in touch with; who is behind comes first."""

from __future__ import annotations

from functools import partial

from components import address, downloads, filters, lookups, pairings, searchbox, tables
from components.identity import current_actor
from db import care_exports, unit_lists, units
from db import pairings as verbs
from db.codes import code_lists
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.language import N_, _

BY_CADRE, BY_HOUSEHOLD = "cadre", "household"


def draw(actor: Actor) -> None:
    views = {BY_HOUSEHOLD: _("By household"), BY_CADRE: _("By cadre")}
    by = address.switch(_("By"), views, key="cadres-by", name="by")
    cadre = searchbox.show(_("Find a cadre"), _("Name or a piece of it"), "cadres-q")
    with reading(actor) as session:
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        name = units.get_name(session, below) if below else ""

    def by_unit() -> None:
        filters.look_up("below_id", _("Unit"), key="cadres-unit", find=_find, shown=name)

    behind = filters.Filter("behind", N_("Behind"), ((filters.YES, _("Yes")),))
    more = by_unit if actor.can(Permission.SEE_UNITS) else None
    offered = [behind] if by == BY_HOUSEHOLD else []
    chosen = filters.panel(offered, key="cadres", more=more)
    wanted: dict[str, object] = {"cadre": cadre, "below_id": below, **chosen}
    if by == BY_CADRE:
        _cadres(actor, wanted)
    else:
        _households(actor, wanted)


def _cadres(actor: Actor, wanted: dict[str, object]) -> None:
    with reading(actor) as session:
        found = verbs.list_cadres(session, wanted, tables.page_wanted())
    empty = _("No cadre is paired with a household. Pair one on a household's page.")
    tables.show(found.rows, pairings.cadre_columns(), empty=empty)
    tables.pages(tables.offset() + len(found.rows) + found.has_more, more=found.has_more)


def _households(actor: Actor, wanted: dict[str, object]) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = verbs.list_page(session, wanted, tables.page_wanted())
    tables.show(found.rows, pairings.columns(lists), empty=_("No household fits."))
    tables.pages(found.total)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(care_exports.record, what=care_exports.PAIRINGS, chosen=wanted)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, care_exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Helpers"), key="cadres")


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
