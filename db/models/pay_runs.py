"""Pay runs: whom they pay what, who signed, and what became of each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot
from rules.money import show_money
from rules.periods import month_of


def _once_a_run(column: str) -> Index:
    """Let a payee stand in a run once, lines that were taken out aside."""
    return Index(
        f"uq_pay_line_{column.removesuffix('_id')}",
        "run_id",
        column,
        unique=True,
        sqlite_where=text("removed IS 0"),
        postgresql_where=text("removed IS FALSE"),
    )


def _one_party(person: str) -> str:
    """Say that a row is about a household with one of its people, or about a member alone."""
    return (
        f"(household_id IS NOT NULL AND {person} IS NOT NULL AND member_id IS NULL)"
        f" OR (household_id IS NULL AND {person} IS NULL AND member_id IS NOT NULL)"
    )


class PayRun(Recorded, Scoped, Base):
    """A list of people to be paid by the bank or at the door, from draft to close.

    It pays aid, or the claims of one mutual-aid plan.
    """

    __tablename__ = "pay_run"
    __table_args__ = (Index("ix_pay_run_state", "state", "unit_id"),)
    __area__ = "pay_runs"

    run_no: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    way: Mapped[str] = mapped_column(String(20))
    """"bank" or "door"."""
    month_on: Mapped[date]
    """First day of the month that is paid for."""
    drafted_on: Mapped[date]
    plan_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("mutual_plan.id"), index=True)
    """The plan whose claims are paid; None for aid."""
    state: Mapped[str] = mapped_column(String(40))
    follows_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("pay_run.id"), index=True)
    signatures_needed: Mapped[int] = mapped_column(default=0)
    signatures: Mapped[int] = mapped_column(default=0)
    total_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    line_count: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    settled_on: Mapped[date | None]
    cash_counted_fen: Mapped[int | None] = mapped_column(BigInteger)
    cash_returned_fen: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def trail_label(self) -> str:
        return self.run_no


class PayLine(Recorded, Scoped, Base):
    """One payee of a run, with the data frozen when the run was locked.

    A line pays a household through one of its people, or a member; each stands in a run once.
    ``fen`` is the sum of the line's items. ``place`` is its place on the door round, by building
    and address. The unit is the run's.
    """

    __tablename__ = "pay_line"
    __table_args__ = (
        _once_a_run("household_id"),
        _once_a_run("payee_id"),
        _once_a_run("member_id"),
        CheckConstraint(_one_party("payee_id"), name="pay_line_party"),
        UniqueConstraint("run_id", "number"),
        Index("ix_pay_line_household", "household_id"),
        Index("ix_pay_line_member", "member_id"),
    )
    __area__ = "pay_runs"

    run_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_run.id"))
    number: Mapped[int]
    place: Mapped[int] = mapped_column(default=0)
    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"))
    payee_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household_person.id"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    payee_name: Mapped[str] = mapped_column(String(60))
    beneficiary_names: Mapped[str] = mapped_column(String(200), default="")
    id_no: Mapped[str | None] = mapped_column(Sealed("pay_line.id_no"))
    bank_name: Mapped[str | None] = mapped_column(String(60))
    bank_number: Mapped[str | None] = mapped_column(Sealed("pay_line.bank_number"))
    address: Mapped[str | None] = mapped_column(Sealed("pay_line.address"))
    building: Mapped[str | None] = mapped_column(Sealed("pay_line.building"))
    mobile: Mapped[str | None] = mapped_column(Sealed("pay_line.mobile"))
    fen: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(20))
    """"listed", "paid", "failed" or "returned"."""
    removed: Mapped[bool] = mapped_column(default=False)
    removed_reason: Mapped[str] = mapped_column(String(100), default="")
    settled_on: Mapped[date | None]
    result_code: Mapped[str] = mapped_column(String(40), default="")
    bank_reference: Mapped[str] = mapped_column(String(60), default="")
    proxy_name: Mapped[str] = mapped_column(String(60), default="")
    proxy_reason: Mapped[str] = mapped_column(String(100), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
    follow_up_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("pay_line.id"))
    """The line of a later run that pays what failed here."""

    @property
    def trail_label(self) -> str:
        return f"{self.number} {self.payee_name}"


def count_item(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count what aid was paid to households by unit, kind, pot and month."""
    if values["paid_on"] and values["household_id"] and values["unit_id"]:
        slot = Slot("aid_paid", values["unit_id"], values["kind"], str(values["fund_id"]))
        yield slot._replace(month=month_of(values["paid_on"])), values["fen"]


class PayItem(Recorded, Scoped, Base):
    """What a line pays: a grant, a month of an entitlement, or a claim; each is paid once.

    ``live`` is false once the line failed, was returned or removed, which frees the source
    for another run. ``committed`` says that the fund holds its money under ("pay_item", id).
    ``late`` says that the person had died when the run was locked: the month of death is still
    paid. The unit is the household's.
    """

    __tablename__ = "pay_item"
    __table_args__ = (
        Index(
            "uq_pay_item_source",
            "source_type",
            "source_id",
            "month",
            unique=True,
            sqlite_where=text("live IS 1"),
            postgresql_where=text("live IS TRUE"),
        ),
        CheckConstraint(_one_party("person_id"), name="pay_item_party"),
        Index("ix_pay_item_household", "household_id", "paid_on"),
        Index("ix_pay_item_member", "member_id", "paid_on"),
    )
    __area__ = "pay_runs"
    __counts__ = (count_item,)
    COUNTED_COLUMNS = ("unit_id", "household_id", "kind", "fund_id", "fen", "paid_on")

    line_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_line.id"), index=True)
    run_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_run.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"))
    person_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household_person.id"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    source_type: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int] = mapped_column(BigKey)
    month: Mapped[str] = mapped_column(String(7))
    """"2026-11" for a month of an entitlement, "" for a single payment."""
    kind: Mapped[str] = mapped_column(String(40))
    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    fen: Mapped[int] = mapped_column(BigInteger)
    live: Mapped[bool] = mapped_column(default=True)
    committed: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    paid_on: Mapped[date | None]

    @property
    def trail_label(self) -> str:
        return f"¥{show_money(self.fen)} {self.month}".strip()


class RunSignature(Recorded, Scoped, Base):
    """A person's sign-off of a locked run."""

    __tablename__ = "run_signature"
    __table_args__ = (
        Index(
            "uq_run_signature",
            "run_id",
            "account_id",
            unique=True,
            sqlite_where=text("withdrawn IS 0"),
            postgresql_where=text("withdrawn IS FALSE"),
        ),
    )
    __area__ = "pay_runs"

    run_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_run.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigKey)
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class CallBack(Recorded, Scoped, Base):
    """A call after payment, drawn by lot: was it received, and how much."""

    __tablename__ = "call_back"
    __area__ = "pay_runs"

    line_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_line.id"), unique=True)
    run_id: Mapped[int] = mapped_column(BigKey, ForeignKey("pay_run.id"), index=True)
    drawn_on: Mapped[date]
    called_on: Mapped[date | None]
    caller: Mapped[str] = mapped_column(String(60), default="")
    reached: Mapped[bool | None]
    received: Mapped[bool | None]
    said_fen: Mapped[int | None] = mapped_column(BigInteger)
    remark: Mapped[str] = mapped_column(String(200), default="")
