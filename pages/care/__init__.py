"""The care radar: one list per unit and week of whom to congratulate, comfort, help and see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import (
    address,
    care_gifts,
    care_radar,
    choices,
    figures,
    filters,
    links,
    lookups,
    tables,
)
from components.identity import current_actor
from components.text import plain
from db import care_entries, unit_lists, units, visits
from db import care_radar as radar
from db.care_lines import RadarLine
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from db.visits import Purpose
from pages.care import gifts
from rules.access import Actor, Permission
from rules.care import KINDS
from rules.codes import Code, CodeLists
from rules.fields import Value
from rules.language import N_, _

WEEK, GIFTS = "week", "gifts"
ON_THE_WEEK = 5
"""How many lines of each part stand on the list of the week."""
NOTHING = N_("Nobody waits here. What was planned or given leaves the list by itself.")


def page(actor: Actor) -> None:
    st.title(_("Care"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        name = units.get_name(session, below) if below else ""
        counts = radar.count_parts(session, below)
    views = {WEEK: _("This week"), **{kind: _(KINDS[kind]) for kind in counts}, GIFTS: _("Gifts")}
    view = address.switch(_("Show"), views, key="care-show")
    if actor.can(Permission.SEE_UNITS):
        with st.container(width=320):
            filters.look_up("below_id", _("Unit"), key="care-unit", find=_find, shown=name)
    if view == GIFTS:
        gifts.draw(actor, below, lists)
    elif view == WEEK:
        _week(actor, below, counts, lists, today)
    else:
        _part(actor, view, below, lists, today)


def _week(
    actor: Actor, below: int | None, counts: dict[str, int], lists: CodeLists, today: date
) -> None:
    figures.cards(
        figures.Card(_(KINDS[kind]), count, to=links.to("care", show=kind, below_id=below))
        for kind, count in counts.items()
    )
    for kind, count in counts.items():
        if not count:
            continue
        with reading(actor) as session:
            part = radar.list_part(session, kind, below, size=ON_THE_WEEK)
        st.subheader(plain(_(KINDS[kind])))
        care_radar.show(part.lines, lists, _verbs(actor, today), today, empty="")
        if count > ON_THE_WEEK:
            all_of = _("All {n}").format(n=f"{count:,}")
            links.button(all_of, "care", show=kind, below_id=below)
    if not any(counts.values()):
        tables.nothing(_(NOTHING))


def _part(actor: Actor, kind: str, below: int | None, lists: CodeLists, today: date) -> None:
    with reading(actor) as session:
        part = radar.list_part(session, kind, below, tables.page_wanted())
    care_radar.show(part.lines, lists, _verbs(actor, today), today, empty=_(NOTHING))
    tables.pages(part.total, radar.PAGE_SIZE)


def _verbs(actor: Actor, today: date) -> care_radar.Verbs | None:
    if not actor.can(Permission.VISIT_HOUSEHOLDS):
        return None
    return care_radar.Verbs(partial(_plan, actor.name, today), _give, _funds, _warn)


def _purpose(line: RadarLine) -> Purpose:
    return Purpose(line.occasion, line.festival, line.for_on, line.life_event_id)


def _plan(visitors: str, today: date, line: RadarLine) -> Callable[[Any], int]:
    return partial(
        visits.plan,
        planned_on=max(line.on, today),
        visitors=visitors,
        purpose=_purpose(line),
        household_id=line.household_id,
        member_id=line.member_id,
    )


def _give(line: RadarLine) -> care_gifts.Enter:
    return partial(
        care_entries.give,
        purpose=_purpose(line),
        household_id=line.household_id,
        member_id=line.member_id,
    )


def _warn(line: RadarLine) -> care_gifts.Warn:
    def warn(typed: Mapping[str, Value]) -> list[str]:
        with reading(current_actor()) as session:
            return care_entries.list_warnings(
                session,
                typed,
                purpose=_purpose(line),
                household_id=line.household_id,
                member_id=line.member_id,
            )

    return warn


def _funds(line: RadarLine) -> Sequence[Code]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, line.unit_id))


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
