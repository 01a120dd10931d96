"""Mutual-aid plans on the screen: where a version stands, what it gives, its worked examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol

import streamlit as st

from components import choices, details, tables
from components.markup import Html, Tone, badge, join, tag, write
from components.tables import Column
from components.text import plain
from rules.codes import Code, CodeLists
from rules.explanation import Line
from rules.fields import Field, Value
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_bench import CLASSES, EVENTS
from rules.mutual_examples import Proof
from rules.mutual_fields import PLANS, TERM_LABELS
from rules.mutual_part_fields import PART_LABELS
from rules.mutual_plan_moves import DISCARDED, DRAFT
from rules.mutual_terms import PlanTerms


class Version(Protocol):
    """A version of a plan as the database returns it."""

    @property
    def state(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def standing(version: Version, today: date) -> str:
    """Return the words for where a version stands on a day."""
    if version.state == DRAFT:
        return N_("Draft")
    if version.state == DISCARDED:
        return N_("discarded")
    if version.valid_from > today:
        return N_("to come")
    if version.valid_to is not None and version.valid_to < today:
        return N_("ended")
    return N_("in force")


_TONES: dict[str, Tone] = {"in force": "good", "to come": "warn", "Draft": ""}


def state(version: Version, today: date) -> Html:
    """Return a badge that tells where a version stands."""
    words = standing(version, today)
    return badge(_(words), _TONES.get(words, "quiet"))


def validity(version: Version) -> str:
    """Return from when to when cover may begin under a version."""
    if version.valid_to is None:
        return _("from {start}").format(start=version.valid_from.isoformat())
    start, end = version.valid_from.isoformat(), version.valid_to.isoformat()
    return _("{start} to {end}").format(start=start, end=end)


def own_lists(lists: CodeLists, plans: Iterable[tuple[str, str]]) -> CodeLists:
    """Return the code lists with those that only forms of plans use; plans by code and name."""
    own = {
        name: choices.of_labels(labels)
        for name, labels in (*TERM_LABELS.items(), *PART_LABELS.items())
    }
    return {**lists, **own, PLANS: tuple(Code(code, name, name) for code, name in plans)}


def bench_lists(lists: CodeLists, terms: PlanTerms) -> CodeLists:
    """Return the code lists with what can be chosen on the bench of a plan."""
    known = {entry.code: entry for entry in lists.get("claim_event", ())}
    events = tuple(known[code] for code in terms.events if code in known)
    tiers = {tier.code: tier for event in terms.events for tier in terms.classes(event)}
    classes = tuple(Code(code, one.name or code, one.name or code) for code, one in tiers.items())
    return {**lists, EVENTS: events, CLASSES: classes}


def lines(told: Iterable[Line], lists: CodeLists) -> None:
    """Draw lines that explain, one below the other."""
    write(tag("ul", join(tag("li", one.shown(lists)) for one in told), class_="office-lines"))


def summary(told: Iterable[Line], lists: CodeLists) -> str:
    """Return lines as one paragraph of a list."""
    return " ".join(one.shown(lists) for one in told)


def proofs(rows: Sequence[Proof], lists: CodeLists) -> None:
    """Draw the worked examples: what they have to give and what the terms give."""
    wrong = sum(not one.agrees for one in rows)
    if wrong:
        text = _("{wrong} of {number} examples do not agree.")
        st.error(plain(text.format(wrong=wrong, number=len(rows))))
    columns = (
        Column(N_("Example"), lambda row: row.example.name),
        Column(N_("Event"), lambda row: _event(row, lists), quiet=True),
        *_borne(rows),
        Column(N_("Has to give"), lambda row: show_money(row.example.expected_fen), number=True),
        Column(N_("Gives"), lambda row: show_money(row.computed_fen), number=True),
        Column(N_("Agrees"), _agrees, narrow=True),
    )
    empty = _("No worked example yet. Try a case on the bench and keep it.")
    tables.show(rows, columns, empty=empty)


def _event(row: Proof, lists: CodeLists) -> str:
    known = {entry.code: entry.label for entry in lists.get("claim_event", ())}
    return known.get(row.example.facts.event, row.example.facts.event)


def _borne(rows: Sequence[Proof]) -> Iterator[Column]:
    """Name the columns of own parts, where the examples have some."""
    if any(row.example.facts.own_fen for row in rows):
        yield Column(N_("Own part"), lambda row: show_money(row.example.facts.own_fen), number=True)
    if any(row.example.used.own_fen for row in rows):
        yield Column(N_("Own part earlier"), _own_earlier, number=True, quiet=True)
    if any(row.example.used.paid_fen for row in rows):
        yield Column(N_("Granted earlier"), _paid_earlier, number=True, quiet=True)


def _own_earlier(row: Proof) -> str:
    return show_money(row.example.used.own_fen) if row.example.used.own_fen else ""


def _paid_earlier(row: Proof) -> str:
    return show_money(row.example.used.paid_fen) if row.example.used.paid_fen else ""


def _agrees(row: Proof) -> Html:
    return badge(_("agrees"), "good") if row.agrees else badge(_("differs"), "bad")


def differences(found: Sequence[tuple[Field, Value, Value]], lists: CodeLists) -> None:
    """Draw in which terms two versions differ."""

    def value(number: int) -> Any:
        return lambda row: details.shown(row[0], row[number], lists) or "—"

    columns = (
        Column(N_("Part"), lambda row: _(row[0].group), quiet=True),
        Column(N_("Term"), lambda row: row[0].label if row[0].extra else _(row[0].label)),
        Column(N_("Before"), value(1)),
        Column(N_("After"), value(2)),
    )
    tables.show(found, columns, empty=_("The terms are the same."))
