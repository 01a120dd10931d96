"""Targets of a year: what each unit shall reach, set one by one or copied from last year."""

from __future__ import annotations

import streamlit as st

from components import actions, address, forms, links, tables
from components.tables import Column
from components.text import plain
from db import mutual_targets
from db.mutual_targets import TargetRow
from db.session import reading
from rules.access import Actor
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_targets import TARGET_FIELDS

HERE = "mutual_account"


def page(actor: Actor, year: int) -> None:
    """Draw the targets of the actor's unit and of those directly below, and the chosen one."""
    of = address.get_id("of")
    with reading(actor) as session:
        found = mutual_targets.list_page(session, year, of, tables.page_wanted())
    chosen = address.get_id("unit")
    for row in found.rows:
        if row.unit_id == chosen:
            _form(row, year, of)
            return
    tables.show(found.rows, _columns(year, of), empty=_("No unit here yet."))
    tables.pages(found.total)
    actions.button(
        _("Copy last year's targets where there is none"),
        lambda session: mutual_targets.copy_last_year(session, year),
        key=f"mutual-targets-copy-{year}",
        done=_copied,
        icon=":material/content_copy:",
    )


def _copied(count: int) -> str:
    return _("Targets of {n} units were copied. Change them one by one.").format(n=count)


def _columns(year: int, of: int | None) -> tuple[Column, ...]:
    def to(row: TargetRow) -> str:
        return links.to(HERE, show="targets", year=year, of=of, unit=row.unit_id)

    def before(row: TargetRow) -> str:
        return f"{row.before.people:,} · {show_money(row.before.fees_fen)}" if row.before else "—"

    return (
        Column(N_("Unit"), "unit_name", to=to),
        Column(N_("People to be covered"), lambda row: _number(row, "people"), number=True),
        Column(N_("Fees to be received"), _money, number=True),
        Column(N_("Renewals, percent"), lambda row: _number(row, "renewal_percent"), number=True),
        Column(N_("Last year: people and fees"), before, number=True, quiet=True),
        Column(N_("Note"), lambda row: row.values["note"], quiet=True),
    )


def _number(row: TargetRow, name: str) -> str:
    value = row.values[name]
    return f"{value:,}" if isinstance(value, int) else "—"


def _money(row: TargetRow) -> str:
    value = row.values["fees_fen"]
    return show_money(value) if isinstance(value, int) else "—"


def _form(row: TargetRow, year: int, of: int | None) -> None:
    title = _("Target of {year}: {name}").format(year=year, name=row.unit_name)
    st.subheader(plain(title))
    values = row.values if row.is_set else {}
    form = forms.Form(f"mutual-target-{row.unit_id}-{year}", TARGET_FIELDS, {}, values, row.version)
    form.draw()
    back = {"show": "targets", "year": year, "of": of}
    form.save(
        _("Save"),
        lambda session, typed: mutual_targets.set_target(
            session, row.unit_id, year, form.seen, typed
        ),
        done=_("The target is set."),
        then=(HERE, back),
    )
    links.button(_("Back to the list"), HERE, icon=":material/arrow_back:", **back)
