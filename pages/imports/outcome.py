"""What a file would do: figures, examples, refused rows to mend, and the button that does it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import figures, jobs
from components.figures import Card
from components.text import plain
from db import imports
from db.import_rows import Incoming, Preview
from db.session import reading
from documents.header_matching import saved_form
from documents.roster_reader import Roster
from pages.imports import rows
from rules.access import Actor
from rules.codes import CodeLists
from rules.errors import OfficeError
from rules.fields import Fields, by_name
from rules.imports import Counts
from rules.language import N_, _

_PREVIEW = "imports-preview"
_OUTCOMES = {
    "read": N_("Rows read"),
    "new": N_("New"),
    "changed": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Turned away"),
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
    rows.show_refused(preview, roster, described)
    rows.show_samples(_("Changed"), preview.changed, described, lists)
    rows.show_samples(_("New"), preview.new, described, lists)
    _offer(register, incoming, roster, preview.counts)


def _preview(actor: Actor, register: str, incoming: Incoming, roster: Roster) -> Preview:
    """Examine the file, once for each choice of columns and unit."""
    asked = (actor.account_id, register, incoming.sha256, incoming.unit_id, incoming.columns)
    kept: tuple[object, Preview] | None = st.session_state.get(_PREVIEW)
    if kept is not None and kept[0] == asked:
        return kept[1]
    total, place = roster.count_rows(), st.empty()

    def tell(done: int) -> None:
        text = _("{n} of {total} rows").format(n=f"{done:,}", total=f"{total:,}")
        place.progress(min(done / total, 1.0) if total else 1.0, text=text)

    with reading(actor) as session:
        preview = imports.get_preview(session, register, incoming, tell)
    place.empty()
    st.session_state[_PREVIEW] = (asked, preview)
    return preview


def _offer(register: str, incoming: Incoming, roster: Roster, counts: Counts) -> None:
    meaning = saved_form((roster.headings[at], name) for name, at in incoming.columns.items())

    def work(session: Any, progress: jobs.Progress) -> imports.BatchRow:
        imports.remember_columns(session, register, incoming.source, meaning)
        return imports.take_in(session, register, incoming, counts, progress)

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
