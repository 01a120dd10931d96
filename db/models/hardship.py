"""The hardship file and what is gathered for it; columns follow ``rules.hardship``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import Sealed
from db.summaries import Slot
from rules.periods import month_of


def count_file(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count files by unit, category in force and state; the near-threshold ones besides."""
    unit_id = values["unit_id"]
    if unit_id:
        yield Slot("hardship_files", unit_id, values["category"] or "", values["state"]), 0
        if values["near_threshold"]:
            yield Slot("near_threshold_files", unit_id, values["state"]), 0


class HardshipFile(Recorded, Scoped, Base):
    """One household's hardship file, from the application to its end.

    ``is_open`` says that the state is one of ``rules.hardship.OPEN``: a household has one open
    file at most. ``category`` is the one in force, set at approval; ``assessment_id`` the frozen
    means test it stands on. ``exclusions`` holds the answers to the exclusion checklist by code,
    each {"yes": bool, "note": text}.
    """

    __tablename__ = "hardship_file"
    __table_args__ = (
        Index(
            "uq_hardship_file_open",
            "household_id",
            unique=True,
            sqlite_where=text("is_open IS 1"),
            postgresql_where=text("is_open IS TRUE"),
        ),
        Index("ix_hardship_file_state", "state", "unit_id"),
        Index("ix_hardship_file_sort", "sort_name", "id"),
        Index("ix_hardship_file_review", "review_due_on"),
        Index("ix_hardship_file_edited", "edited_on"),
    )
    __area__ = "hardship"
    __counts__ = (count_file,)
    COUNTED_COLUMNS = ("unit_id", "category", "state", "near_threshold")

    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    applicant_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"), index=True)
    head_name: Mapped[str] = mapped_column(String(60))
    sort_name: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite")
    )
    state: Mapped[str] = mapped_column(String(40))
    is_open: Mapped[bool]
    archive_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    file_level: Mapped[str] = mapped_column(String(40))
    applied_on: Mapped[date]
    region: Mapped[str] = mapped_column(String(40))
    risk_level: Mapped[str | None] = mapped_column(String(40))
    work_start_on: Mapped[date | None]
    industry: Mapped[str | None] = mapped_column(String(40))
    employer: Mapped[str | None] = mapped_column(String(100))
    employer_type: Mapped[str | None] = mapped_column(String(40))
    enterprise_state: Mapped[str | None] = mapped_column(String(40))
    is_migrant_worker: Mapped[bool | None]
    has_self_help_ability: Mapped[bool | None]
    is_zero_employment: Mapped[bool | None]
    is_single_parent: Mapped[bool | None]
    primary_cause: Mapped[str | None] = mapped_column(String(40))
    secondary_causes: Mapped[list[str] | None]
    cause_note: Mapped[str | None] = mapped_column(Sealed("hardship_file.cause_note"))
    sudden_event_on: Mapped[date | None]
    event_cost: Mapped[int | None] = mapped_column(BigInteger)
    event_compensated: Mapped[int | None] = mapped_column(BigInteger)
    is_duty_disaster: Mapped[bool | None]
    savings: Mapped[int | None] = mapped_column(BigInteger)
    receives_dibao: Mapped[bool | None]
    months_below: Mapped[int | None]
    is_settled: Mapped[bool | None]
    local_work_on: Mapped[date | None]
    school_fee: Mapped[int | None] = mapped_column(BigInteger)
    public_school_fee: Mapped[int | None] = mapped_column(BigInteger)
    first_responsible: Mapped[str | None] = mapped_column(String(60))
    first_informed: Mapped[str | None] = mapped_column(String(60))
    first_reporter: Mapped[str | None] = mapped_column(String(60))
    first_helper: Mapped[str | None] = mapped_column(String(60))
    case_contact: Mapped[str | None] = mapped_column(String(60))
    is_solving_target: Mapped[bool | None]
    target_group: Mapped[str | None] = mapped_column(String(40))
    measure_group: Mapped[str | None] = mapped_column(String(40))
    remarks: Mapped[str | None] = mapped_column(Sealed("hardship_file.remarks"))
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)

    exclusions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    proved_idle: Mapped[list[str] | None]
    """People, by id as text, whose papers prove that they could find no work."""
    category: Mapped[str | None] = mapped_column(String(40))
    assessment_id: Mapped[int | None] = mapped_column(BigKey)
    near_threshold: Mapped[bool] = mapped_column(default=False)
    is_relapse: Mapped[bool] = mapped_column(default=False)
    refusal_code: Mapped[str | None] = mapped_column(String(40))
    exit_kind: Mapped[str | None] = mapped_column(String(40))
    exit_reason: Mapped[str | None] = mapped_column(String(40))
    to_unit_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("unit.id"), index=True)
    approved_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    edited_on: Mapped[date]
    """The last day on which somebody changed the file's content; derived lists go by it."""
    review_due_on: Mapped[date | None]
    visited_on: Mapped[date | None]
    """The last visit made; kept by the verbs of visits."""
    aided_on: Mapped[date | None]
    """The last payment that arrived; kept by the verbs of pay runs."""

    @classmethod
    def scope_columns(cls) -> tuple[Any, ...]:
        return (cls.unit_id, cls.to_unit_id)

    @property
    def trail_label(self) -> str:
        return f"{self.archive_no or self.id} {self.head_name}"


