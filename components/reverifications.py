"""Re-verification on a page: writing a check down, drawing by lot, what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from components import decisions, dialogs, forms, links, tables
from components.lookups import Find
from components.markup import Html, badge, join, link
from rules.codes import CodeLists, label_of
from rules.fields import Field, Fields, Kind
from rules.language import N_, _
from rules.reverification import KIND_LABELS, REVERIFICATION_FIELDS, default_due

ASSESS = Field(
    "assess",
    N_("Test the means anew"),
    Kind.YES_NO,
    help=N_("With the incomes and costs that the file holds today; correct them first."),
)
_DRAW: Fields = (
    Field("unit_id", N_("Unit, with those below it"), Kind.UNION,
          help=N_("Left empty: your whole part of the office.")),
    Field("due_on", N_("To be checked by"), Kind.DATE, required=True),
)  # fmt: skip


def form(
    key: str,
    lists: CodeLists,
    version: int,
    today: date,
    work: Callable[[Any, int, forms.Typed], Any],
) -> None:
    """Draw the form of one check; ``work(session, seen, typed)`` keeps it."""
    fields = (*REVERIFICATION_FIELDS, ASSESS)
    entry = forms.Form(key, fields, lists, {"done_on": today}, version)
    entry.draw()
    entry.save(
        _("Save the check"),
        lambda session, typed: work(session, entry.seen, typed),
        done=_("The check is written down."),
        then="reverifications",
    )


def draw(today: date, find: Find, work: Callable[[Any, Any, Any], Any], *, key: str) -> None:
    """Draw the button that draws spot checks by lot; ``work(session, unit_id, due_on)``."""
    body = partial(_draw, today, find, work, key)
    dialogs.form(_("Draw spot checks"), body, key=key, icon=":material/casino:", primary=True)


def _draw(today: date, find: Find, work: Callable[[Any, Any, Any], Any], key: str) -> None:
    entry = forms.Form(
        f"{key}-form", _DRAW, {}, {"due_on": default_due(today)}, finders={"unit_id": find}
    )
    entry.draw()

    def done(drawn: Any) -> str:
        text = _("{files} files of {units} units were drawn.")
        return dialogs.closing(key, text.format(files=drawn.files, units=drawn.units))(drawn)

    entry.save(
        _("Draw by lot"),
        lambda session, typed: work(session, typed["unit_id"], typed["due_on"]),
        done=done,
    )


def due(row: Any) -> Html | str:
    """Return the day a check is due, marked when it is past."""
    day: str = row.due_on.isoformat()
    return badge(day, "bad") if row.overdue else day


def way(row: Any) -> Html:
    """Return the link that writes this check down."""
    address = links.to("reverifications", file=row.file_id, check=row.id)
    return link(_("Write down"), address)


def history(
    rows: Sequence[Any], lists: CodeLists, reveal: Callable[..., str] | None, *, key: str
) -> None:
    """Draw a file's checks, the latest first; the findings open for a reason."""
    if not rows:
        tables.nothing(_("This file has not been re-verified yet."))
    for row in rows:
        result = label_of(lists, "reverification_result", row.result) or _("not done yet")
        done = row.done_on.isoformat() if row.done_on else ""
        kind = _(KIND_LABELS[row.kind])
        day = _("due {on}").format(on=row.due_on)
        with decisions.card(join((kind, " ", result)), done or day, row.checked_by):
            if row.findings and reveal is not None:
                dialogs.fetch(
                    _("Read the findings"),
                    partial(_read, reveal, row.id),
                    dialogs.show_value,
                    key=f"{key}-{row.id}",
                )


def _read(reveal: Callable[..., str], check_id: int, session: Any, reason: str) -> str:
    return reveal(session, check_id, reason)
