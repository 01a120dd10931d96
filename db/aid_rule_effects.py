"""What a change of the rules would do: which open hardship files would change category.

The frozen inputs of each file's last assessment are judged again by the rules to come. It
changes nothing; a file moves when somebody assesses it anew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.aid_rules import Known, LineRow, find_line, known_rules, set_row
from db.models.aid_rules import AidRuleSet
from db.models.hardship import Assessment, HardshipFile
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.dated_sets import SetKind, set_on
from rules.errors import InvalidInput
from rules.means_inputs import inputs_from_plain
from rules.means_sets import RuleSet
from rules.means_test import assess
from rules.money import Fen

CHUNK = 200
PAGE = 50


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A file whose category would change; the name only for who may see hardship files."""

    file_id: int
    archive_no: str
    name: str
    old: str | None
    new: str | None
    old_net: Fen
    new_net: Fen


@dataclass(frozen=True, slots=True)
class Effect:
    """``rows`` is one page of those that change; ``unclear`` files lack a figure or rules,
    ``decided`` ones stand by a confirmed override whatever the rules say."""

    checked: int
    changed: int
    unclear: int
    decided: int
    kinds: tuple[tuple[str | None, str | None, int], ...]
    rows: tuple[EffectRow, ...]


@dataclass(frozen=True, slots=True)
class _ToCome:
    """What would hold in a region: the rules, and a new line if that is what changes."""

    rules: RuleSet | None
    line: LineRow | None = None


Outlook = Callable[[str], _ToCome | None]
"""What would hold in a region; None where nothing changes."""


@needs(Permission.MANAGE_SETTINGS)
def get_effect_of_use(session: Session, set_id: int, offset: int = 0) -> Effect:
    """Return what taking a set into use would change from its first day, or today, on."""
    row = set_row(load(session, AidRuleSet, set_id))
    if not isinstance(row.rules, RuleSet):
        return _NONE
    new = replace(row.rules, heading=replace(row.rules.heading, in_use=True))
    on = max(new.heading.valid_from, today_of(session))
    others = [one for one in _means_tests(session) if one.heading.code != new.heading.code]

    def outlook(region: str) -> _ToCome | None:
        return _ToCome(new) if set_on([*others, new], region, on) is new else None

    return _effect(session, outlook, offset)


@needs(Permission.MANAGE_SETTINGS)
def get_effect_of_end(session: Session, set_id: int, valid_to: date, offset: int = 0) -> Effect:
    """Return what would change on the day after a set's last day."""
    row = set_row(load(session, AidRuleSet, set_id))
    if not isinstance(row.rules, RuleSet):
        return _NONE
    on = max(valid_to, today_of(session)) + timedelta(days=1)
    before = _means_tests(session)
    after = [one for one in before if one.heading.code != row.rules.heading.code]

    def outlook(region: str) -> _ToCome | None:
        now = set_on(before, region, on)
        if now is None or now.heading.code != row.rules.heading.code:
            return None
        return _ToCome(set_on(after, region, on))

    return _effect(session, outlook, offset)


@needs(Permission.MANAGE_SETTINGS)
def get_effect_of_line(
    session: Session,
    region: str,
    valid_from: date,
    monthly_fen: Fen,
    minimum_wage_fen: Fen | None = None,
    offset: int = 0,
) -> Effect:
    """Return what another subsistence line would change; the rules stay."""
    known = known_rules(session)
    line = LineRow(0, 0, region, valid_from, monthly_fen, minimum_wage_fen, "")
    on = max(valid_from, today_of(session))
    others = tuple(
        one for one in known.lines if (one.region, one.valid_from) != (region, valid_from)
    )

    def outlook(place: str) -> _ToCome | None:
        if find_line((*others, line), place, on) is not line:
            return None
        return _ToCome(_rules_on(known, place, on), line)

    return _effect(session, outlook, offset)


_NONE = Effect(0, 0, 0, 0, (), ())


def _means_tests(session: Session) -> list[RuleSet]:
    found = known_rules(session).of_kind(SetKind.MEANS_TEST)
    return [one for one in found if isinstance(one, RuleSet)]


def _rules_on(known: Known, region: str, on: date) -> RuleSet | None:
    found = set_on(known.of_kind(SetKind.MEANS_TEST), region, on)
    return found if isinstance(found, RuleSet) else None


def _effect(session: Session, outlook: Outlook, offset: int) -> Effect:
    named = actor_of(session).can(Permission.SEE_HARDSHIP)
    checked, unclear, decided = 0, 0, 0
    kinds: Counter[tuple[str | None, str | None]] = Counter()
    rows: list[EffectRow] = []
    for file, to_come in _files(session, outlook):
        checked += 1
        if file.confirmed_at is not None:
            decided += 1
            continue
        judged = _judge(file, to_come, named)
        if judged is None:
            unclear += 1
        elif judged.old != judged.new:
            kinds[judged.old, judged.new] += 1
            if offset < kinds.total() <= offset + PAGE:
                rows.append(judged)
    counted = tuple((old, new, n) for (old, new), n in kinds.most_common())
    return Effect(checked, kinds.total(), unclear, decided, counted, tuple(rows))


def _files(session: Session, outlook: Outlook) -> Iterator[tuple[Any, _ToCome]]:
    """Walk through the open files of the regions concerned with their last assessments."""
    places = session.scalars(
        select(HardshipFile.region).where(HardshipFile.is_open.is_(True)).distinct()
    )
    to_come = {place: found for place in places if (found := outlook(place)) is not None}
    if not to_come:
        return
    last = (
        select(func.max(Assessment.id))
        .where(Assessment.file_id == HardshipFile.id)
        .correlate(HardshipFile)
        .scalar_subquery()
    )
    statement = (
        select(
            HardshipFile.id,
            HardshipFile.archive_no,
            HardshipFile.head_name,
            HardshipFile.region,
            Assessment.inputs,
            Assessment.category,
            Assessment.net_fen,
            Assessment.confirmed_at,
        )
        .join(Assessment, Assessment.id == last)
        .where(HardshipFile.is_open.is_(True), HardshipFile.region.in_(to_come))
        .order_by(HardshipFile.id)
        .execution_options(yield_per=CHUNK)
    )
    for file in session.execute(statement):
        yield file, to_come[file.region]


def _judge(file: Any, to_come: _ToCome, named: bool) -> EffectRow | None:
    if to_come.rules is None:
        return None
    inputs = inputs_from_plain(json.loads(file.inputs))
    if to_come.line is not None:
        wage = to_come.line.minimum_wage_fen
        inputs = replace(
            inputs,
            line=to_come.line.monthly_fen,
            minimum_wage=inputs.minimum_wage if wage is None else wage,
        )
    try:
        result = assess(to_come.rules, inputs)
    except InvalidInput:
        return None
    return EffectRow(
        file.id,
        file.archive_no or "",
        file.head_name if named else "",
        file.category,
        result.category.value if result.category else None,
        file.net_fen,
        result.net_per_head,
    )
