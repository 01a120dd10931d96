"""What is left open of a campaign when it is closed and when its report is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.campaigns import CLOSED, RUNNING
from rules.errors import InvalidInput
from rules.explanation import Line, line
from rules.fields import Field, Fields, Kind
from rules.language import N_

CLOSE, REPORT = "close", "report"
ENDS: Mapping[str, str] = {RUNNING: CLOSE, CLOSED: REPORT}
"""The step that ends a campaign in each state; a note goes with it while something is open."""

NOTE_FIELDS: Fields = (Field("note", N_("Note"), Kind.LONG_TEXT, length=200),)
REASON_FIELDS: Fields = (Field("note", N_("Reason"), Kind.LONG_TEXT, length=200, required=True),)
"""What is asked at the end of a campaign: a note, or the reason why something is open."""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Steps not done, people of the list not reached, activities neither held nor cancelled.

    ``unlisted`` are people that the plan names while nobody stands on the list.
    """

    steps: int = 0
    all_steps: int = 0
    people: int = 0
    listed: int = 0
    unlisted: int = 0
    activities: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return a line for each kind of thing that is open."""
        found = []
        if self.steps:
            text = N_("{n} of {all} steps are not done")
            found.append(line(text, n=self.steps, all=self.all_steps))
        if self.people:
            text = N_("{n} of {all} people on the list were not reached")
            found.append(line(text, n=f"{self.people:,}", all=f"{self.listed:,}"))
        if self.unlisted:
            text = N_("{n} people were planned, and nobody stands on the list")
            found.append(line(text, n=f"{self.unlisted:,}"))
        if self.activities:
            text = N_("{n} activities were neither held nor cancelled")
            found.append(line(text, n=self.activities))
        return tuple(found)


def check_explained(left: LeftOpen, note: str) -> None:
    """Raise InvalidInput where something is open and no note says why."""
    if left.lines and not note.strip():
        raise InvalidInput(
            N_("Something of this campaign is still open. Say why, or finish it first."),
            field="note",
        )
