"""Single grants of aid: propose within the ceiling, decide, cancel while unpaid."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    aid_limits,
    aid_people,
    campaign_aid,
    campaign_money,
    kinship,
    ledger,
    moves,
    received,
    reveals,
)
from db.aid_limits import Case
from db.aid_outlooks import kind_of, limit_today, plain_situation
from db.hardship_files import in_force_of
from db.models.aid import AidGrant, Fund
from db.models.households import Household, HouseholdPerson
from db.models.pay_runs import PayItem
from db.moves import MoveRow
from db.numbers import next_number
from db.received import Overlap, ReceivedRow
from db.verbs import actor_of, load, needs, today_of
from rules import aid as rules
from rules import funds as fund_rules
from rules.access import Permission, check_allowed
from rules.cap_sets import AidKind
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.explanation import to_plain
from rules.fields import Value
from rules.language import N_
from rules.moves import ENTER


@needs(Permission.GRANT_AID)
def propose(
    session: Session,
    household_id: int,
    values: Mapping[str, Value],
    situation: Mapping[str, Value],
    submit: bool = True,
) -> int:
    """Enter a proposal of aid and submit it for a decision; returns the grant's id.

    Raises InvalidInput for an amount above what the rules of today leave, WrongState for aid
    that needs a hardship file where none is in force.
    """
    household = load(session, Household, household_id)
    if household.closed_on is not None or household.merged_into_id is not None:
        raise WrongState(N_("This household is closed."))
    today = today_of(session)
    grant = AidGrant(
        unit_id=household.unit_id, household_id=household.id, applied_on=today, meeting_no=""
    )
    _fill(session, grant, values, situation)
    grant.grant_no = f"B{today.year}-{next_number(session, 'aid_grant', today.year):05}"
    moves.begin(session, grant, rules.GRANT)
    if submit:
        moves.move(session, grant, rules.GRANT, "submit")
    return grant.id


def _fill(
    session: Session,
    grant: AidGrant,
    values: Mapping[str, Value],
    situation: Mapping[str, Value],
) -> None:
    """Write a proposal's content with the ceiling as it is shown today."""
    kind, plain = kind_of(values["kind"]), plain_situation(situation)
    person = aid_people.person_of(session, grant.household_id, int(str(values["person_id"])))
    case = Case(grant.household_id, person.id, kind, plain, grant.id or 0)
    limit = limit_today(session, case)
    fen = fund_rules.check_positive(values["fen"])
    aid_limits.check_amount(limit, int(str(fen)), today_of(session))
    fund_id = int(str(values["fund_id"]))
    aid_people.check_fund(session, grant.unit_id, fund_id, kind)
    need, reason = (str(values.get(name) or "").strip() for name in ("need", "reason"))
    for name, text in (("need", need), ("reason", reason)):
        if not text:
            raise InvalidInput(N_("Say which need it is and why it is granted."), field=name)
    grant.campaign_id = _campaign(session, grant, values, int(str(fen)))
    file = in_force_of(session, grant.household_id)
    grant.file_id = file.id if file is not None else None
    grant.person_id, grant.name, grant.kind = person.id, person.name, kind.value
    grant.need, grant.reason = need, reason
    grant.situation = json.dumps(plain, sort_keys=True)
    grant.fen, grant.fund_id = int(str(fen)), fund_id
    grant.cap_fen, grant.cap_rule = limit.left, limit.rule
    grant.lines = json.dumps({"shown": to_plain(limit.lines)})


def _campaign(
    session: Session, grant: AidGrant, values: Mapping[str, Value], fen: int
) -> int | None:
    """Return the campaign that a proposal is part of, whose budget still holds the amount."""
    chosen = values.get("campaign_id", grant.campaign_id)
    if not chosen:
        return None
    campaign_id = int(str(chosen))
    if campaign_id != grant.campaign_id:
        campaign_aid.checked(session, campaign_id, grant.unit_id)
    campaign_money.check_budget(session, campaign_id, fen, grant.id or 0)
    return campaign_id


@needs(Permission.GRANT_AID)
def change(
    session: Session,
    grant_id: int,
    seen: int,
    values: Mapping[str, Value],
    situation: Mapping[str, Value],
    submit: bool = True,
) -> None:
    """Change a proposal that was not submitted yet or was returned; whoever does enters it."""
    grant = load(session, AidGrant, grant_id, seen)
    moves.move(session, grant, rules.GRANT, ENTER)
    _fill(session, grant, values, situation)
    if submit:
        moves.move(session, grant, rules.GRANT, "submit")


@needs(Permission.GRANT_AID)
def take(session: Session, grant_id: int, seen: int, action: str, note: str = "") -> None:
    """Submit or withdraw a proposal."""
    grant = load(session, AidGrant, grant_id, seen)
    if action not in ("submit", "drop"):
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    moves.move(session, grant, rules.GRANT, action, note)


