"""What waits for the actor: counted when read, within scope; own work waits for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db import (
    desk_activities,
    desk_campaigns,
    desk_claims,
    desk_notices,
    desk_opinions,
    desk_reports,
    enrolment_renewals,
    enrolment_views,
    hardship_views,
    lookalike_pairs,
    pairings,
    pay_desk,
    plan_lists,
    quality_lists,
    settings,
    visit_lists,
    visit_questions,
)
from db.memberships import deemed_left_query
from db.models.aid import AidGrant, Entitlement, Fund
from db.models.care import HouseholdPlan
from db.models.hardship import HardshipFile
from db.models.households import HouseholdChange
from db.models.members import Member
from db.models.mutual import PlanVersion
from db.models.people import JoinApplication, Transfer
from db.models.trail import Move
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, needs, today_of
from rules import aid
from rules import mutual_enrolment as enrolment_rules
from rules import mutual_plan_moves as plan_rules
from rules import pay_runs as pay_rules
from rules.access import Permission
from rules.households import CHANGE
from rules.language import N_
from rules.moves import ENTER, JOIN, TRANSFER
from rules.plans import ADOPTED
from rules.units import election_due_by


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: how much of it, and the page and its arguments where it is done."""

    label: str
    count: int
    page: str
    arguments: dict[str, str]


@needs(Permission.USE_OFFICE)
def list_waiting(session: Session) -> list[Waiting]:
    """Return what waits for the actor's own rights, empty kinds left out."""
    actor = actor_of(session)
    kinds = [kind for kind in _KINDS if actor.can(kind[0])]
    counts = _counted(session, [count(session) for _, _, count, _, _ in kinds])
    found = (
        Waiting(label, count, page, arguments)
        for (_, label, _, page, arguments), count in zip(kinds, counts, strict=True)
    )
    return [waiting for waiting in found if waiting.count]


def _counted(session: Session, wanted: Sequence[int | Select[Any]]) -> list[int]:
    """Return the counts in their order; those still to be asked are asked in one statement."""
    asked = [one.scalar_subquery() for one in wanted if not isinstance(one, int)]
    answers = iter(session.execute(select(*asked)).one() if asked else ())
    return [one if isinstance(one, int) else next(answers) for one in wanted]


def _joins(session: Session) -> Select[Any]:
    return select(func.count(JoinApplication.id)).where(
        JoinApplication.state == JOIN.start, *_of_others(session, JoinApplication, "approved")
    )


def _of_others(session: Session, model: Any, state: str) -> list[ColumnElement[bool]]:
    """Leave out what the actor entered and somebody else has to bring into ``state``."""
    if (ENTER, state) in settings.relaxed_duties(session):
        return []
    own = select(Move.id).where(
        Move.record_type == model.__tablename__,
        Move.record_id == model.id,
        Move.action == ENTER,
        Move.account_id == actor_of(session).account_id,
    )
    return [~own.exists()]


def _transfers(session: Session) -> Select[Any]:
    actor = actor_of(session)
    query = select(func.count(Transfer.id)).where(
        Transfer.state == TRANSFER.start, *_of_others(session, Transfer, "accepted")
    )
    if not actor.everywhere:
        query = query.where(Transfer.to_unit_id.in_(below(actor.unit_id or 0)))
    return query


def _deemed_left(session: Session) -> Select[Any]:
    found: Select[Any] = deemed_left_query(session)
    return found.with_only_columns(func.count(Member.id))


def _lookalikes(session: Session) -> int:
    return lookalike_pairs.count_open(session)


def _faulty(session: Session) -> int:
    return quality_lists.get_cleanness(session).faulty


def _files(session: Session) -> Select[Any]:
    waiting = hardship_views.VIEWS["waiting"](session)
    return select(func.count(HardshipFile.id)).where(waiting)


def _plans(session: Session) -> Select[Any]:
    waiting = plan_lists.proposed().where(*_of_others(session, HouseholdPlan, ADOPTED))
    return waiting.with_only_columns(func.count(HouseholdPlan.id))


def _drafted_plans(session: Session) -> Select[Any]:
    """Drafts of mutual-aid plans that somebody else drew up; shipped ones wait for nobody."""
    drawn_up = select(Move.id).where(
        Move.record_type == PlanVersion.__tablename__,
        Move.record_id == PlanVersion.id,
        Move.action == ENTER,
        Move.account_id.is_not(None),
    )
    others = _of_others(session, PlanVersion, plan_rules.PUBLISHED)
    return select(func.count(PlanVersion.id)).where(
        PlanVersion.state == plan_rules.DRAFT, drawn_up.exists(), *others
    )


def _grants(session: Session) -> Select[Any]:
    """Proposals of aid whose money the actor may decide on."""
    own = select(Fund.id).where(Fund.id == AidGrant.fund_id)
    return select(func.count(AidGrant.id)).where(
        AidGrant.state == aid.WAITING, own.exists(), *_of_others(session, AidGrant, aid.GRANTED)
    )


def _returned_grants(_session: Session) -> Select[Any]:
    return select(func.count(AidGrant.id)).where(AidGrant.state == aid.SENT_BACK)


def _benefits(session: Session) -> Select[Any]:
    return select(func.count(Entitlement.id)).where(
        Entitlement.state == aid.ASKED, *_of_others(session, Entitlement, aid.STANDING)
    )


