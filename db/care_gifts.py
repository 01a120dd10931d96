"""Gifts of the six cares: cash out of a fund or goods, warned about, cancelled by a reversal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db import aid_rules, campaign_aid, campaign_money, kinship, ledger
from db.models.care import CareGift, Visit
from db.models.hardship import HardshipFile
from db.receivers import Whom, whom
from db.verbs import actor_of, load, needs, today_of
from db.visits import Purpose, check_event
from rules.access import Permission, check_allowed
from rules.care import CASH, FESTIVAL, PERIOD_DAYS, check_gift
from rules.care_ceilings import Festival, Gift, Occasion, warnings
from rules.dated_sets import EVERYWHERE
from rules.errors import InvalidInput, WrongState
from rules.explanation import Line, line
from rules.language import N_

SOURCE = "care_gift"


@dataclass(frozen=True, slots=True)
class Present:
    """What is given: ``fen`` its value, ``fund_id`` the fund that pays; cash always has one."""

    kind: str
    fen: int
    on: date
    what: str = ""
    fund_id: int | None = None
    note: str = ""


@needs(Permission.VISIT_HOUSEHOLDS)
def give(
    session: Session,
    purpose: Purpose,
    present: Present,
    *,
    household_id: int | None = None,
    member_id: int | None = None,
    visit_id: int | None = None,
) -> int:
    """Write a gift down and pay it out of its fund at once; returns its id.

    Where something warns against it, a note must say why it is given nevertheless.
    """
    given_to = _receiver(session, household_id, member_id, visit_id)
    _check(session, purpose, present, given_to)
    if present.note.strip() == "":
        for warning in warnings_of(session, purpose, present, [given_to])[given_to]:
            raise InvalidInput(
                N_("{warning} To give it nevertheless, say why in the note."),
                field="note",
                warning=warning.shown({}),
            )
    gift = CareGift(
        unit_id=given_to.unit_id,
        household_id=given_to.household_id,
        member_id=given_to.member_id,
        visit_id=visit_id,
        name=given_to.name,
        occasion=purpose.occasion,
        festival=purpose.festival if purpose.occasion == FESTIVAL else "",
        for_on=purpose.for_on,
        life_event_id=purpose.life_event_id,
        campaign_id=_campaign(session, purpose, present, given_to),
        kind=present.kind,
        what=present.what.strip(),
        fen=present.fen,
        on=present.on,
        fund_id=present.fund_id,
        note=present.note.strip(),
    )
    session.add(gift)
    session.flush()
    if gift.fund_id is not None:
        ledger.pay(session, gift.fund_id, gift.fen, gift.kind, (SOURCE, gift.id), gift.on)
    return gift.id


def _campaign(session: Session, purpose: Purpose, present: Present, given_to: Whom) -> int | None:
    """Return the campaign that a gift is part of; what a fund pays fits its budget."""
    campaign_id = campaign_aid.checked(session, purpose.campaign_id, given_to.unit_id)
    if campaign_id is not None and present.fund_id is not None:
        campaign_money.check_budget(session, campaign_id, present.fen)
    return campaign_id


def _receiver(
    session: Session, household_id: int | None, member_id: int | None, visit_id: int | None
) -> Whom:
    if visit_id is None:
        return whom(session, household_id, member_id)
    visit = load(session, Visit, visit_id)
    return Whom(visit.household_id, visit.member_id, visit.name, visit.unit_id)


def check_form(session: Session, purpose: Purpose, present: Present) -> None:
    """Raise InvalidInput, naming the field, for what nobody at all could be given."""
    check_gift(purpose.occasion, purpose.festival, present.kind, present.fen, present.fund_id)
    if present.kind != CASH and not present.what.strip():
        raise InvalidInput(N_("Say what is given."), field="what")
    if present.on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if present.fund_id is not None:
        check_allowed(actor_of(session), Permission.SEE_FUNDS)


def _check(session: Session, purpose: Purpose, present: Present, given_to: Whom) -> None:
    check_form(session, purpose, present)
    check_event(session, purpose, given_to.member_id)
    if given_to.household_id is not None:
        actor = actor_of(session)
        kinship.check_no_kin_among(session, actor.account_id, [given_to.household_id])


@needs(Permission.VISIT_HOUSEHOLDS)
def list_warnings(
    session: Session,
    purpose: Purpose,
    present: Present,
    *,
    household_id: int | None = None,
    member_id: int | None = None,
    visit_id: int | None = None,
) -> tuple[Line, ...]:
    """Return what should be known before a gift: above a ceiling, the second of its kind."""
    given_to = _receiver(session, household_id, member_id, visit_id)
    return warnings_of(session, purpose, present, [given_to])[given_to]


def warnings_of(
    session: Session, purpose: Purpose, present: Present, receivers: Collection[Whom]
) -> dict[Whom, tuple[Line, ...]]:
    """Return what should be known before a gift to each of some, whom the caller has found."""
    occasion, is_festival = CareGift.occasion, purpose.occasion == FESTIVAL
    same = [occasion == purpose.occasion]
    same += [CareGift.festival == purpose.festival] if is_festival else []
    since = present.on - timedelta(days=PERIOD_DAYS[purpose.occasion])
    same += [CareGift.on > since, CareGift.on <= present.on]
    last = _gifts(session, receivers, func.max(CareGift.on), same)
    regions = _regions(session, receivers)
    of_year: dict[Whom, int] = {}
    if is_festival:
        year = CareGift.on.between(date(present.on.year, 1, 1), date(present.on.year, 12, 31))
        sums = _gifts(session, receivers, func.sum(CareGift.fen), [occasion == FESTIVAL, year])
        of_year = {one: int(fen) for one, fen in sums.items()}
    found = {}
    for one in receivers:
        region = regions.get(one.household_id, EVERYWHERE)
        ceilings = aid_rules.care_on(session, region, present.on)
        gift = Gift(
            Occasion(purpose.occasion),
            present.fen,
            present.kind == CASH,
            Festival(purpose.festival) if is_festival else None,
            of_year.get(one, 0),
        )
        lines = warnings(ceilings, gift) if ceilings is not None else ()
        if one in last:
            text = N_("A gift was given for the same occasion on {on}.")
            lines += (line(text, on=last[one].isoformat()),)
        found[one] = lines
    return found


def _gifts(
    session: Session,
    receivers: Collection[Whom],
    told: Any,
    conditions: Sequence[ColumnElement[bool]],
) -> dict[Whom, Any]:
    """Return something of the gifts that each of some had, who had any; a member's are own."""
    found = {}
    for column, whose in ((CareGift.member_id, _member), (CareGift.household_id, _home)):
        asked = {key: one for one in receivers if (key := whose(one)) is not None}
        if not asked:
            continue
        standing = (column.in_(asked), CareGift.cancelled.is_(False), *conditions)
        rows: Any = session.execute(select(column, told).where(*standing).group_by(column))
        found.update({asked[key]: value for key, value in rows})
    return found


