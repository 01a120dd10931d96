"""The union tree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey


class UnitBelow(Base):
    """Every pair of a unit and one below it, itself included, with the steps between."""

    __tablename__ = "unit_below"

    ancestor_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("unit.id"), primary_key=True, index=True
    )
    depth: Mapped[int]
