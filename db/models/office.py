"""What the office itself keeps: settings, code lists, extra fields, calendar, counters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded
from db.sealing import Sealed


class Setting(Recorded, Base):
    """One setting of the office; a missing row means the default."""

    __tablename__ = "setting"
    __area__ = "settings"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[Any] = mapped_column(JSON)

    @property
    def trail_label(self) -> str:
        return self.key


class CodeRow(Recorded, Base):
    """An entry of a code list; the code is stable, everything else is the office's."""

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("list_name", "code"),)
    __area__ = "settings"

    list_name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)

    @property
    def trail_label(self) -> str:
        return f"{self.list_name}: {self.zh}"


class ExtraField(Recorded, Base):
    """A column that the office added to a register in the browser."""

    __tablename__ = "extra_field"
    __table_args__ = (UniqueConstraint("register", "name"),)
    __area__ = "settings"

    register: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    codes: Mapped[str] = mapped_column(String(40), default="")
    required: Mapped[bool] = mapped_column(default=False)
    help: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class WorkdayRow(Recorded, Base):
    """One listed day: a weekday off, or a weekend day worked; no kind where it was taken back."""

    __tablename__ = "workday"
    __area__ = "settings"

    on: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.on} {self.name}"


class FormToken(Base):
    """A form that has been sent; the same form sent again is refused."""

    __tablename__ = "form_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Draft(Base):
    """A long form not yet sent, kept for its writer."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("account_id", "form"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(BigKey, index=True)
    form: Mapped[str] = mapped_column(String(80))
    values: Mapped[str] = mapped_column(Sealed("draft.values"))
    at: Mapped[datetime]


class AreaVersion(Base):
    """How often an area of the office changed; caches of its figures carry this number."""

    __tablename__ = "area_version"

    area: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(BigKey)


class Summary(Base):
    """A count and a sum kept in the same transaction as the rows they count.

    ``name`` is the counter; ``first``, ``second`` and ``month`` ("2026-11" or "") its keys;
    ``fen`` the sum in whole fen, 0 where nothing is summed.
    """

    __tablename__ = "summary"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"), primary_key=True)
    first: Mapped[str] = mapped_column(String(40), primary_key=True)
    second: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    n: Mapped[int] = mapped_column(BigKey)
    fen: Mapped[int] = mapped_column(BigKey)


class RolledSummary(Base):
    """A total of ``Summary`` for a unit with all those below it, kept in the same transaction.

    So a figure of a county is a few rows and not those of all its unions. A unit that moves
    takes its totals along.
    """

    __tablename__ = "rolled_summary"

    unit_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    first: Mapped[str] = mapped_column(String(40), primary_key=True)
    second: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int] = mapped_column(BigKey)
    fen: Mapped[int] = mapped_column(BigKey)


class SavedFilter(Recorded, Base):
    """A filter that one person named for later."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "register", "name"),)

    account_id: Mapped[int] = mapped_column(BigKey)
    register: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    chosen: Mapped[dict[str, Any]]


class RecentRecord(Base):
    """What a person looked at last; shown on the desk and on the search page."""

    __tablename__ = "recent_record"
    __table_args__ = (Index("ix_recent_record_account_at", "account_id", "at"),)

    account_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    record_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime]


class LetterTemplate(Recorded, Base):
    """A letter of the office's own, with the records and state it is for.

    ``kind`` is one of ``rules.letters.LETTER_KINDS``; the bytes lie beside the database.
    """

    __tablename__ = "letter_template"

    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40), default="")
    may_reveal: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")


class NumberSeries(Base):
    """The last number given out in a series and year, such as households of 2026."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
