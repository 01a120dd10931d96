"""Weeks from Monday to Sunday as the database reckons them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from db.bulk import is_sqlite


def week_of(session: Session, on: Any) -> Any:
    """Return what is the same for all days of a week, over the turn of the year as well."""
    if is_sqlite(session):
        return func.date(on, "weekday 0", "-6 days")
    return func.date_trunc("week", on)
