"""What covers a person on a day: the answer that the counter gives, and a person's covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from components import address, enrolment_people, figures, links, tables
from components.figures import Card
from components.markup import Html, badge, join, link, tag, write
from components.tables import Column
from components.text import plain
from rules.claim_checks import Period, decisive_day, objection
from rules.codes import CodeLists, label_of
from rules.errors import InvalidInput
from rules.fields import Field, Kind
from rules.language import N_, _
from rules.money import show_money
from rules.parsing import parse

_DAY = Field("on", N_("On which day"), Kind.DATE)


def ask_day(today: date) -> date:
    """Draw the day that is asked about, kept in the address; today where none is given."""
    key, wanted = "cover-on", _day(address.get("on")) or today
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def write_back() -> None:
        chosen = st.session_state.get(key)
        address.put("on", None if chosen in (None, today) else chosen)

    st.date_input(_(_DAY.label), key=key, on_change=write_back, format="YYYY-MM-DD", width=220)
    return wanted


def _day(text: str) -> date | None:
    try:
        found = parse(_DAY, text, {})
    except InvalidInput:
        return None
    return found if isinstance(found, date) else None


def people(rows: Sequence[Any]) -> None:
    """Draw who was found; a name opens the answer for that person."""
    day = address.get("on") or None
    tables.show(
        rows,
        (
            Column(N_("Name"), "name", to=lambda row: links.to("cover", person=row.id, on=day)),
            Column(N_("ID number"), "id_no"),
            Column(N_("Mobile"), "mobile", quiet=True),
            Column(N_("Unit"), "unit_name"),
        ),
        empty=_("Nobody was found. Search for the ID number, the mobile number or the name."),
    )


def answer(
    covers: Sequence[Any],
    name: str,
    on: date,
    lists: CodeLists,
) -> None:
    """Draw what covers a person on a day."""
    if not covers:
        told = _("No plan covers {name} on {on}.").format(name=name, on=on)
        st.warning(plain(told), icon=":material/shield_question:")
        return
    for row in covers:
        with st.container(border=True):
            _head(row, on)
            figures.cards(_figures(row))
            _papers(row, lists)


def _head(row: Any, on: date) -> None:
    parts = [tag("b", row.plan_name), _standing(row, on)]
    unit = link(row.unit_name, links.to("unit", id=row.unit_id))
    write(tag("p", join((*parts, unit, tag("span", period(row)))), class_="office-summary"))
    if row.waiting:
        told = _("Waiting: events count from {on} on.").format(on=row.covered_from_on)
        st.warning(plain(told), icon=":material/hourglass_top:")


def _standing(row: Any, on: date) -> Html:
    """Return whether a cover answers for a day, still waits, or is of another period."""
    against = objection(Period(row.from_on, row.to_on, row.covered_from_on), on)
    if not against:
        return badge(_("Covered"), "good")
    if against == "waiting_period":
        return badge(_("Waiting period"), "warn")
    return badge(_("Not covered on {on}").format(on=on), "bad")


def period(row: Any) -> str:
    """Return the days of a cover, with the first that counts where that is a later one."""
    told = _("{from_on} to {to_on}").format(from_on=row.from_on, to_on=row.to_on)
    if row.covered_from_on <= row.from_on:
        return told
    return _("{period}, counts from {on} on").format(period=told, on=row.covered_from_on)


def listed(rows: Sequence[Any], event_on: date, ended_on: date | None = None) -> None:
    """Draw in a short list what covers a person at an event, by the day that its plan counts."""

    def at_event(row: Any) -> Html:
        return _standing(row, decisive_day(row.terms.event_day, event_on, ended_on))

    tables.show(
        rows,
        (
            Column(N_("Mutual-aid plan"), "plan_name"),
            Column(N_("Cover period"), period),
            Column(N_("Left in the period"), _left, number=True),
            Column(N_("Unit"), "unit_name", quiet=True),
            Column("", at_event, narrow=True),
        ),
        empty=_("Nothing covers this person on the day. A unit has to hand in the enrolment."),
    )


def _left(row: Any) -> str:
    return _("no ceiling") if row.cap_left_fen is None else show_money(row.cap_left_fen)


def _figures(row: Any) -> list[Card]:
    left = _("no ceiling") if row.cap_left_fen is None else f"¥ {_left(row)}"
    owed = max(row.due_fen - row.received_fen, 0)
    paid = _("last on {on}").format(on=row.received_on) if row.received_on else ""
    return [
        Card(_("Left in the period"), left, tone="bad" if row.cap_left_fen == 0 else ""),
        Card(_("Granted in the period"), f"¥ {show_money(row.granted_fen)}"),
        Card(_("Shares"), row.shares),
        Card(
            _("The unit still owes"),
            f"¥ {show_money(owed)}",
            paid,
            to=links.to("enrolment", id=row.hand_in_id),
            tone="warn" if owed else "",
        ),
    ]


def _papers(row: Any, lists: CodeLists) -> None:
    if not row.papers:
        return
    few = len(row.papers) <= 2
    with st.expander(_("Papers needed"), icon=":material/checklist:", expanded=few):
        for event, codes in row.papers.items():
            items = join(tag("li", label_of(lists, "claim_paper", code)) for code in codes)
            head = tag("b", label_of(lists, "claim_event", event))
            listed = tag("ul", items, class_="office-lines")
            write(join((tag("p", head, class_="office-text"), listed)))


def of_member(rows: Sequence[Any], lists: CodeLists, today: date) -> None:
    """Draw every cover that a person has or had, the latest first, and how it stands today."""
    tables.show(
        rows,
        (
            Column(N_("Mutual-aid plan"), "plan_name"),
            Column(
                N_("Hand-in"),
                "number",
                to=lambda row: links.to("enrolment", id=row.hand_in_id),
                quiet=True,
            ),
            Column(
                N_("Unit"),
                "unit_name",
                to=lambda row: links.to("unit", id=row.unit_id),
                quiet=True,
            ),
            Column(N_("Cover period"), period),
            Column(N_("Shares"), "shares", number=True, quiet=True),
            Column(N_("Kind"), lambda row: enrolment_people.standing(row, lists), quiet=True),
            Column(N_("State today"), lambda row: _today(row, today), narrow=True),
        ),
        empty=_("This person has never been in a mutual-aid plan."),
    )
    if any(row.elsewhere for row in rows):
        enrolment_people.elsewhere_note()


def _today(row: Any, today: date) -> Html:
    """Return whether a cover stands today, is over, or has not begun."""
    if not row.confirmed:
        return badge(_("not confirmed yet"), "quiet")
    if today < row.from_on:
        return badge(_("to come"), "quiet")
    return badge(_("Cover is over"), "quiet") if today > row.to_on else _standing(row, today)
