"""Lists taken away: put on the trail first, then written in the form that was asked for."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from components.downloads import written_out
from db import campaign_year_exports, care_exports, claim_exports, enrolment_exports, exports
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

DOORS = (writing, reading)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _taken(actor: Actor, form: str, record: Any, rows: Any = exports.list_rows) -> bytes:
    return written_out(DOORS, actor, record, rows, written, form)


def _on_the_trail() -> int:
    with reading(almighty()) as session:
        return len(session.scalars(select(TrailRow).where(TrailRow.action == "exported")).all())


def test_a_list_is_written_in_either_form_and_each_time_it_is_on_the_trail(city: City) -> None:
    enrol(city.mill, "郑洁", 2)
    record = partial(exports.record_export, register=exports.MEMBERS, chosen={"text": ""})
    assert "郑洁" in _taken(almighty(), "csv", record).decode("utf-8-sig")
    assert _taken(almighty(), "xlsx", record).startswith(b"PK")
    assert _on_the_trail() == 2
    with pytest.raises(NotAllowed):
        _taken(everyone_but(Permission.EXPORT_MEMBERS), "csv", record)
    assert _on_the_trail() == 2


def test_every_kind_of_list_is_taken_away_in_the_same_way(city: City) -> None:
    lists: tuple[tuple[Any, Any], ...] = (
        (partial(claim_exports.record, chosen={}), claim_exports.list_rows),
        (partial(campaign_year_exports.record, chosen={}), campaign_year_exports.list_rows),
        (
            partial(care_exports.record, what=care_exports.GIFTS, chosen={}),
            care_exports.list_rows,
        ),
        (
            partial(enrolment_exports.record, what=enrolment_exports.HAND_INS, chosen={}),
            enrolment_exports.list_rows,
        ),
    )
    for record, rows in lists:
        assert _taken(almighty(), "csv", record, rows)
    assert _on_the_trail() == len(lists)
