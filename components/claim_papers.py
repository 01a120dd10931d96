"""The checklist of a claim's papers: here, asked for, missing, done without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from components import dialogs, tables
from components.markup import Html, badge
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.language import N_, _

Waive = Callable[[Any, int, int, str], None]


def checklist(rows: Sequence[Any], lists: CodeLists, waive: Waive | None, *, key: str) -> None:
    """Draw the papers; ``waive(session, id, seen, note)`` does without one, saying why."""
    wanted = [row for row in rows if row.needed]
    tables.show(
        wanted,
        (
            Column(N_("Paper"), lambda row: label_of(lists, "claim_paper", row.code)),
            Column(N_("State"), _state, narrow=True),
        ),
        empty=_("The plan asks for no papers."),
    )
    if waive is None:
        return
    for row in wanted:
        if row.missing:
            name = label_of(lists, "claim_paper", row.code)
            dialogs.confirm(
                _("Do without: {paper}").format(paper=name),
                _("Say why the claim can be decided without it."),
                partial(_waive, waive, row.id, row.version),
                key=f"{key}-{row.id}",
                done=_("Saved."),
            )


def _waive(waive: Waive, paper_id: int, seen: int, session: Any, note: str) -> None:
    waive(session, paper_id, seen, note)


def _state(row: Any) -> Html:
    if row.received_on is not None:
        return badge(_("Here since {on}").format(on=row.received_on), "good")
    if row.waived_note:
        return badge(_("Done without: {why}").format(why=row.waived_note), "quiet")
    if row.asked_on is not None:
        return badge(_("Asked for on {on}").format(on=row.asked_on), "warn")
    return badge(_("Missing"), "bad")
