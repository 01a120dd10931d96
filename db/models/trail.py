"""The trail, its head, and the moves of records through their states."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, Index, String, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Scoped

RARE = "trail.action NOT IN ('created', 'changed')"
"""What is looked for among very many ordinary changes; the words of its own small index."""


class TrailRow(Base, Scoped):
    """One change, reading or export: append-only, each row signed over the one before."""

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_record", "record_type", "record_id"),
        Index("ix_trail_account_id", "account_id"),
        Index("ix_trail_at", "at"),
        Index(
            "ix_trail_rare",
            "action",
            "id",
            sqlite_where=text(RARE.replace("trail.", "")),
            postgresql_where=text(RARE.replace("trail.", "")),
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(BigKey)
    actor: Mapped[str] = mapped_column(String(100))
    verb: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int | None] = mapped_column(BigKey)
    record_version: Mapped[int | None]
    label: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    details_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class TrailHead(Base):
    """The last row's number and signature, so that a cut-off end is noticed."""

    __tablename__ = "trail_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigKey)
    hash: Mapped[str] = mapped_column(String(64))


class Move(Base, Scoped):
    """One step of a record through its states: who, when, why."""

    __tablename__ = "move"
    __table_args__ = (Index("ix_move_record", "record_type", "record_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(BigKey)
    action: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(BigKey)
    actor: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


SCRUBBED = '{"scrubbed": true}'
"""What retention leaves of a trail row's details; the row's signature stays valid."""

SIGNED = (
    "id",
    "at",
    "account_id",
    "actor",
    "verb",
    "action",
    "record_type",
    "record_id",
    "record_version",
    "unit_id",
    "label",
    "details_hash",
)
"""What a row's signature covers, in this order; the details by their hash."""

_KEPT = (*SIGNED, "hash")


def _same(operator: str) -> str:
    return " AND ".join(f"NEW.{column} {operator} OLD.{column}" for column in _KEPT)


SQLITE_GUARDS = (
    "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail"
    f" WHEN NOT (NEW.details = '{SCRUBBED}' AND {_same('IS')})"
    " BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
)
POSTGRES_GUARDS = (
    "CREATE FUNCTION trail_is_append_only() RETURNS trigger AS $$ BEGIN"
    f" IF TG_OP = 'UPDATE' AND NEW.details = '{SCRUBBED}'"
    f" AND {_same('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF;"
    " RAISE EXCEPTION 'the trail is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER trail_guard BEFORE UPDATE OR DELETE ON trail"
    " FOR EACH ROW EXECUTE FUNCTION trail_is_append_only()",
    "CREATE TRIGGER trail_guard_truncate BEFORE TRUNCATE ON trail"
    " FOR EACH STATEMENT EXECUTE FUNCTION trail_is_append_only()",
)

for _dialect, _guards in (("sqlite", SQLITE_GUARDS), ("postgresql", POSTGRES_GUARDS)):
    for _guard in _guards:
        event.listen(
            TrailRow.__table__,
            "after_create",
            DDL(_guard.replace("%", "%%")).execute_if(  # type: ignore[no-untyped-call]
                dialect=_dialect
            ),
        )
