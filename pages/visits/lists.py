"""The lists of visits by where they stand."""

from __future__ import annotations

from functools import partial

from components import address, downloads, filters, lookups, tables, visits
from components.identity import current_actor
from db import care_exports, unit_lists, units, visit_lists
from db.codes import code_lists
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.language import N_, _

NOTHING = {
    "planned": N_("No visit is planned. Plan one on a household's page or in the care list."),
    "missed": N_("No planned visit was missed."),
    "made": N_("No visit has been written down yet."),
}


def draw(actor: Actor, view: str) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        name = units.get_name(session, below) if below else ""

    def by_unit() -> None:
        filters.look_up("below_id", _("Unit"), key="visits-unit", find=_find, shown=name)

    described = [filters.of_codes("occasion", N_("Occasion"), lists, "care_occasion")]
    more = by_unit if actor.can(Permission.SEE_UNITS) else None
    chosen = filters.panel(described, key="visits", more=more)
    wanted: dict[str, object] = {**chosen, "below_id": below, "view": view}
    with reading(actor) as session:
        found = visit_lists.list_page(session, view, wanted, tables.page_wanted())
    tables.show(found.rows, visits.columns(lists), empty=_(NOTHING[view]))
    tables.pages(found.total)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(care_exports.record, what=care_exports.VISITS, chosen=wanted)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, care_exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Visits"), key=f"visits-{view}")


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
