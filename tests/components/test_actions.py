"""A click is one transaction and one record, whatever the mouse does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import streamlit as st

from components import actions, identity, notices
from db import unit_lists, units
from db.engine import Store
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import InvalidInput
from rules.fields import Value
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant


@pytest.fixture
def city(office: Store) -> Iterator[City]:
    """A small city, with somebody at the screen who may do everything."""
    found = plant()
    _sit_down(almighty())
    actions.use_writer(writing)
    yield found
    st.session_state.clear()
    identity.use_lookup(lambda: None)


def _sit_down(actor: Actor | None) -> None:
    identity.use_lookup(lambda: actor)


def _names(city: City) -> list[str]:
    with reading(almighty()) as session:
        return [row.name for row in unit_lists.list_page(session, {"parent_id": city.south}).rows]


def _found(city: City, session: Any, name: str = "南浦渔业公司工会") -> int:
    values: dict[str, Value] = {"name": name, "kind": "grassroots_union", "parent_id": city.south}
    return units.found_unit(session, values)


def test_the_same_form_sent_twice_is_one_record(city: City) -> None:
    mark = actions.token("add")
    assert actions.run("add", mark, lambda session: _found(city, session), typed="first")
    assert not actions.run("add", mark, lambda session: _found(city, session), typed="again")
    assert _names(city).count("南浦渔业公司工会") == 1


def test_a_double_click_after_the_form_was_drawn_anew_is_one_record(city: City) -> None:
    for _ in range(2):
        actions.run("add", actions.token("add"), lambda session: _found(city, session), typed="x")
    assert _names(city).count("南浦渔业公司工会") == 1


def test_another_entry_right_afterwards_is_another_record(city: City) -> None:
    for name in ("南浦渔业公司工会", "南浦盐场工会"):
        mark = actions.token("add")
        assert actions.run("add", mark, partial(_found, city, name=name), typed=name)
    assert len(_names(city)) == 3


def test_a_refused_form_can_be_sent_again(city: City) -> None:
    mark = actions.token("add")

    def refuse(_session: Any) -> None:
        raise InvalidInput("Choose the kind of unit.", field="kind")

    assert not actions.run("add", mark, refuse)
    kept = notices.advice_at("add")
    assert kept is not None
    assert kept.field == "kind"
    assert actions.run("add", actions.token("add"), lambda session: _found(city, session))
    assert notices.advice_at("add") is None


def test_nothing_of_a_refused_work_is_kept(city: City) -> None:
    def half(session: Any) -> None:
        _found(city, session)
        raise InvalidInput("Enter yes or no.")

    assert not actions.run("add", actions.token("add"), half)
    assert "南浦渔业公司工会" not in _names(city)


def test_a_right_taken_away_stops_the_next_click(city: City) -> None:
    mark = actions.token("add")
    _sit_down(everyone_but(Permission.EDIT_UNITS))
    assert not actions.run("add", mark, lambda session: _found(city, session))
    assert notices.advice_at("add") is not None


def test_who_has_been_signed_out_is_told_so(city: City) -> None:
    mark = actions.token("add")
    _sit_down(None)
    assert not actions.run("add", mark, lambda session: _found(city, session))
    kept = notices.advice_at("add")
    assert kept is not None
    assert kept.kind == "SignedOut"


def test_what_takes_long_is_done_before_the_transaction_opens(city: City) -> None:
    def read() -> str:
        with writing(almighty()) as session:  # would wait for ever inside another transaction
            return units.get_name(session, city.south)

    names: list[str] = []
    assert actions.run(
        "x", actions.token("x"), lambda _session, name: names.append(name), first=read
    )
    assert names == ["南浦县总工会"]


def test_a_double_click_in_a_list_that_closes_up_leaves_the_next_row_alone(city: City) -> None:
    for name in ("南浦渔业公司工会", "南浦盐场工会"):
        mark = actions.token(name)
        actions.run(name, mark, partial(_found, city, name=name), of_row=True)
    assert "南浦渔业公司工会" in _names(city)
    assert "南浦盐场工会" not in _names(city)
