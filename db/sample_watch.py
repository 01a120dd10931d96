"""The sample's re-verifications and questions of the supervision, entered with the verbs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import reverifications, supervision
from db.models.hardship import HardshipFile, Reverification
from db.models.notices import PublicNotice, Supervision
from db.verbs import needs, today_of
from rules.access import Permission
from rules.fields import Value
from rules.hardship import IN_FORCE

DONE_OF_DRAWN = 0.55
MOST_DONE = 120
QUESTIONS = (
    "请说明该户收入核对的依据和时间",
    "入户调查只有一人签字，请补充说明",
    "该户支出凭证与申报不一致，请说明理由",
    "公示照片看不清张贴日期，请重新提供",
)
_FINDINGS = (
    "家庭收入与建档时基本一致，继续帮扶",
    "子女已毕业就业，家庭收入明显增加",
    "医疗支出仍然较高，缺少最近一次结算单",
)


@needs(Permission.REVIEW_HARDSHIP)
def draw_and_check(session: Session, dice: Random) -> None:
    """Draw this year's spot checks, and write down what was found in some of them."""
    today = today_of(session)
    if session.scalar(select(HardshipFile.id).where(HardshipFile.state == IN_FORCE)) is None:
        return
    reverifications.draw(session, None, date(today.year, 12, 31))
    drawn = session.execute(
        select(Reverification.id, HardshipFile.id, HardshipFile.version)
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .order_by(Reverification.id)
    ).all()
    for check_id, file_id, seen in drawn[: int(len(drawn) * DONE_OF_DRAWN)][:MOST_DONE]:
        result = dice.choices(("unchanged", "papers_needed", "out_of_hardship"), (8, 2, 1))[0]
        values: dict[str, Value] = {
            "done_on": today,
            "result": result,
            "checked_by": "李建国、何志强",
            "findings": dice.choice(_FINDINGS),
        }
        reverifications.finish(session, file_id, seen, values, check_id)


@needs(Permission.SUPERVISE)
def ask(session: Session) -> None:
    """Ask about a few files and a notice."""
    files = session.scalars(
        select(HardshipFile.id)
        .where(HardshipFile.state == IN_FORCE)
        .order_by(HardshipFile.id)
        .limit(len(QUESTIONS) - 1)
    ).all()
    notice = session.scalar(
        select(PublicNotice.id).where(PublicNotice.state == "closed").order_by(PublicNotice.id)
    )
    about: list[tuple[str, int]] = [("hardship_file", file_id) for file_id in files]
    if notice is not None:
        about.append(("public_notice", notice))
    for (record_type, record_id), question in zip(about, QUESTIONS, strict=False):
        kind = "objection" if "说明理由" in question else "spot_check"
        values: dict[str, Value] = {"kind": kind, "days": 5, "question": question}
        supervision.ask(session, record_type, record_id, values)


@needs(Permission.REVIEW_HARDSHIP)
def answer_some(session: Session) -> None:
    """Answer the first two questions, and let the last one be late."""
    asked = _asked(session)
    for row in asked[:2]:
        text = "已核对民政核对报告和工资流水，材料存于档案“签署材料”"
        supervision.answer(session, row.id, row.version, text)
    if len(asked) > 2:
        late = timedelta(days=12)
        row = asked[-1]
        row.raised_on, row.due_on = row.raised_on - late, row.due_on - late


@needs(Permission.SUPERVISE)
def accept_one(session: Session) -> None:
    """Accept the first answer."""
    for row in _asked(session)[:1]:
        if row.state == "answered":
            supervision.judge(session, row.id, row.version, "accept")


def _asked(session: Session) -> Sequence[Supervision]:
    return session.scalars(select(Supervision).order_by(Supervision.id)).all()
