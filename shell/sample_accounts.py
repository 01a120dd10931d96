"""The accounts of a sample office, shown where one signs in: its people are invented."""

from __future__ import annotations

import streamlit as st

from components import tables
from components.markup import join, tag, write
from components.tables import Column
from components.text import plain
from db import roles
from db.sample import DEMO_PASSWORD, SAMPLE_ACCOUNTS
from db.session import reading
from rules.access import CONSOLE
from rules.language import N_, _


def show() -> None:
    """List who may sign in, and the one password of all of them."""
    with reading(CONSOLE) as session:
        labels = {role.code: role.label for role in roles.list_roles(session)}
    with st.container(border=True):
        st.subheader(_("A sample office to look around in"), anchor=False)
        st.write(plain(_("Everybody in it is invented. Sign in as one of these people:")))
        columns = (
            Column(N_("Sign-in name"), "login"),
            Column(N_("Role"), lambda account: labels.get(account.role, account.role)),
            Column(N_("Name"), "name", quiet=True),
        )
        tables.show(SAMPLE_ACCOUNTS, columns, empty=_("There is no account."))
        told = join((_("The password of all of them: "), tag("b", DEMO_PASSWORD)))
        write(tag("p", told, class_="office-text"))
