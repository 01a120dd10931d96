"""A year of spot checks: how far each unit has come, and the draws that anybody can repeat."""

from __future__ import annotations

import streamlit as st

from components import links, tables
from components.markup import Html, badge
from components.tables import Column
from components.text import plain
from db import reverification_coverage
from db.reverification_coverage import DrawRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.language import N_, _


def coverage(actor: Actor) -> None:
    """Files in force, the share to draw, drawn, done and overdue, by unit."""
    with reading(actor) as session:
        year = today_of(session).year
        found = reverification_coverage.list_coverage(session, year, tables.page_wanted())
    text = _("Spot checks of {year}: at least 30 % of each unit's files in force.")
    st.caption(plain(text.format(year=year)))
    columns = (
        Column(N_("Unit"), "unit_name", to=lambda row: links.to("unit", id=row.unit_id)),
        Column(N_("Files in force"), "in_force", number=True, quiet=True),
        Column(N_("To draw"), "share", number=True),
        Column(N_("Drawn"), "drawn", number=True),
        Column(N_("Done"), "done", number=True),
        Column(N_("Overdue"), "overdue", number=True),
        Column(N_("Yearly reviews overdue"), "reviews_overdue", number=True, quiet=True),
    )
    tables.show(found.rows, columns, empty=_("No unit has a file in force."))
    tables.pages(found.total)


def _repeated(row: DrawRow) -> Html:
    return badge(_("fits"), "good") if row.fits else badge(_("differs"), "bad")


def draws(actor: Actor) -> None:
    """The year's draws with their seeds."""
    with reading(actor) as session:
        year = today_of(session).year
        found = reverification_coverage.list_draws(session, year, tables.page_wanted())
    st.caption(
        plain(
            _(
                "Each file's lot is the SHA-256 of “seed:file”; the lowest lots were drawn."
                " Whoever has the seed and the files that took part can repeat the draw."
            )
        )
    )
    columns = (
        Column(N_("Drawn on"), "on"),
        Column(N_("Who drew"), "actor"),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Files in force"), "in_force", number=True),
        Column(N_("Took part"), lambda row: len(row.pool), number=True),
        Column(N_("Drawn"), "drawn", number=True),
        Column(N_("Seed"), "seed", quiet=True),
        Column(N_("Repeated now"), _repeated),
    )
    tables.show(found.rows, columns, empty=_("Nothing was drawn this year."))
    tables.pages(found.total)
