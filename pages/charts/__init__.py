"""The office's figures: in charts, as a list, and each by itself with what stands behind it."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import streamlit as st

from components import address, downloads, figure_tables, links, period_choice
from components.markup import join, link, tag, write
from db import chart_exports, indicators
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import write_csv, write_workbook
from pages.charts import drawn, one
from pages.charts.ways import HERE, way
from rules.access import Actor, Permission
from rules.indicator import AREAS
from rules.indicators import INDICATORS
from rules.language import N_, _
from rules.periods import Period

CHARTS, LIST = "charts", "list"
VIEWS = {CHARTS: N_("Charts"), LIST: N_("All figures")}
Line = list[tuple[int, str]]


def page(actor: Actor) -> None:
    st.title(_("Charts and figures"))
    with reading(actor) as session:
        today = today_of(session)
        line = indicators.list_above(session, address.get_id("of"))
    view = _view()
    period = period_choice.choose(today)
    if not line:
        st.info(_("There is no unit yet, so there is nothing to count."))
        return
    top = line[-1][0]
    _where(line, period)
    if period.is_future(today):
        st.info(_("This period has not begun: what is told of its end is how things stand today."))
    if view in INDICATORS:
        one.page(actor, INDICATORS[view], period, today, top)
    elif view == LIST:
        _list(actor, period, top)
    else:
        drawn.page(actor, period, top)
    if actor.can(Permission.EXPORT_MEMBERS):
        make = partial(_export, actor, period, top)
        downloads.lists(_("Export"), make, name=_("Figures"), key="charts")


def _view() -> str:
    """Draw the switch between charts and list; a figure that was opened leads back to both."""
    code = address.get("figure")
    if code not in INDICATORS:
        labels = {name: _(label) for name, label in VIEWS.items()}
        return address.switch(_("Show"), labels, key="charts-show")
    with st.container(horizontal=True):
        keep = {"period": address.get("period") or None, "of": address.get("of") or None}
        for name, label in VIEWS.items():
            show = None if name == CHARTS else name
            links.button(_(label), HERE, icon=":material/arrow_back:", show=show, **keep)
    return code


def _where(line: Line, period: Period) -> None:
    """Say whose figures these are, with the way up."""
    above = [link(name, way(period, key)) for key, name in line[:-1]]
    inside = join((*above, tag("b", line[-1][1])), " › ")
    write(tag("p", join((inside, " · ", period.shown)), class_="office-line"))


def _list(actor: Actor, period: Period, top: int) -> None:
    with reading(actor) as session:
        values = indicators.figures(session, INDICATORS, period, top)
    for area, label in AREAS.items():
        st.subheader(_(label))
        of_area = {code: values[code] for code in values if INDICATORS[code].area == area}
        figure_tables.catalogue(
            of_area, lambda code: way(period, top, code), lambda found: one.may_see(actor, found)
        )


def _export(actor: Actor, period: Period, top: int, form: str) -> bytes:
    with writing(actor) as session:
        chart_exports.record(session, period, top, form)
    target = BytesIO()
    with reading(actor) as session:
        found = chart_exports.list_rows(session, period, top)
        write_rows = write_workbook if form == "xlsx" else write_csv
        write_rows(target, found.headings, found.rows)
    return target.getvalue()
