"""Re-verification of files in force: a full review a year, and a spot check by lot.

Sources: at least one full review and a spot check of at least 30 % of the files a year.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

from rules.access import Permission
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.moves import ENTER, Step
from rules.workdays import plus_months

YEARLY, SPOT_CHECK = "yearly", "spot_check"
KIND_LABELS = {YEARLY: N_("Yearly review"), SPOT_CHECK: N_("Spot check by lot")}

SHARE_PERCENT = 30
SOON = timedelta(days=30)
"""A yearly review is announced so long before its day."""

DAYS_TO_CHECK = 60
UNCHANGED, CATEGORY_CHANGED = "unchanged", "category_changed"
OUT_OF_HARDSHIP, PAPERS_NEEDED = "out_of_hardship", "papers_needed"
_MONTHS = {UNCHANGED: 12, CATEGORY_CHANGED: 12, OUT_OF_HARDSHIP: 1, PAPERS_NEEDED: 1}

CHECK = Step(
    "reverified",
    Permission.REVIEW_HARDSHIP,
    N_("Write down a re-verification"),
    not_same_as=(ENTER, "submit"),
)
"""Whoever entered a file does not check it."""

REVERIFICATION_FIELDS: Fields = (
    Field("done_on", N_("Checked on"), Kind.DATE, required=True),
    Field("result", N_("Result"), Kind.CHOICE, codes="reverification_result", required=True),
    Field("checked_by", N_("Who checked"), required=True, length=60,
          help=N_("Two people, such as 王芳、李建国.")),
    Field("findings", N_("Findings of the check"), Kind.LONG_TEXT, required=True, length=2000,
          sealed=True, help=N_("Kept sealed: only who may reveal reads it, with a reason.")),
)  # fmt: skip


def share_of(in_force: int) -> int:
    """Return how many of the files must be drawn in a year: 30 %, rounded up."""
    return -(-in_force * SHARE_PERCENT // 100)


def draw(candidates: Iterable[int], how_many: int, seed: str) -> tuple[int, ...]:
    """Draw so many of the files by lot; the same seed always draws the same ones.

    Each file's lot is the hash of seed and id, and the lowest lots are drawn: whoever knows
    the seed can repeat the draw.
    """

    def lot(file_id: int) -> str:
        return sha256(f"{seed}:{file_id}".encode()).hexdigest()

    return tuple(sorted(sorted(set(candidates), key=lot)[:how_many]))


def next_review(result: str, done_on: date) -> date:
    """Return when the file is due again: in a year, or in a month where something is open."""
    return plus_months(done_on, _MONTHS[result])


def default_due(on: date) -> date:
    """Return by when spot checks drawn today should be done: 60 days, within the year."""
    return min(on + timedelta(days=DAYS_TO_CHECK), date(on.year, 12, 31))
