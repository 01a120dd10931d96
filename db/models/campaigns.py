"""Theme-month campaigns of a year and their steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.summaries import Slot


def count_campaign(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count campaigns and sum their budgets by unit, theme, state and month of their begin."""
    if values["unit_id"]:
        month = values["from_on"].strftime("%Y-%m")
        slot = Slot("campaigns", values["unit_id"], values["theme"], values["state"], month)
        yield slot, values["budget_fen"]


class Campaign(Recorded, Scoped, Base):
    """One campaign of a year: its theme and aim, from when to when, whom it shall reach.

    Campaigns of counties and units hang below the federation's by ``part_of_id``. ``budget_fen``
    is what may be spent of the fund; ``target_rule`` the plain form of the rule that draws the
    list of people, which is frozen when the campaign is approved.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_year", "year", "unit_id"),)
    __area__ = "campaigns"
    __counts__ = (count_campaign,)
    COUNTED_COLUMNS = ("unit_id", "theme", "state", "from_on", "budget_fen")

    campaign_no: Mapped[str] = mapped_column(String(40), unique=True)
    theme: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    aim: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date]
    part_of_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)
    cloned_from_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"))
    owner: Mapped[str] = mapped_column(String(60), default="")
    account_id: Mapped[int | None] = mapped_column(BigKey, index=True)
    fund_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    budget_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    planned_people: Mapped[int] = mapped_column(default=0)
    target_rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    list_changes: Mapped[int] = mapped_column(default=0)
    """How often people were put on, left out or taken off by hand before the approval: a change
    of the list is a change of the plan, so that nobody approves another than they saw."""
    state: Mapped[str] = mapped_column(String(20))
    """"planned", "approved", "running", "closed", "reported" or "dropped"."""
    approved_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    results: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")

    @property
    def trail_label(self) -> str:
        return f"{self.campaign_no} {self.name}"


class CampaignStep(Recorded, Scoped, Base):
    """One piece of a campaign's work: so many days before or after its begin or end, by whom.

    The due day is derived from the campaign's dates, in workdays where ``workdays`` says so.
    """

    __tablename__ = "campaign_step"
    __area__ = "campaigns"

    campaign_id: Mapped[int] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    anchor: Mapped[str] = mapped_column(String(10))
    """"start" or "end"."""
    offset_days: Mapped[int]
    workdays: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[str] = mapped_column(String(60), default="")
    account_id: Mapped[int | None] = mapped_column(BigKey, index=True)
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    removed: Mapped[bool] = mapped_column(default=False)
