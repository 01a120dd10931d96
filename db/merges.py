"""Two records of one person made one: a choice for each field, everything moved, undo."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import extra_fields, merged_records, quality
from db.lookalike_pairs import pair_of
from db.members import derived
from db.models.members import Member
from db.models.people import JoinApplication, Merge, Transfer
from db.search import drop_grams, replace_grams
from db.unit_names import name_of
from db.values import assign, open_values, plain, restored, values_of
from db.verbs import actor_of, load, needs, now_of, today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Fields, Value
from rules.language import N_
from rules.lookalikes import Verdict
from rules.members import MEMBER_FIELDS, check_member, complete_member
from rules.moves import JOIN, TRANSFER


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records; sealed values are masked."""

    id: int
    version: int
    values: Mapping[str, Value]
    unit_name: str
    status: str
    belongings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records beside each other; ``different`` names the fields to choose."""

    first: Side
    second: Side
    fields: Fields
    different: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that happened; ``may_undo`` while the kept record has not changed since."""

    id: int
    version: int
    gone_id: int
    gone_name: str
    at: datetime
    actor: str
    undone_at: datetime | None
    may_undo: bool


@needs(Permission.MERGE_MEMBERS)
def get_comparison(session: Session, first_id: int, second_id: int) -> Comparison:
    """Return two records beside each other, with what hangs on each of them."""
    fields = _fields(session)
    first, second = load(session, Member, first_id), load(session, Member, second_id)
    _check_both_live(first, second)
    mine, others = open_values(first, fields), open_values(second, fields)
    different = tuple(name for name in mine if mine[name] != others[name])
    return Comparison(
        _side(session, first, fields), _side(session, second, fields), fields, different
    )


def _fields(session: Session) -> Fields:
    return MEMBER_FIELDS + extra_fields.list_fields(session, "member")


def _side(session: Session, member: Member, fields: Fields) -> Side:
    return Side(
        member.id,
        member.version,
        values_of(member, fields),
        name_of(session, member.unit_id),
        member.status,
        merged_records.count_belongings(session, member.id),
    )


def _check_both_live(first: Member, second: Member) -> None:
    for member in (first, second):
        if member.merged_into_id is not None or member.withdrawn:
            raise WrongState(N_("This record was merged into another or taken back."))
    if first.id == second.id:
        raise InvalidInput(N_("Choose two different records."))


@needs(Permission.MERGE_MEMBERS)
def merge(
    session: Session,
    kept: tuple[int, int],
    gone: tuple[int, int],
    from_gone: Collection[str] = (),
    standing_from_gone: bool = False,
) -> int:
    """Make one record of two; returns the merge's id.

    ``kept`` and ``gone`` are (id, version seen). ``from_gone`` names the fields whose value is
    taken from the record that goes; ``standing_from_gone`` takes its unit and status, too.
    Raises WrongState while an application or a transfer of either is waiting.
    """
    keeper, goner = load(session, Member, *kept), load(session, Member, *gone)
    _check_both_live(keeper, goner)
    _check_nothing_waits(session, keeper.id, goner.id)
    merged_records.check_one_household_person(session, keeper.id, goner.id)
    merged_records.check_covered_once(session, keeper.id, goner.id)
    merged_records.check_signed_up_once(session, keeper.id, goner.id)
    fields = _fields(session)
    values = _chosen_values(keeper, goner, fields, from_gone)
    check_member(values, today_of(session))
    before = _snapshot(keeper, fields)
    pair = pair_of(session, keeper.id, goner.id)
    pair.verdict = Verdict.SAME
    goner.merged_into_id = keeper.id
    session.flush()  # the numbers of the record that goes become free
    if standing_from_gone:
        keeper.unit_id, keeper.status = goner.unit_id, goner.status
    assign(keeper, fields, values)
    moved = merged_records.move_belongings(session, keeper, goner, standing_from_gone)
    _settle(session, keeper)
    drop_grams(session, [goner.id])
    quality.write_problems(session, goner.id, None, ())
    record = Merge(
        unit_id=keeper.unit_id,
        kept_id=keeper.id,
        gone_id=goner.id,
        kept_version=keeper.version,
        at=now_of(session),
        actor=actor_of(session).name,
        before=json.dumps(before, ensure_ascii=False),
        moved=moved,
    )
    session.add(record)
    session.flush()
    return record.id


