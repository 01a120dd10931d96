"""The people of a campaign, and the goods that come in and go out for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session

from db.models.base import Base, BigKey, Recorded, Scoped
from rules.campaign_people import LISTED

_LISTED = text(f"state = '{LISTED}'")


class CampaignTarget(Recorded, Scoped, Base):
    """Somebody on a campaign's list, or left out of it, with the reason.

    It names a member of the registry, or a person of a family. ``household_id`` says that the
    person was found in the hardship archive, so that only who may see the archive reads the
    name. ``frozen`` rows are of an approved list. ``reached_on`` is a mark by hand; whoever got
    a gift, aid or a visit or took part in an activity is found by those records.
    """

    __tablename__ = "campaign_target"
    __table_args__ = (
        Index("ix_campaign_target_list", "campaign_id", "state", "sort_name", "id"),
        Index(
            "uq_campaign_target_member",
            "campaign_id",
            "member_id",
            unique=True,
            sqlite_where=_LISTED,
            postgresql_where=_LISTED,
        ),
        Index(
            "uq_campaign_target_person",
            "campaign_id",
            "person_id",
            unique=True,
            sqlite_where=_LISTED,
            postgresql_where=_LISTED,
        ),
    )
    __area__ = "campaigns"

    campaign_id: Mapped[int] = mapped_column(BigKey, ForeignKey("campaign.id"))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("household_person.id"), index=True
    )
    household_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("household.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    sort_name: Mapped[str] = mapped_column(
        String(60, collation="C").with_variant(String(60), "sqlite")
    )
    source: Mapped[str] = mapped_column(String(20))
    """"rule", "included" or "added"."""
    state: Mapped[str] = mapped_column(String(20))
    """"listed", "excluded", "taken_off" or "merged"."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    frozen: Mapped[bool] = mapped_column(default=False)
    reached_on: Mapped[date | None]
    reached_note: Mapped[str] = mapped_column(String(200), default="")


class CampaignGoods(Recorded, Scoped, Base):
    """Goods of a campaign that came in, went out, came back or were written off.

    Entries are never changed; one made in error is set right by another. ``pieces`` is positive.
    """

    __tablename__ = "campaign_goods"
    __table_args__ = (Index("ix_campaign_goods_item", "campaign_id", "item"),)
    __area__ = "campaigns"

    campaign_id: Mapped[int] = mapped_column(BigKey, ForeignKey("campaign.id"))
    item: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    """"received", "handed_out", "returned" or "written_off"."""
    pieces: Mapped[int]
    on: Mapped[date]
    whom: Mapped[str] = mapped_column(String(100), default="")
    target_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("campaign_target.id"), index=True
    )
    note: Mapped[str] = mapped_column(String(200), default="")

    @property
    def trail_label(self) -> str:
        return f"{self.item} {self.pieces}"


@event.listens_for(CampaignGoods, "before_update")
def _refuse_changes(_mapper: Mapper[Any], _connection: Any, entry: CampaignGoods) -> None:
    session = object_session(entry)
    if session is not None and session.is_modified(entry):
        raise RuntimeError("entries of goods are set right by another, never changed")
