"""Files that were taken in: what became of each, and the way back while nobody touched it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import details, dialogs, jobs, links, tables
from components.markup import Html, badge
from components.tables import Column
from components.text import instant, plain
from db import enrolment_batches, import_undo, imports
from db.session import reading
from db.verbs import zone_of
from pages.imports import outcome
from rules.access import Actor, Permission
from rules.imports import ENROLMENTS
from rules.language import N_, _


def recent(actor: Actor) -> None:
    """List the imports, newest first."""
    with reading(actor) as session:
        found, zone = imports.list_batches(session, tables.page_wanted()), zone_of(session)
    st.subheader(_("Imports so far"))
    columns = (
        Column(N_("File"), "file_name", to=lambda row: links.to("imports", id=row.id)),
        Column(N_("At"), lambda row: instant(row.at, zone)),
        Column(N_("By"), "actor", quiet=True),
        Column(N_("New"), lambda row: f"{row.counts.new:,}", number=True),
        Column(N_("Changed"), lambda row: f"{row.counts.changed:,}", number=True),
        Column(N_("Turned away"), lambda row: f"{row.counts.refused:,}", number=True),
        Column(N_("State"), _state),
    )
    tables.show(found.rows, columns, empty=_("Nothing has been imported yet."))
    tables.pages(found.total)


def _state(row: imports.BatchRow) -> Html:
    return badge(_("Taken back"), "quiet") if row.undone_at else badge(_("Imported"), "good")


def one(actor: Actor, batch_id: int) -> None:
    """Show one import, with the way to take it back."""
    with reading(actor) as session:
        batch, zone = imports.get_batch(session, batch_id), zone_of(session)
        waiting = _waiting(session, actor, batch)
    st.title(plain(batch.file_name or _("Import")))
    outcome.cards(batch.counts)
    details.lines(
        (
            (_("Imported at"), instant(batch.at, zone)),
            (_("By"), batch.actor),
            (_("Taken back at"), instant(batch.undone_at, zone)),
        )
    )
    if waiting:
        _offer_to_confirm(actor, batch, waiting)
    with st.container(horizontal=True, vertical_alignment="center"):
        links.button(_("All imports"), "imports", icon=":material/arrow_back:")
        if batch.undone_at is None:
            dialogs.confirm(
                _("Take the import back"),
                _(
                    "New records are withdrawn and changed ones become what they were before."
                    " This works while nobody has changed any of them since."
                ),
                lambda session, _reason: import_undo.undo(session, batch.id, batch.version),
                key="imports-undo",
                done=_("The import was taken back."),
                needs_reason=False,
                icon=":material/undo:",
            )


def _waiting(session: Any, actor: Actor, batch: imports.BatchRow) -> int:
    if batch.register != ENROLMENTS or not actor.can(Permission.SEE_CLAIMS):
        return 0
    return enrolment_batches.count_waiting(session, batch.id)


def _offer_to_confirm(actor: Actor, batch: imports.BatchRow, waiting: int) -> None:
    st.info(
        _("{n} hand-ins wait: their people are covered once somebody else confirms them.").format(
            n=f"{waiting:,}"
        )
    )
    if actor.can(Permission.CONFIRM_ENROLMENTS):
        jobs.button(
            _("Confirm {n} hand-ins").format(n=f"{waiting:,}"),
            lambda session, progress: enrolment_batches.confirm(session, batch.id, progress),
            waiting,
            key="imports-confirm",
            done=lambda n: _("{n} hand-ins were confirmed.").format(n=f"{n:,}"),
            then=lambda _n: ("imports", {"id": batch.id}),
        )