def _member(one: Whom) -> int | None:
    return one.member_id


def _home(one: Whom) -> int | None:
    return one.household_id if one.member_id is None else None


def _regions(session: Session, receivers: Collection[Whom]) -> dict[int | None, str]:
    """Return the region of each household's open file."""
    homes = {one.household_id for one in receivers} - {None}
    if not homes:
        return {}
    rows = session.execute(
        select(HardshipFile.household_id, HardshipFile.region).where(
            HardshipFile.household_id.in_(homes), HardshipFile.is_open.is_(True)
        )
    )
    return {home: region or EVERYWHERE for home, region in rows}


@needs(Permission.VISIT_HOUSEHOLDS)
def cancel(session: Session, gift_id: int, seen: int, reason: str) -> None:
    """Cancel a gift; what a fund paid for it is reversed in the ledger."""
    gift = load(session, CareGift, gift_id, seen)
    if gift.cancelled:
        raise WrongState(N_("This gift was cancelled already."))
    if not reason.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    kinship.check_not_kin(session, actor_of(session).account_id, gift)
    if gift.fund_id is not None:
        check_allowed(actor_of(session), Permission.SEE_FUNDS)
    gift.cancelled, gift.cancel_reason = True, reason.strip()[:200]
    if gift.fund_id is not None:
        today = today_of(session)
        ledger.take_back(session, gift.fund_id, gift.fen, (SOURCE, gift.id), today)
