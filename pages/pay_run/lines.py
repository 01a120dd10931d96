"""The lines of a run in pages, found by name or number."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, dialogs, filters, links, pay_runs, searchbox, tables
from components.filters import Filter
from components.text import plain
from db import campaign_aid, pay_lines, pay_removals
from db.pay_runs import RunFile
from db.session import reading
from rules import pay_runs as rules
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _

REMOVED = "removed"


def draw(actor: Actor, run: RunFile, _lists: CodeLists) -> None:
    """Draw the lines with the state of each; a name opens its line."""
    text = searchbox.show(_("Find a line"), _("Piece of a name, or the number"), "pay-run-q")
    chosen = {"text": text, **filters.panel([_states(run)], key="pay-lines")}
    if chosen.get("state") == REMOVED:
        chosen = {"text": text, "removed": True}
    with reading(actor) as session:
        found = pay_lines.list_page(session, run.id, chosen, tables.page_wanted())
        campaigns = campaign_aid.list_of_run(session, run.id) if run.plan_id is None else []
    if campaigns:
        st.caption(plain(_("For the campaigns: {names}").format(names="、".join(campaigns))))
    columns = pay_runs.line_columns(lambda row: address_of(run.id, row.id), run.way)
    tables.show(found.rows, columns, empty=_("No line fits. Search for another name."))
    tables.pages(found.total)


def _states(run: RunFile) -> Filter:
    shown = {state: _(label) for state, label in rules.LINE_LABELS.items()}
    if run.removed_count:
        shown[REMOVED] = _("Taken out ({n})").format(n=run.removed_count)
    return Filter("state", N_("State"), tuple(shown.items()))


def address_of(run_id: int, line_id: int) -> str:
    """Return the address that opens one line of a run."""
    return links.to("pay_run", id=run_id, line=line_id, q=address.get("q") or None)


def remove_faulty(run: RunFile) -> None:
    """Draw the button that takes every line at fault out of a draft."""
    dialogs.confirm(
        _("Take all of these lines out"),
        _("What they would pay stays due: mended, it comes into the next run by itself."),
        partial(_remove, run.id, run.version),
        key=f"run-{run.id}-faulty",
        done=lambda count: _("{n} lines were taken out.").format(n=count),
    )


def _remove(run_id: int, seen: int, session: Any, reason: str) -> int:
    return pay_removals.remove_faulty(session, run_id, seen, reason)
