"""The life of a run: its steps, the run it follows, the runs that follow it."""

from __future__ import annotations

from components import choices, dialogs, forms, pay_runs
from db import pay_closing
from db.pay_runs import RunFile
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _
from rules.pay_forms import FOLLOW_UP_FIELDS, WAYS
from rules.pay_runs import WAY_LABELS


def draw(actor: Actor, run: RunFile, _lists: CodeLists) -> None:
    """Draw who did what when, and the runs around this one."""
    with reading(actor) as session:
        zone = zone_of(session)
    pay_runs.related(_("Pays again what did not arrive in"), [run.follows] if run.follows else [])
    pay_runs.related(_("What did not arrive is paid again by"), run.follow_ups)
    pay_runs.life(run.moves, zone)


def follow_up(run: RunFile) -> None:
    """Draw the button that drafts a run of what failed or came back."""
    key = f"run-{run.id}-follow"

    def body() -> None:
        ways = {WAYS: choices.of_labels(WAY_LABELS)}
        form = forms.Form(key, FOLLOW_UP_FIELDS, ways, {"way": run.way})
        form.draw()
        form.save(
            _("Draft a follow-up run"),
            lambda session, typed: pay_closing.follow_up(
                session, run.id, run.version, str(typed["way"])
            ),
            done=dialogs.closing(key, _("The follow-up run has been drafted.")),
            then=lambda run_id: ("pay_run", {"id": run_id}),
        )

    dialogs.form(_("Pay again what did not arrive"), body, key=key)
