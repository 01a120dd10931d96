"""What letters say about hand-ins of units: their people, their receipts, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import mutual_plans
from db.letter_cases import day
from db.letter_subjects import Rows, Subject
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from db.mutual_plans import PlanRow, VersionRow
from db.unit_names import names_of
from rules import mutual_enrolment as rules
from rules.codes import CodeLists, label_of
from rules.language import _, current_language, listed, shown
from rules.money import capital_numerals, show_money
from rules.mutual_renewal import changes
from rules.mutual_terms import PlanTerms
from rules.mutual_words import in_words

_KERNEL = {"kernel": True}
"""What hangs on hand-ins that were found within the scope."""


def hand_in_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return hand-ins with their people, their receipts, and what the next period asks."""
    rows = session.scalars(select(UnitEnrolment).where(UnitEnrolment.id.in_(ids))).all()
    names = names_of(session, (row.unit_id for row in rows))
    known = mutual_plans.known_plans(session)
    people = _people(session, rows)
    receipts = _receipts(session, rows, lists)
    claims = _claims(session, rows)
    found = {}
    for row in rows:
        plan, version = known.plans[row.plan_id], known.versions[row.plan_version_id]
        count, fen = claims.get(row.id, (0, 0))
        found[row.id] = Subject(
            row.number,
            row.state,
            row.unit_id,
            (),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "state": _(rules.HAND_IN.state_labels[row.state]),
                "number": row.number,
                "plan_name": plan.name,
                "document_no": version.document_no,
                **_standing(row),
                "share_fee": show_money(version.terms.share_fen),
                "payers": _payers(version.terms, lists),
                **_next(row, plan, version, lists),
                "claims": str(count),
                "claims_sum": show_money(fen),
            },
            {"insured": people.get(row.id, []), "receipts": receipts.get(row.id, [])},
        )
    return found


def _standing(row: UnitEnrolment) -> dict[str, str]:
    return {
        "from_on": day(row.from_on),
        "to_on": day(row.to_on),
        "headcount": str(row.headcount),
        "people": str(row.people),
        "due": show_money(row.due_fen),
        "received": show_money(row.received_fen),
        "received_capital": capital_numerals(row.received_fen),
        "open": show_money(row.due_fen - row.received_fen),
        "contact_name": row.contact_name,
        "contact_phone": row.contact_phone,
        "handed_in_on": day(row.handed_in_on),
        "confirmed_on": day(row.confirmed_on),
    }


def _payers(terms: PlanTerms, lists: CodeLists) -> str:
    shares = rules.fee_by_payer(terms, 1)
    return listed(
        f"{label_of(lists, 'fee_payer', payer)} {show_money(fen)}" for payer, fen in shares.items()
    )


def _next(
    row: UnitEnrolment, plan: PlanRow, version: VersionRow, lists: CodeLists
) -> dict[str, str]:
    """Say what a renewal asks and gives: when, at what fee, what is new, what a gap costs."""
    begins = row.to_on + timedelta(days=1)
    terms = (plan.on(begins) or version).terms
    last = row.to_on + timedelta(days=terms.gap_days)
    return {
        "next_from_on": day(begins),
        "next_fee": show_money(terms.share_fen),
        "next_payers": _payers(terms, lists),
        "next_told": _told(terms, lists),
        "next_changes": listed(_changed(version.terms, terms)),
        "window": _window(terms.window_from, terms.window_to, last),
        "renew_by": day(last),
        "waiting": waiting(terms),
    }


def _window(first: date | None, end: date | None, last: date) -> str:
    if first is None and end is None:
        return _("until {day}").format(day=day(last))
    return _("{first} to {last}").format(first=day(first), last=day(end or last))


def waiting(terms: PlanTerms) -> str:
    """Say how long whoever joins anew waits."""
    told = []
    if terms.waiting_months:
        told.append(_("{n} months").format(n=terms.waiting_months))
    if terms.waiting_days:
        told.append(_("{n} days").format(n=terms.waiting_days))
    return " + ".join(told) or _("none")


def _told(terms: PlanTerms, lists: CodeLists) -> str:
    between = " " if current_language() == "en" else ""
    return between.join(one.shown(lists) for one in in_words(terms))


def _changed(old: PlanTerms, new: PlanTerms) -> Iterator[str]:
    for one in changes(old, new):
        named = {"before": shown(one.before), "after": shown(one.after)}
        yield _("{label}: {before} → {after}").format(label=_(one.label), **named)


def _people(session: Session, rows: Sequence[UnitEnrolment]) -> dict[int, Rows]:
    wanted = (
        select(Enrolment, Member.name, Member.id_no)
        .join(Member, Member.id == Enrolment.member_id)
        .where(Enrolment.unit_enrolment_id.in_([row.id for row in rows]), Enrolment.live.is_(True))
        .order_by(Enrolment.unit_enrolment_id, Member.sort_name, Enrolment.id)
    )
    found: dict[int, list[Mapping[str, str]]] = {}
    for one, name, id_no in session.execute(wanted, execution_options=_KERNEL):
        people = found.setdefault(one.unit_enrolment_id, [])
        people.append(
            {
                "number": str(len(people) + 1),
                "name": name,
                "id_no": id_no or "",
                "shares": str(one.shares),
                "fee": show_money(one.fee_fen),
                "from_on": one.covered_from_on.isoformat(),
                "to_on": one.to_on.isoformat(),
            }
        )
    return {**found}


def _receipts(session: Session, rows: Sequence[UnitEnrolment], lists: CodeLists) -> dict[int, Rows]:
    wanted = (
        select(FeeReceipt)
        .where(FeeReceipt.unit_enrolment_id.in_([row.id for row in rows]))
        .order_by(FeeReceipt.received_on, FeeReceipt.id)
    )
    found: dict[int, list[Mapping[str, str]]] = {}
    for one in session.scalars(wanted, execution_options=_KERNEL):
        received = found.setdefault(one.unit_enrolment_id, [])
        received.append(
            {
                "number": str(len(received) + 1),
                "on": day(one.received_on),
                "payer": label_of(lists, "fee_payer", one.payer),
                "name": one.payer_name,
                "document_no": one.document_no,
                "amount": show_money(one.fen),
            }
        )
    return {**found}


def _claims(session: Session, rows: Sequence[UnitEnrolment]) -> dict[int, tuple[int, int]]:
    """Return how many claims were paid under hand-ins, and how much."""
    paid = session.execute(
        select(Enrolment.unit_enrolment_id, func.count(Claim.id), func.sum(Claim.paid_fen))
        .join(Claim, Claim.enrolment_id == Enrolment.id)
        .where(
            Enrolment.unit_enrolment_id.in_([row.id for row in rows]), Claim.paid_on.is_not(None)
        )
        .group_by(Enrolment.unit_enrolment_id),
        execution_options=_KERNEL,
    )
    return {key: (int(count), int(fen or 0)) for key, count, fen in paid}
