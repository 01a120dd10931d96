"""Letters: choose one, choose whom it is about, see what is filled in, print."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import address, links, tables
from db import letter_choices, letter_templates
from db.letter_templates import TemplateRow
from db.session import reading
from pages.letters import pickers, printing
from rules.access import Actor
from rules.language import _
from rules.letters import (
    AID_GRANT,
    HARDSHIP_FILE,
    ISSUED_REPORT,
    MEMBER,
    MUTUAL_ACCOUNT,
    NEEDED,
    PAY_RUN,
    PUBLIC_NOTICE,
    TRANSFER,
    UNIT,
)
from rules.letters_activities import ACTIVITY, SIGN_UP
from rules.letters_campaign_reports import CAMPAIGN_REPORT, CAMPAIGN_YEAR
from rules.letters_campaigns import CAMPAIGN
from rules.letters_mutual import CLAIM, UNIT_ENROLMENT
from rules.mutual_account import account_period

_PAGES: Mapping[str, str] = {
    MEMBER: "member",
    UNIT: "unit",
    TRANSFER: "moves",
    HARDSHIP_FILE: "hardship_file",
    AID_GRANT: "grant",
    PUBLIC_NOTICE: "notice",
    PAY_RUN: "pay_run",
    CLAIM: "claim",
    UNIT_ENROLMENT: "enrolment",
    CAMPAIGN: "campaign",
    ACTIVITY: "activity",
    SIGN_UP: "activities",
    CAMPAIGN_REPORT: "campaign",
    CAMPAIGN_YEAR: "campaigns",
    MUTUAL_ACCOUNT: "mutual_account",
    ISSUED_REPORT: "reports",
}
"""The page of each record that a letter can be about; transfers stand in a list."""


def page(actor: Actor) -> None:
    st.title(_("Letters"))
    given = {record: address.get_id(record) for record in NEEDED}
    letter = _choose_letter(_usable(actor, given), given)
    if letter is None:
        tables.nothing(_("No letter fits. An administrator can add one in the settings."))
        return
    chosen = given[letter.record]
    ids = [chosen] if chosen else pickers.pick(actor, letter)
    if chosen:
        with st.container(horizontal=True):
            _way_back(letter.record, chosen)
            links.button(_("Choose others"), "letters", letter=_key(letter))
    if ids:
        printing.offer(actor, letter, ids)


def _usable(actor: Actor, given: Mapping[str, int | None]) -> list[TemplateRow]:
    """Return the letters to offer: about a given record those that fit it, and the one asked for.

    Where none fits all are offered: the page says then why the chosen one is not for it.
    """
    with reading(actor) as session:
        every = letter_templates.list_usable(session)
        usable = [one for one in every if actor.can(NEEDED[one.record])]
        for record, record_id in given.items():
            if record_id and actor.can(NEEDED[record]):
                fitting = letter_choices.list_fitting(session, usable, record, record_id)
                asked = [one for one in usable if _key(one) == address.get("letter")]
                return fitting + [one for one in asked if one not in fitting] or usable
    return usable


def _way_back(record: str, record_id: int) -> None:
    page = _PAGES[record]
    chosen: dict[str, object] = {} if record == TRANSFER else {"id": record_id}
    if record == MUTUAL_ACCOUNT:
        period = account_period(record_id)
        chosen = {"year": period.year, "month": period.number or None}
    if record == CAMPAIGN_YEAR:
        chosen = {"year": record_id, "show": "report"}
    links.button(_("Back to the record"), page, icon=":material/arrow_back:", **chosen)


def _key(letter: TemplateRow) -> str:
    return letter.kind if letter.id is None else str(letter.id)


def _choose_letter(
    usable: list[TemplateRow], given: Mapping[str, int | None]
) -> TemplateRow | None:
    records = {record for record, record_id in given.items() if record_id} or set(given)
    by_key = {_key(one): one for one in usable if one.record in records}
    if not by_key:
        return None
    first = next(iter(by_key))
    write_back = address.bind("letter", "letters-letter", empty=first)
    if st.session_state.get("letters-letter") not in by_key:
        st.session_state["letters-letter"] = first
    picked = st.selectbox(
        _("Letter"),
        list(by_key),
        key="letters-letter",
        format_func=lambda key: printing.name_of(by_key[key]),
        on_change=write_back,
    )
    return by_key[picked]
