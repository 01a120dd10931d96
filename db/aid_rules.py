"""The rules of aid in force: sets by kind, region and day, and subsistence lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.area_memory import AreaMemory
from db.models.aid_rules import AidRuleSet, SubsistenceLine
from db.verbs import needs, open_to_all
from rules.access import Permission
from rules.aid_rules import AnySet, Shipped, make_heading, parameters_of, read_shipped, set_from
from rules.cap_sets import CapSet
from rules.care_ceilings import CareSet
from rules.dated_sets import SetKind, set_on, wider_regions
from rules.errors import NotFound
from rules.language import N_
from rules.means_sets import RuleSet
from rules.money import Fen

AREA = "aid_rules"
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "aid_rules.toml"

_memory: AreaMemory[Known] = AreaMemory(AREA)


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set as the settings show it, with its rules read."""

    id: int
    version: int
    kind: SetKind
    rules: AnySet


@dataclass(frozen=True, slots=True)
class LineRow:
    """A region's subsistence line in fen a month, and the minimum wage beside it."""

    id: int
    version: int
    region: str
    valid_from: date
    monthly_fen: Fen
    minimum_wage_fen: Fen | None
    document_no: str


@dataclass(frozen=True, slots=True)
class Known:
    """Every set and every line of the office."""

    sets: tuple[SetRow, ...]
    lines: tuple[LineRow, ...]

    def of_kind(self, kind: SetKind) -> list[AnySet]:
        return [row.rules for row in self.sets if row.kind is kind]


def known_rules(session: Session) -> Known:
    """Return all rules; read anew only after one of them changed."""
    return _memory.recall(session, lambda: _read(session))


def name_of(session: Session, kind: SetKind, code: str) -> str:
    """Return the name of a set of rules as a reader knows it; an unknown code names itself."""
    named = (one.heading for one in known_rules(session).of_kind(kind))
    return next((one.named for one in named if one.code == code), code)


def _read(session: Session) -> Known:
    order = (AidRuleSet.kind, AidRuleSet.in_use.desc(), AidRuleSet.valid_from.desc())
    sets = session.scalars(select(AidRuleSet).order_by(*order, AidRuleSet.id))
    lines = session.scalars(
        select(SubsistenceLine).order_by(SubsistenceLine.region, SubsistenceLine.valid_from.desc())
    )
    return Known(tuple(set_row(row) for row in sets), tuple(line_row(row) for row in lines))


def set_row(row: AidRuleSet) -> SetRow:
    """Return a stored set with its rules."""
    heading = make_heading(
        row.code,
        row.label,
        row.valid_from,
        row.valid_to,
        row.region,
        row.document_no,
        row.in_use,
    )
    kind = SetKind(row.kind)
    return SetRow(row.id, row.version, kind, set_from(kind, heading, row.parameters))


def line_row(row: SubsistenceLine) -> LineRow:
    """Return a stored line as a value."""
    return LineRow(
        row.id,
        row.version,
        row.region,
        row.valid_from,
        row.monthly_fen,
        row.minimum_wage_fen,
        row.document_no,
    )


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def list_sets(session: Session, kind: SetKind) -> list[SetRow]:
    """Return the sets of a kind: those in use first, the latest begun first."""
    return [row for row in known_rules(session).sets if row.kind is kind]


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def list_lines(session: Session) -> list[LineRow]:
    """Return the lines of all regions, the latest of each first."""
    return list(known_rules(session).lines)


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def rule_set_on(session: Session, kind: SetKind, region: str, on: date) -> AnySet | None:
    """Return the set of a kind that decides in a region on a day, if there is one."""
    return set_on(known_rules(session).of_kind(kind), region, on)


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def means_test_on(session: Session, region: str, on: date) -> RuleSet:
    """Return the means test of a region on a day; raises NotFound where there is none."""
    found = rule_set_on(session, SetKind.MEANS_TEST, region, on)
    if not isinstance(found, RuleSet):
        raise _no_set(on)
    return found


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def caps_on(session: Session, region: str, on: date) -> CapSet:
    """Return the ceilings of aid of a region on a day; raises NotFound where there are none."""
    found = rule_set_on(session, SetKind.AID_CAPS, region, on)
    if not isinstance(found, CapSet):
        raise _no_set(on)
    return found


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def care_on(session: Session, region: str, on: date) -> CareSet | None:
    """Return the ceilings of gifts of a region on a day, if there are any."""
    found = rule_set_on(session, SetKind.CARE_CEILINGS, region, on)
    return found if isinstance(found, CareSet) else None


def _no_set(on: date) -> NotFound:
    return NotFound(
        N_("No rules hold for this region on {on}. Ask whoever keeps the settings to enter some."),
        on=on.isoformat(),
    )


@open_to_all("rules of aid hold nothing personal and whoever enters or checks a file needs them")
def line_on(session: Session, region: str, on: date) -> LineRow:
    """Return a region's subsistence line on a day; raises NotFound where there is none."""
    found = find_line(known_rules(session).lines, region, on)
    if found is None:
        raise NotFound(
            N_(
                "No subsistence line is known for this region on {on}. Ask whoever keeps the"
                " settings to enter it."
            ),
            on=on.isoformat(),
        )
    return found


def find_line(lines: tuple[LineRow, ...], region: str, on: date) -> LineRow | None:
    """Return the latest line of the smallest region around a place that has one."""
    for place in wider_regions(region):
        here = [line for line in lines if line.region == place and line.valid_from <= on]
        if here:
            return max(here, key=lambda line: line.valid_from)
    return None


@cache
def shipped_rules() -> Shipped:
    """Return the rules that every office starts with."""
    return read_shipped(SHIPPED.read_text(encoding="utf-8"))


@needs(Permission.MANAGE_SETTINGS)
def seed_aid_rules(session: Session) -> None:
    """Add the shipped sets that the office does not have yet."""
    shipped = shipped_rules()
    known = {
        (row.kind, row.code) for row in session.execute(select(AidRuleSet.kind, AidRuleSet.code))
    }
    for kind, sets in shipped.sets.items():
        for one in sets:
            if (kind, one.heading.code) not in known:
                session.add(stored(kind, one))


def stored(kind: SetKind, one: AnySet) -> AidRuleSet:
    """Return the row that keeps a set."""
    heading = one.heading
    return AidRuleSet(
        kind=kind.value,
        code=heading.code,
        label=heading.label,
        region=heading.region,
        valid_from=heading.valid_from,
        valid_to=heading.valid_to,
        document_no=heading.doc_no,
        in_use=heading.in_use,
        parameters=parameters_of(one),
    )
