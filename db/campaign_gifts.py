"""Gifts of a campaign: to many people of its list at once, and those that were given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import campaign_money, care_entries, care_gifts, kinship, receivers
from db.care_gifts import Present
from db.models.aid import Fund
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.care import CareGift
from db.receivers import Asked, Whom
from db.scope import below
from db.trail import HIDDEN
from db.verbs import actor_of, hold, load, needs
from db.visits import Purpose
from rules import campaign_people as people
from rules.access import Permission, check_allowed
from rules.campaign_giving import ALIKE, MOST_AT_ONCE, Own, why_not_own
from rules.errors import InvalidInput, OfficeError
from rules.explanation import Line, line
from rules.fields import Value
from rules.language import N_

LATEST = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody of the list who is given nothing, and why."""

    target_id: int
    name: str
    line: Line


@dataclass(frozen=True, slots=True)
class Round:
    """Whom a round of gifts reaches, and who stays out with the reason."""

    given: tuple[str, ...]
    refused: tuple[Remark, ...]
    fen: int


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A gift of a campaign; the name is hidden from who may not read it."""

    id: int
    name: str
    kind: str
    what: str
    fen: int
    on: date
    fund_name: str
    household_id: int | None
    member_id: int | None
    cancelled: bool


@needs(Permission.VISIT_HOUSEHOLDS)
def preview(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own] = ALIKE,
) -> Round:
    """Say whom a round of gifts would reach and who stays out; nothing is written.

    ``owns`` are other amounts of single people by the ids of their entries.
    """
    return _round(*_sift(session, campaign_id, target_ids, values, owns))


def _round(fit: Sequence[tuple[CampaignTarget, Present]], refused: Sequence[Remark]) -> Round:
    names = tuple(one.name for one, _gift in fit)
    return Round(names, tuple(refused), sum(gift.fen for _one, gift in fit))


@needs(Permission.VISIT_HOUSEHOLDS)
def give_many(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own] = ALIKE,
) -> Round:
    """Give the same to people of a campaign's list; returns whom, and who stays out and why.

    Who would be given more than a ceiling allows, or a second time, stays out unless the note
    says why. Raises InvalidInput where budget or fund do not reach: then nobody is given to.
    """
    hold(session, Campaign, campaign_id)  # of two rounds at once the second sees the first
    fit, refused = _sift(session, campaign_id, target_ids, values, owns)
    found = _round(fit, refused)
    if any(gift.fund_id is not None for _one, gift in fit):
        campaign_money.check_budget(session, campaign_id, found.fen)
    purpose = _purpose(values, campaign_id)
    for one, gift in fit:
        household_id, member_id = _whom(one)
        care_gifts.give(session, purpose, gift, household_id=household_id, member_id=member_id)
    return found


def _purpose(values: Mapping[str, Value], campaign_id: int) -> Purpose:
    return care_entries.purpose_of({**values, "campaign_id": campaign_id}, None)


def _whom(target: CampaignTarget) -> Asked:
    """Say who receives: somebody found in the archive with the family, else the member."""
    if target.person_id is not None and target.household_id is not None:
        return target.household_id, None
    return None, target.member_id


def _sift(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own],
) -> tuple[list[tuple[CampaignTarget, Present]], list[Remark]]:
    campaign = load(session, Campaign, campaign_id)
    people.check_running(campaign.state)
    gift, purpose = care_entries.present_of(values), _purpose(values, campaign.id)
    care_gifts.check_form(session, purpose, gift)
    chosen = chosen_targets(session, campaign, target_ids)
    amounts = {one.id: owns.get(one.id, Own(gift.fen)) for one in chosen}
    refusals: dict[tuple[int, Asked], Line] = {}
    for fen in sorted({own.fen for own in amounts.values()}):
        asked = [_whom(one) for one in chosen if amounts[one.id].fen == fen]
        # A ceiling is passed for the reason of the round, not for that of another amount.
        some = _refusals(session, campaign, asked, purpose, replace(gift, fen=fen))
        refusals |= {(fen, whom): why for whom, why in some.items()}
    fit: list[tuple[CampaignTarget, Present]] = []
    refused: list[Remark] = []
    homes: set[int] = set()
    for one in chosen:
        own, whom = amounts[one.id], _whom(one)
        reason, home = why_not_own(own, gift.fen) or refusals.get((own.fen, whom)), whom[0]
        if reason is None and home in homes:
            reason = line(N_("the family is given to already in this round"))
        if reason is not None:
            refused.append(Remark(one.id, one.name, reason))
            continue
        homes |= {home} if home else set()
        fit.append((one, replace(gift, fen=own.fen, note=own.told_with(gift.note)[:200])))
    return fit, refused


def chosen_targets(
    session: Session, campaign: Campaign, target_ids: Sequence[int]
) -> list[CampaignTarget]:
    """Return the chosen people of a list by name; who is of the archive needs that right."""
    if not 1 <= len(set(target_ids)) <= MOST_AT_ONCE:
        raise InvalidInput(N_("Choose 1 to {most} people."), most=MOST_AT_ONCE)
    found = session.scalars(
        select(CampaignTarget)
        .where(
            CampaignTarget.campaign_id == campaign.id,
            CampaignTarget.id.in_(target_ids),
            CampaignTarget.state == people.LISTED,
        )
        .order_by(CampaignTarget.sort_name, CampaignTarget.id)
    ).all()
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    if any(one.household_id is not None for one in found):
        check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    return list(found)


def _refusals(
    session: Session,
    campaign: Campaign,
    asked: Collection[Asked],
    purpose: Purpose,
    gift: Present,
) -> dict[Asked, Line]:
    """Return who of some is not given to, and why."""
    found = receivers.find(session, asked)
    known = [one for one in found.values() if isinstance(one, Whom)]
    homes = [one.household_id for one in known if one.household_id is not None]
    kin = kinship.kin_among(session, actor_of(session).account_id, homes)
    inside = set(session.scalars(below(campaign.unit_id or 0)))
    warnings = care_gifts.warnings_of(session, purpose, gift, known)
    refused = {}
    for key, one in found.items():
        if isinstance(one, OfficeError):
            refused[key] = Line(one.text, one.values)
        elif one.household_id in kin:
            refused[key] = line(kinship.OF_KIN)
        elif one.unit_id not in inside:
            refused[key] = line(N_("belongs to a unit outside the campaign's by now"))
        elif warnings[one] and not gift.note.strip():
            refused[key] = warnings[one][0]
    return refused


def _of_archive() -> ColumnElement[bool]:
    """The condition that a gift's member stands on the list as somebody of the archive."""
    listed = CampaignTarget.__table__.c
    return (
        select(listed.id)
        .where(
            listed.campaign_id == CareGift.campaign_id,
            listed.member_id == CareGift.member_id,
            listed.household_id.is_not(None),
        )
        .exists()
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_given(session: Session, campaign_id: int) -> list[GivenRow]:
    """Return the latest 200 gifts of a campaign within the scope, the latest first."""
    campaign, actor = load(session, Campaign, campaign_id), actor_of(session)
    rows = session.execute(
        select(CareGift, Fund.name, _of_archive().label("of_archive"))
        .outerjoin(Fund, Fund.id == CareGift.fund_id)
        .where(CareGift.campaign_id == campaign.id)
        .order_by(CareGift.on.desc(), CareGift.id.desc())
        .limit(LATEST)
    )
    found = []
    for gift, fund_name, of_archive in rows:
        of_home = of_archive or (gift.household_id is not None and gift.member_id is None)
        right = Permission.SEE_HARDSHIP if of_home else Permission.SEE_MEMBERS
        found.append(
            GivenRow(
                gift.id,
                gift.name if actor.can(right) else HIDDEN,
                gift.kind,
                gift.what,
                gift.fen,
                gift.on,
                fund_name or "",
                gift.household_id,
                gift.member_id,
                gift.cancelled,
            )
        )
    return found
