"""The sample's governance of mutual aid: targets of two years, assessors, questions put to them.

One question was answered in time, one waits, one is overdue; one assessor was dismissed. The
supervisor asks about one approved claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    assessors,
    mutual_figures,
    mutual_targets,
    opinion_cases,
    opinions,
    supervision,
)
from db.models.claims import Claim
from db.sample_funds import AsAccount, written_on
from db.session import reading
from db.verbs import today_of
from rules.claims import APPROVED, IN_REVIEW
from rules.fields import Value
from rules.opinions import DISMISS
from rules.periods import YEAR, Period

LOGIN = "assessor"
PEOPLE_MORE, FEES_MORE, RENEWALS = 104, 103, 90
"""Targets in percent of what was reached the year before, and the share of renewals."""

_PEOPLE: tuple[Mapping[str, Value], ...] = (
    {"name": "钱文博", "organisation": "云溪医科大学附属医院", "speciality": "clinical"},
    {"name": "方晓岚", "organisation": "云溪会计师事务所", "speciality": "accounting"},
    {"name": "段启明", "organisation": "省立肿瘤医院", "speciality": "oncology"},
)
_QUESTIONS = (
    "住院期间的检查项目与入院诊断是否相符，有无不合理费用？",
    "自费药品是否为本次治疗所必需？",
    "住院天数是否合理，是否达到出院标准？",
)


def make_governance(as_account: AsAccount) -> None:
    """Set targets, enter assessors, and put questions about claims in review to one of them."""
    chair = as_account("chair")
    with reading(chair) as session:
        today = today_of(session)
    for year in (today.year - 1, today.year):
        with written_on(chair, min(date(year, 1, 15), today)) as session:
            _set_targets(session, year)
    with written_on(chair, date(today.year, 1, 6)) as session:
        first, _second, third = [
            assessors.register(session, _contract(person, number, today.year))
            for number, person in enumerate(_PEOPLE, start=1)
        ]
    with written_on(chair, date(today.year, 1, 7)) as session:
        assessors.link_account(session, first, 1, LOGIN)
    with written_on(chair, today - timedelta(days=40)) as session:
        assessors.take(session, third, 1, DISMISS, "多次超过48小时未答复。")
    _ask(as_account, first, today)
    _check(as_account, today)


def _set_targets(session: Session, year: int) -> None:
    for unit in mutual_figures.get_account(session, Period(YEAR, year - 1)).units:
        wanted: dict[str, Value] = {
            "people": max(10, unit.year.people * PEOPLE_MORE // 1000 * 10),
            "fees_fen": max(100_000, unit.year.fees_fen * FEES_MORE // 10_000_000 * 100_000),
            "renewal_percent": RENEWALS,
        }
        mutual_targets.set_target(session, unit.unit_id, year, 0, wanted)


def _contract(person: Mapping[str, Value], number: int, year: int) -> dict[str, Value]:
    return {
        **person,
        "contract_no": f"云工聘〔{year}〕{number}号",
        "valid_from": date(year, 1, 1),
        "valid_to": date(year + 1, 12, 31),
        "fee_fen": 20_000,
    }


def _ask(as_account: AsAccount, assessor_id: int, today: date) -> None:
    reviewer, expert = as_account("reviewer"), as_account(LOGIN)
    with reading(reviewer) as session:
        waiting = select(Claim.id, Claim.version).where(Claim.state == IN_REVIEW)
        found = session.execute(waiting.order_by(Claim.id.desc()).limit(len(_QUESTIONS))).all()
    sent = [today - timedelta(days=back) for back in (4, 3, 0)]
    for place, ((claim_id, seen), question) in enumerate(zip(found, _QUESTIONS, strict=False)):
        values: dict[str, Value] = {"assessor_id": str(assessor_id), "question": question}
        with written_on(reviewer, sent[place]) as session:
            opinion_id = opinions.send(session, claim_id, seen, values)
        if place == 0:
            answer: dict[str, Value] = {
                "verdict": "grant",
                "reasons": "检查项目与诊断相符，费用合理，未见与本次住院无关的项目。",
            }
            with written_on(expert, sent[place] + timedelta(days=1)) as session:
                opinion_cases.answer(session, opinion_id, 1, answer)


def _check(as_account: AsAccount, today: date) -> None:
    supervisor = as_account("supervisor")
    wanted = select(Claim.id).where(Claim.state == APPROVED).order_by(Claim.id.desc()).limit(1)
    with reading(supervisor) as session:
        claim_id = session.scalar(wanted)
    if claim_id is None:
        return
    question: dict[str, Value] = {
        "kind": "spot_check",
        "days": 5,
        "question": "请说明该笔理赔的发票原件是否已核对、由谁核对",
    }
    with written_on(supervisor, today - timedelta(days=1)) as session:
        supervision.ask(session, "claim", claim_id, question)
