"""Finding members: one box for every kind of term, filters, pages cut by the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union_all
from sqlalchemy.orm import Session

from db import search
from db.models.members import Member
from db.models.office import Summary
from db.models.people import NameGram
from db.models.units import Unit
from db.scope import below, office_of
from db.sealing import blind_index
from db.summaries import area_version
from db.values import masked
from db.verbs import actor_of, needs
from rules.access import Permission, check_allowed
from rules.fields import by_name
from rules.members import MEMBER_FIELDS, PRESENT
from rules.terms import Term, TermKind, read_term

PAGE_SIZE = 50
AFTER_ANY_LETTER = "\uffff"

CODE_FILTERS = ("status", "gender", "political_status", "education", "work_status")
YES_NO_FILTERS = ("is_migrant_worker", "is_new_form_worker")

_SUMMED_FILTERS = frozenset(("text", "below_id", "present", "status", "gender"))
_FIELDS = by_name(MEMBER_FIELDS)
_counts: dict[str, tuple[int, int]] = {}
_counting = Lock()
_COUNTS_KEPT = 2000


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a list; numbers are masked."""

    id: int
    name: str
    gender: str
    birth_on: date | None
    id_no: str
    mobile: str
    member_no: str
    unit_id: int | None
    unit_name: str
    status: str
    joined_on: date | None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One page; ``total`` is None where counting would cost more than it tells."""

    rows: list[MemberRow]
    has_more: bool
    total: int | None


@needs(Permission.SEE_MEMBERS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> MemberPage:
    """Find members by a term, or browse them by name where no term is given.

    ``chosen`` may hold ``text`` (name fragment, pinyin, initials, ID or mobile in full or
    their last four, member number), ``below_id`` (a unit and its subtree), ``present``
    (only members now) and the fields marked as filters. Browsing has its own permission.
    """
    wanted = select_matching(session, chosen)
    start = (page - 1) * size
    if not _is_browsing(chosen):
        ids = search.first_different(session, wanted, start + size + 1)[start:]
        return MemberPage(rows_of(session, ids[:size]), len(ids) > size, None)
    ordered = wanted.order_by(Member.sort_name, Member.id)
    ids = list(session.scalars(ordered.limit(size + 1).offset(start)))
    total = _count(session, wanted, chosen)
    return MemberPage(rows_of(session, ids[:size]), len(ids) > size, total)


def select_matching(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of whom ``list_page`` finds, those found by several grams several times;
    who finds by no term browses, and needs the right to it."""
    if _is_browsing(chosen):
        check_allowed(actor_of(session), Permission.BROWSE_MEMBERS)
    return _filtered(_matching(session, _term(chosen)), chosen)


def _term(chosen: Mapping[str, Any]) -> Term:
    return read_term(str(chosen.get("text") or ""))


def _is_browsing(chosen: Mapping[str, Any]) -> bool:
    return _term(chosen).kind is TermKind.NONE


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select_matching(session, chosen)
    if not _is_browsing(chosen):
        found = search.first_different(session, wanted, search.DEEPEST_SEARCH)
        wanted = select(Member.id).where(Member.id.in_(found))
    return wanted.order_by(Member.sort_name, Member.id)


def _matching(session: Session, term: Term) -> Select[Any]:
    live, text = select(Member.id).where(Member.live()), term.text
    if term.kind is TermKind.NONE:
        return live
    if term.kind is TermKind.NAME:
        return _by_grams(session, search.matching_name(text))
    if term.kind is TermKind.LETTERS:
        return _by_grams(session, search.matching_letters(text))
    by_id_number = Member.id_no_index == blind_index(text, "member.id_no")
    if term.kind is TermKind.ID_NUMBER:
        return live.where(by_id_number)
    if term.kind is TermKind.MOBILE:
        mobile = Member.mobile_index == blind_index(text, "member.mobile")
        return _any_of(mobile, Member.member_no == text)
    if term.kind is TermKind.LAST_FOUR:
        return _any_of(
            Member.id_no_tail == blind_index(text, "member.id_no_tail"),
            Member.mobile_tail == blind_index(text, "member.mobile_tail"),
            Member.member_no == text,
        )
    started = and_(Member.member_no >= text, Member.member_no < text + AFTER_ANY_LETTER)
    return _any_of(started, by_id_number)


