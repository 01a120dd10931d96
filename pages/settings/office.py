"""The office itself: its name, language, time zone, sign-in and months until deemed left."""

from __future__ import annotations

from components import choices, forms
from db import settings
from db.session import reading
from rules.access import Actor
from rules.fields import by_name
from rules.language import _
from rules.settings import LANGUAGE_CODES, OFFICE_FIELDS


def page(actor: Actor) -> None:
    with reading(actor) as session:
        present = settings.get_form(session, tuple(by_name(OFFICE_FIELDS)))
    lists = {LANGUAGE_CODES: choices.languages()}
    form = forms.Form("office", OFFICE_FIELDS, lists, present.values, present.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: settings.change_several(session, form.seen, typed),
        done=_("Saved."),
    )
