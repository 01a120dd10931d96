"""How a version of a mutual-aid plan comes into force, follows the others, and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.access import Permission
from rules.errors import WrongState
from rules.language import N_
from rules.moves import ENTER, Machine, Step

DRAFT, PUBLISHED, ENDED, DISCARDED = "draft", "published", "ended", "discarded"
PUBLISH, END, DISCARD = "publish", "end", "discard"
HELD = (PUBLISHED, ENDED)
"""The states of a version that cover can begin, or began, under."""

PLAN_VERSION = Machine(
    "mutual_plan_version",
    DRAFT,
    {
        (DRAFT, PUBLISH): Step(
            PUBLISHED, Permission.PUBLISH_PLANS, N_("Publish"), not_same_as=(ENTER,)
        ),
        (DRAFT, DISCARD): Step(DISCARDED, Permission.EDIT_PLANS, N_("Discard the draft")),
        (PUBLISHED, END): Step(ENDED, Permission.PUBLISH_PLANS, N_("End the version")),
    },
    {
        DRAFT: N_("Draft"),
        PUBLISHED: N_("Version published"),
        ENDED: N_("Version ended"),
        DISCARDED: N_("Discarded"),
    },
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when cover may begin under a version; without an end while it runs on."""

    number: int
    valid_from: date
    valid_to: date | None


def check_follows(new: Span, published: Iterable[Span]) -> None:
    """Raise WrongState where a version overlaps with one in force or leaves a gap to it."""
    others = sorted(published, key=lambda one: one.valid_from)
    earlier = [one for one in others if one.valid_from <= new.valid_from]
    later = [one for one in others if one.valid_from > new.valid_from]
    if earlier:
        _check_after(new, earlier[-1])
    if later and new.valid_to != later[0].valid_from - _DAY:
        text = N_("V{number} begins on {start}, so this version has to end on {wanted}.")
        start, wanted = later[0].valid_from, later[0].valid_from - _DAY
        raise WrongState(
            text, number=later[0].number, start=start.isoformat(), wanted=wanted.isoformat()
        )


def _check_after(new: Span, before: Span) -> None:
    if before.valid_to is None:
        text = N_("V{number} has no last day yet: end it with {day}, then publish this one.")
        day = (new.valid_from - _DAY).isoformat()
        raise WrongState(text, number=before.number, day=day)
    wanted = before.valid_to + _DAY
    if new.valid_from != wanted:
        text = N_("V{number} ends on {end}, so this version has to begin on {wanted}.")
        end = before.valid_to.isoformat()
        raise WrongState(text, number=before.number, end=end, wanted=wanted.isoformat())
