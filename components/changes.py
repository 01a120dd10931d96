"""What happened to one record: rows of the trail in words, as a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from components import text, timeline, trail_lines
from components.timeline import Moment
from rules.codes import CodeLists
from rules.language import _


class Entry(Protocol):
    """One row of the trail."""

    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def record_type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def changes(self) -> Sequence[Any]: ...


def history(rows: Sequence[Entry], lists: CodeLists, zone: ZoneInfo) -> None:
    """Draw what happened to one record, the latest first."""
    timeline.show([_moment(row, lists, zone) for row in rows], _("Nothing has changed yet."))


def _moment(row: Entry, lists: CodeLists, zone: ZoneInfo) -> Moment:
    lines = (
        trail_lines.in_words(row, change, lists, zone) for change in trail_lines.told_changes(row)
    )
    return Moment(
        text.instant(row.at, zone),
        trail_lines.action(row),
        who=trail_lines.who(row),
        note="\n".join(lines),
    )
