"""What came of an activity that was held, and what people thought of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import actions, dialogs, forms
from components import activity_costs as sheet
from components.markup import tag, write
from db import activities, activity_feedback
from db.activity_feedback import FeedbackRow
from db.activity_views import ActivityFile
from db.session import reading
from rules.access import Actor, Permission
from rules.activity_forms import FEEDBACK_FIELDS, OUTCOME_FIELDS
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw outcome and feedback, with the forms of who holds the activity."""
    with reading(actor) as session:
        found = activity_feedback.get_feedback(session, row.id)
    writing = row.own and actor.can(Permission.PLAN_CAMPAIGNS)
    write(tag("p", row.outcome or _("The outcome is not written down yet."), class_="office-text"))
    if writing:
        with st.container(horizontal=True):
            _outcome(row, lists)
            _feedback(row, lists)
    sheet.voices(found, _remove if writing else None)


def _outcome(row: ActivityFile, lists: CodeLists) -> None:
    key = f"activity-{row.id}-outcome"

    def body() -> None:
        form = forms.Form(key, OUTCOME_FIELDS, lists, {"outcome": row.outcome}, row.version)
        form.draw(wide=True)
        form.save(
            _("Save"),
            lambda session, typed: activities.tell_outcome(
                session, row.id, form.seen, str(typed["outcome"])
            ),
            done=dialogs.closing(key, _("Saved.")),
        )

    dialogs.form(_("Write the outcome"), body, key=key, icon=":material/edit_note:")


def _feedback(row: ActivityFile, lists: CodeLists) -> None:
    key = f"activity-{row.id}-feedback"

    def body() -> None:
        form = forms.Form(key, FEEDBACK_FIELDS, lists, {"people": 1})
        form.draw(wide=True)
        form.save(
            _("Enter"),
            lambda session, typed: activity_feedback.enter(session, row.id, typed),
            done=dialogs.closing(key, _("The feedback has been entered.")),
        )

    dialogs.form(_("Enter feedback"), body, key=key, icon=":material/reviews:")


def _remove(row: FeedbackRow) -> None:
    actions.button(
        _("Take off"),
        partial(_take_off, row.id, row.version),
        key=f"feedback-{row.id}-off",
        done=_("Taken off."),
        of_row=True,
    )


def _take_off(feedback_id: int, seen: int, session: Any) -> None:
    activity_feedback.remove(session, feedback_id, seen)
