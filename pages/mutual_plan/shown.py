"""What the page of a plan shows: handed to each of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.mutual_plans import PlanRow, VersionRow
from rules.codes import CodeLists


@dataclass(frozen=True, slots=True)
class Shown:
    """The plan, and the version of it that is looked at."""

    plan: PlanRow
    version: VersionRow
    lists: CodeLists
    today: date