def _check_nothing_waits(session: Session, *member_ids: int) -> None:
    for model, state in ((JoinApplication, JOIN.start), (Transfer, TRANSFER.start)):
        waiting = session.scalar(
            select(model.id)
            .where(model.member_id.in_(member_ids), model.state == state)
            .limit(1)
            .execution_options(kernel=True)
        )
        if waiting is not None:
            raise WrongState(
                N_("An application or transfer of one of the two is waiting. Decide on it first.")
            )


def _chosen_values(
    keeper: Member, goner: Member, fields: Fields, from_gone: Collection[str]
) -> dict[str, Value]:
    names = set(from_gone)
    if names & {"id_no", "id_type"}:
        names |= {"id_no", "id_type"}
    values, others = open_values(keeper, fields), open_values(goner, fields)
    values.update({name: others[name] for name in names if name in others})
    return complete_member(values)


def _settle(session: Session, member: Member) -> None:
    """Bring everything that follows from a member's values in line with them."""
    values = open_values(member, MEMBER_FIELDS)
    for name, value in derived(values).items():
        if getattr(member, name) != value:
            setattr(member, name, value)
    session.flush()
    replace_grams(session, member.id, member.name)
    quality.write_problems(session, member.id, member.unit_id, quality.problems_of(values))


def _snapshot(member: Member, fields: Fields) -> dict[str, Any]:
    values = {name: plain(value) for name, value in open_values(member, fields).items()}
    return {"values": values, "unit_id": member.unit_id, "status": member.status}


@needs(Permission.MERGE_MEMBERS)
def undo(session: Session, merge_id: int, seen: int) -> None:
    """Make two records of one again, as they were; raises Conflict once the kept one changed."""
    record = load(session, Merge, merge_id, seen)
    if record.undone_at is not None:
        raise WrongState(N_("This merge was taken back already."))
    keeper, goner = load(session, Member, record.kept_id), load(session, Member, record.gone_id)
    if keeper.version != record.kept_version or goner.merged_into_id != keeper.id:
        raise Conflict(
            N_("The record has changed since the merge, so the merge can no longer be taken back.")
        )
    merged_records.check_no_claim_since(session, keeper, record.moved)
    fields = _fields(session)
    before = json.loads(record.before)
    merged_records.move_back(session, goner, record.moved)
    keeper.unit_id, keeper.status = before["unit_id"], before["status"]
    stored = before["values"]
    assign(
        keeper, fields, {f.name: restored(f, stored[f.name]) for f in fields if f.name in stored}
    )
    _settle(session, keeper)
    goner.merged_into_id = None
    _settle(session, goner)
    pair = pair_of(session, keeper.id, goner.id)
    pair.verdict = Verdict.OPEN
    record.undone_at = now_of(session)


@needs(Permission.SEE_MEMBERS)
def list_merges_of(session: Session, member_id: int) -> list[MergeRow]:
    """Return the merges of a record, newest first."""
    member = load(session, Member, member_id)
    rows = session.execute(
        select(Merge, Member.name)
        .join(Member, Member.id == Merge.gone_id)
        .where(or_(Merge.kept_id == member.id, Merge.gone_id == member.id))
        .order_by(Merge.id.desc())
        .execution_options(kernel=True)
    )
    return [
        MergeRow(
            row.id,
            row.version,
            row.gone_id,
            name,
            row.at,
            row.actor,
            row.undone_at,
            row.undone_at is None
            and row.kept_id == member.id
            and member.version == row.kept_version,
        )
        for row, name in rows
    ]
