"""Public notices: whether they name only families who consented."""

from __future__ import annotations

from components import forms
from db import settings
from db.session import reading
from rules.access import Actor
from rules.fields import by_name
from rules.language import _
from rules.settings import CONSENT_FIELDS


def page(actor: Actor) -> None:
    with reading(actor) as session:
        present = settings.get_form(session, tuple(by_name(CONSENT_FIELDS)))
    form = forms.Form("notices", CONSENT_FIELDS, {}, present.values, present.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: settings.change_several(session, form.seen, typed),
        done=_("Saved."),
    )
