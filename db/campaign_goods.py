"""Goods of a campaign: entered as they come and go, reckoned to a stock that never falls short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.campaign_by_hand import hold_campaign
from db.models.campaign_people import CampaignGoods, CampaignTarget
from db.models.campaigns import Campaign
from db.trail import HIDDEN
from db.verbs import actor_of, load, needs, today_of
from rules import campaign_goods as rules
from rules import campaign_people as people
from rules.access import Permission
from rules.campaign_goods import HANDED_OUT, Stock
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import N_

PAGE_SIZE = 50
_KERNEL = {"kernel": True}
"""Entries of a campaign that was loaded; another unit may have made them before it was handed on,
and their people may be elsewhere."""


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One entry as a list shows it; ``whom`` is hidden from who may not read the name."""

    id: int
    on: date
    kind: str
    item: str
    pieces: int
    whom: str
    note: str


@dataclass(frozen=True, slots=True)
class GoodsPage:
    rows: list[GoodsRow]
    total: int


@needs(Permission.PLAN_CAMPAIGNS)
def enter(session: Session, campaign_id: int, values: Mapping[str, Value]) -> int:
    """Enter goods that came in, went out, came back or are written off; returns the entry's id.

    Raises InvalidInput, naming the field, also when fewer pieces are there. Of two who take
    the last ones at the same time the second is refused.
    """
    campaign = hold_campaign(session, campaign_id)
    people.check_open(campaign.state)
    kind, item, whom, note = (_text(values, name) for name in ("kind", "item", "whom", "note"))
    pieces, on = values.get("pieces"), values.get("on")
    if not isinstance(on, date) or on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    count = pieces if isinstance(pieces, int) else 0
    stock = next((one for one in _stocks(session, campaign) if one.item == item), Stock(item))
    rules.check_entry(kind, item, count, whom, note, stock)
    return _add(session, campaign, kind, item, count, on, whom, note)


def _text(values: Mapping[str, Value], name: str) -> str:
    return " ".join(str(values.get(name) or "").split())


def _add(
    session: Session,
    campaign: Campaign,
    kind: str,
    item: str,
    pieces: int,
    on: date,
    whom: str,
    note: str = "",
    target_id: int | None = None,
) -> int:
    entry = CampaignGoods(
        unit_id=campaign.unit_id,
        campaign_id=campaign.id,
        kind=kind,
        item=item,
        pieces=pieces,
        on=on,
        whom=whom,
        note=note,
        target_id=target_id,
    )
    session.add(entry)
    session.flush()
    return entry.id


@needs(Permission.PLAN_CAMPAIGNS)
def hand_out(
    session: Session, campaign_id: int, target_ids: Sequence[int], item: str, pieces: int, on: date
) -> int:
    """Hand the same goods to several people of the list; returns how many pieces went out.

    Raises InvalidInput when there are not enough for all of them: then nobody gets any.
    """
    campaign = hold_campaign(session, campaign_id)
    people.check_running(campaign.state)
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    targets = session.scalars(
        select(CampaignTarget).where(
            CampaignTarget.campaign_id == campaign.id,
            CampaignTarget.id.in_(target_ids),
            CampaignTarget.state == people.LISTED,
        )
    ).all()
    if not targets:
        raise InvalidInput(N_("Choose at least one person."))
    stock = next((one for one in _stocks(session, campaign) if one.item == item), Stock(item))
    rules.check_entry(HANDED_OUT, item, pieces, "all", "", stock)
    rules.check_entry(HANDED_OUT, item, pieces * len(targets), "all", "", stock)
    for one in targets:
        # Who it is stands on the list, whose names not everybody reads.
        _add(session, campaign, HANDED_OUT, item, pieces, on, "", target_id=one.id)
    return pieces * len(targets)


@needs(Permission.SEE_CAMPAIGNS)
def list_stock(session: Session, campaign_id: int) -> list[Stock]:
    """Return what of each item came in, went out and is left."""
    return _stocks(session, load(session, Campaign, campaign_id))


def _stocks(session: Session, campaign: Campaign) -> list[Stock]:
    rows = session.execute(
        select(CampaignGoods.item, CampaignGoods.kind, func.sum(CampaignGoods.pieces))
        .where(CampaignGoods.campaign_id == campaign.id)
        .group_by(CampaignGoods.item, CampaignGoods.kind),
        execution_options=_KERNEL,
    )
    return rules.stocks((item, kind, int(pieces)) for item, kind, pieces in rows)


@needs(Permission.SEE_CAMPAIGNS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> GoodsPage:
    """Return a page of entries, the latest first; ``chosen`` holds ``id``, the campaign."""
    wanted = select_ids(session, chosen)
    total = session.scalar(wanted.with_only_columns(func.count(CampaignGoods.id)).order_by(None))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return GoodsPage(rows_of(session, ids), total or 0)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    campaign = load(session, Campaign, int(chosen["id"]))
    wanted = select(CampaignGoods.id).where(CampaignGoods.campaign_id == campaign.id)
    latest = (CampaignGoods.on.desc(), CampaignGoods.id.desc())
    return wanted.order_by(*latest).execution_options(**_KERNEL)


def rows_of(session: Session, ids: Sequence[int]) -> list[GoodsRow]:
    """Return rows for ids that came out of a scoped query, in their order."""
    found = session.execute(
        select(CampaignGoods, CampaignTarget.household_id, CampaignTarget.name)
        .outerjoin(CampaignTarget, CampaignTarget.id == CampaignGoods.target_id)
        .where(CampaignGoods.id.in_(ids)),
        execution_options=_KERNEL,
    ).all()
    actor, whose = actor_of(session), {one.target_id for one, _, _ in found}
    near = set(session.scalars(select(CampaignTarget.id).where(CampaignTarget.id.in_(whose))))
    rows = {}
    for one, household_id, name in found:
        right = Permission.SEE_MEMBERS if household_id is None else Permission.SEE_HARDSHIP
        hidden = one.target_id is not None and not (one.target_id in near and actor.can(right))
        whom = HIDDEN if hidden else name or one.whom
        rows[one.id] = GoodsRow(one.id, one.on, one.kind, one.item, one.pieces, whom, one.note)
    return [rows[key] for key in ids if key in rows]