@needs(Permission.APPROVE_AID)
def grant(session: Session, grant_id: int, seen: int, note: str = "", meeting_no: str = "") -> None:
    """Grant a proposal and reserve its money, if the rules of today still allow the amount.

    Raises InvalidInput when the ceiling has changed or other grants have used it meanwhile, or
    when the fund has not that much left; NotAllowed for a fund of a unit above.
    """
    record = load(session, AidGrant, grant_id, seen)
    _hold_ceiling(session, record)
    aid_people.person_of(session, record.household_id, record.person_id)
    moves.move(session, record, rules.GRANT, "grant", note)
    case = Case(
        record.household_id,
        record.person_id,
        AidKind(record.kind),
        json.loads(record.situation),
        record.id,
    )
    limit = limit_today(session, case)
    aid_limits.check_amount(limit, record.fen, today_of(session))
    aid_limits.check_agreement(limit, record.fen, meeting_no)
    record.meeting_no, record.decided_on = meeting_no.strip(), today_of(session)
    record.cap_fen, record.cap_rule = limit.left, limit.rule
    shown = json.loads(record.lines)["shown"]
    record.lines = json.dumps({"shown": shown, "decided": to_plain(limit.lines)})
    _check_fund_is_ours(session, record.fund_id)
    source = (AidGrant.__tablename__, record.id)
    ledger.commit(session, record.fund_id, record.fen, record.kind, source)


def _hold_ceiling(session: Session, record: AidGrant) -> None:
    """Let grants of one household or person be decided one after the other, wherever they are.

    They share a ceiling, of which two at once could each take what is left.
    """
    for model, key in ((Household, record.household_id), (HouseholdPerson, record.person_id)):
        session.scalar(
            select(model.id).where(model.id == key).with_for_update(),
            execution_options={"kernel": True},
        )


def _check_fund_is_ours(session: Session, fund_id: int) -> None:
    if session.scalar(select(Fund.id).where(Fund.id == fund_id)) is None:
        raise NotAllowed(N_("This fund belongs to a union above yours; it is decided on there."))


@needs(Permission.APPROVE_AID)
def refuse(session: Session, grant_id: int, seen: int, code: str, note: str) -> None:
    """Refuse a proposal for a reason of the list ``refusal_of_aid`` and in words."""
    record = load(session, AidGrant, grant_id, seen)
    if not code:
        raise InvalidInput(N_("Choose why it is refused."), field="refusal_code")
    moves.move(session, record, rules.GRANT, "deny", note)
    record.refusal_code, record.decided_on = code, today_of(session)


@needs(Permission.APPROVE_AID)
def send_back(session: Session, grant_id: int, seen: int, note: str) -> None:
    """Return a proposal for correction, saying what is to be corrected."""
    moves.move(session, load(session, AidGrant, grant_id, seen), rules.GRANT, "send_back", note)


@needs(Permission.APPROVE_AID)
def revoke(session: Session, grant_id: int, seen: int, note: str) -> None:
    """Cancel a grant that was not paid, and free its money."""
    record = load(session, AidGrant, grant_id, seen)
    kinship.check_not_kin(session, actor_of(session).account_id, record)
    listed = select(PayItem.id).where(
        PayItem.source_type == AidGrant.__tablename__,
        PayItem.source_id == record.id,
        PayItem.live.is_(True),
    )
    # Whoever's run it is: the household may have gone to a unit out of sight.
    if session.scalar(listed, execution_options={"kernel": True}) is not None:
        raise WrongState(N_("This grant is paid or stands in a pay run. Take it off there first."))
    moves.move(session, record, rules.GRANT, "revoke", note)
    ledger.release(session, record.fund_id, record.fen, (AidGrant.__tablename__, record.id))


@needs(Permission.SEE_HARDSHIP)
def list_beside(session: Session, grant_id: int) -> tuple[list[ReceivedRow], list[Overlap]]:
    """Return what the household received in twelve months, and what may meet the need as well."""
    record = load(session, AidGrant, grant_id)
    return received.list_beside(session, record.household_id, record.kind, record.need, record.id)


@needs(Permission.SEE_HARDSHIP)
def list_moves(session: Session, grant_id: int) -> list[MoveRow]:
    """Return who did what when with a grant."""
    return moves.list_moves(session, "aid_grant", load(session, AidGrant, grant_id).id)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, grant_id: int, field: str, reason: str) -> str:
    """Return a grant's need or reason in full; who read it and why goes on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    if field not in ("need", "reason"):
        raise InvalidInput(N_("This field is not protected."))
    record = load(session, AidGrant, grant_id)
    return reveals.reveal(session, record, field, reason)
