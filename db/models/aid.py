"""Funds and their ledger, aid that was granted, and standing entitlements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot
from rules.funds import Sums
from rules.money import show_money
from rules.periods import month_of

_SUMS = ("budget_fen", "income_fen", "moved_fen", "paid_fen", "committed_fen")


def count_fund(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Sum what pots hold, paid and reserved by unit, source and pot, in the first month of
    their year."""
    sums = {name: values[name] or 0 for name in _SUMS}
    held = sums["budget_fen"] + sums["income_fen"] - sums["moved_fen"]
    where = (values["unit_id"], values["source"], str(values["id"]), f"{values['year']}-01")
    if values["unit_id"]:
        yield Slot("pot_held", *where), held
        yield Slot("pot_paid", *where), sums["paid_fen"]
        yield Slot("pot_reserved", *where), sums["committed_fen"]


class Fund(Recorded, Scoped, Base):
    """A pot of money of one source and year with its permitted uses.

    The five sums are the ledger's, kept in the same transaction:
    balance = budget + income - moved - paid - committed, in fen, and never below zero.
    ``moved_fen`` is what was carried over to other pots.
    """

    __tablename__ = "fund"
    __table_args__ = (UniqueConstraint("unit_id", "year", "name"),)
    __area__ = "funds"
    __counts__ = (count_fund,)
    COUNTED_COLUMNS = ("id", "unit_id", "source", "year", *_SUMS)

    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    uses: Mapped[list[str]]
    """Codes of the list ``aid_kind``."""
    closed_on: Mapped[date | None]
    budget_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    income_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    moved_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    committed_fen: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def sums(self) -> Sums:
        return Sums(
            self.budget_fen, self.income_fen, self.moved_fen, self.paid_fen, self.committed_fen
        )

    @property
    def balance_fen(self) -> int:
        return self.sums.balance

    @property
    def trail_label(self) -> str:
        return f"{self.name} {self.year}"


class FundEntry(Recorded, Scoped, Base):
    """One entry of the ledger: never edited, only reversed by another.

    ``kind`` is one of ``rules.funds.ENTRY_LABELS``; ``fen`` is positive but for a reversal, which
    repeats the entry it takes back with the sign turned. ``source_type`` and ``source_id`` name
    what the money was reserved or paid for, and for money carried over the other fund.
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

    @property
    def trail_label(self) -> str:
        return f"¥{show_money(self.fen)} {self.document_no}".strip()


@event.listens_for(FundEntry, "before_update")
def _refuse_changes(_mapper: Mapper[Any], _connection: Any, entry: FundEntry) -> None:
    session = object_session(entry)
    if session is not None and session.is_modified(entry):
        raise RuntimeError("entries of the ledger are reversed, never changed")


LEDGER_SQLITE_GUARDS = (
    "CREATE TRIGGER fund_entry_no_delete BEFORE DELETE ON fund_entry"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER fund_entry_no_update BEFORE UPDATE ON fund_entry"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
LEDGER_POSTGRES_GUARDS = (
    "CREATE FUNCTION ledger_is_append_only() RETURNS trigger AS $$ BEGIN"
    " RAISE EXCEPTION 'the ledger is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER fund_entry_guard BEFORE UPDATE OR DELETE ON fund_entry"
    " FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()",
    "CREATE TRIGGER fund_entry_guard_truncate BEFORE TRUNCATE ON fund_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()",
)

for _dialect, _guards in (
    ("sqlite", LEDGER_SQLITE_GUARDS),
    ("postgresql", LEDGER_POSTGRES_GUARDS),
):
    for _guard in _guards:
        event.listen(
            FundEntry.__table__,
            "after_create",
            DDL(_guard).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


def count_grant(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count decided grants and their money by unit, kind, state and month of the decision."""
    if values["decided_on"] and values["unit_id"]:
        slot = Slot("grants", values["unit_id"], values["kind"], values["state"])
        yield slot._replace(month=month_of(values["decided_on"])), values["fen"]


class AidGrant(Recorded, Scoped, Base):
    """A single grant to a household: what for, how much, from which fund, decided by whom.

    ``need`` tells one need from another (a hospital stay, a school year), so that the same one
    is not helped twice unnoticed. ``situation`` is what the cap had to know, ``lines`` its
    explanation as it was shown and as it was decided on, both JSON.
    """

    __tablename__ = "aid_grant"
    __table_args__ = (
        Index("ix_aid_grant_state", "state", "unit_id"),
        Index("ix_aid_grant_household", "household_id", "kind"),
    )
    __area__ = "aid"
    __counts__ = (count_grant,)
    COUNTED_COLUMNS = ("unit_id", "kind", "state", "fen", "decided_on")

    grant_no: Mapped[str] = mapped_column(String(40), unique=True)
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"))
    file_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    need: Mapped[str] = mapped_column(Sealed("aid_grant.need"))
    situation: Mapped[str] = mapped_column(Sealed("aid_grant.situation"))
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
    campaign_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("campaign.id"), index=True)

    @property
    def trail_label(self) -> str:
        return f"{self.grant_no} {self.name}"


class Entitlement(Recorded, Scoped, Base):
    """A standing right to a monthly benefit, until a month or an age.

    A changed amount is another entitlement that ``follows_id`` this one from its first month on.
    A pot of the same unit and name takes over when its year has come.
    """

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
    due_from_on: Mapped[date]
    """The first month that is owed: the first one, or where it went on after a pause."""
    follows_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("entitlement.id"), index=True)
    decided_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(200), default="")
    fund_id: Mapped[int] = mapped_column(BigKey, ForeignKey("fund.id"), index=True)
    by_door: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(40))

    @property
    def trail_label(self) -> str:
        return f"{self.entitlement_no} {self.name}"
