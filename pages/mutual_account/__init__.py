"""The account of mutual aid: figures of a month or year, the ranking, charts, targets."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import streamlit as st

from components import address, downloads, links, mutual_account, tables
from components.text import plain
from db import mutual_exports, mutual_figures
from db.codes import code_lists
from db.mutual_figures import Account
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import write_csv, write_workbook
from pages.mutual_account import targets
from rules import mutual_account as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _
from rules.mutual_account import Period

RANKING, CHARTS, TARGETS = "ranking", "charts", "targets"
VIEWS = {RANKING: N_("Ranking"), CHARTS: N_("Charts"), TARGETS: N_("Targets")}
HERE = "mutual_account"
CHOICES = 420
"""How wide the choices above a list are, in pixels."""


def page(actor: Actor) -> None:
    st.title(_("Mutual-aid account"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        years = mutual_figures.list_years(session)
    views = [view for view in VIEWS if view != TARGETS or actor.can(Permission.SET_TARGETS)]
    view = address.switch(
        _("Show"), {one: _(VIEWS[one]) for one in views}, key="mutual-account-show"
    )
    period = _period(years, today.year, view)
    if view == TARGETS:
        targets.page(actor, period.year)
        return
    with reading(actor) as session:
        account = mutual_figures.get_account(session, period, address.get_id("of"))
    _where(account)
    mutual_account.cards(account.total, period)
    if view == CHARTS:
        _charts(account, lists)
    else:
        _ranking(actor, account)


def _period(years: list[int], this_year: int, view: str) -> Period:
    """Draw the choice of year and month, this whole year at first."""
    ordered = sorted(years, key=lambda year: year != this_year)
    with st.container(horizontal=True, vertical_alignment="bottom", width=CHOICES):
        year = address.choose(
            _("Year"), {str(one): str(one) for one in ordered}, key="mutual-year", name="year"
        )
        if view == TARGETS:
            return Period(int(year))
        named = {str(one): _("Month {n}").format(n=one) for one in range(1, 13)}
        months = {"0": _("Whole year")} | named
        month = address.choose(_("Month"), months, key="mutual-month", name="month")
    return Period(int(year), int(month))


def _where(account: Account) -> None:
    """Say whose account it is, with the way up."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(f"{account.unit_name} · {account.period.shown}"))
        if account.parent_id is not None:
            here = _here(account.period, account.parent_id)
            links.button(_("The union above"), HERE, icon=":material/arrow_upward:", **here)


def _here(period: Period, unit_id: int) -> dict[str, object]:
    return {"of": unit_id, "year": period.year, "month": period.month or None}


def _ranking(actor: Actor, account: Account) -> None:
    period = account.period
    labels = {name: _(order.label) for name, order in rules.ORDERS.items()}
    with st.container(width=CHOICES):
        order = address.choose(_("Rank by"), labels, key="mutual-order", name="by")
    ranked = rules.ranking(account.units, order)
    start = tables.offset()

    def to(unit: rules.UnitAccount) -> str:
        return links.to(HERE, **_here(period, unit.unit_id))

    text = _("Places are by the year from January to the end of {period}; equals share a place.")
    st.caption(plain(text.format(period=period.shown)))
    mutual_account.ranking(
        ranked[start : start + tables.PAGE_SIZE], period, to, own=account.unit_id
    )
    tables.pages(len(ranked))
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.can(Permission.PRINT_LETTERS) and actor.can(Permission.SEE_CLAIMS):
            circular = {"letter": "mutual_circular", "mutual_account": period.code}
            links.button(_("Print the circular"), "letters", icon=":material/print:", **circular)
        if ranked and actor.can(Permission.EXPORT_MEMBERS):
            make = partial(_export, actor, period, account.unit_id, order)
            downloads.lists(_("Export"), make, name=_("Mutual-aid account"), key="mutual-account")


def _charts(account: Account, lists: CodeLists) -> None:
    mutual_account.progress(rules.ranking(account.units, "people_reached"))
    mutual_account.ratio(account.months)
    mutual_account.bands(account.bands)
    mutual_account.causes(account.causes, lists)
    mutual_account.hospitals(account.hospitals)


def _export(actor: Actor, period: Period, unit_id: int | None, order: str, form: str) -> bytes:
    with writing(actor) as session:
        mutual_exports.record(session, period, unit_id, form)
    target = BytesIO()
    with reading(actor) as session:
        found = mutual_exports.list_rows(session, period, unit_id, order)
        write = write_workbook if form == "xlsx" else write_csv
        write(target, found.headings, found.rows)
    return target.getvalue()
