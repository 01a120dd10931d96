"""Activities with who signed up and came, what they cost and what people thought of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.summaries import Slot

_LIVE = text("state <> 'withdrawn'")


def count_activity(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count activities, and their places instead of fen, by unit, kind, state and month."""
    if values["unit_id"]:
        month = values["from_on"].strftime("%Y-%m")
        slot = Slot("activities", values["unit_id"], values["kind"], values["state"], month)
        yield slot, values["capacity"] or 0


def count_sign_up(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count people by their unit, the activity's kind, where they stand, and month."""
    if values["unit_id"]:
        month = values["on"].strftime("%Y-%m")
        yield Slot("sign_ups", values["unit_id"], values["kind"], values["state"], month), 0


def count_cost(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Sum up what was paid for activities, by unit, kind, state and the month it was paid."""
    if values["unit_id"] and values["on"]:
        month = values["on"].strftime("%Y-%m")
        slot = Slot("activity_costs", values["unit_id"], values["kind"], values["state"], month)
        yield slot, values["fen"]


class Activity(Recorded, Scoped, Base):
    """One class, lecture, health check or the like: where, when, for whom, what came of it.

    ``place_key`` is the place as it is compared; without ``capacity`` there is room for all.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_begin", "from_on", "id"),
        Index("ix_activity_place", "place_key", "from_on"),
        Index("ix_activity_state", "state", "from_on"),
    )
    __area__ = "activities"
    __counts__ = (count_activity,)
    COUNTED_COLUMNS = ("unit_id", "kind", "state", "from_on", "capacity")

    activity_no: Mapped[str] = mapped_column(String(40), unique=True)
    campaign_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(100))
    place_key: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date]
    to_on: Mapped[date]
    from_time: Mapped[str] = mapped_column(String(5), default="")
    to_time: Mapped[str] = mapped_column(String(5), default="")
    programme: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int | None]
    sign_up_until: Mapped[date | None]
    gender: Mapped[str] = mapped_column(String(10), default="")
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    for_unit_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("unit.id"), index=True)
    targets_only: Mapped[bool] = mapped_column(default=False)
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    fund_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    state: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(Text, default="")
    attended_days: Mapped[list[str] | None]
    """The days for which attendance was entered, of an activity of several days."""

    @property
    def trail_label(self) -> str:
        return f"{self.activity_no} {self.name}"


class ActivitySignUp(Recorded, Scoped, Base):
    """Somebody who signed up for an activity, waits, withdrew, came or stayed away.

    ``unit_id`` is the person's unit at that time and ``number`` the order of sign-up, by which
    the waiting list moves up; ``kind`` and ``on`` repeat what the activity says, to count by.
    """

    __tablename__ = "activity_sign_up"
    __table_args__ = (
        Index("ix_activity_sign_up_order", "activity_id", "state", "number"),
        Index("ix_activity_sign_up_member", "member_id", "on"),
        Index(
            "uq_activity_sign_up_live",
            "activity_id",
            "member_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )
    __area__ = "activities"
    __counts__ = (count_sign_up,)
    COUNTED_COLUMNS = ("unit_id", "kind", "state", "on")

    activity_id: Mapped[int] = mapped_column(BigKey, ForeignKey("activity.id"))
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    signed_up_on: Mapped[date]
    moved_up_on: Mapped[date | None]
    walk_in: Mapped[bool] = mapped_column(default=False)
    came_on: Mapped[list[str] | None]
    """On which days of several the person came; who came on one of them has attended."""
    note: Mapped[str] = mapped_column(String(200), default="")


class ActivityCost(Recorded, Scoped, Base):
    """A bill of an activity, paid out of a fund by another person than who entered it."""

    __tablename__ = "activity_cost"
    __area__ = "activities"
    __counts__ = (count_cost,)
    COUNTED_COLUMNS = ("unit_id", "kind", "state", "on", "fen")

    activity_id: Mapped[int] = mapped_column(BigKey, ForeignKey("activity.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(100))
    payee: Mapped[str] = mapped_column(String(100))
    document_no: Mapped[str] = mapped_column(String(60))
    fen: Mapped[int] = mapped_column(BigInteger)
    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), index=True)

    @property
    def trail_label(self) -> str:
        return f"{self.document_no} {self.what}"


class ActivityFeedback(Recorded, Scoped, Base):
    """What people thought of an activity: so many gave a score from 1 to 5. Without names."""

    __tablename__ = "activity_feedback"
    __area__ = "activities"

    activity_id: Mapped[int] = mapped_column(BigKey, ForeignKey("activity.id"), index=True)
    score: Mapped[int]
    people: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    removed: Mapped[bool] = mapped_column(default=False)

    @property
    def trail_label(self) -> str:
        return f"{self.score}/5"
