"""Funds and their ledger, aid that was granted, and standing entitlements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed


class Fund(Recorded, Scoped, Base):
    """A pot of money of one source and year with its permitted uses.

    The four sums are the ledger's, kept in the same transaction:
    balance = budget + income - paid - committed, in fen, and never below zero.
    """

    __tablename__ = "fund"
    __table_args__ = (UniqueConstraint("unit_id", "year", "name"),)
    __area__ = "funds"

    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    uses: Mapped[list[str]]
    """Codes of the list ``aid_kind``."""
    closed_on: Mapped[date | None]
    budget_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    income_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    committed_fen: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def balance_fen(self) -> int:
        return self.budget_fen + self.income_fen - self.paid_fen - self.committed_fen


class FundEntry(Recorded, Scoped, Base):
    """One entry of the ledger: never edited, only reversed by another.

    ``kind`` is budget, income, commitment, release, payment or reversal; ``fen`` is positive
    but for a reversal, which repeats the entry it takes back with the sign turned.
    """

    __tablename__ = "fund_entry"
    __table_args__ = (
        Index("ix_fund_entry_fund", "fund_id", "id"),
        Index("ix_fund_entry_source", "source_type", "source_id"),
    )
    __area__ = "funds"

    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"))
    kind: Mapped[str] = mapped_column(String(20))
    fen: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    aid_kind: Mapped[str | None] = mapped_column(String(40))
    source_type: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[int | None] = mapped_column(BigKey)
    reverses_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("fund_entry.id"), unique=True
    )
    document_no: Mapped[str] = mapped_column(String(60), default="")
    payer: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class AidGrant(Recorded, Scoped, Base):
    """A single grant to a household: what for, how much, from which fund, decided by whom.

    ``need`` tells one need from another (a hospital stay, a school year), so that the same one
    is not helped twice unnoticed. ``lines`` is the explanation of the cap as JSON.
    """

    __tablename__ = "aid_grant"
    __table_args__ = (
        Index("ix_aid_grant_state", "state", "unit_id"),
        Index("ix_aid_grant_household", "household_id", "kind"),
    )
    __area__ = "aid"

    grant_no: Mapped[str] = mapped_column(String(40), unique=True)
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"))
    file_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    need: Mapped[str] = mapped_column(String(60), default="")
    situation: Mapped[dict[str, Any]]
    fen: Mapped[int] = mapped_column(BigInteger)
    cap_fen: Mapped[int | None] = mapped_column(BigInteger)
    cap_rule: Mapped[str] = mapped_column(String(60), default="")
    lines: Mapped[str] = mapped_column(Sealed("aid_grant.lines"))
    reason: Mapped[str] = mapped_column(Sealed("aid_grant.reason"))
    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    state: Mapped[str] = mapped_column(String(40))
    applied_on: Mapped[date]
    decided_on: Mapped[date | None]
    meeting_no: Mapped[str] = mapped_column(String(60), default="")
    refusal_code: Mapped[str | None] = mapped_column(String(40))

    @property
    def trail_label(self) -> str:
        return f"{self.grant_no} {self.name}"


class Entitlement(Recorded, Scoped, Base):
    """A standing right to a monthly benefit, until a month or an age."""

    __tablename__ = "entitlement"
    __table_args__ = (Index("ix_entitlement_state", "state", "unit_id"),)
    __area__ = "aid"

    entitlement_no: Mapped[str] = mapped_column(String(40), unique=True)
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    monthly_fen: Mapped[int] = mapped_column(BigInteger)
    from_on: Mapped[date]
    """First day of the first month."""
    to_on: Mapped[date | None]
    """First day of the last month; None as long as it stands."""
    until_age: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(200), default="")
    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    by_door: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(40))
    paused_reason: Mapped[str] = mapped_column(String(100), default="")
