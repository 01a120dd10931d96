"""How a version of a mutual-aid plan comes into force and ends."""

from __future__ import annotations

from rules.access import Permission
from rules.language import N_
from rules.moves import ENTER, Machine, Step

DRAFT, PUBLISHED, ENDED = "draft", "published", "ended"
PUBLISH, END = "publish", "end"

PLAN_VERSION = Machine(
    "mutual_plan_version",
    DRAFT,
    {
        (DRAFT, PUBLISH): Step(
            PUBLISHED, Permission.PUBLISH_PLANS, N_("Publish"), not_same_as=(ENTER,)
        ),
        (PUBLISHED, END): Step(ENDED, Permission.PUBLISH_PLANS, N_("End")),
    },
    {
        DRAFT: N_("Draft"),
        PUBLISHED: N_("Published"),
        ENDED: N_("Ended"),
    },
)
