"""The home survey and the peer review of a file: what was found, how people voted.

The page hands over ``survey`` and ``judge``, each taking the session first; None where
nothing is to be entered now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import dialogs, forms, tables
from components.decisions import card
from components.markup import Tone, badge, join
from rules.codes import CodeLists
from rules.fields import Fields
from rules.hardship_forms import PEER_REVIEW_FIELDS, SURVEY_FIELDS
from rules.language import _

Enter = Callable[..., Any] | None


class Survey(Protocol):
    """One survey at the family's home."""

    @property
    def id(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def first_surveyor(self) -> str: ...
    @property
    def second_surveyor(self) -> str: ...
    @property
    def met(self) -> str: ...
    @property
    def agrees(self) -> bool: ...
    @property
    def findings(self) -> str: ...
    @property
    def papers(self) -> int: ...


class PeerReview(Protocol):
    """One meeting of colleagues."""

    @property
    def on(self) -> date: ...
    @property
    def chaired_by(self) -> str: ...
    @property
    def present(self) -> int: ...
    @property
    def in_favour(self) -> int: ...
    @property
    def against(self) -> int: ...
    @property
    def minutes_no(self) -> str: ...
    @property
    def opinion(self) -> str: ...
    @property
    def is_passed(self) -> bool: ...


def surveys(
    rows: Sequence[Survey],
    lists: CodeLists,
    today: date,
    survey: Enter,
    reveal: Callable[[Any, int, str], str] | None,
    papers: Callable[[Survey], None],
    *,
    key: str,
) -> None:
    """Draw the surveys with their photos; ``papers(row)`` draws a survey's own papers."""
    st.subheader(_("Home survey"))
    if survey is not None:
        _ask(_("Enter a home survey"), SURVEY_FIELDS, lists, survey, today, f"{key}-survey")
    if not rows:
        tables.nothing(
            _("No survey is entered. A team of two visits the home once the file is submitted.")
        )
    for row in rows:
        mark = _mark(row.agrees, _("agrees"), _("differs from the declaration"))
        team = _("by {first} and {second}").format(
            first=row.first_surveyor, second=row.second_surveyor
        )
        met = _("met {who}").format(who=row.met) if row.met else ""
        with card(join((row.on.isoformat(), mark), " "), team, met):
            if reveal is not None:
                dialogs.fetch(
                    _("Show what was found"),
                    partial(_read, reveal, row.id),
                    dialogs.show_value,
                    key=f"{key}-{row.id}-findings",
                    icon=":material/visibility:",
                )
        papers(row)


def _read(reveal: Callable[[Any, int, str], str], key: int, session: Any, reason: str) -> str:
    return reveal(session, key, reason)


def _mark(good: bool, yes: str, no: str) -> Any:
    tone: Tone = "good" if good else "bad"
    return badge(yes if good else no, tone)


def peer_reviews(
    rows: Sequence[PeerReview], lists: CodeLists, today: date, judge: Enter, *, key: str
) -> None:
    """Draw how the colleagues voted."""
    st.subheader(_("Peer review"))
    if judge is not None:
        _ask(_("Enter a peer review"), PEER_REVIEW_FIELDS, lists, judge, today, f"{key}-judge")
    if not rows:
        tables.nothing(_("No meeting is entered. Colleagues judge a file once it is surveyed."))
    for row in rows:
        mark = _mark(row.is_passed, _("majority in favour"), _("no majority"))
        votes = _("{n} present, {yes} in favour, {no} against").format(
            n=row.present, yes=row.in_favour, no=row.against
        )
        chair = _("chaired by {who}").format(who=row.chaired_by)
        with card(join((row.on.isoformat(), mark), " "), votes, chair, row.minutes_no, row.opinion):
            pass


def _ask(
    label: str, fields: Fields, lists: CodeLists, enter: Callable[..., Any], today: date, key: str
) -> None:
    def body() -> None:
        form = forms.Form(key, fields, lists, {"on": today})
        form.draw()
        form.save(
            _("Enter"),
            lambda session, typed: enter(session, **forms.given(typed)),
            done=dialogs.closing(key, _("Entered.")),
        )

    dialogs.form(label, body, key=key, icon=":material/add:", wide=True)