def count_spell(values: Mapping[str, Any]) -> Iterable[tuple[Slot, int]]:
    """Count files that came into force, and no longer stood so, by month: by category and
    cause, by level and origin, by region; besides the new ones, and how they ended."""
    unit, begun, ended = values["unit_id"], values["from_on"], values["to_on"]
    if ended is not None and ended <= begun:
        return
    origin = "migrant" if values["is_migrant"] else "local"
    ends = [("in", month_of(begun))] + ([("out", month_of(ended))] if ended else [])
    for end, month in ends:
        yield Slot(f"files_{end}", unit, values["category"], values["cause"], month), 0
        yield Slot(f"files_level_{end}", unit, values["file_level"], origin, month), 0
        yield Slot(f"files_region_{end}", unit, values["region"], "", month), 0
    if values["came"]:
        yield Slot("files_new", unit, values["came"], values["category"], month_of(begun)), 0
    if values["went"] and ended:
        yield Slot("files_ended", unit, values["went"], values["reason"], month_of(ended)), 0


class FileSpell(Base):
    """A time in which a hardship file stood in force, of the same unit, category and cause.

    Rows are written by ``db.file_spells`` with the file, so that figures of the past stay when
    a family falls back into hardship, is put into another category or handed over. ``came`` is
    "first" or "relapse", ``went`` how the file ended; both empty where a spell goes on as
    another.
    """

    __tablename__ = "file_spell"
    __table_args__ = (
        Index("ix_file_spell_file", "file_id", "from_on"),
        Index("ix_file_spell_unit", "unit_id", "from_on"),
    )
    __area__ = "hardship"
    __counts__ = (count_spell,)
    COUNTED_COLUMNS = (
        "unit_id",
        "from_on",
        "to_on",
        "came",
        "went",
        "reason",
        "category",
        "cause",
        "file_level",
        "region",
        "is_migrant",
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"))
    unit_id: Mapped[int] = mapped_column(BigKey, ForeignKey("unit.id"))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    """The first day on which it no longer holds."""
    came: Mapped[str] = mapped_column(String(20), default="")
    went: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(40), default="")
    category: Mapped[str] = mapped_column(String(40), default="")
    cause: Mapped[str] = mapped_column(String(40), default="")
    file_level: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(40), default="")
    is_migrant: Mapped[bool] = mapped_column(default=False)


class MoneyLine(Recorded, Scoped, Base):
    """One income or rigid cost of a file: whose, what for, for which months, how proved.

    ``fen`` is the whole amount from ``from_on`` to ``to_on``, both first days of months.
    """

    __tablename__ = "money_line"
    __table_args__ = (Index("ix_money_line_file", "file_id", "kind"),)
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """"income" or "cost"."""
    item: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household_person.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    fen: Mapped[int] = mapped_column(BigInteger)
    proof: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(100), default="")
    attachment_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("attachment.id"))
    removed: Mapped[bool] = mapped_column(default=False)


