"""Households, their people and who belonged when; columns follow ``rules.households``."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped
from db.sealing import INDEX_BYTES, Sealed

_OPEN = text("to_on IS NULL")


class Household(Recorded, Scoped, Base):
    """A family that lives together, looked after by one unit.

    ``payee_id`` and ``alternate_payee_id`` are people of the household or outside it.
    ``head_name`` and ``sort_name`` repeat the head's name for lists.
    """

    __tablename__ = "household"
    __table_args__ = (Index("ix_household_sort", "sort_name", "id"),)
    __area__ = "households"

    household_no: Mapped[str] = mapped_column(
        String(40, collation="C").with_variant(String(40), "sqlite"), unique=True
    )
    head_name: Mapped[str] = mapped_column(String(60))
    sort_name: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite")
    )
    home_address: Mapped[str | None] = mapped_column(Sealed("household.home_address"))
    building: Mapped[str | None] = mapped_column(Sealed("household.building"))
    postcode: Mapped[str | None] = mapped_column(String(6))
    other_phone: Mapped[str | None] = mapped_column(Sealed("household.other_phone"))
    hukou_region: Mapped[str | None] = mapped_column(String(100))
    housing_type: Mapped[str | None] = mapped_column(String(40))
    floor_area: Mapped[int | None]
    payee_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household_person.id"), index=True
    )
    alternate_payee_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household_person.id"), index=True
    )
    closed_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"))
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def trail_label(self) -> str:
        return f"{self.household_no} {self.head_name}"


class HouseholdPerson(Recorded, Scoped, Base):
    """Somebody of a household or a payee; linked to the registry where a member."""

    __tablename__ = "household_person"
    __table_args__ = (
        Index(
            "uq_household_person_id_no",
            "id_no_index",
            "id_type",
            unique=True,
            sqlite_where=text("merged_into_id IS NULL"),
            postgresql_where=text("merged_into_id IS NULL"),
        ),
        Index("ix_household_person_id_no_tail", "id_no_tail"),
        Index("ix_household_person_born", "name", "birth_on"),
        Index("ix_household_person_mobile", "mobile_index"),
        Index("ix_household_person_bank", "bank_index"),
        Index(
            "uq_household_person_member",
            "member_id",
            unique=True,
            sqlite_where=text("merged_into_id IS NULL"),
            postgresql_where=text("merged_into_id IS NULL"),
        ),
    )
    __area__ = "households"

    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(60))
    id_type: Mapped[str | None] = mapped_column(String(40))
    id_no: Mapped[str | None] = mapped_column(Sealed("household_person.id_no"))
    gender: Mapped[str | None] = mapped_column(String(40))
    birth_on: Mapped[date | None]
    nation: Mapped[str | None] = mapped_column(String(40))
    political_status: Mapped[str | None] = mapped_column(String(40))
    marital_status: Mapped[str | None] = mapped_column(String(40))
    household_type: Mapped[str | None] = mapped_column(String(40))
    mobile: Mapped[str | None] = mapped_column(Sealed("household_person.mobile"))
    model_worker: Mapped[str | None] = mapped_column(String(40))
    health_status: Mapped[str | None] = mapped_column(Sealed("household_person.health_status"))
    disability_type: Mapped[str | None] = mapped_column(Sealed("household_person.disability_type"))
    disability_grade: Mapped[str | None] = mapped_column(
        Sealed("household_person.disability_grade")
    )
    illness_note: Mapped[str | None] = mapped_column(Sealed("household_person.illness_note"))
    medical_insurance: Mapped[str | None] = mapped_column(String(40))
    person_status: Mapped[str | None] = mapped_column(String(40))
    able_to_work: Mapped[bool | None]
    education: Mapped[str | None] = mapped_column(String(40))
    employer: Mapped[str | None] = mapped_column(String(100))
    employer_type: Mapped[str | None] = mapped_column(String(40))
    enrolled_on: Mapped[date | None]
    school_years: Mapped[int | None]
    contract_start_on: Mapped[date | None]
    contract_end_on: Mapped[date | None]
    monthly_income: Mapped[int | None] = mapped_column(BigInteger)
    bank_name: Mapped[str | None] = mapped_column(String(60))
    bank_number: Mapped[str | None] = mapped_column(Sealed("household_person.bank_number"))
    note: Mapped[str | None] = mapped_column(Text)
    deceased_on: Mapped[date | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)

    id_no_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    id_no_tail: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    mobile_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    bank_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES))
    merged_into_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household_person.id"))


class HouseholdMembership(Recorded, Scoped, Base):
    """Who belonged to a household from when to when, and as what to its head."""

    __tablename__ = "household_membership"
    __table_args__ = (
        Index(
            "uq_household_membership_person",
            "person_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "uq_household_membership_head",
            "household_id",
            unique=True,
            sqlite_where=text("to_on IS NULL AND relation = 'self'"),
            postgresql_where=text("to_on IS NULL AND relation = 'self'"),
        ),
        Index("ix_household_membership_household", "household_id", "to_on"),
    )
    __area__ = "households"

    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household_person.id"))
    relation: Mapped[str] = mapped_column(String(40))
    lives_together: Mapped[bool] = mapped_column(default=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(40), default="")


class HouseholdChange(Recorded, Scoped, Base):
    """A requested change of who belongs to which household, decided by a second person.

    ``proposal`` holds what is asked for as JSON; ``seen`` the versions it was drawn from, by
    table and id, so that a conflict is found when it is carried out.
    """

    __tablename__ = "household_change"
    __table_args__ = (Index("ix_household_change_state", "state", "unit_id"),)
    __area__ = "households"

    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    other_household_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household.id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    on: Mapped[date]
    proposal: Mapped[str] = mapped_column(Sealed("household_change.proposal"))
    seen: Mapped[dict[str, Any]]
    decided_on: Mapped[date | None]


class PersonGram(Base):
    """A piece of a household person's name by which it is found; written by the verbs only."""

    __tablename__ = "person_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(BigKey, primary_key=True, index=True)


class Kinship(Recorded, Base):
    """A declared tie between somebody of the office and a household: no deciding on it."""

    __tablename__ = "kinship"
    __table_args__ = (
        Index(
            "uq_kinship",
            "account_id",
            "household_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(BigKey)
    account_name: Mapped[str] = mapped_column(String(60))
    household_id: Mapped[int] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    relation: Mapped[str] = mapped_column(String(40))
    declared_on: Mapped[date]
    ended_on: Mapped[date | None]
