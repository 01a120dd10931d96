"""Aid proposed for many people of a campaign's list at once, each held against its ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_grants, aid_lists, aid_outlooks, aid_people, campaign_money
from db.aid_limits import Case
from db.aid_lists import GrantRow
from db.aid_outlooks import Outlook
from db.campaign_gifts import chosen_targets
from db.models.aid import AidGrant
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.verbs import load, needs
from rules import aid, campaign_people
from rules.access import Permission
from rules.campaign_giving import (
    ALIKE,
    KNOWN_OF_MANY,
    MANY_KINDS,
    STAGE_OF,
    Own,
    why_not_own,
)
from rules.cap_sets import AidKind
from rules.errors import InvalidInput, OfficeError
from rules.explanation import Line, line
from rules.fields import Value
from rules.funds import check_positive
from rules.language import N_
from rules.money import Fen, show_money

LATEST = 200


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """What a proposal for one person would come to: ``own`` is what it is proposed with.

    ``left`` is what the ceiling leaves, None where there is none; ``helped`` tells what the
    family had that may meet the need as well; ``refusal`` says why nothing is proposed.
    """

    target_id: int
    name: str
    household_id: int | None
    person_id: int | None
    stage: str
    left: Fen | None
    helped: tuple[Line, ...]
    refusal: Line | None
    own: Own = Own(0)


@dataclass(frozen=True, slots=True)
class _Case:
    target: CampaignTarget
    person: HouseholdPerson | None
    household: Household | None

    def situation(self, values: Mapping[str, Value]) -> dict[str, Value]:
        known: dict[str, Value] = {}
        stage = STAGE_OF.get(self.person.person_status or "") if self.person is not None else None
        if stage is not None:
            known["stage"] = stage.value
        if values.get("local_hukou") is not None:
            known["local_hukou"] = values["local_hukou"]
        return known


@needs(Permission.GRANT_AID)
def preview(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own] = ALIKE,
) -> list[ProposalLine]:
    """Hold a proposal for each of some people against its ceiling; nothing is written.

    ``values`` hold kind, amount, need, fund, reason and whether the household registration is
    local; ``owns`` other amounts of single people by the ids of their entries.
    """
    return [found for found, _ in _lines(session, campaign_id, target_ids, values, owns)]


@needs(Permission.GRANT_AID)
def propose_many(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own] = ALIKE,
) -> list[ProposalLine]:
    """Propose the same aid for people of a campaign's list, and submit it for a decision.

    Returns every line; those with a refusal stay out.
    """
    campaign_money.check_budget(session, campaign_id, 0)  # who else spends of it waits
    found = _lines(session, campaign_id, target_ids, values, owns)
    for one, case in found:
        if one.refusal is None and one.household_id is not None:
            content = {
                **values,
                "person_id": one.person_id,
                "campaign_id": campaign_id,
                "fen": one.own.fen,
                "reason": one.own.told_with(str(values.get("reason") or "")),
            }
            aid_grants.propose(session, one.household_id, content, case.situation(values))
    return [one for one, _ in found]


def _lines(
    session: Session,
    campaign_id: int,
    target_ids: Sequence[int],
    values: Mapping[str, Value],
    owns: Mapping[int, Own],
) -> list[tuple[ProposalLine, _Case]]:
    campaign = load(session, Campaign, campaign_id)
    campaign_people.check_running(campaign.state)
    kind, fen = _kind(values.get("kind")), int(str(check_positive(values.get("fen"))))
    targets = chosen_targets(session, campaign, target_ids)
    left = campaign_money.get_money(session, campaign.id).left
    cases = _cases(session, targets)
    helped = _helped_here(session, campaign, cases)
    found = []
    amounts = {one.id: owns.get(one.id, Own(fen)) for one in targets}
    for case, told in zip(cases, _told_of(session, cases, kind, amounts, values), strict=True):
        own, number = amounts[case.target.id], helped.get(told.person_id or 0)
        one, unfit = replace(told, own=own), why_not_own(own, fen)
        if unfit is not None:
            one = replace(one, refusal=unfit)
        if one.refusal is None and number is not None:
            text = N_("has grant {number} of this campaign already")
            one = replace(one, refusal=line(text, number=number))
        if one.refusal is None and own.fen > left:
            text = N_("the campaign's budget leaves {left} yuan")
            one = replace(one, refusal=line(text, left=show_money(max(left, 0))))
        left -= own.fen if one.refusal is None else 0
        found.append((one, case))
    return found


def _helped_here(session: Session, campaign: Campaign, cases: Sequence[_Case]) -> dict[int, str]:
    """Return who was granted or proposed aid of this campaign already, with the grant's number."""
    people = [case.person.id for case in cases if case.person is not None]
    rows = session.execute(
        select(AidGrant.person_id, AidGrant.grant_no).where(
            AidGrant.campaign_id == campaign.id,
            AidGrant.person_id.in_(people),
            AidGrant.state.in_((*sorted(aid.CHANGEABLE), aid.WAITING, aid.GRANTED)),
        )
    )
    return {row.person_id: row.grant_no for row in rows}


