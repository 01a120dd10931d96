"""Accounts: who may come in, with which roles, from where; made, changed and closed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from components import (
    actions,
    address,
    dialogs,
    forms,
    links,
    lookups,
    passwords,
    searchbox,
    sessions,
    tables,
)
from components.identity import current_actor
from components.markup import badge, join
from components.tables import Column
from components.text import instant, plain
from db import accounts, units
from db.accounts import AccountRow, RoleRow
from db.scope import OfficeSession
from db.session import reading
from db.verbs import zone_of
from rules.access import PERMISSION_LABELS, Actor
from rules.accounts import ACCOUNT_FIELDS, NEW_ACCOUNT_FIELDS
from rules.codes import Code, CodeLists
from rules.language import LANGUAGES, N_, _


def page(actor: Actor) -> None:
    chosen = address.get_id()
    if chosen is not None:
        _one(actor, chosen)
    elif address.get("add"):
        _add(actor)
    else:
        _list(actor)


def _list(actor: Actor) -> None:
    st.title(_("Accounts"))
    text = searchbox.show(_("Find an account"), _("Name or sign-in name"), "accounts-q")
    with reading(actor) as session:
        found = accounts.list_accounts(session, text, tables.page_wanted())
        roles = {role.code: role.label for role in accounts.list_roles(session)}
        zone = zone_of(session)
    columns = (
        Column(N_("Name"), "name", to=lambda row: links.to("accounts", id=row.id)),
        Column(N_("Sign-in name"), "login"),
        Column(N_("Roles"), lambda row: "、".join(roles.get(code, code) for code in row.roles)),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Last seen"), lambda row: instant(row.last_seen_at, zone), quiet=True),
        Column(N_("State"), _state),
    )
    tables.show(found.rows, columns, empty=_("No account has this name."))
    tables.pages(found.total)
    links.button(_("Add an account"), "accounts", icon=":material/person_add:", add=1)
    _explain(actor)


def _state(row: AccountRow) -> object:
    if row.disabled:
        return badge(_("disabled"), "bad")
    return badge(_("first password"), "warn") if row.must_change_password else badge(_("active"))


def _explain(actor: Actor) -> None:
    """Say what each role may do."""
    with st.expander(_("What each role may do")):
        with reading(actor) as session:
            roles = accounts.list_roles(session)
        columns = (
            Column(N_("Role"), "label"),
            Column(
                N_("Rights"),
                lambda role: join(
                    (_(PERMISSION_LABELS[right]) for right in role.permissions), "、"
                ),
            ),
        )
        tables.show(roles, columns, empty=_("There is no role."))


def _lists(roles: list[RoleRow]) -> CodeLists:
    """Return what the form's choices are taken from."""
    return {
        "roles": tuple(Code(role.code, role.zh, role.en) for role in roles),
        "languages": tuple(Code(code, name, name) for code, name in LANGUAGES.items()),
    }


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(units.find_units(session, text))


def _add(actor: Actor) -> None:
    st.title(_("Add an account"))
    with reading(actor) as session:
        lists = _lists(accounts.list_roles(session))
    form = forms.Form("account-new", NEW_ACCOUNT_FIELDS, lists, finders={"unit_id": _find})
    form.draw()
    form.save(
        _("Add"),
        _open_account,
        done=_keep,
        then=lambda first: ("accounts", {"id": first.account_id}),
    )


@dataclass(frozen=True, slots=True)
class First:
    """A first password that has just been set."""

    account_id: int
    password: str


def _open_account(session: OfficeSession, typed: forms.Typed) -> First:
    password = passwords.suggest()
    return First(accounts.create(session, password=password, **cast(Any, typed)), password)


def _keep(first: First) -> str:
    passwords.keep_first(_key(first.account_id), first.password)
    return _("The first password has been set; it is to be changed at the first sign-in.")


def _key(account_id: int) -> str:
    return f"account-{account_id}"


def _one(actor: Actor, account_id: int) -> None:
    with reading(actor) as session:
        account = accounts.get_account(session, account_id)
        lists = _lists(accounts.list_roles(session))
        opened, zone = accounts.list_sessions(session, account_id), zone_of(session)
    st.title(plain(account.name))
    st.caption(plain(_("Sign-in name {login}").format(login=account.login)))
    passwords.hand_over(_key(account_id))
    _change(account, lists)
    st.subheader(_("Open sessions"))
    if not opened:
        tables.nothing(_("Not signed in anywhere."))
    sessions.show(opened, zone, accounts.end_session, key=_key(account_id))
    st.subheader(_("Access"))
    _access(account)


def _change(account: AccountRow, lists: CodeLists) -> None:
    values = {
        "name": account.name,
        "unit_id": account.unit_id,
        "roles": account.roles,
        "language": account.language,
    }
    unit = lookups.Hit(account.unit_id, account.unit_name) if account.unit_id else None
    form = forms.Form(
        _key(account.id),
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


def _access(account: AccountRow) -> None:
    with st.container(horizontal=True):
        dialogs.confirm(
            _("Give a new first password"),
            _("The present password stops working and every open session ends."),
            lambda session, _reason: _reset(session, account),
            key=f"{_key(account.id)}-reset",
            done=_keep,
            needs_reason=False,
        )
        if account.disabled:
            actions.button(
                _("Open the account again"),
                lambda session: accounts.enable(session, account.id, account.version),
                key=f"{_key(account.id)}-enable",
                done=_("The account is open again."),
            )
        else:
            dialogs.confirm(
                _("Disable the account"),
                _("The person is signed out at once. What they did keeps their name."),
                lambda session, _reason: accounts.disable(session, account.id, account.version),
                key=f"{_key(account.id)}-disable",
                done=_("The account is closed."),
                needs_reason=False,
            )


def _reset(session: OfficeSession, account: AccountRow) -> First:
    password = passwords.suggest()
    accounts.reset_password(session, account.id, account.version, password)
    return First(account.id, password)
