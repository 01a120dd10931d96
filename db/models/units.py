"""The union tree; the columns of ``Unit`` follow ``rules.units.UNIT_FIELDS``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, WithinScope
from db.slots import Slot
from rules.periods import month_of


def count_unit(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count unions by kind and month of founding and closing, with their workers; one whose
    founding is not known was always there."""
    unit, kind = values["id"], values["kind"]
    begun, ended = values["established_on"], values["closed_on"]
    if begun and ended and ended <= begun:
        return
    ends = [("in", month_of(begun) if begun else "")]
    if ended:
        ends.append(("out", month_of(ended)))
    for end, month in ends:
        yield Slot(f"unit_{end}", unit, kind, "", month), 0
        yield Slot(f"workers_{end}", unit, kind, "", month), values["worker_count"] or 0
        yield Slot(f"workers_women_{end}", unit, kind, "", month), values["women_count"] or 0
        for committee in ("women", "audit"):
            if values[f"has_{committee}_committee"]:
                yield Slot(f"committee_{end}", unit, committee, "", month), 0


class Unit(Recorded, WithinScope, Base):
    """One union of the tree, from the federation down to the sub-unions of a works.

    ``search_text`` holds the name, its pinyin and its initials, by which it is looked up.
    """

    __tablename__ = "unit"
    __table_args__ = (
        Index("ix_unit_term", "term_end_on"),
        Index("ix_unit_sort", "sort_name", "id"),
        # A code goes on to the unit that succeeds a closed one.
        Index(
            "uq_unit_usci",
            "usci",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )
    __area__ = "units"
    __counts__ = (count_unit,)
    COUNTED_COLUMNS = (
        "id",
        "kind",
        "established_on",
        "closed_on",
        "worker_count",
        "women_count",
        "has_women_committee",
        "has_audit_committee",
    )

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("unit.id"), index=True)
    usci: Mapped[str | None] = mapped_column(String(18), index=True)
    certificate_no: Mapped[str | None] = mapped_column(String(40))
    approved_by: Mapped[str | None] = mapped_column(String(100))
    approval_no: Mapped[str | None] = mapped_column(String(40))
    approved_on: Mapped[date | None]
    established_on: Mapped[date | None]
    industry: Mapped[str | None] = mapped_column(String(40))
    employer_type: Mapped[str | None] = mapped_column(String(40))
    term_start_on: Mapped[date | None]
    term_end_on: Mapped[date | None]
    chair_name: Mapped[str | None] = mapped_column(String(60))
    chair_gender: Mapped[str | None] = mapped_column(String(40))
    chair_phone: Mapped[str | None] = mapped_column(String(40))
    chair_full_time: Mapped[bool | None]
    worker_count: Mapped[int | None]
    women_count: Mapped[int | None]
    migrant_count: Mapped[int | None]
    cadre_count: Mapped[int | None]
    has_women_committee: Mapped[bool | None]
    has_audit_committee: Mapped[bool | None]
    region_code: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str | None] = mapped_column(String(200))
    contact_name: Mapped[str | None] = mapped_column(String(60))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[date | None]
    close_reason: Mapped[str] = mapped_column(String(200), default="")
    sort_name: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite")
    )
    search_text: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @classmethod
    def scope_columns(cls) -> tuple[Any, ...]:
        return (cls.id,)

    def home_units(self) -> set[int | None]:
        return {self.parent_id if self.id is None else self.id}

    @property
    def trail_unit_id(self) -> int:
        return self.id


class UnitBelow(Base):
    """Every pair of a unit and one below it, itself included, with the steps between."""

    __tablename__ = "unit_below"

    ancestor_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("unit.id"), primary_key=True, index=True
    )
    depth: Mapped[int]
