"""Claims on mutual aid: what happened, what it cost, what is due, who decided, who was paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import INDEX_BYTES, Sealed
from db.summaries import Slot
from rules.claims import APPROVED
from rules.mutual_groups import band_of

_LIVE, _LIVE_PG = text("live IS 1"), text("live IS TRUE")


def count_claim(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count claims by unit, plan, state and the month they were accepted, with what they give;
    what was approved by the band of its amount; and what was paid by the month of payment."""
    unit, plan = values["unit_id"], str(values["plan_id"])
    if not unit:
        return
    month = values["handed_in_on"].strftime("%Y-%m")
    yield Slot("claims", unit, plan, values["state"], month), values["payable_fen"]
    if values["state"] == APPROVED:
        band = str(band_of(values["payable_fen"]))
        yield Slot("claim_bands", unit, band, plan, month), values["payable_fen"]
    if values["paid_on"]:
        month = values["paid_on"].strftime("%Y-%m")
        yield Slot("claims_paid", unit, plan, "", month), values["paid_fen"]


class Claim(Recorded, Scoped, Base):
    """One event of one covered person: a stay, a clinic year, an accident, a diagnosis, a death.

    All amounts are whole fen. The unit is the one whose hand-in covers the person. ``facts`` is
    what the benefit was computed from and ``used`` what counted from earlier claims, both frozen
    when the claim is accepted and computed anew only by a verb; ``lines`` is the explanation.
    ``payable_fen`` is what the rules give, ``paid_fen`` what reached the person.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_state", "state", "handed_in_on", "id"),
        Index("ix_claim_unit", "unit_id", "handed_in_on", "id"),
        Index("ix_claim_handed_in", "handed_in_on", "id"),
        Index("ix_claim_member", "member_id", "event_on"),
        Index("ix_claim_enrolment", "enrolment_id"),
        Index("ix_claim_bank", "bank_index"),
        Index("ix_claim_mobile", "mobile_index"),
        Index("ix_claim_limit", "state", "limit_on"),
        Index("ix_claim_version", "plan_version_id", "state"),
    )
    __area__ = "claims"
    __counts__ = (count_claim,)
    COUNTED_COLUMNS = (
        "unit_id",
        "plan_id",
        "state",
        "handed_in_on",
        "payable_fen",
        "paid_on",
        "paid_fen",
    )

    claim_no: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(60))
    enrolment_id: Mapped[int] = mapped_column(BigKey, ForeignKey("enrolment.id"))
    plan_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan.id"))
    plan_version_id: Mapped[int] = mapped_column(BigKey, ForeignKey("mutual_plan_version.id"))
    source: Mapped[str] = mapped_column(String(20), default="counter")
    """"counter", "import" or "auto"."""
    event: Mapped[str] = mapped_column(String(20))
    """A code of the list ``claim_event``."""
    event_on: Mapped[date]
    """Admission, first clinic day, accident, diagnosis or death."""
    ended_on: Mapped[date | None]
    """Discharge, or the last clinic day."""
    reported_on: Mapped[date | None]
    handed_in_on: Mapped[date]
    hospital: Mapped[str] = mapped_column(String(100), default="")
    hospital_level: Mapped[str] = mapped_column(String(20), default="")
    out_of_area: Mapped[bool] = mapped_column(default=False)
    diagnosis: Mapped[str | None] = mapped_column(Sealed("claim.diagnosis"))
    cause: Mapped[str] = mapped_column(String(40), default="")
    """A code of the list ``claim_cause``, coarse enough for figures."""
    class_code: Mapped[str] = mapped_column(String(40), default="")
    """The tier of a lump sum: a class of diagnoses, or a grade of disability."""
    died: Mapped[bool] = mapped_column(default=False)
    insured: Mapped[bool] = mapped_column(default=True)
    """Whether the medical insurance paid its part."""
    total_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    pool_paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    large_paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    other_paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    own_in_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    """The person's own part of what is in the catalogue."""
    own_out_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    """What the person bears outside the catalogue."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    used: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lines: Mapped[str] = mapped_column(Text, default="[]")
    topped_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    """What the claims that this one adds to have given already."""
    payable_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_by_id: Mapped[int | None] = mapped_column(BigKey)
    limit_on: Mapped[date | None]
    """The last day for handing in, by the plan's version; None where it sets none."""
    refusal: Mapped[str] = mapped_column(String(40), default="")
    """A code of the list ``claim_refusal``, with the plan's article."""
    refusal_article: Mapped[str] = mapped_column(String(60), default="")
    refusal_note: Mapped[str] = mapped_column(String(500), default="")
    papers_asked_on: Mapped[date | None]
    papers_due_on: Mapped[date | None]
    days_stopped: Mapped[int] = mapped_column(default=0)
    """Calendar days for which the clock stood still, waiting for papers."""
    payee_name: Mapped[str] = mapped_column(String(60), default="")
    bank_name: Mapped[str] = mapped_column(String(60), default="")
    bank_number: Mapped[str | None] = mapped_column(Sealed("claim.bank_number"))
    bank_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    mobile: Mapped[str | None] = mapped_column(Sealed("claim.mobile"))
    mobile_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    tops_up_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    """The paid claim that this one adds to."""
    appeals_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    """The refused claim that this one appeals against."""
    recover_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    """What was paid too much and has to come back."""
    recovered_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    note: Mapped[str] = mapped_column(String(500), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.claim_no} {self.name}"


