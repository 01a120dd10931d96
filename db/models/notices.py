"""Public notices with what stands on them, objections, and what supervisors raise."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed


class PublicNotice(Recorded, Scoped, Base):
    """A notice that names applicants in the permitted, narrow form for some days."""

    __tablename__ = "public_notice"
    __table_args__ = (Index("ix_public_notice_state", "state", "ends_on"),)
    __area__ = "notices"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    basis: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    days: Mapped[int]
    day_unit: Mapped[str] = mapped_column(String(20))
    """"workday" or "calendar_day"."""
    boards: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40))
    mailbox: Mapped[str] = mapped_column(String(100), default="")
    taken_down_on: Mapped[date | None]
    photo_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("attachment.id"))

    @property
    def trail_label(self) -> str:
        return self.number


class NoticeLine(Recorded, Scoped, Base):
    """One file on a notice, in the words that the public may read."""

    __tablename__ = "notice_line"
    __table_args__ = (Index("ix_notice_line_notice", "notice_id"),)
    __area__ = "notices"

    notice_id: Mapped[int] = mapped_column(BigKey, ForeignKey("public_notice.id"))
    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    masked_name: Mapped[str] = mapped_column(String(60))
    unit_name: Mapped[str] = mapped_column(String(100))
    category: Mapped[str] = mapped_column(String(40))
    aid_kind: Mapped[str | None] = mapped_column(String(40))
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)


class Objection(Recorded, Scoped, Base):
    """What somebody says against a file on notice, and what the union answered."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_state", "state", "unit_id"),)
    __area__ = "notices"

    notice_id: Mapped[int] = mapped_column(BigKey, ForeignKey("public_notice.id"), index=True)
    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    state: Mapped[str] = mapped_column(String(40))
    received_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(40))
    raised_by: Mapped[str | None] = mapped_column(Sealed("objection.raised_by"))
    text: Mapped[str] = mapped_column(Sealed("objection.text"))
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")


class SpotCheckDraw(Recorded, Scoped, Base):
    """A draw by lot among one unit's files in force: repeatable from its seed and its pool."""

    __tablename__ = "spot_check_draw"
    __table_args__ = (Index("ix_spot_check_draw_year", "year", "unit_id"),)
    __area__ = "hardship"

    year: Mapped[int]
    on: Mapped[date]
    actor: Mapped[str] = mapped_column(String(100))
    seed: Mapped[str] = mapped_column(String(16))
    in_force: Mapped[int]
    """How many files the unit had in force."""
    pool: Mapped[list[str]]
    """The ids of those that had not been drawn in the year."""
    drawn: Mapped[int]

    @property
    def trail_label(self) -> str:
        return f"{self.year}: {self.drawn}"


class Supervision(Recorded, Scoped, Base):
    """An objection or a spot check of a supervisor, which somebody has to answer."""

    __tablename__ = "supervision"
    __table_args__ = (
        Index("ix_supervision_state", "state", "unit_id"),
        Index("ix_supervision_record", "record_type", "record_id"),
    )
    __area__ = "notices"

    kind: Mapped[str] = mapped_column(String(40))
    """"objection" or "spot_check"."""
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigKey)
    label: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(40))
    raised_on: Mapped[date]
    due_on: Mapped[date]
    question: Mapped[str] = mapped_column(Text)
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
