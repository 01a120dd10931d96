"""Activities on the screen: lists, a week, the head of one, its figures and its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import details, figures, links, tables, timeline
from components.figures import Card
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.text import instant, plain
from components.timeline import Moment
from rules import activities as rules
from rules.activities import ACTIVITY, SIGN_UP_LABELS, When
from rules.activity_forms import ACTIVITY_FIELDS
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.moves import ENTER

TONES: Mapping[str, Tone] = {
    rules.PLANNED: "quiet",
    rules.OPEN: "good",
    rules.HELD: "",
    rules.CANCELLED: "bad",
}
SIGN_UP_TONES: Mapping[str, Tone] = {
    rules.SIGNED_UP: "good",
    rules.WAITING: "warn",
    rules.WITHDRAWN: "quiet",
    rules.ATTENDED: "good",
    rules.ABSENT: "bad",
}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_IN_HEAD = frozenset(
    ("name", "kind", "place", "from_on", "to_on", "from_time", "to_time", "for_unit_id")
)


def state(code: str) -> Html:
    return badge(_(ACTIVITY.state_labels[code]), TONES[code])


def sign_up_state(code: str) -> Html:
    return badge(_(SIGN_UP_LABELS[code]), SIGN_UP_TONES[code])


def days(when: When) -> str:
    """Write the day, or the first and last one."""
    first, last = when.from_on, when.to_on
    if first == last:
        return first.isoformat()
    return f"{first} – {last:%m-%d}" if first.year == last.year else f"{first} – {last}"


def hours(when: When) -> str:
    """Write from when to when, as far as it is known."""
    if when.from_time and when.to_time:
        return f"{when.from_time}–{when.to_time}"
    return when.from_time


def places(row: Any) -> str:
    """Write how many places are taken, of how many."""
    return f"{row.signed_up:,}" if row.capacity is None else f"{row.signed_up:,}/{row.capacity:,}"


def _name(lists: CodeLists, row: Any) -> Html:
    kind = label_of(lists, "activity_kind", row.kind)
    return join((link(row.name, links.to("activity", id=row.id)), tag("small", kind)), " ")


def _when(row: Any) -> Html:
    return join((tag("div", days(row.when)), tag("small", hours(row.when))))


def columns(lists: CodeLists, *, held: bool = False, campaigns: bool = False) -> tuple[Column, ...]:
    """Return the columns of a list of activities; of those held, who came instead of who waits."""
    came = Column(N_("Attended"), lambda row: f"{row.attended:,}", number=True)
    return (
        Column(N_("Activity"), partial(_name, lists)),
        Column(N_("Day"), _when, narrow=True),
        Column(N_("Where it takes place"), "place", quiet=True),
        Column(N_("Held by"), "unit_name", quiet=True),
        *((Column(N_("Campaign"), "campaign_name", quiet=True),) if campaigns else ()),
        Column(N_("Places"), places if held else _with_waiting, number=True),
        *((came,) if held else ()),
        Column(N_("State"), _standing, narrow=True),
    )


def _with_waiting(row: Any) -> Html:
    waits = _("waiting: {n}").format(n=row.waiting) if row.waiting else ""
    return join((tag("div", places(row)), tag("small", waits) if waits else ""))


def _standing(row: Any) -> Html:
    if row.state != rules.OPEN or row.sign_up_until is None:
        return state(row.state)
    until = _("until {on}").format(on=row.sign_up_until)
    return join((tag("div", state(row.state)), tag("small", until)))


def week(rows: Sequence[Any], monday: date, today: date, lists: CodeLists) -> None:
    """Draw the seven days from a Monday on, each with what takes place."""
    for offset in range(7):
        on = monday + timedelta(days=offset)
        of_day = [row for row in rows if row.when.from_on <= on <= row.when.to_on]
        name = f"{_(WEEKDAYS[offset])} {on.isoformat()}"
        marked = badge(_("It is today"), "warn") if on == today else ""
        write(tag("h4", join((tag("span", name), marked), " "), class_="office-group"))
        if of_day:
            items = join(tag("li", _of_day(row, lists)) for row in of_day)
            write(tag("ul", items, class_="office-lines"))
        else:
            write(tag("p", "—", class_="office-way"))


def _of_day(row: Any, lists: CodeLists) -> Html:
    parts = (
        tag("b", hours(row.when)) if hours(row.when) else "",
        link(row.name, links.to("activity", id=row.id)),
        label_of(lists, "activity_kind", row.kind),
        row.place,
        row.unit_name,
        places(row),
        state(row.state),
    )
    return join((part for part in parts if part), " · ")


def summary(row: Any, lists: CodeLists) -> None:
    """Draw the line below the title: where it stands, what, when, where and whose it is."""
    parts = [
        row.activity_no,
        label_of(lists, "activity_kind", row.kind),
        " ".join(part for part in (days(row.when), hours(row.when)) if part),
        row.place,
        row.unit_name,
    ]
    spans = [tag("span", part) for part in parts]
    if row.campaign_id is not None:
        name = row.campaign_name
        own = row.campaign_own
        spans.append(
            link(name, links.to("campaign", id=row.campaign_id)) if own else tag("span", name)
        )
    write(tag("p", join((state(row.state), *spans)), class_="office-summary"))


def cards(row: Any) -> None:
    """Draw how full an activity is, and who came."""
    counts = row.counts
    found = [
        Card(
            _("Places taken"),
            row.taken if row.capacity is None else f"{row.taken:,} / {row.capacity:,}",
            "" if row.free is None else _("free: {n}").format(n=f"{row.free:,}"),
            meaning=_("People of all units who have a place, whether they came or not."),
        )
    ]
    if counts.get(rules.WAITING):
        told = _("They move up in their order as places become free.")
        found.append(Card(_("Waiting"), counts[rules.WAITING], meaning=told, tone="warn"))
    came, away = counts.get(rules.ATTENDED, 0), counts.get(rules.ABSENT, 0)
    if came or away:
        share = figures.share(came, came + away)
        note = _("{share} of those entered").format(share=share)
        found.append(Card(_("Attended"), came, note, tone="good"))
        found.append(Card(_("Absent"), away))
    figures.cards(found)


def plan(row: Any, lists: CodeLists) -> None:
    """Draw what was planned, and who may take part."""
    shown = [one for one in ACTIVITY_FIELDS if one.name not in _IN_HEAD]
    pairs = [
        (_(one.label), details.shown(one, row.values[one.name], lists))
        for one in shown
        if row.values[one.name] not in (None, "", False)
    ]
    if row.for_unit_name:
        pairs.append((_("Only for people below"), row.for_unit_name))
    if row.fund_name:
        pairs.append((_("Fund"), row.fund_name))
    if row.outcome:
        pairs.append((_("Outcome"), row.outcome))
    details.lines(pairs)


def life(steps: Iterable[Any], zone: ZoneInfo) -> None:
    """Draw who did what with an activity, the latest first."""
    moments = [
        Moment(
            instant(step.at, zone),
            _("Entered") if step.action == ENTER else _(ACTIVITY.state_labels[step.to_state]),
            step.actor,
            step.note,
            TONES[step.to_state],
        )
        for step in reversed(list(steps))
    ]
    timeline.show(moments, "")


def at_the_same_place(rows: Sequence[Any]) -> None:
    """Warn that the place is taken by others at that time."""
    for row in rows:
        told = _("“{name}” of {unit} takes place there at the same time.")
        st.warning(
            plain(told.format(name=row.name, unit=row.unit_name)), icon=":material/event_busy:"
        )


def taken_part(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw what a member signed up for and what became of it."""
    tables.show(
        rows,
        (
            Column(N_("Activity"), "name", to=lambda row: links.to("activity", id=row.activity_id)),
            Column(N_("Kind"), lambda row: label_of(lists, "activity_kind", row.kind), quiet=True),
            Column(N_("Day"), lambda row: days(row.when), narrow=True),
            Column(N_("Held by"), "unit_name", quiet=True),
            Column(N_("What became of it"), _part),
        ),
        empty=_("Nobody has signed this person up for an activity yet."),
    )


def _part(row: Any) -> Html:
    if row.activity_state == rules.CANCELLED:
        return state(row.activity_state)
    return sign_up_state(row.state)
