"""What happened, newest first or as given: dates, titles, who and why.

``timeline.show([Moment("2026-05-01", _("Joined"), who="…", note="…", tone="good")])``
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.markup import Html, Tone, join, tag, write
from components.tables import nothing


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry; ``when`` is already written in the office's time."""

    when: str
    title: str
    who: str = ""
    note: str = ""
    tone: Tone = ""


def show(moments: Sequence[Moment], empty: str) -> None:
    if not moments:
        nothing(empty)
        return
    write(tag("ol", join(_entry(moment) for moment in moments), class_="office-timeline"))


def _entry(moment: Moment) -> Html:
    parts = [tag("time", moment.when), tag("b", moment.title)]
    if moment.who:
        parts.append(tag("span", moment.who))
    if moment.note:
        parts.append(tag("p", moment.note))
    return tag("li", join(parts), class_=moment.tone)
