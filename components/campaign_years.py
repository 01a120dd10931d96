"""What a new year would get: theme by theme, what is made and what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from components import tables
from components.markup import Html, Tone, badge
from components.tables import Column
from rules.campaign_years import FATE_LABELS, NEW, NO_DATES
from rules.codes import CodeLists, label_of
from rules.language import N_, _

TONES: dict[str, Tone] = {NEW: "good", NO_DATES: "warn"}


class Draft(Protocol):
    """One campaign that a new year would have."""

    @property
    def theme(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def from_on(self) -> date | None: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def steps(self) -> int: ...
    @property
    def fate(self) -> str: ...


def drafts(rows: Sequence[Draft], lists: CodeLists, year: int) -> None:
    """Draw the campaigns of a year that is about to be made."""
    empty = _("There are no campaigns of {year} to make it from. Take the template.")
    tables.show(rows, _columns(lists), empty=empty.format(year=year - 1))


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    def fate(row: Any) -> Html:
        return badge(_(FATE_LABELS[row.fate]), TONES.get(row.fate, "quiet"))

    return (
        Column(N_("Theme"), lambda row: label_of(lists, "campaign_theme", row.theme)),
        Column(N_("Campaign"), "name"),
        Column(N_("From"), lambda row: row.from_on or "—"),
        Column(N_("To"), lambda row: row.to_on or "—", quiet=True),
        Column(N_("Steps"), "steps", number=True, quiet=True),
        Column(N_("State"), fate),
    )
