"""Retention: how long files of people who left are kept, and emptying those that are due."""

from __future__ import annotations

import streamlit as st

from components import dialogs, figures, forms
from db import retention, settings
from db.retention import Due
from db.session import reading
from rules.access import Actor
from rules.fields import by_name
from rules.language import _
from rules.settings import RETENTION_FIELDS


def page(actor: Actor) -> None:
    with reading(actor) as session:
        present = settings.get_form(session, tuple(by_name(RETENTION_FIELDS)))
        due = retention.get_due(session)
    form = forms.Form("retention", RETENTION_FIELDS, {}, present.values, present.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: settings.change_several(session, form.seen, typed),
        done=_("Saved."),
    )
    st.subheader(_("Files to empty"))
    _due(due)


def _due(due: Due) -> None:
    figures.cards(
        (
            figures.Card(
                _("Files due"),
                due.count,
                _("membership ended before {on}").format(on=due.before),
            ),
        )
    )
    dialogs.confirm(
        _("Empty the files"),
        _(
            "Numbers, addresses, notes and papers of up to {n} people go for good, also from the"
            " trail. Names and the times of membership stay. Make a backup first."
        ).format(n=retention.MOST_AT_ONCE),
        retention.empty_due,
        key="retention-empty",
        done=lambda emptied: _("{n} files have been emptied.").format(n=emptied),
        disabled=not due.count,
    )
