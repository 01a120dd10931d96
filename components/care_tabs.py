"""Visits and gifts on a person's, a household's or a file's page, with what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import care_gifts, links, pairings, tables, visits
from rules.care import GOODS, HARDSHIP
from rules.codes import CodeLists
from rules.fields import Value
from rules.language import _
from rules.visits import ROUTINE

Enter = Callable[[Any, Mapping[str, Value]], Any]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What may be entered here; ``household`` or ``member`` is whom it is for, by id."""

    plan: Enter
    give: Enter
    cancel: care_gifts.Cancel
    funds: care_gifts.Funds
    warn: care_gifts.Warn
    visitors: str
    household: int | None = None
    member: int | None = None


@dataclass(frozen=True, slots=True)
class HouseholdVerbs:
    """What may be entered for a household; ``plan``, ``give`` and ``pair`` get its id."""

    plan: Callable[..., Any]
    give: Callable[..., Any]
    pair: Callable[..., Any]
    replace_cadre: Callable[..., Any]
    end: Callable[..., Any]
    cancel: care_gifts.Cancel
    funds: care_gifts.Funds
    warn: care_gifts.Warn


@dataclass(frozen=True, slots=True)
class Care:
    """What was done for a household, as its lists were read."""

    visits: Sequence[visits.Visit]
    gifts: Sequence[care_gifts.Gift]
    pairings: Sequence[pairings.Pairing]
    today: date


def of_household(
    household_id: int,
    care: Care,
    lists: CodeLists,
    verbs: HouseholdVerbs | None,
    visitors: str,
    *,
    key: str,
) -> None:
    """Draw a household's helper, visits and gifts; ``visitors`` is who goes unless changed."""
    st.subheader(_("Helper"))
    own = enters = None
    if verbs is not None:
        pair = partial(verbs.pair, household_id=household_id)
        own = pairings.Verbs(pair, verbs.replace_cadre, verbs.end)
        enters = Verbs(
            partial(verbs.plan, household_id=household_id),
            partial(verbs.give, household_id=household_id),
            verbs.cancel,
            verbs.funds,
            verbs.warn,
            visitors,
            household=household_id,
        )
    pairings.of_household(care.pairings, own, care.today, key=key)
    show(care.visits, care.gifts, lists, enters, care.today, key=key)


def show(
    rows: Sequence[visits.Visit],
    given: Sequence[care_gifts.Gift],
    lists: CodeLists,
    verbs: Verbs | None,
    today: date,
    *,
    key: str,
) -> None:
    """Draw the visits and the gifts of one household or member."""
    st.subheader(_("Visits"))
    if verbs is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            values: dict[str, Value] = {
                "planned_on": today,
                "occasion": ROUTINE,
                "visitors": verbs.visitors,
            }
            visits.plan(verbs.plan, lists, values, key=f"{key}-plan")
            links.button(
                _("Write down a visit"),
                "visit",
                icon=":material/edit_note:",
                household=verbs.household,
                member=verbs.member,
            )
    tables.show(rows, visits.columns(lists, named=False), empty=_("Nobody has visited yet."))
    st.subheader(_("Gifts"))
    if verbs is not None:
        start: dict[str, Value] = {"occasion": HARDSHIP, "kind": GOODS, "on": today}
        care_gifts.give(verbs.give, lists, verbs.funds, verbs.warn, start, key=f"{key}-give")
    cancel = verbs.cancel if verbs is not None else None
    care_gifts.show(given, lists, cancel, key=f"{key}-gift", empty=_("Nothing was given yet."))


def at_home(
    household: int,
    rows: Sequence[visits.Visit],
    given: Sequence[care_gifts.Gift],
    lists: CodeLists,
    *,
    key: str,
) -> None:
    """Draw on a member's page what came to the household as a whole; nothing for nothing."""
    if not rows and not given:
        return
    st.subheader(_("To the household"))
    links.button(_("Household"), "household", icon=":material/home:", id=household)
    if rows:
        tables.show(rows, visits.columns(lists, named=False), empty="")
    if given:
        care_gifts.show(given, lists, None, key=key, empty="")
