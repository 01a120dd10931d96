"""A household to look at: where it stands, who lives there, what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import links, tables, text
from components.markup import Html, badge, join, link, tag, write
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.fields import Field, by_name
from rules.hardship import HARDSHIP_FILE, IN_FORCE
from rules.households import CHANGE, HEAD, PERSON_FIELDS
from rules.language import N_, Words, _, shown

_FIELDS = by_name(PERSON_FIELDS)


class Household(Protocol):
    """What is needed of a household to say where it stands."""

    @property
    def household_no(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def closed_on(self) -> date | None: ...


class Known(Protocol):
    """Somebody who may be the person being typed."""

    @property
    def member_id(self) -> int | None: ...
    @property
    def what(self) -> str: ...
    @property
    def blocks(self) -> bool: ...


def standing(household: Household, people: int) -> None:
    """Draw the household's number, unit and size in one line."""
    state = badge(_("Closed"), "quiet") if household.closed_on else Html()
    unit = link(household.unit_name, links.to("unit", id=household.unit_id))
    number = tag("span", household.household_no)
    size = tag("span", _("people: {n}").format(n=people))
    write(tag("p", join((state, number, unit, size)), class_="office-summary"))


def file_state(state: str) -> Html:
    """Return where a household's file stands, as a label."""
    if not state:
        return Html()
    return badge(_(HARDSHIP_FILE.state_labels[state]), "good" if state == IN_FORCE else "quiet")


def people(rows: Sequence[Any], lists: CodeLists, *, empty: str) -> None:
    """Draw the people who live in a household now."""
    tables.show(rows, _people_columns(lists), empty=empty)


def _people_columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("Name"), "name", to=lambda row: links.to("household_person", id=row.id)),
        Column(N_("Relation"), lambda row: _relation(row, lists), narrow=True),
        Column(N_("Gender"), lambda row: label_of(lists, "gender", row.gender), quiet=True),
        Column(N_("Birth date"), "birth_on", quiet=True),
        Column(N_("ID number"), "id_no", narrow=True),
        Column(
            N_("Work or study"),
            lambda row: label_of(lists, "person_status", row.person_status),
            quiet=True,
        ),
        Column(N_("Since"), "from_on", quiet=True),
        Column(N_("Registry"), _member, narrow=True),
    )


def _relation(row: Any, lists: CodeLists) -> object:
    name = label_of(lists, "relation", row.relation)
    return badge(name, "good") if row.relation == HEAD else name


def _member(row: Any) -> object:
    if row.member_id is None:
        return ""
    return link(_("Member"), links.to("member", id=row.member_id))


