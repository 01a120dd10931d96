"""What waits for assessors and for those who asked them."""

from __future__ import annotations

from db import opinion_cases, opinions
from db.desk_notices import Kind
from rules.access import Permission
from rules.language import N_

KINDS: tuple[Kind, ...] = (
    (
        Permission.GIVE_OPINIONS,
        N_("Opinions to give"),
        opinion_cases.count_due,
        "opinions",
        {},
    ),
    (
        Permission.DECIDE_CLAIMS,
        N_("Opinions that did not come in time"),
        opinions.select_late,
        "assessors",
        {"show": opinions.LATE},
    ),
)