def _household_changes(session: Session) -> Select[Any]:
    return select(func.count(HouseholdChange.id)).where(
        HouseholdChange.state == CHANGE.start, *_of_others(session, HouseholdChange, "carried_out")
    )


def _elections(session: Session) -> Select[Any]:
    return select(func.count(Unit.id)).where(
        Unit.closed_on.is_(None), Unit.term_end_on <= election_due_by(today_of(session))
    )


_KINDS: tuple[desk_notices.Kind, ...] = (
    (Permission.APPROVE_JOINS, N_("Applications to join"), _joins, "moves", {}),
    (
        Permission.TRANSFER_MEMBERS,
        N_("Transfers to accept"),
        _transfers,
        "moves",
        {"show": "transfers"},
    ),
    (
        Permission.TRANSFER_MEMBERS,
        N_("Deemed to have left"),
        _deemed_left,
        "moves",
        {"show": "deemed"},
    ),
    (Permission.MERGE_MEMBERS, N_("Pairs that look alike"), _lookalikes, "lookalikes", {}),
    (Permission.SEE_HARDSHIP, N_("Hardship files to work on"), _files, "hardship_files", {}),
    (Permission.SEE_QUALITY, N_("Records to repair"), _faulty, "quality", {}),
    (
        Permission.VISIT_HOUSEHOLDS,
        N_("Planned visits whose day passed"),
        visit_lists.count_missed,
        "visits",
        {"show": "missed"},
    ),
    (
        Permission.VISIT_HOUSEHOLDS,
        N_("Questions of families overdue"),
        visit_questions.count_overdue,
        "visits",
        {"show": "questions"},
    ),
    (
        Permission.VISIT_HOUSEHOLDS,
        N_("Households whose helper is behind"),
        pairings.count_behind,
        "visits",
        {"show": "pairings", "behind": "yes"},
    ),
    (
        Permission.EDIT_HARDSHIP,
        N_("Measures overdue"),
        plan_lists.count_overdue,
        "visits",
        {"show": "plans"},
    ),
    (Permission.APPROVE_HARDSHIP, N_("Plans to adopt"), _plans, "visits", {"show": "plans"}),
    (
        Permission.REVIEW_HARDSHIP,
        N_("Changes of households to decide on"),
        _household_changes,
        "households",
        {"show": "changes"},
    ),
    (Permission.APPROVE_AID, N_("Aid to decide on"), _grants, "aid", {}),
    (
        Permission.PUBLISH_PLANS,
        N_("Drafts of mutual-aid plans to prove and publish"),
        _drafted_plans,
        "mutual_plans",
        {"show": "drafts"},
    ),
    (
        Permission.CONFIRM_ENROLMENTS,
        N_("Hand-ins of mutual aid to confirm"),
        enrolment_views.select_to_confirm,
        "enrolments",
        {"state": enrolment_rules.HANDED_IN},
    ),
    (
        Permission.ENROL_UNITS,
        N_("Hand-ins of mutual aid returned for correction"),
        enrolment_views.select_returned,
        "enrolments",
        {"state": enrolment_rules.RETURNED},
    ),
    (
        Permission.ENROL_UNITS,
        N_("Mutual-aid covers to renew"),
        enrolment_renewals.select_due,
        "enrolments",
        {"show": "renewals"},
    ),
    (
        Permission.RECEIVE_FEES,
        N_("Hand-ins whose fees are open"),
        enrolment_views.select_owing,
        "enrolments",
        {"show": "arrears"},
    ),
    (
        Permission.PREPARE_RUNS,
        N_("Claims to be paid"),
        pay_desk.select_claims_due,
        "pay_runs",
        {"add": "yes", "pays": pay_rules.CLAIMS},
    ),
    (
        Permission.SIGN_RUNS,
        N_("Pay runs to sign"),
        pay_desk.select_to_sign,
        "pay_runs",
        {"state": pay_rules.LOCKED},
    ),
    (
        Permission.PAY_RUNS,
        N_("Pay runs to pay"),
        pay_desk.select_to_pay,
        "pay_runs",
        {"state": pay_rules.SIGNED},
    ),
    (
        Permission.PAY_RUNS,
        N_("Results awaited for more than three days"),
        pay_desk.select_awaited,
        "pay_runs",
        {"state": pay_rules.SENT, "way": pay_rules.BANK},
    ),
    (
        Permission.PAY_RUNS,
        N_("Door rounds under way"),
        pay_desk.select_on_round,
        "pay_runs",
        {"state": pay_rules.SENT, "way": pay_rules.DOOR},
    ),
    (
        Permission.APPROVE_AID,
        N_("Monthly benefits to decide on"),
        _benefits,
        "aid",
        {"show": "benefits", "state": aid.ASKED},
    ),
    (
        Permission.GRANT_AID,
        N_("Aid returned for correction"),
        _returned_grants,
        "aid",
        {"show": "all", "state": aid.SENT_BACK},
    ),
    (Permission.EDIT_UNITS, N_("Elections due"), _elections, "units", {"show": "due"}),
    *desk_notices.KINDS,
    *desk_claims.KINDS,
    *desk_opinions.KINDS,
    *desk_activities.KINDS,
    *desk_campaigns.KINDS,
    *desk_reports.KINDS,
)
