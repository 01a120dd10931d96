"""Data quality: how clean the registry is, what is wrong where, and a way to each repair."""

from __future__ import annotations

import streamlit as st

from components import address, figures, filters, links, tables
from components.tables import Column
from components.text import plain
from db import quality_lists, units
from db.quality_lists import Cleanness, FaultCount
from db.session import reading
from rules.access import Actor, Permission
from rules.language import N_, Words, _, shown
from rules.quality import FAULTS, KIND_LABELS

UNITS, RECORDS = "units", "records"
VIEWS = {UNITS: N_("By unit"), RECORDS: N_("Records to repair")}


def page(actor: Actor) -> None:
    st.title(_("Data quality"))
    top = address.get_id("below_id")
    with reading(actor) as session:
        name = units.get_name(session, top) if top else ""
        cleanness = quality_lists.get_cleanness(session, top)
        counts = quality_lists.count_by_fault(session, top)

    if name:
        st.subheader(plain(name))
        address.button(_("All units"), key="quality-all", below_id=None)
    _figures(cleanness, counts)
    view = address.switch(_("Show"), {key: _(label) for key, label in VIEWS.items()}, key="quality")
    if view == UNITS:
        _by_unit(actor, top)
    else:
        _records(actor, top)


def _figures(cleanness: Cleanness, counts: list[FaultCount]) -> None:
    clean = figures.Card(
        _("Clean records"),
        figures.share(cleanness.clean, cleanness.records),
        _("{n} of {total}").format(n=f"{cleanness.clean:,}", total=f"{cleanness.records:,}"),
        meaning=_("Records in which nothing is missing, invalid or contradicting itself."),
        tone="good",
    )
    faults = [
        figures.Card(
            _(count.fault.text).rstrip(".。"),
            count.records,
            _(KIND_LABELS[count.fault.kind]),
            to=links.to("quality", show=RECORDS, code=count.fault.code, below_id=_top()),
        )
        for count in counts
    ]
    figures.cards([clean, *faults])


def _top() -> int | None:
    return address.get_id("below_id")


def _by_unit(actor: Actor, top: int | None) -> None:
    with reading(actor) as session:
        found = quality_lists.list_units(session, top, tables.page_wanted())
    columns = (
        Column(
            N_("Unit"),
            "unit_name",
            to=lambda row: links.to("quality", show=RECORDS, unit=row.unit_id),
        ),
        Column(N_("Records"), lambda row: f"{row.records:,}", number=True),
        Column(N_("To repair"), lambda row: f"{row.faulty:,}", number=True),
        Column(N_("Faults"), lambda row: f"{row.faults:,}", number=True, quiet=True),
        Column(N_("Look-alikes"), lambda row: f"{row.lookalikes:,}", number=True),
    )
    tables.show(found.rows, columns, empty=_("Every record here is clean. Well done."))
    tables.pages(tables.offset() + len(found.rows) + found.has_more, more=found.has_more)


def _records(actor: Actor, top: int | None) -> None:
    by_fault = filters.Filter(
        "code", N_("Fault"), tuple((code, _(fault.text)) for code, fault in FAULTS.items())
    )
    chosen: dict[str, object] = dict(filters.panel([by_fault], key="quality"))
    chosen |= {"below_id": top, "unit_id": address.get_id("unit")}
    with reading(actor) as session:
        found = quality_lists.list_problems(session, chosen, tables.page_wanted())
    to = "register" if actor.can(Permission.EDIT_MEMBERS) else "member"
    columns = (
        Column(N_("Name"), "name", to=lambda row: links.to(to, id=row.member_id)),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(
            N_("What to repair"),
            lambda row: shown(tuple(Words(fault.text) for fault in row.faults)),
        ),
    )
    tables.show(found.rows, columns, empty=_("Nothing to repair here. Well done."))
    tables.pages(found.total)
