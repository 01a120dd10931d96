"""The member registry's main table; its columns follow ``rules.members.MEMBER_FIELDS``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, Text, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import INDEX_BYTES, Sealed
from db.summaries import Slot

LIVE_ON_SQLITE = text("merged_into_id IS NULL AND withdrawn IS 0")
LIVE_ON_POSTGRES = text("merged_into_id IS NULL AND withdrawn IS FALSE")


def _live_index(name: str, *columns: str, unique: bool = False) -> Index:
    return Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=LIVE_ON_SQLITE,
        postgresql_where=LIVE_ON_POSTGRES,
    )


def count_member(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count members by unit, status and gender; merged and withdrawn rows do not count."""
    if values["merged_into_id"] is None and not values["withdrawn"] and values["unit_id"]:
        yield Slot("members", values["unit_id"], values["status"], values["gender"] or ""), 0


class Member(Recorded, Scoped, Base):
    """A person of the registry, with the present unit and status of the open membership.

    ``..._index`` columns are blind indexes of sealed values, ``..._tail`` the last four
    characters' blind index, by which a person at the counter is found. ``withdrawn`` marks
    a record that was entered in error or taken back with its import; it is never deleted.
    """

    __tablename__ = "member"
    __table_args__ = (
        _live_index("uq_member_id_no", "id_no_index", "id_type", unique=True),
        _live_index("uq_member_member_no", "member_no", unique=True),
        _live_index("ix_member_sort", "sort_name", "id", "unit_id"),
        _live_index("ix_member_unit_sort", "unit_id", "sort_name", "id"),
        Index(
            "ix_member_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("ix_member_born", "name", "birth_on"),
        Index("ix_member_id_no_tail", "id_no_tail"),
        Index("ix_member_mobile", "mobile_index"),
        Index("ix_member_mobile_tail", "mobile_tail"),
        Index("ix_member_bank", "bank_index"),
        Index("ix_member_dues", "dues_until_on"),
        Index("ix_member_birth", "birth_on"),
    )
    __area__ = "members"
    __counts__ = (count_member,)
    COUNTED_COLUMNS = ("unit_id", "status", "gender", "merged_into_id", "withdrawn")

    name: Mapped[str] = mapped_column(String(60))
    id_type: Mapped[str | None] = mapped_column(String(40))
    id_no: Mapped[str | None] = mapped_column(Sealed("member.id_no"))
    gender: Mapped[str | None] = mapped_column(String(40))
    birth_on: Mapped[date | None]
    nation: Mapped[str | None] = mapped_column(String(40))
    political_status: Mapped[str | None] = mapped_column(String(40))
    marital_status: Mapped[str | None] = mapped_column(String(40))
    education: Mapped[str | None] = mapped_column(String(40))
    household_type: Mapped[str | None] = mapped_column(String(40))
    mobile: Mapped[str | None] = mapped_column(Sealed("member.mobile"))
    email: Mapped[str | None] = mapped_column(String(100))
    home_address: Mapped[str | None] = mapped_column(Sealed("member.home_address"))
    bank_number: Mapped[str | None] = mapped_column(Sealed("member.bank_number"))
    bank_name: Mapped[str | None] = mapped_column(String(60))
    job_no: Mapped[str | None] = mapped_column(String(30))
    job: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[str | None] = mapped_column(String(60))
    skill_level: Mapped[str | None] = mapped_column(String(40))
    work_status: Mapped[str | None] = mapped_column(String(40))
    work_start_on: Mapped[date | None]
    joined_on: Mapped[date | None]
    member_no: Mapped[str | None] = mapped_column(
        String(30, collation="C").with_variant(String(30), "sqlite")
    )
    dues_until_on: Mapped[date | None]
    last_active_on: Mapped[date | None]
    is_migrant_worker: Mapped[bool | None]
    is_new_form_worker: Mapped[bool | None]
    new_form_kind: Mapped[str | None] = mapped_column(String(40))
    platform: Mapped[str | None] = mapped_column(String(60))
    model_worker: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)

    id_no_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    id_no_tail: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    mobile_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    mobile_tail: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    bank_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    sort_name: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite")
    )
    status: Mapped[str] = mapped_column(String(40), default="member")
    merged_into_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def live(cls) -> ColumnElement[bool]:
        """The condition under which a row stands for a person; the indexes are made for it."""
        return and_(cls.merged_into_id.is_(None), cls.withdrawn.is_(False))