class Consent(Recorded, Scoped, Base):
    """A signed pledge, means-check authorisation or consent, until it expires."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_file", "file_id"),)
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"))
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    signed_on: Mapped[date]
    expires_on: Mapped[date]
    attachment_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("attachment.id"))
    revoked_on: Mapped[date | None]


class Assessment(Recorded, Scoped, Base):
    """A means test with its inputs frozen: what was known, by which rules, with what result.

    ``inputs`` and ``lines`` are JSON as ``rules.means_test`` writes them. An override needs a
    reason and stands only once a second person has confirmed it.
    """

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_file", "file_id"),)
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"))
    occasion: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    rule_set: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(40))
    line_fen: Mapped[int] = mapped_column(BigInteger)
    inputs: Mapped[str] = mapped_column(Sealed("assessment.inputs"))
    lines: Mapped[str] = mapped_column(Sealed("assessment.lines"))
    net_fen: Mapped[int] = mapped_column(BigInteger)
    """Net income per head and month, rounded to whole fen."""
    people: Mapped[int]
    category: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[str | None] = mapped_column(String(40))
    near_threshold: Mapped[bool] = mapped_column(default=False)
    excluded_by: Mapped[str | None] = mapped_column(String(40))
    override_category: Mapped[str | None] = mapped_column(String(40))
    override_reason: Mapped[str] = mapped_column(String(200), default="")
    override_by: Mapped[int | None] = mapped_column(BigKey)
    override_by_name: Mapped[str] = mapped_column(String(60), default="")
    confirmed_by_name: Mapped[str] = mapped_column(String(60), default="")
    confirmed_by: Mapped[int | None] = mapped_column(BigKey)
    confirmed_at: Mapped[datetime | None]


class HomeSurvey(Recorded, Scoped, Base):
    """The survey at the family's home by a team of two."""

    __tablename__ = "home_survey"
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    on: Mapped[date]
    first_surveyor: Mapped[str] = mapped_column(String(60))
    second_surveyor: Mapped[str] = mapped_column(String(60))
    met: Mapped[str] = mapped_column(String(60), default="")
    agrees: Mapped[bool]
    """Whether what was found agrees with what the family declared."""
    findings: Mapped[str] = mapped_column(Sealed("home_survey.findings"))


class PeerReview(Recorded, Scoped, Base):
    """The meeting of colleagues that judged an application."""

    __tablename__ = "peer_review"
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    on: Mapped[date]
    chaired_by: Mapped[str] = mapped_column(String(60))
    present: Mapped[int]
    in_favour: Mapped[int]
    against: Mapped[int]
    minutes_no: Mapped[str] = mapped_column(String(60), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")


class Reverification(Recorded, Scoped, Base):
    """A re-verification that is due or done: the yearly one, or one drawn by lot."""

    __tablename__ = "reverification"
    __table_args__ = (
        Index("ix_reverification_due", "done_on", "due_on"),
        Index("ix_reverification_year", "year", "unit_id"),
        Index(
            "uq_reverification_spot_check",
            "file_id",
            "year",
            unique=True,
            sqlite_where=text("kind = 'spot_check'"),
            postgresql_where=text("kind = 'spot_check'"),
        ),
    )
    __area__ = "hardship"

    file_id: Mapped[int] = mapped_column(BigKey, ForeignKey("hardship_file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    """"yearly" or "spot_check"."""
    year: Mapped[int]
    draw_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("spot_check_draw.id"))
    drawn_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    result: Mapped[str | None] = mapped_column(String(40))
    checked_by: Mapped[str] = mapped_column(String(60), default="")
    done_by: Mapped[int | None] = mapped_column(BigKey)
    """The account that wrote the check down."""
    findings: Mapped[str | None] = mapped_column(Sealed("reverification.findings"))
    assessment_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("assessment.id"))
    adopted_on: Mapped[date | None]
    """When the category of ``assessment_id`` came to count for the file."""