def _any_of(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select who meets one of the conditions, each answered by its own index."""
    keys = union_all(*(select(Member.id).where(Member.live(), each) for each in conditions))
    return select(Member.id).where(Member.id.in_(keys)).order_by(Member.member_no, Member.id)


def _by_grams(session: Session, grams: Select[Any]) -> Select[Any]:
    """Join members to grams from the smaller side: a unit's people, or the grams' order."""
    actor = actor_of(session)
    if actor.everywhere or actor.wide:
        key = grams.selected_columns[0]
        joined = grams.join(Member, Member.id == key).with_only_columns(Member.id)
        return joined.where(Member.live())
    own = grams.order_by(None).where(NameGram.member_id == Member.id).correlate(Member)
    return select(Member.id).where(Member.live(), own.exists()).order_by(Member.sort_name)


def _filtered(query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    if chosen.get("below_id"):
        query = query.where(Member.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("present"):
        query = query.where(Member.status.in_([str(status) for status in PRESENT]))
    for name in CODE_FILTERS:
        if chosen.get(name):
            query = query.where(getattr(Member, name) == chosen[name])
    for name in YES_NO_FILTERS:
        if chosen.get(name) is not None:
            query = query.where(getattr(Member, name).is_(chosen[name]))
    return query


def _count(session: Session, wanted: Select[Any], chosen: Mapping[str, Any]) -> int:
    """Count the rows of a list; asked of the database once per change of the register."""
    version = area_version(session, "members")
    key = "|".join(
        (
            office_of(session),
            str(None if actor_of(session).everywhere else actor_of(session).unit_id),
            json.dumps({name: chosen[name] for name in sorted(chosen)}, default=str),
        )
    )
    known = _counts.get(key)
    if known is not None and known[0] == version:
        return known[1]
    if set(chosen) <= _SUMMED_FILTERS:
        total = _sum(session, chosen)
    else:
        total = session.scalar(wanted.with_only_columns(func.count(Member.id))) or 0
    with _counting:
        if len(_counts) >= _COUNTS_KEPT:
            _counts.clear()
        _counts[key] = (version, total)
    return total


def _sum(session: Session, chosen: Mapping[str, Any]) -> int:
    """Add the summaries up: what the plain list holds without reading its rows."""
    actor = actor_of(session)
    query = select(func.sum(Summary.n)).where(Summary.name == "members")
    if not actor.everywhere:
        query = query.where(Summary.unit_id.in_(below(actor.unit_id or 0)))
    if chosen.get("below_id"):
        query = query.where(Summary.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("present"):
        query = query.where(Summary.first.in_([str(status) for status in PRESENT]))
    for name, column in (("status", Summary.first), ("gender", Summary.second)):
        if chosen.get(name):
            query = query.where(column == chosen[name])
    return int(session.scalar(query) or 0)


def rows_of(session: Session, ids: Sequence[int]) -> list[MemberRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(
            Member.id,
            Member.name,
            Member.gender,
            Member.birth_on,
            Member.id_no,
            Member.mobile,
            Member.member_no,
            Member.unit_id,
            Unit.name.label("unit_name"),
            Member.status,
            Member.joined_on,
        )
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(Member.id.in_(ids))
        .execution_options(kernel=True)
    )
    rows = {
        row.id: MemberRow(
            row.id,
            row.name,
            row.gender or "",
            row.birth_on,
            str(masked(_FIELDS["id_no"], row.id_no) or ""),
            str(masked(_FIELDS["mobile"], row.mobile) or ""),
            row.member_no or "",
            row.unit_id,
            row.unit_name or "",
            row.status,
            row.joined_on,
        )
        for row in found
    }
    return [rows[key] for key in ids if key in rows]
