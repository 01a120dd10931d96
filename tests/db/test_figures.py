"""The figures of an office are counts without names, each person's own part only."""

from __future__ import annotations

from datetime import date

import pytest

from db import figures, memberships
from db.engine import Store
from db.session import reading, writing
from rules.access import Permission
from rules.errors import NotAllowed
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import enrol, plant, version_of

SEE = Permission.SEE_FIGURES


def test_the_overview_counts_who_belongs_now(office: Store) -> None:
    city = plant()
    enrol(city.mill, "王建国", 1)
    enrol(city.dock, "李秀英", 2)
    kept, left = enrol(city.mill, "周红", 4), enrol(city.mill, "张伟", 3)
    with writing(almighty()) as session:
        day = date(2026, 11, 24)
        memberships.end_membership(session, kept, version_of(kept), "retained", day)
        memberships.end_membership(session, left, version_of(left), "left", day)
    with reading(actor_with(SEE)) as session:
        assert figures.get_overview(session) == figures.Overview(3, 2, 1, 6)


def test_a_county_sees_its_own_figures(office: Store) -> None:
    city = plant()
    enrol(city.mill, "王建国", 1)
    enrol(city.dock, "李秀英", 2)
    with reading(actor_with(SEE, unit=city.north)) as session:
        assert figures.get_overview(session) == figures.Overview(1, 0, 0, 3)


def test_figures_are_for_those_who_may_see_them(office: Store) -> None:
    with reading(everyone_but(SEE)) as session, pytest.raises(NotAllowed):
        figures.get_overview(session)
