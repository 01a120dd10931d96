"""A requested change as it is stored, shown beside what was, and held against what is now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.household_entry import person_fields
from db.household_people import Pair, people_of
from db.models.households import Household, HouseholdChange, HouseholdMembership, HouseholdPerson
from db.models.trail import TrailRow
from db.values import masked, plain, restored
from db.verbs import zone_of
from rules.fields import Fields, Value, by_name
from rules.household_changes import Newcomer, Wish
from rules.households import HOUSEHOLD_FIELDS
from rules.language import N_, _, shown

NEW_HOUSEHOLD = N_("New household")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that changed since a change was asked for, in words."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> str:
        return _(self.text).format(**{name: shown(value) for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Line:
    """A person before and after: in which household and as what; empty where in none."""

    person_id: int | None
    name: str
    before: str
    relation_before: str
    after: str
    relation_after: str
    leaves_because: str


def stored(wish: Wish, before: Mapping[str, Any]) -> str:
    """Return the wish and what was before it, as the record keeps them."""
    newcomer = wish.newcomer
    content = {
        "kind": wish.kind,
        "people": dict(wish.people),
        "others": dict(wish.others),
        "gone": dict(wish.gone),
        "same": dict(wish.same),
        "home": {name: plain(value) for name, value in wish.home.items()},
        "newcomer": newcomer
        and {
            "relation": newcomer.relation,
            "values": {name: plain(value) for name, value in newcomer.values.items()},
            "member_id": newcomer.member_id,
            "reason": newcomer.reason,
        },
        "before": before,
    }
    return json.dumps(content, ensure_ascii=False)


def before(
    household: Household, other: Household | None, circles: Mapping[int, Sequence[Pair]]
) -> dict[str, Any]:
    """Return who was where when the change was asked for."""
    return {
        "household": household.household_no,
        "other": other.household_no if other is not None else "",
        "people": [
            [person.id, person.name, key == household.id, membership.relation]
            for key, pairs in circles.items()
            for person, membership in pairs
        ],
    }


def wish_of(session: Session, change: HouseholdChange) -> Wish:
    """Return what a stored change asks for."""
    content = json.loads(change.proposal)
    come = content["newcomer"]
    newcomer = come and Newcomer(
        come["relation"],
        _restored(person_fields(session), come["values"]),
        come["member_id"],
        come["reason"],
    )
    return Wish(
        content["kind"],
        change.on,
        _by_id(content["people"]),
        _by_id(content["others"]),
        _by_id(content["gone"]),
        newcomer or None,
        _restored(HOUSEHOLD_FIELDS, content["home"]),
        _by_id(content["same"]),
    )


def _by_id(mapping: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in mapping.items()}


def _restored(fields: Fields, values: Mapping[str, Any]) -> dict[str, Value]:
    described = by_name(fields)
    return {
        name: restored(described[name], value)
        for name, value in values.items()
        if name in described
    }


def lines_of(change: HouseholdChange) -> list[Line]:
    """Return everybody concerned, before and after."""
    content = json.loads(change.proposal)
    was = content["before"]
    people, others = _by_id(content["people"]), _by_id(content["others"])
    gone, same = _by_id(content["gone"]), _by_id(content["same"])
    second = was["other"] or NEW_HOUSEHOLD
    lines = []
    for key, name, first, relation in was["people"]:
        target = same.get(key, key)
        place = was["household"] if target in people else second if target in others else ""
        lines.append(
            Line(
                key,
                name,
                was["household"] if first else was["other"],
                relation,
                "" if key in same else place,
                "" if key in same else people.get(key, others.get(key, "")),
                gone.get(key, "merged" if key in same else ""),
            )
        )
    come = content["newcomer"]
    if come:
        name = str(come["values"].get("name") or "")
        lines.append(Line(None, name, "", "", was["household"], come["relation"], ""))
    return lines


def newcomer_values(session: Session, wish: Wish) -> dict[str, Value]:
    """Return what is entered of a newcomer, sealed values masked."""
    if wish.newcomer is None:
        return {}
    described = by_name(person_fields(session))
    return {
        name: masked(described[name], value)
        for name, value in wish.newcomer.values.items()
        if name in described and value not in (None, "", ())
    }


def versions(circles: Iterable[Sequence[Pair]]) -> dict[str, dict[str, int]]:
    """Return the versions of everybody concerned and of their memberships."""
    pairs = [pair for circle in circles for pair in circle]
    return {
        "person": {str(person.id): person.version for person, _ in pairs},
        "membership": {str(one.id): one.version for _, one in pairs},
    }


def differences(session: Session, change: HouseholdChange) -> list[Difference]:
    """Return what changed about the people concerned since the change was asked for."""
    households = [key for key in (change.household_id, change.other_household_id) if key]
    circles = [people_of(session, key) for key in households]
    now = versions(circles)
    if now == change.seen:
        return []
    names = {person.id: person.name for circle in circles for person, _ in circle}
    was = {key: name for key, name, *_rest in json.loads(change.proposal)["before"]["people"]}
    return [
        *_moved(change.seen["membership"], now["membership"], circles, session, was),
        *_edited(session, change.seen["person"], now["person"], names),
    ]


def _moved(
    seen: Mapping[str, int],
    now: Mapping[str, int],
    circles: list[list[Pair]],
    session: Session,
    was: Mapping[int, str],
) -> Iterator[Difference]:
    ended = [int(key) for key in seen if key not in now]
    people = session.scalars(
        select(HouseholdMembership.person_id)
        .where(HouseholdMembership.id.in_(ended))
        # People may have moved to another unit meanwhile.
        .execution_options(kernel=True)
    )
    for key in people:
        yield Difference(
            N_("{name} no longer belongs to the household in the same way."),
            {"name": was.get(key, "")},
        )
    for person, membership in (pair for circle in circles for pair in circle):
        version = seen.get(str(membership.id))
        if version is None:
            yield Difference(N_("{name} has joined meanwhile."), {"name": person.name})
        elif version != membership.version:
            yield Difference(
                N_("The relation of {name} was changed meanwhile."), {"name": person.name}
            )


def _edited(
    session: Session, seen: Mapping[str, int], now: Mapping[str, int], names: Mapping[int, str]
) -> Iterator[Difference]:
    changed = {
        int(key): version for key, version in seen.items() if now.get(key, version) != version
    }
    rows = session.execute(
        select(TrailRow.record_id, TrailRow.record_version, TrailRow.actor, TrailRow.at)
        .where(
            TrailRow.record_type == HouseholdPerson.__tablename__,
            TrailRow.record_id.in_(changed),
        )
        .order_by(TrailRow.id)
        # The trail of people who moved to another unit meanwhile.
        .execution_options(kernel=True)
    )
    last = {
        row.record_id: row for row in rows if (row.record_version or 0) > changed[row.record_id]
    }
    for key in changed:
        row = last.get(key)
        at = row.at.astimezone(zone_of(session)).strftime("%Y-%m-%d %H:%M") if row else ""
        yield Difference(
            N_("{name}: changed by {who} at {at}."),
            {"name": names.get(key, ""), "who": row.actor if row else "", "at": at},
        )
