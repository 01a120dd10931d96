"""Separation of duties: which two steps one person may take; and a freeze of decisions."""

from __future__ import annotations

import streamlit as st

from components import forms
from components.text import plain
from db import settings
from db.session import reading
from rules.access import Actor
from rules.fields import by_name
from rules.language import _
from rules.settings import DUTY_FIELDS, FREEZE_FIELDS, duty_values, relaxed_pairs


def page(actor: Actor) -> None:
    with reading(actor) as session:
        relaxed = settings.relaxed_duties(session)
        seen = settings.get_version(session, settings.DUTIES)
    st.caption(
        plain(
            _(
                "Nobody decides on own work. An office with too few people may allow it here;"
                " who allowed it and when is kept on the trail."
            )
        )
    )
    form = forms.Form("duties", DUTY_FIELDS, {}, duty_values(relaxed), seen)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: settings.relax_duties(session, relaxed_pairs(typed), form.seen),
        done=_("Saved."),
    )
    st.subheader(_("Freeze"))
    _freeze(actor)


def _freeze(actor: Actor) -> None:
    with reading(actor) as session:
        present = settings.get_form(session, tuple(by_name(FREEZE_FIELDS)))
    form = forms.Form("freeze", FREEZE_FIELDS, {}, present.values, present.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: settings.change_several(session, form.seen, typed),
        done=_("Saved."),
    )
