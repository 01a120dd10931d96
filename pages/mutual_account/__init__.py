"""The account of mutual aid: figures of a month or year, the ranking, charts, targets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import address, downloads, links, mutual_account, mutual_charts, tables
from components.text import plain
from db import mutual_exports, mutual_figures, mutual_plans
from db.codes import code_lists
from db.exports import Export
from db.mutual_figures import Account
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import written
from pages.mutual_account import targets
from rules import mutual_account as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _
from rules.periods import Period, month_or_year

RANKING, CHARTS, TARGETS = "ranking", "charts", "targets"
VIEWS = {RANKING: N_("Ranking"), CHARTS: N_("Charts"), TARGETS: N_("Targets")}
HERE = "mutual_account"
CHOICES, WIDE = 420, 720
"""How wide the choices above a list are, in pixels."""


def page(actor: Actor) -> None:
    st.title(_("Mutual-aid account"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        years = mutual_figures.list_years(session)
        plans = {str(one.id): one.name for one in mutual_plans.list_plans(session) if one.has_held}
    views = [view for view in VIEWS if view != TARGETS or actor.can(Permission.SET_TARGETS)]
    view = address.switch(
        _("Show"), {one: _(VIEWS[one]) for one in views}, key="mutual-account-show"
    )
    period, plan_id = _chosen(years, today.year, plans, view)
    if view == TARGETS:
        targets.page(actor, period.year)
        return
    with reading(actor) as session:
        account = mutual_figures.get_account(session, period, address.get_id("of"), plan_id)
    _where(account)
    mutual_account.cards(account.total, period)
    if view == CHARTS:
        _charts(account, lists)
    else:
        _ranking(actor, account)


def _chosen(
    years: list[int], this_year: int, plans: Mapping[str, str], view: str
) -> tuple[Period, int | None]:
    """Draw the choice of year, month and plan: at first this whole year and all plans."""
    ordered = sorted(years, key=lambda year: year != this_year)
    width = CHOICES if view == TARGETS else WIDE
    with st.container(horizontal=True, vertical_alignment="bottom", width=width):
        year = address.choose(
            _("Year"), {str(one): str(one) for one in ordered}, key="mutual-year", name="year"
        )
        if view == TARGETS:
            return month_or_year(int(year)), None
        named = {str(one): _("Month {n}").format(n=one) for one in range(1, 13)}
        months = {"0": _("Whole year")} | named
        month = address.choose(_("Month"), months, key="mutual-month", name="month")
        every = {"0": _("All plans")} | dict(plans)
        plan = address.choose(_("Mutual-aid plan"), every, key="mutual-account-plan", name="plan")
    return month_or_year(int(year), int(month)), int(plan) or None


def _where(account: Account) -> None:
    """Say whose account it is and of what, with the way up."""
    named = [account.unit_name, account.period.shown, account.plan_name]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(" · ".join(filter(None, named))))
        if account.parent_id is not None:
            here = _here(account, account.parent_id)
            links.button(_("The union above"), HERE, icon=":material/arrow_upward:", **here)
    if account.plan_id is not None:
        text = _("Targets, the million mark and the circular are for all plans together.")
        st.caption(plain(text))


def _here(account: Account, unit_id: int) -> dict[str, object]:
    period = account.period
    chosen = {"year": period.year, "month": period.number or None, "plan": account.plan_id}
    return {"of": unit_id, **chosen}


def _ranking(actor: Actor, account: Account) -> None:
    period, of_plan = account.period, account.plan_id is not None
    aimed = any(unit.target is not None for unit in account.units)
    orders = [name for name in rules.ORDERS if aimed or name not in rules.AIMED]
    labels = {name: _(rules.ORDERS[name].label) for name in orders}
    with st.container(width=CHOICES):
        order = address.choose(_("Rank by"), labels, key="mutual-order", name="by")
    ranked = rules.ranking(account.units, order)
    start = tables.offset()

    def to(unit: rules.UnitAccount) -> str:
        return links.to(HERE, **_here(account, unit.unit_id))

    text = _("Places are by the year from January to the end of {period}; equals share a place.")
    st.caption(plain(text.format(period=period.shown)))
    listed = ranked[start : start + tables.PAGE_SIZE]
    mutual_account.ranking(listed, period, to, own=account.unit_id, aimed=aimed, marked=not of_plan)
    tables.pages(len(ranked))
    with st.container(horizontal=True, vertical_alignment="center"):
        prints = actor.can(Permission.PRINT_LETTERS) and actor.can(Permission.SEE_CLAIMS)
        if prints and not of_plan:
            circular = {"letter": "mutual_circular", "mutual_account": rules.account_code(period)}
            links.button(_("Print the circular"), "letters", icon=":material/print:", **circular)
        if ranked and actor.can(Permission.EXPORT_MEMBERS):
            make = partial(_export, actor, account, order)
            downloads.lists(_("Export"), make, name=_("Mutual-aid account"), key="mutual-account")


def _charts(account: Account, lists: CodeLists) -> None:
    if account.plan_id is None:
        mutual_charts.progress(rules.ranking(account.units, "people_reached"))
    mutual_charts.ratio(account.months)
    mutual_charts.bands(account.bands)
    mutual_charts.causes(account.causes, lists)
    mutual_charts.hospitals(account.hospitals)


def _export(actor: Actor, account: Account, order: str, form: str) -> bytes:
    period, unit_id, plan_id = account.period, account.unit_id, account.plan_id
    record = partial(mutual_exports.record, period=period, unit_id=unit_id, plan_id=plan_id)

    def rows(session: Any, _permit: None) -> Export:
        return mutual_exports.list_rows(session, period, unit_id, order, plan_id)

    return downloads.written_out((writing, reading), actor, record, rows, written, form)
