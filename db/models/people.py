"""What happens to members: memberships, moves between units, life events, papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot
from rules.members import PRESENT, Status
from rules.periods import month_of

ENDED = frozenset((Status.LEFT, Status.DEEMED_LEFT, Status.EXPELLED, Status.DECEASED))
_ENDS = ("from_on", "to_on")


def count_period(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count who came to belong to a unit, and who no longer did, by traits and month; and who
    left the union, by how.

    Both ends of a period are counted, so that what was begun and not ended up to a month are
    the members at its end. A period without a day was entered in error.
    """
    unit, traits, begun, ended = (values[name] for name in ("unit_id", "traits", *_ENDS))
    if not unit or (ended is not None and ended <= begun):
        return
    if values["status"] in PRESENT:
        yield Slot("member_in", unit, traits, values["change_type"], month_of(begun)), 0
        if ended is not None:
            yield Slot("member_out", unit, traits, "", month_of(ended)), 0
    elif values["status"] in ENDED:
        yield Slot("member_left", unit, traits, values["status"], month_of(begun)), 0


class Membership(Recorded, Scoped, Base):
    """One dated period of a member in one unit and one status; closed, never edited away.

    ``traits`` repeats what figures tell apart of the person, see ``rules.traits``; it is kept
    by ``db.traits``, and stands when the person's file is emptied.
    """

    __tablename__ = "membership"
    __area__ = "members"
    __counts__ = (count_period,)
    COUNTED_COLUMNS = ("unit_id", "status", "change_type", "traits", *_ENDS)

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    status: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    change_type: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    traits: Mapped[str] = mapped_column(String(8), default="", server_default="")


class JoinApplication(Recorded, Scoped, Base):
    """A worker's wish to join, decided by the grassroots union and not by its enterer."""

    __tablename__ = "join_application"
    __table_args__ = (Index("ix_join_application_state", "state", "unit_id"),)
    __area__ = "members"

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    state: Mapped[str] = mapped_column(String(40))
    applied_on: Mapped[date]
    decided_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")


def count_transfer(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count accepted transfers by the month in which they take effect, on either side."""
    if values["state"] == "accepted":
        month = month_of(values["effective_on"])
        yield Slot("moved_out", values["unit_id"], values["reason"], "", month), 0
        yield Slot("moved_in", values["to_unit_id"], values["reason"], "", month), 0


class Transfer(Recorded, Scoped, Base):
    """A member on the way to another unit, which accepts or refuses.

    ``unit_id`` is the unit that gives the member up; both units see the transfer.
    """

    __tablename__ = "transfer"
    __table_args__ = (Index("ix_transfer_state", "state", "to_unit_id"),)
    __area__ = "members"
    __counts__ = (count_transfer,)
    COUNTED_COLUMNS = ("unit_id", "to_unit_id", "state", "reason", "effective_on")

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    member_name: Mapped[str] = mapped_column(String(60))
    to_unit_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40), default="")
    proposed_on: Mapped[date]
    effective_on: Mapped[date]
    decided_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def scope_columns(cls) -> tuple[Any, ...]:
        return (cls.unit_id, cls.to_unit_id)

    def home_units(self) -> set[int | None]:
        # Either side writes its own steps; the verbs check which side may take which.
        return set()


class LifeEvent(Recorded, Scoped, Base):
    """A wedding, birth, hospital stay, funeral or retirement; birthdays are derived."""

    __tablename__ = "life_event"
    __table_args__ = (Index("ix_life_event_on", "on"),)
    __area__ = "members"

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    relation: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str | None] = mapped_column(Sealed("life_event.note"))
    cancelled: Mapped[bool] = mapped_column(default=False)


class Attachment(Recorded, Scoped, Base):
    """A stored paper or photo; its bytes lie outside the database by content hash."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_record", "record_type", "record_id"),)

    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigKey)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    added_at: Mapped[datetime]
    retired: Mapped[bool] = mapped_column(default=False)


class NameGram(Base):
    """A piece of a member's name by which it is found: fragments, pinyin, initials.

    Rows are written by ``db.search`` only; the pair leads with the gram, so one range of
    the primary key answers one search.
    """

    __tablename__ = "name_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(BigKey, primary_key=True, index=True)


def count_problem(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count faults by unit and code, and each faulty member once: by its leading fault."""
    yield Slot("problems", values["unit_id"], values["code"]), 0
    if values["leads"]:
        yield Slot("faulty_members", values["unit_id"]), 0


class Problem(Base):
    """A fault that the quality rules found in a member's record; written with the record.

    Rows are written by ``db.quality`` only. Of a member's faults one ``leads``.
    """

    __tablename__ = "member_problem"
    __table_args__ = (
        Index("ix_member_problem_unit", "unit_id", "code", "member_id"),
        Index("ix_member_problem_code", "code", "member_id"),
    )
    __area__ = "members"
    __counts__ = (count_problem,)
    COUNTED_COLUMNS = ("unit_id", "code", "leads")

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigKey)
    leads: Mapped[bool]


class Lookalike(Recorded, Scoped, Base):
    """Two records that may be one person, with what matched and what was decided."""

    __tablename__ = "lookalike"
    __table_args__ = (Index("ix_lookalike_pair", "first_id", "second_id", unique=True),)

    first_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"))
    second_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    second_unit_id: Mapped[int | None] = mapped_column(BigKey)
    score: Mapped[int] = mapped_column(index=True)
    matched: Mapped[list[str]]
    verdict: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class Merge(Recorded, Scoped, Base):
    """Two records made one, with what is needed to take it back."""

    __tablename__ = "merge"

    kept_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    gone_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    kept_version: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    before: Mapped[str] = mapped_column(Sealed("merge.before"))
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class ImportBatch(Recorded, Scoped, Base):
    """One file taken in: what it held, what became of it, and whether it was taken back."""

    __tablename__ = "import_batch"

    register: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(BigKey)
    actor: Mapped[str] = mapped_column(String(100))
    rows_read: Mapped[int]
    rows_new: Mapped[int]
    rows_changed: Mapped[int]
    rows_unchanged: Mapped[int]
    rows_refused: Mapped[int]
    paid_fen: Mapped[int | None] = mapped_column(BigInteger)
    """What a list of claims says was paid; None for other lists."""
    undone_at: Mapped[datetime | None]

    @property
    def trail_label(self) -> str:
        return self.file_name


class ImportRow(Base):
    """What one row of a file did, with the values before it where it changed a record."""

    __tablename__ = "import_row"

    batch_id: Mapped[int] = mapped_column(BigKey, ForeignKey("import_batch.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    row_number: Mapped[int]
    action: Mapped[str] = mapped_column(String(10))
    record_version: Mapped[int]
    before: Mapped[str | None] = mapped_column(Sealed("import_row.before"))


class HeaderMapping(Recorded, Base):
    """How the columns of one source's files were matched to fields the last time."""

    __tablename__ = "header_mapping"

    register: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(60))
    columns: Mapped[dict[str, Any]]
