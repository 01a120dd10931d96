"""Gifts of the six cares: cash out of a fund or goods, warned about, cancelled by a reversal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db import aid_rules, campaign_aid, campaign_money, kinship, ledger
from db.models.care import CareGift, Visit
from db.models.hardship import HardshipFile
from db.verbs import actor_of, load, needs, today_of
from db.visits import Purpose, Whom, check_event, whom
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
        for warning in _warnings(session, purpose, present, given_to):
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
    return _warnings(session, purpose, present, given_to)


def _warnings(
    session: Session, purpose: Purpose, present: Present, given_to: Whom
) -> tuple[Line, ...]:
    found = list(_ceilings(session, purpose, present, given_to))
    since = present.on - timedelta(days=PERIOD_DAYS[purpose.occasion])
    earlier = select(func.max(CareGift.on)).where(
        *_same(purpose, given_to), CareGift.on > since, CareGift.on <= present.on
    )
    last = session.scalar(earlier)
    if last is not None:
        text = N_("A gift was given for the same occasion on {on}.")
        found.append(line(text, on=last.isoformat()))
    return tuple(found)


def _of(given_to: Whom) -> ColumnElement[bool]:
    if given_to.member_id is not None:
        return CareGift.member_id == given_to.member_id
    return CareGift.household_id == given_to.household_id


def _same(purpose: Purpose, given_to: Whom) -> list[ColumnElement[bool]]:
    same = [_of(given_to), CareGift.cancelled.is_(False), CareGift.occasion == purpose.occasion]
    if purpose.occasion == FESTIVAL:
        same.append(CareGift.festival == purpose.festival)
    return same


def _ceilings(
    session: Session, purpose: Purpose, present: Present, given_to: Whom
) -> tuple[Line, ...]:
    ceilings = aid_rules.care_on(session, _region(session, given_to), present.on)
    if ceilings is None:
        return ()
    gift = Gift(
        Occasion(purpose.occasion),
        present.fen,
        present.kind == CASH,
        Festival(purpose.festival) if purpose.occasion == FESTIVAL else None,
        _this_year(session, given_to, present.on) if purpose.occasion == FESTIVAL else 0,
    )
    return warnings(ceilings, gift)


def _region(session: Session, given_to: Whom) -> str:
    region = session.scalar(
        select(HardshipFile.region).where(
            HardshipFile.household_id == given_to.household_id, HardshipFile.is_open.is_(True)
        )
    )
    return region or EVERYWHERE


def _this_year(session: Session, given_to: Whom, on: date) -> int:
    """Sum up what was given for festivals of the same year."""
    given = session.scalar(
        select(func.sum(CareGift.fen)).where(
            _of(given_to),
            CareGift.cancelled.is_(False),
            CareGift.occasion == FESTIVAL,
            CareGift.on.between(date(on.year, 1, 1), date(on.year, 12, 31)),
        )
    )
    return int(given or 0)


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
