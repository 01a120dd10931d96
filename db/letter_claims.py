"""What letters say about claims: the person, the settlement sheet, every step of the reckoning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import claim_due, claim_fees, extra_fields, mutual_plans
from db.letter_cases import day
from db.letter_subjects import Rows, Subject
from db.models.claims import Claim, ClaimInvoice, ClaimPaper
from db.models.members import Member
from db.models.mutual import Enrolment
from db.unit_names import names_of
from rules import claims as rules
from rules.codes import CodeLists, label_of
from rules.explanation import Line, from_plain
from rules.language import _
from rules.letters_mutual import CLAIM_LETTER_FIELDS
from rules.members import MEMBER_FIELDS
from rules.money import capital_numerals, show_money
from rules.mutual_benefits import compute
from rules.mutual_facts import facts_from_plain, used_from_plain
from rules.mutual_terms import PlanTerms

_KERNEL = {"kernel": True}
"""What hangs on claims that were found within the scope."""


def claim_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return claims with the person, papers, invoices and how the benefit was reckoned."""
    claims = session.scalars(select(Claim).where(Claim.id.in_(ids))).all()
    members = _by_id(session, Member, (row.member_id for row in claims))
    covers = _by_id(session, Enrolment, (row.enrolment_id for row in claims))
    papers = _of_claims(session, ClaimPaper, claims)
    invoices = _of_claims(session, ClaimInvoice, claims)
    names = names_of(session, (row.unit_id for row in claims))
    late = claim_fees.of_claims(session, [row.id for row in claims])
    payments = claim_due.payment_of(session, [row.id for row in claims])
    known = mutual_plans.known_plans(session)
    fields = MEMBER_FIELDS + extra_fields.list_fields(session, "member")
    found = {}
    for row in claims:
        version, checklist = known.versions[row.plan_version_id], papers.get(row.id, [])
        payment = payments.get(row.id)
        found[row.id] = Subject(
            row.name,
            row.state,
            row.unit_id,
            ((row, CLAIM_LETTER_FIELDS), (members[row.member_id], fields)),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "state": _(rules.CLAIM.state_labels[row.state]),
                "claim_no": row.claim_no,
                "event": label_of(lists, "claim_event", row.event),
                "plan_name": known.plans[row.plan_id].name,
                "document_no": version.document_no,
                "run_no": payment.run_no if payment else "",
                **_cover(covers[row.enrolment_id]),
                **_sums(row, version.terms),
                **_course(row, lists, checklist),
                "papers_days": str(version.terms.papers_days),
            },
            {
                "lines": _lines(row, late.get(row.id), lists),
                "papers": _papers(checklist, lists),
                "missing": _missing(checklist, lists),
                "invoices": _invoices(invoices.get(row.id, [])),
            },
        )
    return found


def _by_id(session: Session, model: Any, ids: Iterable[int]) -> dict[int, Any]:
    rows = session.scalars(select(model).where(model.id.in_(set(ids))), execution_options=_KERNEL)
    return {row.id: row for row in rows}


def _of_claims(session: Session, model: Any, claims: Sequence[Claim]) -> dict[int, list[Any]]:
    query = select(model).where(model.claim_id.in_([row.id for row in claims])).order_by(model.id)
    found: dict[int, list[Any]] = {}
    for row in session.scalars(query, execution_options=_KERNEL):
        found.setdefault(row.claim_id, []).append(row)
    return found


def _cover(cover: Enrolment) -> dict[str, str]:
    return {
        "from_on": day(cover.from_on),
        "to_on": day(cover.to_on),
        "covered_from_on": day(cover.covered_from_on),
        "shares": str(cover.shares),
    }


def _sums(row: Claim, terms: PlanTerms) -> dict[str, str]:
    facts, used = facts_from_plain(row.facts), used_from_plain(row.used)
    left = compute(terms, facts, used).cap_left_fen
    classes = {tier.code: tier.name or tier.code for tier in terms.classes(row.event)}
    return {
        "class_code": classes.get(row.class_code, row.class_code),
        "days": str(facts.days),
        "own_total": show_money(facts.own_fen),
        "payable": show_money(row.payable_fen),
        "payable_capital": capital_numerals(row.payable_fen),
        "paid_earlier": show_money(used.paid_fen),
        "cap_left": _("no ceiling") if left is None else show_money(left),
    }


def _course(row: Claim, lists: CodeLists, papers: Sequence[ClaimPaper]) -> dict[str, str]:
    missing = (label_of(lists, "claim_paper", one.code) for one in papers if _is_missing(one))
    return {
        "decided_on": day(row.decided_on),
        "paid_on": day(row.paid_on),
        "papers_missing": "、".join(missing),
        "papers_asked_on": day(row.papers_asked_on),
        "papers_due_on": day(row.papers_due_on),
        "refusal": label_of(lists, "claim_refusal", row.refusal),
        "refusal_article": row.refusal_article,
        "refusal_note": row.refusal_note,
    }


def _is_missing(paper: ClaimPaper) -> bool:
    return paper.received_on is None and not paper.waived_note


def _lines(row: Claim, late: Line | None, lists: CodeLists) -> Rows:
    stored: Sequence[Mapping[str, Any]] = json.loads(row.lines)
    told = (*from_plain(stored), *((late,) if late else ()))
    return [
        {"number": str(number), "text": one.shown(lists)}
        for number, one in enumerate(told, start=1)
    ]


def _papers(papers: Sequence[ClaimPaper], lists: CodeLists) -> Rows:
    return [
        {
            "number": str(number),
            "name": label_of(lists, "claim_paper", one.code),
            "state": _state(one),
        }
        for number, one in enumerate(papers, start=1)
    ]


def _state(paper: ClaimPaper) -> str:
    if paper.received_on is not None:
        return _("received on {day}").format(day=day(paper.received_on))
    return _("not needed") if paper.waived_note else _("still missing")


def _missing(papers: Sequence[ClaimPaper], lists: CodeLists) -> Rows:
    names = [label_of(lists, "claim_paper", one.code) for one in papers if _is_missing(one)]
    return [{"number": str(number), "name": name} for number, name in enumerate(names, start=1)]


def _invoices(invoices: Sequence[ClaimInvoice]) -> Rows:
    kept = [one for one in invoices if not one.dropped]
    return [
        {
            "number": str(number),
            "invoice_no": one.invoice_no,
            "amount": show_money(one.fen) if one.fen else "",
        }
        for number, one in enumerate(kept, start=1)
    ]
