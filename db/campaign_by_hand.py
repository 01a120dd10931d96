"""People put on a campaign's list or left out of it by hand, each with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_finding, campaign_rows, moves
from db.bulk import portions
from db.campaign_finding import Person
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.verbs import actor_of, hold, load, needs, stale
from rules import campaign_people as rules
from rules import campaign_targets as target_rules
from rules.access import Permission, check_allowed
from rules.campaign_people import (
    ADDED,
    BY_RULE,
    EXCLUDED,
    INCLUDED,
    LISTED,
    PLANNED,
    TAKEN_OFF,
    Pasted,
)
from rules.errors import InvalidInput, WrongState
from rules.explanation import Line
from rules.language import N_
from rules.people_lists import Meant


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A pasted line and whom it may mean: nobody, one, or several of whom one is to be chosen.

    ``state`` says that the one person stands on the list or was left out already, ``why`` what
    is wrong with a line that does not mean one person.
    """

    line: int
    text: str
    people: tuple[Person, ...]
    state: str = ""
    why: Line | None = None


def hold_campaign(session: Session, campaign_id: int, seen: int | None = None) -> Campaign:
    """Load a campaign and let nobody approve it meanwhile."""
    campaign = hold(session, Campaign, campaign_id)
    if seen is not None and campaign.version != seen:
        raise stale(session, campaign, seen)
    return campaign


@needs(Permission.PLAN_CAMPAIGNS)
def list_pasted(session: Session, campaign_id: int, text: str) -> list[PastedLine]:
    """Return whom each pasted line means, a person a line: names, ID or member numbers."""
    campaign = load(session, Campaign, campaign_id)
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    told = actor_of(session).can(Permission.SEE_HARDSHIP)
    lines = rules.pasted_people(text)
    found = campaign_finding.find_pasted(session, campaign, lines)
    every = [one for who in found.values() for one in who.people]
    known = {
        key: row
        for key, row in _known(session, campaign, every).items()
        if told or row.household_id is None  # a name would tell who is of the archive
    }
    return [_told(one, found[one.line], known) for one in lines]


def _told(one: Pasted, who: Meant[Person], known: Mapping[str, CampaignTarget]) -> PastedLine:
    return PastedLine(one.line, one.text, who.people, _state(who.people, known), who.why)


def _state(people: Sequence[Person], known: Mapping[str, CampaignTarget]) -> str:
    target = known.get(people[0].key) if len(people) == 1 else None
    return target.state if target is not None else ""


def _known(
    session: Session, campaign: Campaign, people: Sequence[Person]
) -> dict[str, CampaignTarget]:
    """Return who of some people stands on the list or is left out, by the person's key."""
    keys = {one.key for one in people}
    found: dict[str, CampaignTarget] = {}
    ids = (
        (CampaignTarget.member_id, {one.member_id for one in people} - {None}),
        (CampaignTarget.person_id, {one.person_id for one in people} - {None}),
    )
    for column, wanted in ids:
        for some in portions(sorted(wanted, key=str)):
            standing = select(CampaignTarget).where(
                CampaignTarget.campaign_id == campaign.id,
                CampaignTarget.state.in_((LISTED, EXCLUDED)),
                column.in_(some),
            )
            for row in session.scalars(standing):
                for key in keys & {f"m{row.member_id}", f"p{row.person_id}"}:
                    found[key] = row
    return found


@needs(Permission.PLAN_CAMPAIGNS)
def put_on(session: Session, campaign_id: int, seen: int, keys: Sequence[str], reason: str) -> int:
    """Put people on a campaign's list; returns how many were not on it.

    Who had been left out is put on. After the approval they count as added.
    """
    campaign, people = _people(session, campaign_id, seen, keys)
    told = rules.given_reason(reason)
    frozen = campaign.state != PLANNED
    known = _known(session, campaign, people)
    for row in known.values():
        if row.state == EXCLUDED:
            row.state, row.reason = TAKEN_OFF, told
    session.flush()
    new = [one for one in people if _state([one], known) != LISTED]
    source = ADDED if frozen else INCLUDED
    return campaign_rows.insert(session, campaign, new, source, reason=told, frozen=frozen)


@needs(Permission.PLAN_CAMPAIGNS)
def leave_out(
    session: Session, campaign_id: int, seen: int, keys: Sequence[str], reason: str
) -> int:
    """Leave people out of a campaign's list, whatever its rule says; returns how many.

    Who stands on the approved list is taken off it; nobody else can be left out any more.
    """
    campaign, people = _people(session, campaign_id, seen, keys)
    told = rules.given_reason(reason)
    known = _known(session, campaign, people)
    listed = [row for row in known.values() if row.state == LISTED]
    for row in listed:
        row.state, row.reason = TAKEN_OFF if row.frozen else EXCLUDED, told
    session.flush()
    if campaign.state != PLANNED:
        return len(listed)
    new = [one for one in people if one.key not in known]
    count = campaign_rows.insert(session, campaign, new, BY_RULE, state=EXCLUDED, reason=told)
    return count + len(listed)


def _people(
    session: Session, campaign_id: int, seen: int, keys: Sequence[str]
) -> tuple[Campaign, list[Person]]:
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    campaign = hold_campaign(session, campaign_id, seen)
    rules.check_open(campaign.state)
    rule = target_rules.from_plain(campaign.target_rule)
    if rule is not None and rule.uses_archive:
        # How many it makes more or less would tell who is of the archive.
        check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    people = campaign_finding.people_of(session, campaign, keys)
    if not people:
        raise InvalidInput(N_("Choose at least one person."))
    _note_change(session, campaign)
    return campaign, people


def _note_change(session: Session, campaign: Campaign) -> None:
    """Remember who changed the list; an approval drawn from the list before is refused."""
    moves.enter_as_well(session, campaign)
    if campaign.state == PLANNED:
        campaign.list_changes += 1


@needs(Permission.PLAN_CAMPAIGNS)
def take_off(session: Session, target_id: int, seen: int, reason: str) -> None:
    """Take somebody off a list, or lift that somebody is left out, with a reason."""
    target = load(session, CampaignTarget, target_id, seen)
    right = Permission.SEE_MEMBERS if target.household_id is None else Permission.SEE_HARDSHIP
    check_allowed(actor_of(session), right)
    campaign = hold_campaign(session, target.campaign_id)
    rules.check_open(campaign.state)
    if target.state not in (LISTED, EXCLUDED):
        raise WrongState(N_("This person was taken off the list already."))
    target.state, target.reason = TAKEN_OFF, rules.given_reason(reason)
    _note_change(session, campaign)
