"""Mutual-aid plans, and who is covered by them from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.summaries import Slot
from rules.money import show_money

_LIVE, _LIVE_PG = text("live IS 1"), text("live IS TRUE")


class MutualPlan(Recorded, Base):
    """A plan of the office's catalogue; what it promises stands in its versions.

    ``fund_id`` is the pot that claims are paid from: of the year of payment, that of the same
    unit and name.
    """

    __tablename__ = "mutual_plan"
    __area__ = "mutual_plans"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(40))
    """A code of the list ``mutual_kind``."""
    fund_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("fund.id"))
    note: Mapped[str] = mapped_column(String(500), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.code} {self.name}"


class PlanVersion(Recorded, Base):
    """One version of a plan's terms: drawn up, proved on its examples, published, ended; or
    discarded before anybody published it.

    Cover under it begins on a day from ``valid_from`` to ``valid_to``. ``terms`` is the plain
    form of ``rules.mutual_terms.PlanTerms``, which is not changed once published.
    """

    __tablename__ = "mutual_plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    __area__ = "mutual_plans"

    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    """"draft", "published", "ended", or "discarded" for a draft that was given up."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(100), default="")
    terms: Mapped[dict[str, Any]]
    published_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    @property
    def trail_label(self) -> str:
        return f"V{self.number}"


def count_hand_in(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Sum the fees received by unit, plan and the month in which the cover begins that they are
    for."""
    if values["unit_id"] and values["received_fen"]:
        month = values["from_on"].strftime("%Y-%m")
        slot = Slot("cover_fees", values["unit_id"], str(values["plan_id"]), "", month)
        yield slot, values["received_fen"]


class UnitEnrolment(Recorded, Scoped, Base):
    """What one unit hands in for one plan and period: its people, what they owe, what came in.

    ``people`` and ``due_fen`` are the sums of its live enrolments, ``received_fen`` that of its
    receipts, kept in the same transaction. ``follows_id`` is the hand-in of the period before;
    ``adds_to_id`` the first hand-in of the period, where this one adds late joiners.
    """

    __tablename__ = "unit_enrolment"
    __table_args__ = (
        Index("ix_unit_enrolment_unit", "unit_id", "plan_id", "from_on"),
        Index("ix_unit_enrolment_state", "state", "unit_id"),
        Index("ix_unit_enrolment_to_on", "to_on", "id"),
        Index("ix_unit_enrolment_from_on", "from_on", "id"),
        Index("ix_unit_enrolment_follows", "follows_id"),
    )
    __area__ = "enrolments"
    __counts__ = (count_hand_in,)
    COUNTED_COLUMNS = ("unit_id", "plan_id", "from_on", "received_fen")

    number: Mapped[str] = mapped_column(String(40), unique=True)
    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan.id"), index=True)
    plan_version_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("mutual_plan_version.id"), index=True
    )
    from_on: Mapped[date]
    to_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    headcount: Mapped[int]
    """Staff of the unit that could join, by which the group rule is judged."""
    people: Mapped[int] = mapped_column(default=0)
    due_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    received_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    follows_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("unit_enrolment.id"))
    adds_to_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("unit_enrolment.id"), index=True
    )
    handed_in_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    @property
    def trail_label(self) -> str:
        return self.number


def count_enrolment(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count the people covered and their fees by unit, plan and the month cover begins, and those
    who come to the end of it by the month in which a renewal would begin."""
    if values["live"] and values["confirmed"] and values["unit_id"]:
        plan, month = str(values["plan_id"]), values["from_on"].strftime("%Y-%m")
        renewed = "renewed" if values["previous_id"] else "new"
        yield Slot("enrolled", values["unit_id"], plan, renewed, month), values["fee_fen"]
        if values["left_on"] is None:
            month = (values["to_on"] + timedelta(days=1)).strftime("%Y-%m")
            yield Slot("renewals_due", values["unit_id"], plan, "", month), 0


class Enrolment(Recorded, Scoped, Base):
    """One person's cover under a plan for one period.

    ``covered_from_on`` is the day after the waiting period, ``from_on`` itself where there is
    none; ``to_on`` is the last day, brought forward for somebody who leaves early. ``live`` is
    false for a cover that was taken back; a person has one live cover of a plan and period.
    ``confirmed`` says that the hand-in is: before that it covers nobody.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_person",
            "member_id",
            "plan_id",
            "from_on",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE_PG,
        ),
        Index("ix_enrolment_hand_in", "unit_enrolment_id", "id"),
    )
    __area__ = "enrolments"
    __counts__ = (count_enrolment,)
    COUNTED_COLUMNS = (
        "unit_id",
        "plan_id",
        "from_on",
        "to_on",
        "previous_id",
        "fee_fen",
        "live",
        "confirmed",
        "left_on",
    )

    unit_enrolment_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit_enrolment.id"))
    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan.id"))
    plan_version_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan_version.id"))
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    covered_from_on: Mapped[date]
    shares: Mapped[int]
    fee_fen: Mapped[int] = mapped_column(BigInteger)
    previous_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("enrolment.id"))
    """The cover that this one renews without a gap."""
    live: Mapped[bool] = mapped_column(default=True)
    confirmed: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(String(40), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.from_on} ¥{show_money(self.fee_fen)}"


def count_receipt(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Sum the fees received by unit, plan, payer and month."""
    if values["unit_id"]:
        month = values["received_on"].strftime("%Y-%m")
        slot = Slot("fees", values["unit_id"], str(values["plan_id"]), values["payer"], month)
        yield slot, values["fen"]


class FeeReceipt(Recorded, Scoped, Base):
    """Fees that came in for a unit's hand-in; taken back only by another with the sign turned."""

    __tablename__ = "fee_receipt"
    __area__ = "enrolments"
    __counts__ = (count_receipt,)
    COUNTED_COLUMNS = ("unit_id", "plan_id", "payer", "received_on", "fen")

    unit_enrolment_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("unit_enrolment.id"), index=True
    )
    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan.id"))
    fen: Mapped[int] = mapped_column(BigInteger)
    received_on: Mapped[date]
    payer: Mapped[str] = mapped_column(String(40))
    """A code of the list ``fee_payer``: worker, union, employer or upper."""
    document_no: Mapped[str] = mapped_column(String(60))
    payer_name: Mapped[str] = mapped_column(String(100), default="")
    fund_entry_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("fund_entry.id"))
    """The entry of the plan's pot that the money went into."""
    reverses_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("fee_receipt.id"), unique=True
    )
    note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return f"¥{show_money(self.fen)} {self.document_no}".strip()


class MutualTarget(Recorded, Scoped, Base):
    """What a unit shall reach in a year: people covered, fees, share of renewals."""

    __tablename__ = "mutual_target"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)
    __area__ = "mutual_targets"

    year: Mapped[int]
    people: Mapped[int] = mapped_column(default=0)
    fees_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    renewal_percent: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return str(self.year)
