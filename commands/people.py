"""Accounts from the server's keyboard."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Annotated

import typer

from commands.console import opened, say, unit_id
from db import accounts
from db.accounts import AccountRow
from db.passwords import prepare
from db.scope import OfficeSession
from db.session import reading, writing
from db.sign_ins import login_key
from rules.access import CONSOLE
from rules.errors import NotFound
from rules.language import N_, _

app = typer.Typer(help="Accounts of the people who sign in.", no_args_is_help=True)

FIRST_PASSWORD_BYTES = 9

Login = Annotated[str, typer.Argument(help="The name with which the person signs in.")]


@app.command("list")
def list_users() -> None:
    """List the accounts, with their roles."""
    with opened(), reading(CONSOLE) as session:
        for row in _every(session):
            state = _("disabled") if row.disabled else ""
            typer.echo(f"{row.login:20} {row.name:20} {', '.join(row.roles)} {state}".rstrip())


def _every(session: OfficeSession, text: str = "") -> Iterator[AccountRow]:
    page, more = 1, True
    while more:
        found = accounts.list_accounts(session, text, page)
        yield from found.rows
        page, more = page + 1, found.has_more


@app.command()
def create(
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="A role; give several by repeating.")],
    unit: Annotated[str, typer.Option(help="A unit: its number or its name.")] = "",
) -> None:
    """Open an account below the tree's top or --unit; prints the first password."""
    password = prepare(secrets.token_urlsafe(FIRST_PASSWORD_BYTES))
    with opened(), writing(CONSOLE) as session:
        top = unit_id(session, unit) if unit else None
        accounts.create(session, login, name, top, role, password)
    say(N_("First password: {password}"), password=password.text)


@app.command()
def reset(login: Login) -> None:
    """Give a new first password and end the person's sessions."""
    password = prepare(secrets.token_urlsafe(FIRST_PASSWORD_BYTES))
    with opened(), writing(CONSOLE) as session:
        account = _account(session, login)
        accounts.reset_password(session, account.id, account.version, password)
    say(N_("First password: {password}"), password=password.text)


@app.command()
def disable(login: Login) -> None:
    """Close an account and end its sessions at once."""
    with opened(), writing(CONSOLE) as session:
        account = _account(session, login)
        accounts.disable(session, account.id, account.version)
    say(N_("Disabled."))


def _account(session: OfficeSession, login: str) -> AccountRow:
    for row in _every(session, login):
        if row.login == login_key(login):
            return row
    raise NotFound(N_("There is no account with this sign-in name."))
