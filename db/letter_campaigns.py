"""What letters say about campaigns: the people of the list, who is missing, the goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_goods, campaign_people, campaign_reach
from db.campaign_people import TargetRow
from db.letter_cases import day
from db.letter_subjects import Subject
from db.models.campaign_people import CampaignGoods, CampaignTarget
from db.models.campaigns import Campaign
from db.unit_names import names_of
from rules.campaign_goods import HANDED_OUT, RETURNED
from rules.campaign_people import WAY_LABELS
from rules.campaigns import CAMPAIGN
from rules.codes import CodeLists, label_of
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.letters_campaigns import MOST_NAMES


def campaign_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return campaigns with their people by name, and what of the goods went to whom."""
    rows = session.scalars(select(Campaign).where(Campaign.id.in_(ids))).all()
    names = names_of(session, (row.unit_id for row in rows))
    return {row.id: _subject(session, row, names.get(row.unit_id, ""), lists) for row in rows}


def _subject(session: Session, row: Campaign, unit_name: str, lists: CodeLists) -> Subject:
    people, goods = _people(session, row), _goods(session, row)
    reach = campaign_reach.get_reach(session, row.id)
    stock = campaign_goods.list_stock(session, row.id)
    missed = [one for one in people if not one.ways]
    return Subject(
        row.name,
        row.state,
        row.unit_id,
        (),
        {
            **head_of(row, unit_name, lists),
            "listed": str(reach.listed),
            "reached": str(reach.reached),
            "missing": str(reach.listed - reach.reached),
        },
        {
            "people": [_person(n, one, goods) for n, one in enumerate(people, start=1)],
            "missed": [_person(n, one, goods) for n, one in enumerate(missed, start=1)],
            "stock": [
                {
                    "item": one.item,
                    "received": str(one.received),
                    "handed_out": str(one.handed_out - one.returned),
                    "left": str(one.left),
                }
                for one in stock
            ],
        },
    )


def head_of(row: Campaign, unit_name: str, lists: CodeLists) -> dict[str, str]:
    """Return what every letter about a campaign says of it."""
    return {
        "unit_name": unit_name,
        "state": _(CAMPAIGN.state_labels[row.state]),
        "campaign_no": row.campaign_no,
        "campaign_name": row.name,
        "theme": label_of(lists, "campaign_theme", row.theme),
        "from_on": day(row.from_on),
        "to_on": day(row.to_on),
        "owner": row.owner,
    }


def _people(session: Session, row: Campaign) -> list[TargetRow]:
    found = campaign_people.list_page(session, {"id": row.id}, 1, MOST_NAMES)
    if found.total > MOST_NAMES:
        raise InvalidInput(
            N_("This list has {n} people, too many for paper. Export it instead."),
            n=f"{found.total:,}",
        )
    return found.rows


def _goods(session: Session, row: Campaign) -> Mapping[int, str]:
    """Return what each person of the list holds, such as 大米 2."""
    sums = session.execute(
        select(
            CampaignGoods.target_id,
            CampaignGoods.item,
            func.sum(CampaignGoods.pieces).filter(CampaignGoods.kind == HANDED_OUT),
            func.sum(CampaignGoods.pieces).filter(CampaignGoods.kind == RETURNED),
        )
        .join(CampaignTarget, CampaignTarget.id == CampaignGoods.target_id)
        .where(CampaignGoods.campaign_id == row.id)
        .group_by(CampaignGoods.target_id, CampaignGoods.item)
        .order_by(CampaignGoods.item)
    )
    found: dict[int, list[str]] = {}
    for target_id, item, out, back in sums:
        pieces = int(out or 0) - int(back or 0)
        if target_id is not None and pieces > 0:
            found.setdefault(target_id, []).append(f"{item} × {pieces}")
    return {key: "、".join(items) for key, items in found.items()}


def _person(number: int, one: TargetRow, goods: Mapping[int, str]) -> dict[str, str]:
    return {
        "number": str(number),
        "name": one.name,
        "unit": one.unit_name,
        "reached": "、".join(_(WAY_LABELS[way]) for way in one.ways),
        "on": one.reached_on.isoformat() if one.reached_on else "",
        "goods": goods.get(one.id, ""),
    }
