"""A hardship file's standing: its state as a coloured label, category, dates, life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from components import details, links, text, timeline
from components.markup import Html, Tone, badge, join, link, tag, write
from components.timeline import Moment
from rules.codes import CodeLists, label_of
from rules.hardship import BEGUN, DECIDED, EXITS, HARDSHIP_FILE, UNDECIDED
from rules.language import _

_BAD = frozenset(("refused", "cancelled", "withdrawn"))


class File(Protocol):
    """What is needed of a file to say where it stands."""

    @property
    def household_id(self) -> int: ...
    @property
    def head_name(self) -> str: ...
    @property
    def applicant_name(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def to_unit_name(self) -> str: ...
    @property
    def outgoing(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def values(self) -> dict[str, Any]: ...
    @property
    def near_threshold(self) -> bool: ...
    @property
    def is_relapse(self) -> bool: ...
    @property
    def refusal_code(self) -> str: ...
    @property
    def exit_kind(self) -> str: ...
    @property
    def exit_reason(self) -> str: ...
    @property
    def approved_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def edited_on(self) -> date: ...
    @property
    def review_due_on(self) -> date | None: ...
    @property
    def visited_on(self) -> date | None: ...
    @property
    def aided_on(self) -> date | None: ...


class Step(Protocol):
    """One step that was taken."""

    @property
    def action(self) -> str: ...
    @property
    def from_state(self) -> str: ...
    @property
    def to_state(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def note(self) -> str: ...


def _tone(state: str) -> Tone:
    if state in _BAD:
        return "bad"
    if state in DECIDED:
        return "good"
    if state in UNDECIDED or state in BEGUN:
        return "warn"
    return "quiet"


def state(code: str) -> Html:
    """Return the label of a file's state."""
    return badge(_(HARDSHIP_FILE.state_labels.get(code, code)), _tone(code))


def standing(file: File, lists: CodeLists) -> None:
    """Draw in one line where a file stands, with the ways to household and unit."""
    category = label_of(lists, "hardship_category", file.category)
    parts: list[object] = [state(file.state)]
    if category:
        parts.append(tag("b", category))
    if file.is_relapse:
        parts.append(badge(_("Fell back"), "warn"))
    if file.near_threshold:
        parts.append(badge(_("Near the threshold"), "warn"))
    parts.append(tag("span", file.values.get("archive_no") or _("no file number yet")))
    parts.append(tag("span", label_of(lists, "file_level", str(file.values["file_level"]))))
    if file.outgoing:
        parts.append(link(_("Household"), links.to("household", id=file.household_id)))
    parts.append(link(file.unit_name, links.to("unit", id=file.unit_id)))
    write(tag("p", join(parts), class_="office-summary"))


def situation(file: File, lists: CodeLists) -> None:
    """Draw what the state alone does not say: why refused, how to be closed, where to go."""
    told = []
    if file.state == "refused":
        told.append((_("Ground of refusal"), label_of(lists, "file_refusal", file.refusal_code)))
    if file.exit_kind:
        kind = _(HARDSHIP_FILE.state_labels.get(file.exit_kind, file.exit_kind))
        ended = file.state in EXITS
        told.append((_("Closed as") if ended else _("Proposed to close as"), kind))
        told.append((_("Ground"), label_of(lists, "exit_reason", file.exit_reason)))
    if file.to_unit_name:
        told.append((_("To be taken over by"), file.to_unit_name))
    if told:
        details.lines(told)


def key_dates(file: File) -> None:
    """Draw the days by which the lists go."""
    days = (
        (_("Approved on"), file.approved_on),
        (_("Re-verification due"), file.review_due_on),
        (_("Last visit"), file.visited_on),
        (_("Last aid"), file.aided_on),
        (_("Last edited"), file.edited_on),
        (_("Ended on"), file.ended_on),
    )
    details.lines((label, day.isoformat()) for label, day in days if day is not None)


def life(steps: Sequence[Step], zone: ZoneInfo) -> None:
    """Draw who took which step when and why, the latest first."""
    timeline.show([_moment(step, zone) for step in reversed(steps)], _("Nothing happened yet."))


def _moment(step: Step, zone: ZoneInfo) -> Moment:
    described = HARDSHIP_FILE.steps.get((step.from_state, step.action))
    title = _(described.label) if described else _("Opened as a draft")
    return Moment(
        text.instant(step.at, zone),
        title,
        who=step.actor,
        note=step.note,
        tone=_tone(step.to_state),
    )
