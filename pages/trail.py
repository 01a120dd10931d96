"""The trail: who did what and when, with before and after; and proof that it is whole."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import address, details, filters, links, searchbox, tables, trail_lines
from components.identity import current_actor
from components.tables import Column
from components.text import instant, plain
from db import trail_pages
from db.codes import code_lists
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _
from rules.trail_words import ACTION_LABELS, RECORD_LABELS

PAGES_OF_RECORDS = {"member": "member", "unit": "unit", "public_notice": "notice"}


def page(actor: Actor) -> None:
    entry_id = address.get_id()
    if entry_id is None:
        _list(actor)
    else:
        _one(actor, entry_id)


def _list(actor: Actor) -> None:
    st.title(_("Trail"))
    who = searchbox.show(_("Who"), _("Name of the person"), "trail-q")
    chosen = filters.panel(_filters(), key="trail", more=_days)
    wanted = Wanted(
        who=who,
        action=str(chosen.get("action", "")),
        record_type=str(chosen.get("record", "")),
        record_id=address.get_id("record_id"),
        from_on=_day("from"),
        to_on=_day("to"),
    )
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        found = trail_pages.list_page(session, wanted, tables.page_wanted())
    tables.show(found.rows, _columns(lists, zone), empty=_("Nothing on the trail fits."))
    tables.pages(found.total, more=found.more)
    _verification()


def _filters() -> list[filters.Filter]:
    return [
        filters.Filter("record", N_("Record"), _choices(RECORD_LABELS)),
        filters.Filter("action", N_("Action"), _choices(ACTION_LABELS)),
    ]


def _choices(labels: Any) -> tuple[tuple[str, str], ...]:
    return tuple((code, _(label)) for code, label in labels.items())


def _days() -> None:
    for name, label in (("from", _("From day")), ("to", _("To day"))):
        key = f"trail-{name}"
        st.text_input(
            label,
            key=key,
            on_change=address.bind(name, key),
            placeholder="2026-01-31",
            max_chars=10,
            autocomplete="off",
        )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(address.get(name))
    except ValueError:
        return None


def _columns(lists: CodeLists, zone: ZoneInfo) -> tuple[Column, ...]:
    return (
        Column(N_("No."), "id", to=lambda row: links.to("trail", id=row.id), number=True),
        Column(N_("When"), lambda row: instant(row.at, zone), narrow=True),
        Column(N_("Who"), trail_lines.who),
        Column(N_("Action"), trail_lines.action),
        Column(N_("Record"), trail_lines.record),
        Column(N_("Changes"), lambda row: trail_lines.summary(row, lists, zone), quiet=True),
    )


def _one(actor: Actor, entry_id: int) -> None:
    with reading(actor) as session:
        row = trail_pages.get_entry(session, entry_id)
        lists, zone = code_lists(session), zone_of(session)
    st.title(plain(_("Trail no. {n}").format(n=row.id)))
    details.lines(
        (
            (_("When"), instant(row.at, zone)),
            (_("Who"), trail_lines.who(row)),
            (_("Action"), trail_lines.action(row)),
            (_("Record"), trail_lines.record(row)),
        )
    )
    if row.scrubbed:
        st.caption(_("The values have been removed because the time to keep them is over."))

    def shown(change: Any, kept: Any) -> str:
        return trail_lines.value(row, change, kept, lists, zone)

    columns = (
        Column(N_("Field"), lambda change: trail_lines.label(row, change)),
        Column(N_("Before"), lambda change: shown(change, change.before)),
        Column(N_("After"), lambda change: shown(change, change.after)),
    )
    if not row.scrubbed:
        tables.show(trail_lines.told_changes(row), columns, empty=_("No value has changed."))
    if row.record_id and row.record_type in PAGES_OF_RECORDS:
        links.button(_("Open the record"), PAGES_OF_RECORDS[row.record_type], id=row.record_id)
    links.button(_("Back to the trail"), "trail", icon=":material/history:")


def _verification() -> None:
    with st.expander(_("Is the trail whole?")):
        st.write(
            plain(
                _(
                    "Each row is signed together with the one before it. A row that somebody"
                    " changed or removed outside the office is found here."
                )
            )
        )
        if st.button(_("Verify the whole trail"), key="trail-verify"):
            with st.spinner(_("Reading every row …")), reading(current_actor()) as session:
                broken = trail_pages.get_first_broken_link(session)
            if broken is None:
                st.success(_("Every row fits. The trail is whole."))
            else:
                st.error(_("Row {n} does not fit: it was changed or removed.").format(n=broken))
