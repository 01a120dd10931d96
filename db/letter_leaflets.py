"""What leaflets tell the people of a unit of its plans: what they give, and how to claim.

All of it is from the terms of the version that covers them: a plan's note is for the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import mutual_plans
from db.letter_enrolments import waiting
from db.letter_subjects import Subject, unit_subjects
from db.models.mutual import UnitEnrolment
from db.mutual_plans import PlanRow
from db.verbs import today_of
from rules.codes import CodeLists, label_of
from rules.language import _, listed
from rules.money import show_money
from rules.mutual_enrolment import CONFIRMED
from rules.mutual_terms import PlanTerms
from rules.mutual_words import in_words

Named = tuple[PlanRow, PlanTerms]


def leaflet_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return units with the plans that cover their people now, else with all that are offered."""
    subjects = unit_subjects(session, ids, lists)
    plans = mutual_plans.list_plans(session)
    offered = [(one, one.current.terms) for one in plans if one.current]
    covered = _covering(session, ids, {one.id: one for one in plans})
    return {
        key: replace(subject, rows=_rows(covered.get(key) or offered, lists))
        for key, subject in subjects.items()
    }


def _covering(
    session: Session, ids: Sequence[int], plans: Mapping[int, PlanRow]
) -> dict[int, list[Named]]:
    """Return the plans of each unit with the terms that hold now, or next where none does yet."""
    rows = session.execute(
        select(UnitEnrolment.unit_id, UnitEnrolment.plan_id, UnitEnrolment.plan_version_id)
        .where(
            UnitEnrolment.unit_id.in_(ids),
            UnitEnrolment.state == CONFIRMED,
            UnitEnrolment.to_on >= today_of(session),
        )
        .order_by(UnitEnrolment.from_on.desc(), UnitEnrolment.id)
    )
    versions: dict[int, dict[int, int]] = {}
    for unit_id, plan_id, version_id in rows:
        versions.setdefault(unit_id or 0, {})[plan_id] = version_id
    return {
        unit_id: [
            (plan, mutual_plans.terms_of(session, found[key]))
            for key, plan in plans.items()
            if key in found
        ]
        for unit_id, found in versions.items()
    }


def _rows(named: Iterable[Named], lists: CodeLists) -> dict[str, list[dict[str, str]]]:
    named = list(named)
    return {
        "plans": [_plan(plan, terms, lists) for plan, terms in named],
        "checklist": [row for plan, terms in named for row in _checklist(plan.name, terms, lists)],
    }


def _plan(plan: PlanRow, terms: PlanTerms, lists: CodeLists) -> dict[str, str]:
    return {
        "name": plan.name,
        "told": "\n".join(one.shown(lists) for one in in_words(terms)),
        "events": listed(label_of(lists, "claim_event", event) for event in terms.events),
        "fee": show_money(terms.share_fen),
        "cap": _cap(terms),
        "waiting": waiting(terms),
        "limit": listed(_limits(terms)) or _("no limit"),
    }


def _cap(terms: PlanTerms) -> str:
    if terms.cap_period_fen:
        return show_money(terms.cap_period_fen)
    if terms.cap_event_fen:
        return _("{amount} for one event").format(amount=show_money(terms.cap_event_fen))
    return _("no ceiling")


def _limits(terms: PlanTerms) -> Iterator[str]:
    for text, days in (
        (_("report within {n} days"), terms.report_days),
        (_("hand in within {n} days"), terms.hand_in_days),
        (_("at the latest within {n} days"), terms.last_days),
    ):
        if days:
            yield text.format(n=days)


def _checklist(name: str, terms: PlanTerms, lists: CodeLists) -> Iterator[dict[str, str]]:
    later = _("missing papers within {n} days of the notice").format(n=terms.papers_days)
    for event in terms.events:
        papers = enumerate(terms.papers.get(event, ()), start=1)
        yield {
            "plan": name,
            "event": label_of(lists, "claim_event", event),
            "papers": "；".join(
                f"{number}. {label_of(lists, 'claim_paper', code)}" for number, code in papers
            )
            or _("as the counter says"),
            "limit": listed((*_limits(terms), later)),
        }
