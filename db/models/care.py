"""Plans, pairings, visits, questions heard at the door, and gifts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot
from rules.periods import month_of


class HouseholdPlan(Recorded, Scoped, Base):
    """One version of what is to be done for a household; one version is in force."""

    __tablename__ = "household_plan"
    __table_args__ = (
        Index("ix_household_plan_file", "file_id", "number"),
        Index("ix_household_plan_state", "state"),
    )
    __area__ = "plans"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"))
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(40))
    goal: Mapped[str] = mapped_column(Text, default="")
    adopted_on: Mapped[date | None]


class PlanMeasure(Recorded, Scoped, Base):
    """One measure of a plan: against which cause, by whom, until when, with what result."""

    __tablename__ = "plan_measure"
    __table_args__ = (Index("ix_plan_measure_due", "done_on", "due_on"),)
    __area__ = "plans"

    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_plan.id"), index=True)
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    cause: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(200), default="")
    owner: Mapped[str] = mapped_column(String(60))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(200), default="")
    removed: Mapped[bool] = mapped_column(default=False)


class Pairing(Recorded, Scoped, Base):
    """A cadre who keeps in touch with a household, from when to when."""

    __tablename__ = "pairing"
    __table_args__ = (
        Index(
            "uq_pairing_open",
            "household_id",
            unique=True,
            sqlite_where=text("to_on IS NULL"),
            postgresql_where=text("to_on IS NULL"),
        ),
    )
    __area__ = "visits"

    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"))
    cadre_name: Mapped[str] = mapped_column(String(60))
    cadre_position: Mapped[str] = mapped_column(String(60), default="")
    account_id: Mapped[int | None] = mapped_column(BigKey, index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(100), default="")


def count_visit(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count visits made by unit, occasion, who was visited, and month."""
    if values["state"] == "made" and values["made_on"] and values["unit_id"]:
        whom = "household" if values["household_id"] else "member"
        month = month_of(values["made_on"])
        yield Slot("visits", values["unit_id"], values["occasion"], whom, month), 0


class Visit(Recorded, Scoped, Base):
    """A visit planned, made or missed: to a household or to a member of the registry.

    ``for_on`` is the day of what it is for: the birthday, the festival; ``life_event_id`` the
    event. ``needs`` holds the answers by item as JSON, with the family's consent only.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_household", "household_id", "made_on"),
        Index("ix_visit_member", "member_id", "made_on"),
        Index("ix_visit_planned", "state", "planned_on"),
        Index("ix_visit_made", "state", "made_on"),
    )
    __area__ = "visits"
    __counts__ = (count_visit,)
    COUNTED_COLUMNS = ("unit_id", "state", "occasion", "household_id", "made_on")

    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(60))
    occasion: Mapped[str] = mapped_column(String(40))
    festival: Mapped[str] = mapped_column(String(40), default="")
    for_on: Mapped[date | None]
    life_event_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("life_event.id"), index=True
    )
    state: Mapped[str] = mapped_column(String(40))
    planned_on: Mapped[date]
    made_on: Mapped[date | None]
    visitors: Mapped[str] = mapped_column(String(120))
    findings: Mapped[str | None] = mapped_column(Sealed("visit.findings"))
    needs_consent: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[str | None] = mapped_column(Sealed("visit.needs"))
    missed_reason: Mapped[str] = mapped_column(String(200), default="")
    campaign_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)


class VisitQuestion(Recorded, Scoped, Base):
    """A question heard at the door: answered on the spot, or owned by somebody until a day."""

    __tablename__ = "visit_question"
    __table_args__ = (Index("ix_visit_question_due", "answered_on", "due_on"),)
    __area__ = "visits"

    visit_id: Mapped[int] = mapped_column(BigKey, ForeignKey("visit.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(60), default="")
    due_on: Mapped[date | None]
    answered_on: Mapped[date | None]


def count_gift(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count gifts and what they are worth by unit, kind, occasion and month."""
    if not values["cancelled"] and values["unit_id"]:
        slot = Slot("gifts", values["unit_id"], values["kind"], values["occasion"])
        yield slot._replace(month=month_of(values["on"])), values["fen"]


class CareGift(Recorded, Scoped, Base):
    """Cash or goods given on an occasion; cash comes out of a fund."""

    __tablename__ = "care_gift"
    __table_args__ = (
        Index("ix_care_gift_household", "household_id", "on"),
        Index("ix_care_gift_member", "member_id", "on"),
    )
    __area__ = "visits"
    __counts__ = (count_gift,)
    COUNTED_COLUMNS = ("unit_id", "kind", "occasion", "on", "fen", "cancelled")

    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    visit_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("visit.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    occasion: Mapped[str] = mapped_column(String(40))
    festival: Mapped[str] = mapped_column(String(40), default="")
    for_on: Mapped[date | None]
    life_event_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("life_event.id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    """"care_cash" or "care_goods"."""
    what: Mapped[str] = mapped_column(String(100), default="")
    fen: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date]
    fund_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    cancelled: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    campaign_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)
