"""What may be done with a set of rules: copy, change, take into use, put aside, end."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import actions, dialogs, forms, links, tables
from db import aid_rule_changes, aid_rule_effects
from db.aid_rules import SetRow
from db.session import reading
from pages.settings import aid_rule_effect
from rules.access import Actor
from rules.aid_rule_forms import END_FIELDS
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, row: SetRow, lists: CodeLists, today: date) -> None:
    """Draw what may be done with a set in its state."""
    heading = row.rules.heading
    here = {"show": "aid_rules", "kind": row.kind}
    with st.container(horizontal=True):
        links.button(
            _("Copy and change"), "settings", icon=":material/content_copy:", copy=row.id, **here
        )
        if not heading.in_use:
            links.button(_("Change"), "settings", icon=":material/edit:", change=row.id, **here)
        elif heading.valid_from > today:
            dialogs.confirm(
                _("Take out of use"),
                _("The set has not begun yet; it stays to be changed or copied."),
                lambda session, _reason: aid_rule_changes.put_aside(session, row.id, row.version),
                key=f"aid-rules-{row.id}-aside",
                done=_("Saved."),
                needs_reason=False,
            )
    if not heading.in_use:
        _use(actor, row, lists)
    elif heading.valid_to is None or heading.valid_to >= today:
        _end(actor, row, lists)


def _use(actor: Actor, row: SetRow, lists: CodeLists) -> None:
    title = _("What taking it into use would change")
    with st.expander(title, icon=":material/event_available:", expanded=True):
        with reading(actor) as session:
            effect = aid_rule_effects.get_effect_of_use(session, row.id, tables.offset())
        aid_rule_effect.draw(row.kind, effect, lists)
        actions.button(
            _("Take into use"),
            lambda session: aid_rule_changes.take_into_use(session, row.id, row.version),
            key=f"aid-rules-{row.id}-use",
            done=_("The set is in use."),
            primary=True,
        )


def _end(actor: Actor, row: SetRow, lists: CodeLists) -> None:
    with st.expander(_("End this set"), icon=":material/event_busy:"):
        key = f"aid-rules-{row.id}-end"
        form = forms.Form(key, END_FIELDS, {}, {}, row.version, changed=actions.speak)
        form.draw()
        on = form.typed("valid_to")
        if isinstance(on, date):
            with reading(actor) as session:
                effect = aid_rule_effects.get_effect_of_end(session, row.id, on, tables.offset())
            aid_rule_effect.draw(row.kind, effect, lists)
        form.save(
            _("End it with this day"),
            lambda session, typed: aid_rule_changes.end_set(
                session, row.id, form.seen, **forms.given(typed)
            ),
            done=_("The last day is kept."),
        )
