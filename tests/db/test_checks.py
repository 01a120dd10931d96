"""The check finds what is wrong, and only that."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

import config
from db import checks, members, memberships, sealing, units
from db.engine import Store
from db.session import reading, writing
from rules.access import Actor, Permission
from tests.ground import claims, families, hardship_life
from tests.ground.databases import NOON
from tests.ground.people import actor_with, almighty


@pytest.fixture
def registry(office: Store) -> Store:
    """One union with one member, who was approved by another person than the enterer."""
    with writing(almighty()) as session:
        top = units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})
        values = {"name": "陈静", "id_no": "110101199003070046", "mobile": "13800138000"}
        members.register(session, top, values)
    approver: Actor = actor_with(*Permission, name="孙丽")
    with writing(approver) as session:
        waiting = memberships.list_applications(session).rows[0]
        memberships.decide_application(session, waiting.id, waiting.version, "approve")
    return office


def faults(store: Store) -> list[str]:
    return [str(fault.text) for fault in checks.find_faults(config.settings(), store)]


def tamper(store: Store, *statements: str) -> None:
    """Change the database as somebody with a database tool would."""
    with store.engine.execution_options(write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_sound_office_has_no_faults(registry: Store) -> None:
    assert faults(registry) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE summary SET n = n + 1", "totals differ"),
        ("UPDATE member SET birth_on = '2999-01-01'", "born in the future"),
        ("UPDATE membership SET to_on = '1990-01-01'", "end before they begin"),
        ("UPDATE membership SET status = 'left' WHERE to_on IS NULL", "stand elsewhere"),
        ("UPDATE member SET mobile_index = id_no_index", "found by their numbers"),
        ("UPDATE member SET mobile = id_no", "cannot be read"),
        (
            "UPDATE unit SET term_start_on = '2026-01-01', term_end_on = '2025-01-01'",
            "ends before it begins",
        ),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(
    registry: Store, statement: str, expected: str
) -> None:
    tamper(registry, statement)
    found = faults(registry)
    assert any(expected in fault for fault in found), found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE hardship_file SET state = 'refused'", "open or closed against"),
        ("UPDATE hardship_file SET category = NULL", "no category"),
        ("UPDATE hardship_file SET approved_on = NULL", "no category or no day"),
        ("UPDATE hardship_file SET assessment_id = NULL", "no means test"),
        ("UPDATE file_spell SET to_on = '2026-11-01'", "missing in the figures"),
    ],
)
def test_a_hardship_file_that_disagrees_with_itself_is_found(
    registry: Store, clock: object, statement: str, expected: str
) -> None:
    hardship_life.know_line()
    hardship_life.file_in_force(1)
    assert faults(registry) == []
    tamper(registry, statement)
    found = faults(registry)
    assert any(expected in fault for fault in found), found


def test_a_changed_entry_of_the_trail_is_named(registry: Store) -> None:
    guard = "trail_no_update" if registry.is_sqlite else "trail_guard ON trail"
    tamper(registry, f"DROP TRIGGER {guard}", "UPDATE trail SET label = 'x' WHERE id = 3")
    found = checks.find_faults(config.settings(), registry)
    assert [fault.values for fault in found] == [{"number": 3}]


def test_a_trail_whose_end_was_cut_off_is_found(registry: Store) -> None:
    guard = "trail_no_delete" if registry.is_sqlite else "trail_guard ON trail"
    last = "DELETE FROM trail WHERE id = (SELECT max(id) FROM trail)"
    tamper(registry, f"DROP TRIGGER {guard}", last)
    assert any("trail is broken" in fault for fault in faults(registry))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET label = 'x'",
        "DELETE FROM trail",
        "UPDATE trail SET details = '{}'",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(registry: Store, statement: str) -> None:
    with pytest.raises(Exception, match="append-only"):
        tamper(registry, statement)


def test_values_sealed_with_another_key_are_counted(registry: Store) -> None:
    sealing.use_ring(sealing.new_ring())
    assert any("cannot be read" in fault for fault in faults(registry))


def test_a_missing_column_is_named(registry: Store) -> None:
    tamper(registry, "ALTER TABLE unit DROP COLUMN approval_no")
    found = checks.find_faults(config.settings(), registry)
    assert [fault.values for fault in found] == [{"table": "unit", "column": "approval_no"}]


def test_overlapping_periods_are_found(registry: Store) -> None:
    tamper(
        registry,
        "INSERT INTO membership (id, version, unit_id, member_id, status, from_on, change_type,"
        " reason, note) SELECT 99, 1, unit_id, member_id, status, '2020-01-01', '', '', ''"
        " FROM membership",
    )
    assert any("overlap" in fault for fault in faults(registry))


def test_a_check_changes_nothing(registry: Store) -> None:
    def entries() -> int:
        with registry.engine.connect() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM trail")) or 0)

    before = entries()
    faults(registry)
    assert entries() == before


def test_periods_that_meet_on_one_day_do_not_overlap(registry: Store) -> None:
    with reading(almighty()) as session:
        member = members.get_member(session, 1)
    with writing(almighty()) as session:
        memberships.end_membership(session, 1, member.version, "left", NOON.date(), "resign")
    assert faults(registry) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE household_membership SET relation = 'other'", "exactly one head"),
        ("UPDATE household SET head_name = '别人'", "another name"),
        ("UPDATE household SET closed_on = '2026-11-01'", "was closed"),
        ("UPDATE household_membership SET to_on = '2020-01-01'", "before they joined"),
        ("UPDATE household_person SET id_no_tail = NULL", "people of households cannot be found"),
    ],
)
def test_an_unsound_household_is_found(registry: Store, statement: str, expected: str) -> None:
    with reading(almighty()) as session:
        unit_id = members.get_member(session, 1).unit_id
    families.settle_down(int(unit_id or 0), "郑国安")
    assert faults(registry) == []
    tamper(registry, statement)
    assert any(expected in fault for fault in faults(registry)), faults(registry)


def test_a_claim_whose_amount_does_not_follow_from_its_facts_is_named(registry: Store) -> None:
    key = claims.approved(claims.cover(1, claims.plan()))
    assert faults(registry) == []
    tamper(registry, "UPDATE claim SET payable_fen = payable_fen + 1")
    (found,) = [
        fault for fault in checks.find_faults(config.settings(), registry) if "claims" in fault.text
    ]
    assert found.values == {"n": 1, "number": claims.claim_row(key).claim_no}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE unit_enrolment SET people = people + 1", "other people or fees"),
        ("UPDATE enrolment SET fee_fen = fee_fen + 1", "other people or fees"),
        ("UPDATE unit_enrolment SET received_fen = 1", "than their receipts"),
        ("UPDATE enrolment SET to_on = '2030-12-31'", "covered twice"),
        ("UPDATE claim SET paid_fen = 1", "than their pay runs"),
        ("UPDATE claim SET recover_fen = 1, recovered_fen = 1", "than the pots received"),
        ("UPDATE claim SET recovered_fen = 1", "more come back than was paid"),
        ("UPDATE claim SET bank_index = NULL", "claims cannot be found"),
    ],
)
def test_mutual_aid_that_disagrees_with_itself_is_found(
    registry: Store, statement: str, expected: str
) -> None:
    plan = claims.plan()
    first = claims.cover(1, plan)
    next_year = (date(2027, 1, 1), date(2027, 12, 31))
    claims.cover(1, plan, first.member, "郑国安", *next_year)
    claims.approved(first)
    assert faults(registry) == []
    tamper(registry, statement)
    assert any(expected in fault for fault in faults(registry)), faults(registry)
