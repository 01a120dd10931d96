"""Every table of the office, in one import: what the schema is made from."""

from db.models import accounts, members, office, people, trail, units

__all__ = ["accounts", "members", "office", "people", "trail", "units"]
