"""The tabs of a household's page: people, home, files, papers, what was asked for, trail."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial

import streamlit as st

from components import (
    details,
    dialogs,
    household,
    household_steps,
    links,
    papers,
    tables,
)
from components.tables import Column
from db import (
    attachments,
    household_changes,
    household_files,
    household_roles,
    households,
)
from db.household_views import PersonRow
from db.households import HouseholdFile
from db.session import reading
from db.verbs import zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _


def people(
    present: list[PersonRow],
    former: list[PersonRow],
    payees: list[PersonRow],
    verbs: household_steps.Verbs,
    actor: Actor,
    home: HouseholdFile,
    lists: CodeLists,
) -> None:
    """Who lives here, who receives the money, and what changed since the file was decided."""
    with reading(actor) as session:
        zone, since = zone_of(session), household_files.decided_on(session, home.id)
        start = datetime.combine(since, time(23, 59, 59), zone) if since else None
        changed = household_roles.list_changes_since(session, home.id, start) if start else []
    household.changed_since(changed, since.isoformat() if since else "", zone)
    household.people(present, lists, empty=_("Nobody lives here any more."))
    household.payees(payees)
    if actor.can(Permission.EDIT_HARDSHIP) and home.closed_on is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            household_steps.payees(home, payees, verbs, lists)
            links.button(
                _("Enter a payee from outside"),
                "household_entry",
                ":material/person_add:",
                id=home.id,
                outside=1,
            )
    household.former(former, lists)


def dwelling(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    """Where the family lives; full values for a reason only."""
    with reading(actor) as session:
        fields = households.list_fields(session)
    details.show(fields, home.values, lists)
    with st.container(horizontal=True):
        if actor.can(Permission.EDIT_HARDSHIP) and home.closed_on is None:
            links.button(_("Change"), "household_entry", ":material/edit:", home=home.id)
        if actor.can(Permission.REVEAL_SEALED):
            dialogs.reveal(
                _("Show a full address"),
                details.sealed(fields, home.values),
                partial(households.reveal, household_id=home.id),
                key=f"household-{home.id}-reveal",
            )


def files(actor: Actor, home: HouseholdFile, _lists: CodeLists) -> None:
    """The hardship files of the household, the latest first."""
    with reading(actor) as session:
        rows = household_files.list_of_household(session, home.id)
    tables.show(
        rows,
        (
            Column(
                N_("Hardship file"),
                lambda row: row.archive_no or _("without a number yet"),
                to=lambda row: links.to("hardship_file", id=row.id),
            ),
            Column(N_("State"), lambda row: household.file_state(row.state), narrow=True),
            Column(N_("Applied on"), "applied_on"),
            Column(N_("Approved on"), "approved_on", quiet=True),
            Column(N_("Ended on"), "ended_on", quiet=True),
        ),
        empty=_("No hardship file yet."),
    )
    if actor.can(Permission.EDIT_HARDSHIP) and not any(row.is_open for row in rows):
        links.button(
            _("Begin a hardship file"), "hardship_apply", ":material/note_add:", household=home.id
        )


def documents(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    """Papers of the household."""
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "household", home.id), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_HARDSHIP)
    papers.show(actor, kept, rows, lists, zone, ("household", home.id))


def requested(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    """What was asked for about the household."""
    with reading(actor) as session:
        rows = household_changes.list_of_household(session, home.id)
    household.changes(
        rows,
        lists,
        empty=_("Nothing was asked for. Once a file was handed in, changes wait here."),
        named=False,
    )
