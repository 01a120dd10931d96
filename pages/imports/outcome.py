"""What a file would do: figures, examples, refused rows to mend, and the button that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import details, downloads, figures, jobs, tables
from components.figures import Card
from components.tables import Column
from components.text import plain
from db import imports
from db.import_rows import Incoming, Preview, Refusal, SampleRow
from db.session import reading
from documents.header_matching import saved_form
from documents.roster_reader import Roster
from documents.roster_writer import refused_workbook
from documents.sheets import Cells
from rules.access import Actor
from rules.codes import CodeLists
from rules.errors import OfficeError
from rules.fields import Field, Fields, Value, by_name
from rules.imports import Counts, reason_of
from rules.language import N_, _

ROWS_SHOWN = 100
_PREVIEW = "imports-preview"
_OUTCOMES = {
    "read": N_("Rows read"),
    "new": N_("New"),
    "changed": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Refused"),
}


def cards(counts: Counts) -> None:
    """Draw what became of the rows: read = new + changed + unchanged + refused."""
    figures.cards(
        Card(
            _(label),
            getattr(counts, name),
            tone="warn" if name == "refused" and counts.refused else "",
        )
        for name, label in _OUTCOMES.items()
    )


def show(
    actor: Actor,
    register: str,
    incoming: Incoming,
    roster: Roster,
    fields: Fields,
    lists: CodeLists,
) -> None:
    """Draw the preview of a file and, below it, the way to take it in."""
    try:
        preview = _preview(actor, register, incoming, roster)
    except OfficeError as error:
        st.error(plain(error.shown()), icon=":material/error:")
        return
    cards(preview.counts)
    described = by_name(fields)
    _show_refused(preview, roster, described)
    _show_rows(_("Changed"), preview.changed, described, lists)
    _show_rows(_("New"), preview.new, described, lists)
    _offer(register, incoming, roster, preview.counts)


def _preview(actor: Actor, register: str, incoming: Incoming, roster: Roster) -> Preview:
    """Examine the file, once for each choice of columns and unit."""
    asked = (actor.account_id, register, incoming.sha256, incoming.unit_id, incoming.columns)
    kept: tuple[object, Preview] | None = st.session_state.get(_PREVIEW)
    if kept is not None and kept[0] == asked:
        return kept[1]
    verb = imports.get_member_preview if register == imports.MEMBERS else imports.get_unit_preview
    total, place = roster.count_rows(), st.empty()

    def tell(rows: int) -> None:
        text = _("{n} of {total} rows").format(n=f"{rows:,}", total=f"{total:,}")
        place.progress(min(rows / total, 1.0) if total else 1.0, text=text)

    with reading(actor) as session:
        preview = verb(session, incoming, tell)
    place.empty()
    st.session_state[_PREVIEW] = (asked, preview)
    return preview


def _show_refused(preview: Preview, roster: Roster, described: Mapping[str, Field]) -> None:
    if not preview.refused:
        return
    st.subheader(_("Refused"))
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
        _("Refused rows"),
        partial(_refused_file, preview, roster, described),
        name=_("Refused rows") + ".xlsx",
        key="imports-refused",
    )


def _refused_file(preview: Preview, roster: Roster, described: Mapping[str, Field]) -> bytes:
    reasons = {row.number: row for row in preview.refused}

    def rows() -> Iterator[tuple[int, Cells, str]]:
        for number, cells in roster.rows():
            if number in reasons:
                yield number, cells, reason_of(reasons[number].errors, described)

    return refused_workbook(roster.headings, rows())


def _show_rows(
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
            parts.append(f"{label}: {arrow}{shown(name, value)}")
        return "; ".join(parts)

    columns = (
        Column(N_("Row"), "number", number=True),
        Column(N_("Name"), "label"),
        Column(N_("What is entered"), what),
    )
    with st.expander(plain(f"{title} · {_('the first {n}').format(n=len(rows))}")):
        tables.show(rows, columns, empty="")


def _offer(register: str, incoming: Incoming, roster: Roster, counts: Counts) -> None:
    verb = imports.import_members if register == imports.MEMBERS else imports.import_units
    meaning = saved_form((roster.headings[at], name) for name, at in incoming.columns.items())

    def work(session: Any, progress: jobs.Progress) -> imports.BatchRow:
        imports.remember_columns(session, register, incoming.source, meaning)
        return verb(session, incoming, counts, progress)

    jobs.button(
        _("Import {n} rows").format(n=f"{counts.new + counts.changed:,}"),
        work,
        counts.read,
        key="imports-take",
        done=_told,
        then=lambda batch: ("imports", {"id": batch.id}),
        settled=lambda: st.session_state.pop(_PREVIEW, None),
        disabled=not counts.new + counts.changed,
    )


def _told(batch: imports.BatchRow) -> str:
    return _("Imported: {new} new, {changed} changed.").format(
        new=f"{batch.counts.new:,}", changed=f"{batch.counts.changed:,}"
    )