class ClaimInvoice(Recorded, Scoped, Base):
    """An invoice of a claim; a number is paid for once, whatever the year, plan or unit."""

    __tablename__ = "claim_invoice"
    __table_args__ = (
        Index(
            "uq_claim_invoice_key",
            "key",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE_PG,
        ),
    )
    __area__ = "claims"

    claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    invoice_no: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    """The number without spaces and signs, in capitals and half-width characters."""
    fen: Mapped[int] = mapped_column(BigInteger, default=0)
    live: Mapped[bool] = mapped_column(default=True)
    """False once its claim was refused, withdrawn or expired."""
    dropped: Mapped[bool] = mapped_column(default=False)
    """Taken off its claim again while that was a draft."""

    @property
    def trail_label(self) -> str:
        return self.invoice_no


class ClaimPaper(Recorded, Scoped, Base):
    """A paper that the plan asks of a claim: missing, or received when."""

    __tablename__ = "claim_paper"
    __table_args__ = (UniqueConstraint("claim_id", "code"),)
    __area__ = "claims"

    claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"))
    code: Mapped[str] = mapped_column(String(40))
    """A code of the list ``claim_paper``."""
    received_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    waived_note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return self.code


class SecondLook(Recorded, Scoped, Base):
    """Why a decided claim is looked at once more by another person, and what came of it."""

    __tablename__ = "claim_second_look"
    __area__ = "claims"

    claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    why: Mapped[str] = mapped_column(String(20))
    """"amount", "share" or "deviation"."""
    handler_id: Mapped[int | None] = mapped_column(BigKey)
    handler: Mapped[str] = mapped_column(String(60))
    drawn_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    """"", "agreed" or "sent_back"."""
    looked_by: Mapped[str] = mapped_column(String(60), default="")
    looked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    @property
    def trail_label(self) -> str:
        return self.why


class ClaimVerdict(Recorded, Base):
    """That two claims look alike and were judged not to be the same case."""

    __tablename__ = "claim_verdict"
    __table_args__ = (UniqueConstraint("claim_id", "other_claim_id"),)

    claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"))
    """The one with the smaller id."""
    other_claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    decided_by: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]

    @property
    def trail_label(self) -> str:
        return f"{self.claim_id} / {self.other_claim_id}"


class Assessor(Recorded, Base):
    """Somebody outside the office who gives opinions on claims under a contract."""

    __tablename__ = "assessor"
    __area__ = "assessors"

    name: Mapped[str] = mapped_column(String(60))
    organisation: Mapped[str] = mapped_column(String(100), default="")
    speciality: Mapped[str] = mapped_column(String(40))
    """A code of the list ``assessor_speciality``."""
    contract_no: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    fee_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    """Paid for one opinion."""
    account_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("account.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    """"active", "suspended" or "dismissed"."""
    note: Mapped[str] = mapped_column(String(500), default="")


class Opinion(Recorded, Scoped, Base):
    """A claim sent to an assessor: due when, answered how, and whether the decision agreed.

    The unit is the claim's. An assessor reads only own rows, by account, and no names.
    """

    __tablename__ = "claim_opinion"
    __table_args__ = (
        Index("ix_claim_opinion_assessor", "assessor_id", "answered_at"),
        Index(
            "uq_claim_opinion_open",
            "claim_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL AND withdrawn IS 0"),
            postgresql_where=text("answered_at IS NULL AND withdrawn IS FALSE"),
        ),
    )
    __area__ = "assessors"

    claim_id: Mapped[int] = mapped_column(BigKey, ForeignKey("claim.id"), index=True)
    assessor_id: Mapped[int] = mapped_column(BigKey, ForeignKey("assessor.id"))
    question: Mapped[str] = mapped_column(String(500))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """48 hours after it was sent; later, the claimant's papers count."""
    answered_at: Mapped[datetime | None]
    verdict: Mapped[str] = mapped_column(String(20), default="")
    """"grant", "grant_less" or "refuse"."""
    opinion_fen: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[str | None] = mapped_column(Sealed("claim_opinion.reasons"))
    fee_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    agreed: Mapped[bool | None]
    """Whether the final decision agreed with the opinion; None until it falls."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")
    """Why the question was taken back."""

    @property
    def trail_label(self) -> str:
        return f"{self.id or ''}"
