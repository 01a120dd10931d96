"""Another account for a decided claim: where the card was wrong, or the heirs are paid."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import dialogs, forms
from components.text import plain
from db import claim_accounts
from rules.access import Actor, Permission
from rules.claim_payees import ACCOUNT_FIELDS
from rules.claims import CHANGEABLE, DEAD
from rules.language import _


def may_change(row: Any, actor: Actor) -> bool:
    """Say whether the account is corrected here; what may be changed as a whole is not."""
    closed = row.state in CHANGEABLE or row.state in DEAD or row.paid_on is not None
    return actor.can(Permission.TAKE_CLAIMS) and not closed


def button(row: Any) -> None:
    """Draw the button whose form names another account."""
    key = f"claim-{row.id}-account"

    def body() -> None:
        st.caption(plain(_("Who signs the pay run sees that the account was changed.")))
        form = forms.Form(key, ACCOUNT_FIELDS, {}, version=row.version)
        form.draw(wide=True)
        form.save(
            _("Correct the account"),
            lambda session, typed: claim_accounts.set_account(session, row.id, row.version, typed),
            done=dialogs.closing(key, _("The account has been corrected.")),
        )

    dialogs.form(_("Correct the account"), body, key=key)
