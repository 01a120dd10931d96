"""The records behind the figures of the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_

from db.behind import Behind, Conditions, Span
from db.models.members import Member
from db.models.people import ENDED, Membership, Transfer
from db.models.units import Unit
from rules.indicators_registry import JOINING
from rules.members import PRESENT
from rules.traits import MIGRANT, NEW_FORM, WOMAN, with_trait


def _lasts() -> Any:
    return or_(Membership.to_on.is_(None), Membership.to_on > Membership.from_on)


def _standing(span: Span) -> Conditions:
    return (
        Membership.status.in_(sorted(PRESENT)),
        Membership.from_on <= span.last_on,
        or_(Membership.to_on.is_(None), Membership.to_on > span.last_on),
        _lasts(),
    )


def _joined(span: Span) -> Conditions:
    return (
        Membership.status.in_(sorted(PRESENT)),
        Membership.change_type.in_(JOINING),
        Membership.from_on.between(span.first_on, span.last_on),
        _lasts(),
    )


def _left(span: Span) -> Conditions:
    return (
        Membership.status.in_(sorted(ENDED)),
        Membership.from_on.between(span.first_on, span.last_on),
        _lasts(),
    )


def _moved(span: Span) -> Conditions:
    return (
        Transfer.state == "accepted",
        Transfer.effective_on.between(span.first_on, span.last_on),
    )


_MEMBER: dict[str, Any] = {
    "model": Membership,
    "name": Member.name,
    "on": Membership.from_on,
    "opens": Membership.member_id,
    "joined": ((Member, Member.id == Membership.member_id),),
}
_TRANSFER: dict[str, Any] = {
    "model": Transfer,
    "name": Transfer.member_name,
    "on": Transfer.effective_on,
    "where": _moved,
    "opens": Transfer.member_id,
}


def _with(letter: str) -> Behind:
    traits = sorted(with_trait(letter))
    return Behind(where=lambda span: (*_standing(span), Membership.traits.in_(traits)), **_MEMBER)


def _units(*conditions: Any, fen: Any = None) -> Behind:
    def where(span: Span) -> Conditions:
        return (
            *conditions,
            or_(Unit.established_on.is_(None), Unit.established_on <= span.last_on),
            or_(Unit.closed_on.is_(None), Unit.closed_on > span.last_on),
            or_(
                Unit.established_on.is_(None),
                Unit.closed_on.is_(None),
                Unit.closed_on > Unit.established_on,
            ),
        )

    return Behind(Unit, Unit.name, Unit.established_on, where, fen, unit=Unit.id)


BEHIND_REGISTRY: Mapping[str, Behind] = {
    "members": Behind(where=_standing, **_MEMBER),
    "women": _with(WOMAN),
    "migrants": _with(MIGRANT),
    "new_form": _with(NEW_FORM),
    "joined": Behind(where=_joined, **_MEMBER),
    "left": Behind(where=_left, **_MEMBER),
    "moved_in": Behind(unit=Transfer.to_unit_id, **_TRANSFER),
    "moved_out": Behind(**_TRANSFER),
    "units": _units(),
    "workers": _units(fen=Unit.worker_count),
    "workers_women": _units(fen=Unit.women_count),
    "women_committees": _units(Unit.has_women_committee.is_(True)),
    "audit_committees": _units(Unit.has_audit_committee.is_(True)),
}
