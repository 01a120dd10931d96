"""The form at the door, made for a phone: who, when, what was found, needs, a question.

One column on a narrow screen, today and the actor filled in, one tap for each need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from components import actions, dialogs, forms
from rules.campaign_giving import with_campaign
from rules.codes import CodeLists
from rules.fields import Fields, Value
from rules.language import _
from rules.visits import (
    ASKED,
    MADE_FIELDS,
    NEEDS,
    NEEDS_CONSENT,
    OCCASION,
    QUESTION_FIELDS,
    ROUTINE,
    need_fields,
)

Enter = Callable[[Any, Mapping[str, Value]], Any]
Save = Callable[[Any, int, Mapping[str, Value]], Any]

FINDINGS = "findings"
ANSWER_DAYS = 7
"""By when an open question is to be answered, unless the visitors say otherwise."""


def at_the_door(
    save: Save,
    lists: CodeLists,
    visitors: str,
    actor_name: str,
    today: date,
    *,
    key: str,
    version: int = 0,
    unplanned: bool = False,
    then: actions.Then = None,
) -> None:
    """Draw the form; ``save(session, seen, typed)`` writes everything down at once.

    A visit that was not ``unplanned`` has its occasion already.
    """
    values: dict[str, Value] = {"made_on": today, "visitors": visitors, **_asked(actor_name, today)}
    first: Fields = MADE_FIELDS
    if unplanned:
        first = with_campaign((OCCASION, *MADE_FIELDS), lists)
        values["occasion"] = ROUTINE
    needs = _needs(lists)
    form = forms.Form(key, (*first, *needs, *QUESTION_FIELDS), lists, values, version, draft=key)
    form.draw(field.name for field in first if field.name != FINDINGS)
    form.draw((FINDINGS,), wide=True)
    with st.expander(_(NEEDS)):
        st.caption(_("Needs are told as totals of an area only, never of a single family."))
        form.draw(field.name for field in needs)
    with st.expander(_(ASKED)):
        form.draw(("question", "answer"), wide=True)
        form.draw(("owner", "due_on"))
    form.save(
        _("Save the visit"),
        lambda session, typed: save(session, form.seen, typed),
        done=_("The visit has been written down."),
        then=then,
        wide=True,
    )


def _needs(lists: CodeLists) -> Fields:
    items = {item.code: item.label for item in lists.get("need_item", ()) if not item.retired}
    return (NEEDS_CONSENT, *need_fields(items))


def _asked(actor_name: str, today: date) -> dict[str, Value]:
    return {"owner": actor_name, "due_on": today + timedelta(days=ANSWER_DAYS)}


def later(save: Save, lists: CodeLists, consent: bool, version: int, *, key: str) -> None:
    """Draw the button that adds findings or needs to a visit that was made."""

    def body() -> None:
        fields = (MADE_FIELDS[-1], *_needs(lists))
        form = forms.Form(key, fields, lists, {"needs_consent": consent}, version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: save(session, form.seen, typed),
            done=dialogs.closing(key, _("Saved.")),
        )

    dialogs.form(_("Add findings or needs"), body, key=key, icon=":material/edit_note:")


def question(enter: Enter, actor_name: str, today: date, *, key: str) -> None:
    """Draw the button that writes down another question of a visit."""

    def body() -> None:
        form = forms.Form(key, QUESTION_FIELDS, {}, _asked(actor_name, today))
        form.draw()
        form.save(_("Save"), enter, done=dialogs.closing(key, _("The question is kept.")))

    dialogs.form(_("Add a question"), body, key=key, icon=":material/help:")
