"""The catalogue of mutual-aid plans: their versions, which of them holds on a day, its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import moves
from db.area_memory import AreaMemory
from db.models.mutual import MutualPlan, PlanVersion
from db.verbs import needs, open_to_all, today_of
from rules.access import Permission
from rules.errors import NotFound
from rules.language import N_
from rules.mutual_files import ShippedPlan, ShippedVersion, read_plan
from rules.mutual_plan_moves import DISCARDED, DRAFT, HELD, PLAN_VERSION
from rules.mutual_terms import PlanTerms, terms_from_plain

AREA = "mutual_plans"
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "plans"

_memory: AreaMemory[Known] = AreaMemory(AREA)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with its terms; ``version`` is what a form was drawn from."""

    id: int
    version: int
    plan_id: int
    number: int
    state: str
    valid_from: date
    valid_to: date | None
    document_no: str
    published_on: date | None
    ended_on: date | None
    terms: PlanTerms

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_discarded(self) -> bool:
        return self.state == DISCARDED

    def holds_on(self, on: date) -> bool:
        """Say whether cover that begins on a day falls under this version."""
        begun = self.state in HELD and self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan with its versions, the latest first; ``current`` is the one that holds today.

    ``drawn_up`` are all versions; of those that were discarded ``versions`` holds none, but where
    a plan has no other: it is then discarded itself.
    """

    id: int
    version: int
    code: str
    name: str
    kind: str
    fund_id: int | None
    note: str
    drawn_up: tuple[VersionRow, ...]
    versions: tuple[VersionRow, ...]
    current: VersionRow | None = None

    @property
    def is_discarded(self) -> bool:
        return self.versions[0].is_discarded

    @property
    def has_held(self) -> bool:
        """Say whether anybody could ever join the plan."""
        return any(one.state in HELD for one in self.versions)

    def on(self, day: date) -> VersionRow | None:
        """Return the version for cover that begins on a day."""
        return next((one for one in self.versions if one.holds_on(day)), None)


@dataclass(frozen=True, slots=True)
class Known:
    """Every plan and every version of the office."""

    plans: Mapping[int, PlanRow]
    versions: Mapping[int, VersionRow]


def known_plans(session: Session) -> Known:
    """Return all plans; read anew only after one of them changed."""
    return _memory.recall(session, lambda: _read(session))


def _read(session: Session) -> Known:
    order = (PlanVersion.plan_id, PlanVersion.number.desc())
    versions = [_version_row(row) for row in session.scalars(select(PlanVersion).order_by(*order))]
    of_plan: dict[int, list[VersionRow]] = {}
    for one in versions:
        of_plan.setdefault(one.plan_id, []).append(one)
    plans = session.scalars(select(MutualPlan).order_by(MutualPlan.kind, MutualPlan.code))
    rows = {row.id: _plan_row(row, tuple(of_plan.get(row.id, ()))) for row in plans}
    return Known(rows, {one.id: one for one in versions})


def _version_row(row: PlanVersion) -> VersionRow:
    return VersionRow(
        row.id,
        row.version,
        row.plan_id,
        row.number,
        row.state,
        row.valid_from,
        row.valid_to,
        row.document_no,
        row.published_on,
        row.ended_on,
        terms_from_plain(row.terms),
    )


def _plan_row(row: MutualPlan, versions: tuple[VersionRow, ...]) -> PlanRow:
    return PlanRow(
        row.id,
        row.version,
        row.code,
        row.name,
        row.kind,
        row.fund_id,
        row.note,
        versions,
        tuple(one for one in versions if not one.is_discarded) or versions,
    )


def _dated(row: PlanRow, today: date) -> PlanRow:
    return replace(row, current=row.on(today))


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def list_plans(session: Session) -> list[PlanRow]:
    """Return the plans by kind and code, each with the version that holds today."""
    today = today_of(session)
    plans = known_plans(session).plans.values()
    return [_dated(row, today) for row in plans if not row.is_discarded]


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def list_discarded(session: Session) -> list[PlanRow]:
    """Return the plans of which nothing but discarded drafts is left."""
    return [row for row in known_plans(session).plans.values() if row.is_discarded]


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def get_plan(session: Session, plan_id: int | None) -> PlanRow:
    """Return one plan; raises NotFound."""
    row = known_plans(session).plans.get(plan_id or 0)
    if row is None:
        raise NotFound(N_("There is no such plan."))
    return _dated(row, today_of(session))


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def get_version(session: Session, version_id: int) -> VersionRow:
    """Return one version of a plan; raises NotFound."""
    row = known_plans(session).versions.get(version_id)
    if row is None:
        raise NotFound(N_("There is no such version of a plan."))
    return row


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def terms_of(session: Session, version_id: int) -> PlanTerms:
    """Return the terms of a version; raises NotFound."""
    return get_version(session, version_id).terms


@open_to_all("a plan's terms hold nothing personal, and whoever enrols or pays needs them")
def version_on(session: Session, plan_id: int, on: date) -> VersionRow | None:
    """Return the published version for cover that begins on a day, if there is one."""
    row = known_plans(session).plans.get(plan_id)
    return row.on(on) if row is not None else None


@cache
def shipped_plans() -> tuple[ShippedPlan, ...]:
    """Return the plans that every office gets as drafts to start from."""
    files = sorted(SHIPPED.glob("*.toml"))
    return tuple(read_plan(file.read_text(encoding="utf-8"), file.name) for file in files)


@needs(Permission.MANAGE_SETTINGS)
def seed_mutual_plans(session: Session) -> None:
    """Add the shipped plans that the office does not have yet, as drafts."""
    known = set(session.scalars(select(MutualPlan.code)))
    for one in shipped_plans():
        if one.code in known:
            continue
        plan = MutualPlan(code=one.code, name=one.name, kind=one.kind, note=one.note)
        session.add(plan)
        session.flush()
        for number, version in enumerate(one.versions, 1):
            moves.begin(session, _drafted(plan.id, number, version), PLAN_VERSION)


def _drafted(plan_id: int, number: int, version: ShippedVersion) -> PlanVersion:
    return PlanVersion(
        plan_id=plan_id,
        number=number,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        document_no=version.document_no,
        terms=version.terms.to_plain(),
    )


@needs(Permission.SEE_CLAIMS)
def list_steps(session: Session, version_id: int) -> list[moves.MoveRow]:
    """Return who drew up, changed, published and ended a version, oldest first."""
    get_version(session, version_id)
    return moves.list_moves(session, PlanVersion.__tablename__, version_id)
