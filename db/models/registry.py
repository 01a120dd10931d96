"""Every table of the office, in one import: what the schema is made from."""

from db.models import (
    accounts,
    aid,
    aid_rules,
    campaigns,
    care,
    claims,
    hardship,
    households,
    members,
    mutual,
    notices,
    office,
    pay_runs,
    people,
    trail,
    units,
)

__all__ = [
    "accounts",
    "aid",
    "aid_rules",
    "campaigns",
    "care",
    "claims",
    "hardship",
    "households",
    "members",
    "mutual",
    "notices",
    "office",
    "pay_runs",
    "people",
    "trail",
    "units",
]
