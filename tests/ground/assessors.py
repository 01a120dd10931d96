"""Assessors with an account, and claims sent to them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from db import accounts, assessors, opinions
from db.models.claims import Claim
from db.passwords import prepare
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.opinions import ROLE
from tests.ground import claims
from tests.ground.people import actor_with, almighty

_numbers = count(1)
CONTRACT: dict[str, Any] = {
    "name": "钱文博",
    "organisation": "云溪医科大学",
    "speciality": "clinical",
    "contract_no": "聘〔2026〕1号",
    "valid_from": date(2026, 1, 1),
    "valid_to": date(2026, 12, 31),
    "fee_fen": 20_000,
    "note": "",
}


def assessor(unit: int | None = None, **more: Any) -> tuple[int, Actor]:
    """Enter an assessor with an account in ``unit``; returns the id and who signs in with it."""
    login = f"expert{next(_numbers)}"
    with writing(almighty()) as session:
        account_id = accounts.create(
            session, login, "钱文博", unit, [ROLE], prepare("four plain long words")
        )
        assessor_id = assessors.register(session, CONTRACT | more)
    with writing(almighty()) as session:
        assessors.link_account(session, assessor_id, 1, login)
    rights = (Permission.USE_OFFICE, Permission.GIVE_OPINIONS)
    actor = actor_with(*rights, unit=unit, name="钱文博", account_id=account_id)
    return assessor_id, actor


def in_review(unit_id: int, name: str = "郑国安") -> int:
    """Take a claim of 3,500 yuan that is in review; returns its id."""
    claim_id = claims.taken(claims.cover(unit_id, claims.plan(), name=name))
    claims.step(claim_id, "review")
    return claim_id


def send(claim_id: int, assessor_id: int, question: str = "住院天数是否合理？") -> int:
    """Ask an assessor about a claim; returns the opinion's id."""
    values = {"assessor_id": str(assessor_id), "question": question}
    with writing(almighty()) as session:
        return opinions.send(session, claim_id, version_of(claim_id), values)


def version_of(claim_id: int) -> int:
    return claim_row(claim_id).version


def claim_row(claim_id: int) -> Claim:
    with reading(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        return row
