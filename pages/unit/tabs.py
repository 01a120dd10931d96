"""The tabs of a unit's page: its file, the units below, papers, changes."""

from __future__ import annotations

from components import changes, details, links, papers, tables
from components.tables import Column
from db import attachments, trail_pages, unit_lists
from db.session import reading
from db.trail_pages import Wanted
from db.units import UnitFile
from db.verbs import zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import N_, _

MOST_CHILDREN = 20
NOT_LISTED = frozenset(("parent_id", "name"))


def profile(fields: Fields, _actor: Actor, unit: UnitFile, lists: CodeLists) -> None:
    """What the file says; name and superior union stand above it."""
    details.show([one for one in fields if one.name not in NOT_LISTED], unit.values, lists)


def below(actor: Actor, unit: UnitFile, _lists: CodeLists) -> None:
    """The units directly below, and the way to all of them."""
    with reading(actor) as session:
        found = unit_lists.list_page(session, {"parent_id": unit.id}, 1, MOST_CHILDREN)
    tables.show(found.rows, _columns(), empty=_("No unit stands below this one."))
    if found.total > MOST_CHILDREN:
        links.button(_("All units below"), "units", top=unit.id)


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Unit name"), "name", to=lambda row: links.to("unit", id=row.id)),
        Column(N_("Chair"), "chair_name", quiet=True),
        Column(N_("Members"), lambda row: f"{row.members:,}", number=True),
    )


def documents(actor: Actor, unit: UnitFile, lists: CodeLists) -> None:
    """Certificates, approvals and other papers of the unit."""
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "unit", unit.id), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_UNITS)
    papers.show(actor, kept, rows, lists, zone, ("unit", unit.id))


def history(actor: Actor, unit: UnitFile, lists: CodeLists) -> None:
    """Who changed what in the unit's file."""
    with reading(actor) as session:
        wanted = Wanted(record_type="unit", record_id=unit.id)
        found, zone = trail_pages.list_page(session, wanted), zone_of(session)
    changes.history(found.rows, lists, zone)
