"""The rules in force as dated rows: means tests, caps, ceilings, subsistence lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Recorded


class AidRuleSet(Recorded, Base):
    """One set of parameters; ``kind`` is means_test, aid_caps or care_ceilings."""

    __tablename__ = "aid_rule_set"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        Index("ix_aid_rule_set_valid", "kind", "region", "valid_from"),
    )
    __area__ = "aid_rules"

    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(100))
    region: Mapped[str] = mapped_column(String(40), default="")
    """A code of the list ``aid_region``; empty holds wherever no regional set does."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(100), default="")
    in_use: Mapped[bool] = mapped_column(default=False)
    """Shipped examples are there to be copied; only sets in use decide anything."""
    parameters: Mapped[dict[str, Any]]

    @property
    def trail_label(self) -> str:
        return f"{self.code} {self.label}"


class SubsistenceLine(Recorded, Base):
    """The subsistence line of a region from a day on, and the minimum wage beside it."""

    __tablename__ = "subsistence_line"
    __table_args__ = (UniqueConstraint("region", "valid_from"),)
    __area__ = "aid_rules"

    region: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    monthly_fen: Mapped[int] = mapped_column(BigInteger)
    minimum_wage_fen: Mapped[int | None] = mapped_column(BigInteger)
    document_no: Mapped[str] = mapped_column(String(100), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.region} {self.valid_from}"
