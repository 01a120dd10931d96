"""Accounts: who may come in, with which roles, from where; made, changed and closed here."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from components import (
    address,
    dialogs,
    forms,
    links,
    lookups,
    passwords,
    roles,
    searchbox,
    sessions,
    tables,
)
from components.identity import current_actor
from components.tables import Column
from components.text import instant, plain
from db import account_sessions, accounts, unit_lists
from db.passwords import NewPassword, prepare
from db.roles import list_roles
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.accounts import ACCOUNT_FIELDS, NEW_ACCOUNT_FIELDS
from rules.codes import CodeLists
from rules.language import N_, _


def page(actor: Actor) -> None:
    chosen = address.get_id()
    if chosen is None and not address.get("add"):
        _list(actor)
        return
    _add(actor) if chosen is None else _one(actor, chosen)
    links.button(_("Back to the list"), "accounts", icon=":material/arrow_back:")


def _list(actor: Actor) -> None:
    st.title(_("Accounts"))
    text = searchbox.show(_("Find an account"), _("Name or sign-in name"), "accounts-q")
    with reading(actor) as session:
        found = accounts.list_accounts(session, text, tables.page_wanted())
        shipped, zone = list_roles(session), zone_of(session)
    labels = roles.choices(shipped)
    columns = (
        Column(N_("Name"), "name", to=lambda row: links.to("accounts", id=row.id)),
        Column(N_("Sign-in name"), "login"),
        Column(N_("Roles"), lambda row: roles.names(labels, row.roles)),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Last seen"), lambda row: instant(row.last_seen_at, zone), quiet=True),
        Column(N_("State"), roles.state),
    )
    tables.show(found.rows, columns, empty=_("No account has this name."))
    tables.pages(found.total)
    links.button(_("Add an account"), "accounts", icon=":material/person_add:", add=1)
    roles.explain(shipped)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _add(actor: Actor) -> None:
    st.title(_("Add an account"))
    with reading(actor) as session:
        lists = roles.choices(list_roles(session))
    form = forms.Form("account-new", NEW_ACCOUNT_FIELDS, lists, finders={"unit_id": _find})
    form.draw()
    form.save(
        _("Add"),
        _open_account,
        done=passwords.keep_first,
        first=lambda: prepare(passwords.suggest()),
        then=lambda first: ("accounts", {"id": first.account_id}),
    )


def _open_account(session: Any, typed: forms.Typed, password: NewPassword) -> passwords.First:
    account_id = accounts.create(session, password=password, **cast(Any, typed))
    return passwords.First(account_id, password.text)


def _one(actor: Actor, account_id: int) -> None:
    with reading(actor) as session:
        account = accounts.get_account(session, account_id)
        lists = roles.choices(list_roles(session))
        opened, zone = account_sessions.list_sessions(session, account_id), zone_of(session)
    st.title(plain(f"{account.name} ({account.login})"))
    passwords.hand_over(account_id)
    _change(account, lists)
    st.subheader(_("Open sessions"))
    sessions.show(opened, zone, account_sessions.end_session, key=f"account-{account_id}")
    st.subheader(_("Access"))
    with st.container(horizontal=True):
        _access(account)


def _change(account: accounts.AccountRow, lists: CodeLists) -> None:
    values = {field.name: getattr(account, field.name) for field in ACCOUNT_FIELDS}
    unit = lookups.Hit(account.unit_id, account.unit_name) if account.unit_id else None
    form = forms.Form(
        f"account-{account.id}",
        ACCOUNT_FIELDS,
        lists,
        values,
        account.version,
        finders={"unit_id": _find},
        chosen={"unit_id": unit} if unit else None,
    )
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: accounts.change(session, account.id, form.seen, **cast(Any, typed)),
        done=_("Saved. Changed rights end the person's open sessions."),
    )


def _access(account: accounts.AccountRow) -> None:
    dialogs.confirm(
        _("Give a new first password"),
        _("The present password stops working and every open session ends."),
        lambda session, _reason, password: _reset(session, account, password),
        key="account-reset",
        done=passwords.keep_first,
        first=lambda: prepare(passwords.suggest()),
        needs_reason=False,
    )
    verb = accounts.enable if account.disabled else accounts.disable
    label, text, done = roles.access_step(account.disabled)
    dialogs.confirm(
        label,
        text,
        lambda session, _reason: verb(session, account.id, account.version),
        key="account-access",
        done=done,
        needs_reason=False,
    )


def _reset(session: Any, account: accounts.AccountRow, password: NewPassword) -> passwords.First:
    accounts.reset_password(session, account.id, account.version, password)
    return passwords.First(account.id, password.text)
