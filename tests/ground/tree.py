"""A small city for tests: a federation, two counties, three grassroots unions, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db import members, memberships, units
from db import session as door
from db.engine import store
from db.models.members import Member
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from rules.identity import check_digit
from tests.ground.kept import Kept
from tests.ground.people import almighty


@dataclass(frozen=True)
class City:
    """Ids of the units: the names say where they stand."""

    federation: int
    north: int
    south: int
    mill: int
    school: int
    dock: int


def plant() -> City:
    """Found the city: mill and school in the northern county, the dock in the southern one.

    The first of a run is founded by the office's own verbs. Into later offices that nobody has
    written into yet, its rows are laid, so that a test does not wait for what others prove.
    """
    return city.lay(store().engine, door.clock()) or found_city()


def found_city() -> City:
    """Found the city by the office's own verbs."""
    with writing(almighty()) as session:

        def found(name: str, kind: str, parent_id: int | None) -> int:
            values: dict[str, Value] = {"name": name, "kind": kind, "parent_id": parent_id}
            return units.found_unit(session, values)

        federation = found("云溪市总工会", "federation", None)
        north = found("北岭县总工会", "county_federation", federation)
        south = found("南浦县总工会", "county_federation", federation)
        return City(
            federation,
            north,
            south,
            found("北岭纺织厂工会", "grassroots_union", north),
            found("北岭第一中学工会", "grassroots_union", north),
            found("南浦港务公司工会", "grassroots_union", south),
        )


city: Kept[City] = Kept("city")
"""The city as it was founded in the templates of this run."""


def id_number(born: date, order: int, region: str = "110101") -> str:
    """Return a valid ID number; odd orders are men's."""
    first17 = f"{region}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def worker(name: str, order: int = 1, **more: Value) -> dict[str, Value]:
    """Return the values of a worker whose ID number nobody else has."""
    values: dict[str, Value] = {
        "name": name,
        "id_type": "id_card",
        "id_no": id_number(date(1985, 3, 8), order),
    }
    return {**values, **more}


def enrol(unit_id: int, name: str, order: int = 1, **more: Value) -> int:
    """Register a worker and approve the application; returns the member's id."""
    with writing(almighty(name="周平")) as session:
        member_id = members.register(session, unit_id, worker(name, order, **more))
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    with writing(almighty(name="陈静")) as session:
        memberships.decide_application(session, waiting.id, waiting.version, "approve")
    return member_id


def version_of(member_id: int, actor: Actor | None = None) -> int:
    """Return the version that a form drawn now would send."""
    with reading(actor or almighty()) as session:
        return members.get_member(session, member_id).version


def row_of(member_id: int) -> Member:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(Member, member_id)
        assert row is not None
        return row
