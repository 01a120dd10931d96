"""Rows of a preview: examples of what would be entered, and those that need mending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import streamlit as st

from components import details, downloads, tables
from components.tables import Column
from components.text import plain
from db.import_rows import Preview, Refusal, SampleRow
from documents.roster_reader import Roster
from documents.roster_writer import refused_workbook
from documents.sheets import Cells
from rules.codes import CodeLists
from rules.fields import Field, Value
from rules.imports import reason_of
from rules.language import N_, _
from rules.language import shown as listed

ROWS_SHOWN = 100


def show_refused(preview: Preview, roster: Roster, described: Mapping[str, Field]) -> None:
    if not preview.refused:
        return
    st.subheader(_("Rows turned away"))
    st.caption(
        _("These rows stay outside. Take them as a workbook, mend them there and import it.")
    )

    def why(row: Refusal) -> str:
        return reason_of(row.errors, described)

    columns = (
        Column(N_("Row"), "number", number=True),
        Column(N_("Name"), "label"),
        Column(N_("What to mend"), why),
    )
    tables.show(preview.refused[:ROWS_SHOWN], columns, empty="")
    downloads.file(
        _("Rows to mend"),
        partial(refused_file, preview, roster, described),
        name=_("Rows to mend") + ".xlsx",
        key="imports-refused",
    )


def refused_file(preview: Preview, roster: Roster, described: Mapping[str, Field]) -> bytes:
    reasons = {row.number: row for row in preview.refused}

    def rows() -> Iterator[tuple[int, Cells, str]]:
        for number, cells in roster.rows():
            if number in reasons:
                yield number, cells, reason_of(reasons[number].errors, described)

    return refused_workbook(roster.headings, rows())


def show_samples(
    title: str, rows: tuple[SampleRow, ...], described: Mapping[str, Field], lists: CodeLists
) -> None:
    if not rows:
        return

    def shown(name: str, value: Value) -> str:
        field = described.get(name)
        return details.shown(field, value, lists) if field else str(value or "")

    def what(row: SampleRow) -> str:
        parts = []
        for name, value in row.after.items():
            label = _(described[name].label) if name in described else name
            before = shown(name, row.before.get(name))
            arrow = f"{before} → " if before else ""
            text = arrow + shown(name, value)
            parts.append(_("{label}: {text}").format(label=label, text=text))
        return str(listed(tuple(parts)))

    columns = (
        Column(N_("Row"), "number", number=True),
        Column(N_("Name"), "label"),
        Column(N_("What is entered"), what),
    )
    first = _("the first {n}").format(n=len(rows))
    with st.expander(plain(f"{title} · {first}")):
        tables.show(rows, columns, empty="")
