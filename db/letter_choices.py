"""The cases, runs, claims and other records that a letter can be about, the latest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from db import campaign_lists
from db.letter_account import recent_periods
from db.letter_templates import TemplateRow
from db.models.activities import Activity, ActivitySignUp
from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.claims import Claim
from db.models.hardship import HardshipFile
from db.models.mutual import MutualPlan, UnitEnrolment
from db.models.notices import PublicNotice
from db.models.pay_runs import PayRun
from db.reports import list_issues
from db.unit_names import names_of
from db.verbs import actor_of, needs, today_of
from rules.access import Permission, check_allowed
from rules.language import _
from rules.letters import (
    AID_GRANT,
    HARDSHIP_FILE,
    ISSUED_REPORT,
    MUTUAL_ACCOUNT,
    NEEDED,
    PAY_RUN,
    PUBLIC_NOTICE,
    STATE_LABELS,
)
from rules.letters_activities import ACTIVITY, SIGN_UP
from rules.letters_campaign_reports import CAMPAIGN_REPORT, CAMPAIGN_YEAR
from rules.letters_campaigns import CAMPAIGN
from rules.letters_mutual import CLAIM, UNIT_ENROLMENT
from rules.mutual_account import account_code
from rules.pay_runs import AID, CLAIMS

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A record to tick: its number, its name, where it belongs and how it stands."""

    id: int
    number: str
    name: str
    unit_name: str
    state: str


@dataclass(frozen=True, slots=True)
class _Source:
    model: Any
    number: Any
    name: Any


_PLAN_NAME = select(MutualPlan.name).where(MutualPlan.id == UnitEnrolment.plan_id).scalar_subquery()
_ACTIVITY_NO = (
    select(Activity.activity_no)
    .where(Activity.id == ActivitySignUp.activity_id)
    .correlate(ActivitySignUp)
    .scalar_subquery()
)
_SOURCES: Mapping[str, _Source] = {
    HARDSHIP_FILE: _Source(HardshipFile, HardshipFile.archive_no, HardshipFile.head_name),
    AID_GRANT: _Source(AidGrant, AidGrant.grant_no, AidGrant.name),
    PUBLIC_NOTICE: _Source(PublicNotice, PublicNotice.number, PublicNotice.title),
    PAY_RUN: _Source(PayRun, PayRun.run_no, PayRun.title),
    CLAIM: _Source(Claim, Claim.claim_no, Claim.name),
    CAMPAIGN: _Source(Campaign, Campaign.campaign_no, Campaign.name),
    CAMPAIGN_REPORT: _Source(Campaign, Campaign.campaign_no, Campaign.name),
    UNIT_ENROLMENT: _Source(UnitEnrolment, UnitEnrolment.number, _PLAN_NAME),
    ACTIVITY: _Source(Activity, Activity.activity_no, Activity.name),
    SIGN_UP: _Source(ActivitySignUp, _ACTIVITY_NO, ActivitySignUp.name),
}
RENEWAL = "enrolment_renewal"
DAYS_BEFORE_END = 90
"""How long before a cover ends its renewal notice is offered."""


@needs(Permission.PRINT_LETTERS)
def list_fitting(
    session: Session, letters: Sequence[TemplateRow], record: str, record_id: int
) -> list[TemplateRow]:
    """Return those of ``letters`` that are for a record as it stands, in their order."""
    check_allowed(actor_of(session), NEEDED[record])
    about = [letter for letter in letters if letter.record == record]
    if record not in _SOURCES:
        return about
    row = session.scalar(
        select(_SOURCES[record].model).where(_SOURCES[record].model.id == record_id)
    )
    if row is None:
        return about
    way = row.way if record == PAY_RUN else ""
    pays = _pays(row) if record == PAY_RUN else ""
    return [
        letter
        for letter in about
        if (not letter.states or row.state in letter.states)
        and letter.way in ("", way)
        and letter.pays in ("", pays)
    ]


def _pays(run: PayRun) -> str:
    return AID if run.plan_id is None else CLAIMS


@needs(Permission.PRINT_LETTERS)
def list_choices(session: Session, letter: TemplateRow, text: str = "") -> list[ChoiceRow]:
    """Return the latest 200 records that a letter can be about; ``text`` is a number or a name."""
    check_allowed(actor_of(session), NEEDED[letter.record])
    if letter.record == MUTUAL_ACCOUNT:
        return _list_periods(session, text)
    if letter.record == ISSUED_REPORT:
        return _list_reports(session, text)
    if letter.record == CAMPAIGN_YEAR:
        return _list_years(session, text)
    source = _SOURCES[letter.record]
    query = select(
        source.model.id, source.number, source.name, source.model.unit_id, source.model.state
    )
    if letter.states:
        query = query.where(source.model.state.in_(letter.states))
    if letter.way:
        query = query.where(PayRun.way == letter.way)
    if letter.pays:
        of_aid = letter.pays == AID
        query = query.where(PayRun.plan_id.is_(None) if of_aid else PayRun.plan_id.is_not(None))
    if letter.kind == RENEWAL and not text:
        query = query.where(*_ending(session))
    if text:
        query = query.where(or_(source.number == text, source.name == text))
    rows = session.execute(query.order_by(source.model.id.desc()).limit(MOST_LISTED)).all()
    names = names_of(session, {row[3] for row in rows})
    labels = STATE_LABELS[letter.record]
    return [
        ChoiceRow(key, number or "", name, names.get(unit_id, ""), _(labels[state]))
        for key, number, name, unit_id, state in rows
    ]


def _list_periods(session: Session, text: str) -> list[ChoiceRow]:
    """Return the months and years that an account can be of; ``text`` is one such as 2026-11."""
    actor = actor_of(session)
    home = names_of(session, [actor.unit_id]).get(actor.unit_id, "")
    return [
        ChoiceRow(account_code(period), period.code, period.shown, home, "")
        for period in recent_periods(session)
        if text in ("", period.code, period.shown)
    ]


def _list_reports(session: Session, text: str) -> list[ChoiceRow]:
    """Return the latest issued reports; ``text`` is a period such as 2026-11."""
    rows, _more = list_issues(session)
    return [
        ChoiceRow(
            row.id,
            row.period.code,
            row.period.shown,
            row.unit_name,
            _("Issue {n}").format(n=row.number),
        )
        for row in rows
        if text in ("", row.period.code, row.period.shown)
    ]


def _list_years(session: Session, text: str) -> list[ChoiceRow]:
    """Return the years whose campaigns a report can be about; ``text`` is one such as 2026."""
    actor = actor_of(session)
    home = names_of(session, [actor.unit_id]).get(actor.unit_id, "")
    return [
        ChoiceRow(year, str(year), str(year), home, "")
        for year in campaign_lists.list_years(session)
        if text in ("", str(year))
    ]


def _ending(session: Session) -> tuple[Any, ...]:
    """Return the conditions of hand-ins whose cover ends soon and that none follows yet."""
    later = aliased(UnitEnrolment)
    followed = select(later.id).where(later.follows_id == UnitEnrolment.id)
    today = today_of(session)
    return (
        UnitEnrolment.adds_to_id.is_(None),
        UnitEnrolment.to_on >= today - timedelta(days=DAYS_BEFORE_END),
        UnitEnrolment.to_on <= today + timedelta(days=DAYS_BEFORE_END),
        ~followed.exists(),
    )