def former(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw who belonged to the household earlier."""
    if not rows:
        return
    write(tag("h4", _("Earlier"), class_="office-group"))
    columns = (
        Column(N_("Name"), "name", to=lambda row: links.to("household_person", id=row.id)),
        Column(N_("Relation"), lambda row: label_of(lists, "relation", row.relation)),
        Column(N_("From"), "from_on", quiet=True),
        Column(N_("Until"), "to_on"),
        Column(N_("Reason"), lambda row: label_of(lists, "household_leave", row.end_reason)),
    )
    tables.show(rows, columns, empty="")


def payees(rows: Sequence[Any]) -> None:
    """Draw who receives the household's money."""
    write(tag("h4", _("Who receives the money"), class_="office-group"))
    if not rows:
        tables.nothing(_("The head receives the money. Another payee can be named."))
        return
    roles = {
        row.id: role for row, role in zip(rows, (N_("Payee"), N_("Alternate payee")), strict=False)
    }
    columns = (
        Column("", lambda row: _(roles[row.id]), narrow=True),
        Column(N_("Name"), "name", to=lambda row: links.to("household_person", id=row.id)),
        Column(N_("ID number"), "id_no", quiet=True),
        Column(N_("Bank card"), "bank_number"),
        Column("", lambda row: badge(_("Died"), "bad") if row.deceased_on else "", narrow=True),
    )
    tables.show(rows, columns, empty="")


def changed_since(rows: Sequence[Any], since: str, zone: ZoneInfo) -> None:
    """Warn of what was changed about the people and the payee since a day."""
    if not rows:
        return
    lines = [
        _("{when} · {name}: {fields} ({who})").format(
            when=text.instant(row.at, zone),
            name=row.name,
            fields=shown(tuple(_field(name) for name in row.fields)),
            who=row.actor,
        )
        for row in rows[:6]
    ]
    told = "".join(f"\n- {text.plain(line)}" for line in lines)
    st.warning(_("Changed since {on}:").format(on=since) + told, icon=":material/edit_note:")


def _field(name: str) -> Words:
    labels = {"deceased_on": N_("Day of death"), "member_id": N_("Link to the registry")}
    field: Field | None = _FIELDS.get(name)
    return Words(field.label if field else labels.get(name, name))


def changes(rows: Sequence[Any], lists: CodeLists, *, empty: str, named: bool = True) -> None:
    """Draw requested changes, each leading to its page."""
    household = (
        Column(N_("Household"), lambda row: f"{row.household_no} {row.head_name}"),
        Column(N_("Unit"), "unit_name", quiet=True),
    )
    columns = (
        Column(
            N_("Change"),
            lambda row: label_of(lists, "household_change", row.kind),
            to=lambda row: links.to("household_change", id=row.id),
        ),
        *(household if named else ()),
        Column(N_("Takes effect"), "on", quiet=True),
        Column(N_("Asked for by"), "entered_by", quiet=True),
        Column(N_("State"), lambda row: change_state(row.state), narrow=True),
    )
    tables.show(rows, columns, empty=empty)


def change_state(state: str) -> Html:
    """Return where a requested change stands, as a label."""
    tone: Any = {CHANGE.start: "warn", "carried_out": "good", "refused": "bad"}.get(state, "quiet")
    return badge(_(CHANGE.state_labels[state]), tone)


def beside(lines: Sequence[Any], lists: CodeLists) -> None:
    """Draw everybody concerned by a change: before beside after."""
    columns = (
        Column(N_("Name"), "name"),
        Column(N_("Before"), lambda line: _place(line.before, line.relation_before, lists)),
        Column("", lambda line: "→" if _differs(line) else "", narrow=True),
        Column(N_("Afterwards"), lambda line: _after(line, lists)),
    )
    tables.show(lines, columns, empty=_("Nobody is concerned."))


def _differs(line: Any) -> bool:
    return (line.before, line.relation_before) != (line.after, line.relation_after)


def _place(place: str, relation: str, lists: CodeLists) -> str:
    name = _(place) if place and not place.startswith("H") else place
    return " · ".join(part for part in (name, label_of(lists, "relation", relation)) if part)


def _after(line: Any, lists: CodeLists) -> object:
    if line.leaves_because:
        return badge(label_of(lists, "household_leave", line.leaves_because), "bad")
    place = _place(line.after, line.relation_after, lists)
    return tag("b", place) if _differs(line) else place


def known(rows: Sequence[Any], use: Callable[[int], str]) -> None:
    """Draw people whom the office knows already: using them comes first."""
    if any(row.blocks for row in rows):
        st.error(
            _(
                "This person belongs to a household already. Ask for a move to this household"
                " instead of entering the person again."
            )
        )
    else:
        st.warning(_("Is it one of these people? Use the record that is there."))
    columns = (
        Column("", lambda row: _(row.what)),
        Column(N_("Name"), "name"),
        Column(N_("Birth date"), "birth_on", quiet=True),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Household"), "household_no", quiet=True),
        Column("", lambda row: _use(row, use)),
    )
    tables.show(rows, columns, empty="")


def _use(row: Known, use: Callable[[int], str]) -> object:
    if row.member_id is None or row.blocks:
        return ""
    return tag(
        "a",
        _("Use this person"),
        href=use(row.member_id),
        target="_self",
        class_="office-link office-button",
    )


def ties(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw who of the office declared a relative in the household."""
    columns = (
        Column(N_("Person of the office"), "account_name"),
        Column(N_("Relation"), lambda row: label_of(lists, "kin_relation", row.relation)),
        Column(N_("Declared on"), "declared_on"),
        Column(N_("Ended on"), "ended_on", quiet=True),
    )
    tables.show(
        rows,
        columns,
        empty=_("Nobody of the office has declared a relative in this household."),
    )


def own_ties(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw the households in which the reader declared a relative; ended on their page."""
    columns = (
        Column(
            N_("Household"),
            "household_no",
            to=lambda row: links.to("household", id=row.household_id),
        ),
        Column(N_("Relation"), lambda row: label_of(lists, "kin_relation", row.relation)),
        Column(N_("Declared on"), "declared_on"),
        Column(N_("Ended on"), "ended_on", quiet=True),
    )
    tables.show(rows, columns, empty="")


def belongings(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw the households to which a member of the registry belongs or belonged."""
    columns = (
        Column(
            N_("Household"),
            lambda row: f"{row.household_no} {row.head_name}",
            to=lambda row: links.to("household", id=row.household_id),
        ),
        Column(N_("Relation"), lambda row: label_of(lists, "relation", row.relation)),
        Column(N_("From"), "from_on"),
        Column(N_("Until"), "to_on"),
    )
    tables.show(rows, columns, empty=_("This person belongs to no household yet."))
