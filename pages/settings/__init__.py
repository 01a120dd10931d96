"""The office's settings: one view for each kind of them."""

from __future__ import annotations

import streamlit as st

from components import address
from pages.settings import (
    aid_rules,
    codes,
    duties,
    letters,
    notices,
    office,
    own_fields,
    payments,
    retention,
    workdays,
)
from rules.access import Actor
from rules.language import N_, _

VIEWS = {
    "office": (N_("The office"), office.page),
    "duties": (N_("Separation of duties"), duties.page),
    "codes": (N_("Code lists"), codes.page),
    "own_fields": (N_("Own fields"), own_fields.page),
    "aid_rules": (N_("Rules of aid"), aid_rules.page),
    "notices": (N_("Public notices"), notices.page),
    "letters": (N_("Letters"), letters.page),
    "payments": (N_("Payments"), payments.page),
    "workdays": (N_("Workdays"), workdays.page),
    "retention": (N_("Retention"), retention.page),
}


def page(actor: Actor) -> None:
    st.title(_("Settings"))
    labels = {name: _(label) for name, (label, _draw) in VIEWS.items()}
    view = address.switch(_("Show"), labels, key="settings-show")
    _label, draw = VIEWS[view]
    draw(actor)
