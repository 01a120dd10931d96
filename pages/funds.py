"""Funds: what each source of money has left in a year."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, dialogs, funds, lookups, tables
from components.forms import Form
from components.identity import current_actor
from db import funds as pots
from db import unit_lists, units
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.funds import NEW_FUND_FIELDS
from rules.language import _


def page(actor: Actor) -> None:
    st.title(_("Funds"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        years = sorted({today.year, *pots.list_years(session)}, reverse=True)
        year = address.get_id("year") or today.year
        found = pots.list_page(session, year, tables.page_wanted())
        home = units.get_name(session, actor.unit_id) if actor.unit_id else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        _years(years, year)
        if actor.can(Permission.MANAGE_FUNDS):
            body = partial(_open, actor, lists, year, home)
            dialogs.form(_("Open a fund"), body, key="funds-open", icon=":material/add:", wide=True)
    funds.show_all(found.rows, found.sums, lists)
    tables.pages(found.total)


def _years(years: list[int], year: int) -> None:
    labels = {str(one): str(one) for one in years}
    chosen = address.switch(_("Year"), labels, key="funds-year", name="year")
    if chosen != str(year):
        address.put("year", chosen)


def _open(actor: Actor, lists: CodeLists, year: int, home: str) -> None:
    own = lookups.Hit(actor.unit_id, home) if actor.unit_id else None
    form = Form(
        "funds-new",
        NEW_FUND_FIELDS,
        lists,
        {"year": year},
        finders={"unit_id": _find},
        chosen={"unit_id": own} if own else {},
    )
    form.draw()
    form.save(
        _("Open the fund"),
        lambda session, typed: pots.open_fund(
            session, int(str(typed["unit_id"])), {k: v for k, v in typed.items() if k != "unit_id"}
        ),
        done=dialogs.closing("funds-open", _("The fund is open.")),
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
