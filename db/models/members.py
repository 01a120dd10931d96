"""The member registry's main table; its columns follow ``rules.members.MEMBER_FIELDS``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot


def count_member(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count members by unit, status and gender; merged and withdrawn rows do not count."""
    if values["merged_into_id"] is None and not values["withdrawn"] and values["unit_id"]:
        yield Slot("members", values["unit_id"], values["status"], values["gender"] or ""), 0


class Member(Recorded, Scoped, Base):
    """A person of the registry, with the present unit and status of the open membership."""

    __tablename__ = "member"
    __table_args__ = (
        Index(
            "uq_member_id_no",
            "id_type",
            "id_no_index",
            unique=True,
            sqlite_where=text("id_no_index IS NOT NULL AND merged_into_id IS NULL AND NOT withdrawn"),
            postgresql_where=text(
                "id_no_index IS NOT NULL AND merged_into_id IS NULL AND NOT withdrawn"
            ),
        ),
        Index("ix_member_sort", "sort_name", "id"),
        Index("ix_member_unit_sort", "unit_id", "sort_name", "id"),
        Index("ix_member_born", "name", "birth_on"),
    )
    __area__ = "members"
    __counts__ = (count_member,)
    COUNTED_COLUMNS = ("unit_id", "status", "gender", "merged_into_id", "withdrawn")

    status: Mapped[str] = mapped_column(String(40), default="member")
    joined_on: Mapped[date | None]
    member_no: Mapped[str | None] = mapped_column(String(30), unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