def _kind(value: Value) -> AidKind:
    if value not in MANY_KINDS:
        raise InvalidInput(N_("Choose aid that is proposed for many at once."), field="kind")
    return AidKind(str(value))


def _cases(session: Session, targets: Sequence[CampaignTarget]) -> list[_Case]:
    """Find the person and the household of each target; a member's are those of the archive."""
    people = [one.person_id for one in targets]
    members = [one.member_id for one in targets if one.person_id is None]
    rows = session.execute(
        select(HouseholdPerson, Household)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .join(Household, Household.id == HouseholdMembership.household_id)
        .where(
            HouseholdMembership.to_on.is_(None),
            HouseholdPerson.id.in_(people) | HouseholdPerson.member_id.in_(members),
        )
    ).all()
    by_person = {person.id: (person, household) for person, household in rows}
    by_member = {person.member_id: (person, household) for person, household in rows}
    found = []
    for one in targets:
        pair = by_person.get(one.person_id or 0) or by_member.get(one.member_id)
        found.append(_Case(one, *(pair or (None, None))))
    return found


def _told_of(
    session: Session,
    cases: Sequence[_Case],
    kind: AidKind,
    amounts: Mapping[int, Own],
    values: Mapping[str, Value],
) -> list[ProposalLine]:
    """Hold each proposal against rules, fund and ceiling, all people looked up at once."""
    refusals = _refusals(session, cases, kind, values)
    fit = [case for case in cases if case.target.id not in refusals]
    asked = [
        Case(home.id, person.id, kind, aid_outlooks.plain_situation(case.situation(values)))
        for case in fit
        if (home := case.household) is not None and (person := case.person) is not None
    ]
    outlooks = aid_outlooks.outlooks_of(session, asked, str(values.get("need") or ""))
    told = dict(zip((case.target.id for case in fit), outlooks, strict=True))
    return [
        _of(case, refusal=refusals[case.target.id])
        if case.target.id in refusals
        else _line(case, told[case.target.id], amounts[case.target.id].fen, values)
        for case in cases
    ]


def _refusals(
    session: Session, cases: Sequence[_Case], kind: AidKind, values: Mapping[str, Value]
) -> dict[int, Line]:
    """Return for whom nothing can be proposed at all, by target, and why."""
    homes = [case.household for case in cases if case.household is not None]
    asked = aid_outlooks.asked_of_each(session, [home.id for home in homes], kind)
    fund_id, units = values.get("fund_id"), {home.unit_id for home in homes}
    unfit = aid_people.fund_refusals(session, units, int(str(fund_id)), kind) if fund_id else {}
    found = {}
    for case in cases:
        home = case.household
        if home is None:
            advice = N_("no household is known; the family has to be entered first")
            found[case.target.id] = line(advice)
            continue
        fields = asked[home.id]
        if isinstance(fields, OfficeError):
            found[case.target.id] = Line(fields.text, fields.values)
        elif {field.name for field in fields} - KNOWN_OF_MANY:
            found[case.target.id] = line(
                N_("The ceiling asks for the family's own bills; propose this aid one by one.")
            )
        elif not fund_id:
            found[case.target.id] = line(N_("Say from which fund."))
        elif home.unit_id in unfit:
            refusal = unfit[home.unit_id]
            found[case.target.id] = Line(refusal.text, refusal.values)
    return found


def _line(case: _Case, outlook: Outlook, fen: Fen, values: Mapping[str, Value]) -> ProposalLine:
    stage = str(case.situation(values).get("stage") or "")
    helped = tuple(_told(one.row) for one in outlook.overlaps)
    refusal = None
    if outlook.refusal is not None:
        refusal = Line(outlook.refusal.text, outlook.refusal.values)
    elif any(one.same for one in outlook.overlaps):
        refusal = line(N_("helped for the same need already"))
    elif outlook.left is not None and fen > outlook.left:
        text = N_("the ceiling leaves {left} yuan")
        refusal = line(text, left=show_money(max(outlook.left, 0)))
    return _of(case, stage, outlook.left, helped, refusal)


def _of(
    case: _Case,
    stage: str = "",
    left: Fen | None = None,
    helped: tuple[Line, ...] = (),
    refusal: Line | None = None,
) -> ProposalLine:
    return ProposalLine(
        case.target.id,
        case.target.name,
        case.household.id if case.household else None,
        case.person.id if case.person else None,
        stage,
        left,
        helped,
        refusal,
    )


def _told(row: Any) -> Line:
    return line(
        N_("{on}: {what}, {sum} yuan"),
        on=row.on.isoformat(),
        what=row.what or row.kind,
        sum=show_money(row.fen),
    )


@needs(Permission.SEE_HARDSHIP)
def list_of_campaign(session: Session, campaign_id: int) -> list[GrantRow]:
    """Return the latest 200 grants of a campaign within the scope, the latest first."""
    campaign = load(session, Campaign, campaign_id)
    ids = session.scalars(
        select(AidGrant.id)
        .where(AidGrant.campaign_id == campaign.id)
        .order_by(AidGrant.applied_on.desc(), AidGrant.id.desc())
        .limit(LATEST)
    )
    return aid_lists.rows_of(session, list(ids))
