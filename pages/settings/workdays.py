"""Workdays: the yearly table of holidays and make-up days, taken in from a file."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from components import actions, address, tables, uploads
from components.markup import badge
from components.tables import Column
from db import calendar
from db.calendar import DayRow
from db.session import reading
from documents.sheets import open_sheets
from rules.access import Actor
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.workday_rows import WORKED, ListedDay, read_days


def page(actor: Actor) -> None:
    with reading(actor) as session:
        years, missing = calendar.list_years(session), calendar.years_missing(session)
        year = address.get_id("year") or (years[0] if years else 0)
        days = calendar.list_days(session, year) if year else []
    for absent in missing:
        st.warning(
            _(
                "There is no table for {year} yet. Until it is taken in, terms in {year} count"
                " weekends only. The State Council publishes it in November."
            ).format(year=absent)
        )
    _take_in()
    if years:
        labels = {str(one): str(one) for one in years}
        address.switch(_("Year"), labels, key="settings-year", name="year")
    tables.show(days, _columns(), empty=_("No year has been taken in yet."))


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Date"), "on"),
        Column(N_("Holiday"), "name"),
        Column(N_("Kind"), lambda day: _kind(day.kind)),
        Column(N_("Source"), "source", quiet=True),
    )


def _kind(kind: str) -> object:
    return badge(_("worked"), "warn") if kind == WORKED else badge(_("day off"), "good")


def _take_in() -> None:
    with st.expander(_("Take in a year's table"), icon=":material/upload_file:"):
        arrived = uploads.pick(
            _("File with the columns date, kind and name"),
            key="workdays-file",
            types=("csv", "xlsx", "xls"),
            hint=_("Kind is 休 for a day off and 班 for a weekend day worked."),
        )
        source = st.text_input(
            _("Source"),
            key="workdays-source",
            max_chars=200,
            placeholder=_("The notice's title and date"),
        )
        if arrived is not None:
            _preview(arrived, source.strip())


def _days_in(content: bytes) -> tuple[ListedDay, ...]:
    found = [day for sheet in open_sheets(content) for day in read_days(sheet.rows())]
    if not found:
        raise InvalidInput(N_("This file lists no day."))
    return tuple(found)


def _preview(arrived: uploads.Upload, source: str) -> None:
    listed = uploads.read(arrived, _days_in)
    if listed is None:
        return
    days = [DayRow(day.on, day.kind, day.name, source) for day in listed]
    year = Counter(day.on.year for day in days).most_common(1)[0][0]
    tables.show(days, _columns()[:3], empty="")
    if not source:
        st.caption(_("Name the source; it stands beside every day of the table."))
    actions.button(
        _("Take in {n} days of {year}").format(n=len(days), year=year),
        lambda session: calendar.take_in(session, year, days),
        key="workdays-take-in",
        done=lambda changed: _("Taken in; {n} days differ from before.").format(n=changed),
        then=("settings", {"show": "workdays", "year": year}),
        primary=True,
        disabled=not source,
    )
