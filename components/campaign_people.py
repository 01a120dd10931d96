"""The people of a campaign on the screen: the rule in words, pasted lines, who was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from components import figures, links, tables
from components.figures import Card
from components.markup import Html, badge, join, tag, write
from components.tables import Column
from components.text import plain
from rules import campaign_people as rules
from rules.codes import CodeLists
from rules.explanation import Line
from rules.language import N_, _

MOST_ASKED = 50


def in_words(lines: Iterable[Line], lists: CodeLists) -> None:
    """Draw a rule as a list of its conditions."""
    items = join(tag("li", line.shown(lists)) for line in lines)
    write(tag("ul", items, class_="office-lines"))


def outlook(found: Any) -> None:
    """Draw whom a rule matches: the counts, and the first by name."""
    share = figures.share(found.count, found.everybody)
    figures.cards(
        (
            Card(
                _("The rule matches"),
                found.count,
                _("of {n}: {share}").format(n=f"{found.everybody:,}", share=share),
                tone="" if 0 < found.count < found.everybody else "warn",
            ),
            Card(
                _("On the list then"),
                found.listed,
                _("with those put on and left out by hand"),
            ),
        )
    )
    if found.count == 0:
        st.warning(plain(_("The rule matches nobody.")))
    elif found.count >= found.everybody:
        st.warning(plain(_("The rule matches everybody.")))
    if found.first:
        label = _("The first {n} by name").format(n=len(found.first))
        with st.expander(label):
            tables.show(found.first, _PERSON, empty="")


_PERSON = (
    Column(N_("Name"), "name"),
    Column(N_("Birth date"), "birth_on"),
    Column(N_("Unit"), "unit_name", quiet=True),
)


def pasted(lines: Sequence[Any], key: str) -> list[str]:
    """Draw what pasted lines mean, and ask where one means several; return the chosen keys."""
    clear = [one for one in lines if len(one.people) == 1]
    asked = [one for one in lines if len(one.people) > 1]
    unknown = [one for one in lines if not one.people]
    if unknown:
        told = _("{n} lines mean nobody here.").format(n=len(unknown))
        with st.expander(plain(told), icon=":material/block:", expanded=not clear):
            columns = (
                Column(N_("Row"), "line", number=True, narrow=True),
                Column(N_("Line"), _text),
                Column(N_("Reason"), _why),
            )
            tables.show(unknown[:MOST_ASKED], columns, empty="")
    if clear:
        tables.show(clear[:MOST_ASKED], _CLEAR, empty="")
        if len(clear) > MOST_ASKED:
            st.caption(_("{n} more").format(n=len(clear) - MOST_ASKED))
    chosen = [one.people[0].key for one in clear]
    if asked:
        st.caption(plain(_("Several people bear these names. Choose who is meant.")))
    for one in asked[:MOST_ASKED]:
        labels = {person.key: _described(person) for person in one.people}
        picked = st.selectbox(
            plain(_text(one)),
            list(labels),
            index=None,
            key=f"{key}-{one.line}",
            format_func=labels.__getitem__,
            placeholder=_("Choose"),
        )
        chosen += [picked] if picked else []
    return list(dict.fromkeys(chosen))


def _text(line: Any) -> str:
    return str(line.text)


def _why(line: Any) -> str:
    return str(line.why.shown({}))


def _described(person: Any) -> str:
    parts = (person.name, person.unit_name, person.id_no, person.birth_on)
    return " · ".join(str(part) for part in parts if part)


def _standing(line: Any) -> Html:
    return badge(_(rules.TARGET_LABELS[line.state]), "warn") if line.state else Html()


_UNKNOWN = (
    Column(N_("Row"), "line", number=True, narrow=True),
    Column(N_("Line"), _text),
)
_CLEAR = (
    Column(N_("Row"), "line", number=True, narrow=True),
    Column(N_("Name"), lambda one: one.people[0].name),
    Column(N_("ID number"), lambda one: one.people[0].id_no, quiet=True),
    Column(N_("Unit"), lambda one: one.people[0].unit_name, quiet=True),
    Column("", _standing),
)


def reach(found: Any, planned: int) -> None:
    """Draw how many are on the list and how many were reached."""
    missing = found.listed - found.reached
    cards = [
        Card(_("On the list"), found.listed, _("planned: {n}").format(n=f"{planned:,}")),
        Card(
            _("Reached already"),
            found.reached,
            _("coverage: {share}").format(share=figures.share(found.reached, found.listed)),
            meaning=_(
                "Took part in an activity, got a gift, aid or a visit of this campaign, or was"
                " marked by hand."
            ),
        ),
        Card(_("Not reached yet"), missing, tone="warn" if missing else "good"),
    ]
    figures.cards(cards)


def by_unit(rows: Sequence[Any]) -> None:
    """Draw coverage and benefit rate by unit."""
    tables.show(
        rows,
        (
            Column(N_("Unit"), "name", to=lambda row: links.to("unit", id=row.unit_id)),
            Column(N_("On the list"), lambda row: f"{row.listed:,}", number=True),
            Column(N_("Reached already"), lambda row: f"{row.reached:,}", number=True),
            Column(
                N_("Coverage rate"), lambda row: figures.share(row.reached, row.listed), number=True
            ),
            Column(N_("Members"), lambda row: f"{row.members:,}", number=True, quiet=True),
            Column(
                N_("Benefit rate"),
                lambda row: figures.share(row.reached, row.members),
                number=True,
                quiet=True,
            ),
        ),
        empty=_("Nobody is on the list."),
    )


def _coverage(row: Any) -> str:
    return figures.share(row.reached, row.listed)


def columns(view: str) -> tuple[Column, ...]:
    """Return the columns of a list of people, with links."""
    plain_ones = pick_columns(view)
    return (Column(N_("Name"), "name", to=whom), *plain_ones[1:])


def pick_columns(view: str) -> tuple[Column, ...]:
    """Return the columns in plain words, for a list with boxes to tick."""
    shared = (Column(N_("Name"), "name"), Column(N_("Unit"), "unit_name", quiet=True))
    if view == rules.LEFT_OUT:
        return (
            *shared,
            Column(N_("State"), lambda row: _(rules.TARGET_LABELS[row.state])),
            Column(N_("Reason"), "reason"),
        )
    return (
        *shared,
        Column(N_("How they came here"), _source, quiet=True),
        Column(N_("How reached"), ways),
        Column(N_("Reached on"), lambda row: row.reached_on or "", quiet=True),
    )


def whom(row: Any) -> str:
    """Return where somebody of a list is looked up."""
    if row.person_id is not None:
        return links.to("household_person", id=row.person_id)
    return links.to("member", id=row.member_id)


def _source(row: Any) -> str:
    told = _(rules.SOURCE_LABELS[row.source])
    return f"{told}: {row.reason}" if row.reason else told


def ways(row: Any) -> str:
    """Say by what somebody was reached."""
    if not row.ways:
        return _("still to be reached")
    return "、".join(_(rules.WAY_LABELS[way]) for way in row.ways)


def views() -> Mapping[str, str]:
    return {view: _(label) for view, label in rules.VIEW_LABELS.items()}
