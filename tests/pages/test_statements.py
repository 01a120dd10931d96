"""A page asks the database a fixed number of questions, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.access import Actor
from tests.ground import claims
from tests.ground.people import almighty
from tests.ground.tree import enrol
from tests.pages.conftest import Sample, Screen

MOST_STATEMENTS = 40
MOST_OF_ONE_RECORD = 14
"""Twelve of the page's own, the language and the version of the codes."""
LISTS: list[tuple[str, dict[str, object]]] = [
    ("desk", {}),
    ("members", {"all": 1}),
    ("members", {"q": "王"}),
    ("moves", {}),
    ("moves", {"show": "transfers"}),
    ("moves", {"show": "deemed"}),
    ("lookalikes", {}),
    ("quality", {}),
    ("quality", {"show": "records"}),
    ("aid", {}),
    ("aid", {"show": "unpaid"}),
    ("aid", {"show": "benefits"}),
    ("aid", {"show": "all"}),
    ("funds", {}),
    ("units", {}),
    ("mutual_plans", {}),
    ("units", {"show": "all"}),
    ("households", {"all": 1}),
    ("households", {"q": "李"}),
    ("households", {"show": "changes"}),
    ("settings", {"show": "aid_rules"}),
    ("visits", {}),
    ("visits", {"show": "missed"}),
    ("visits", {"show": "made"}),
    ("visits", {"show": "questions"}),
    ("visits", {"show": "pairings"}),
    ("visits", {"show": "plans"}),
    ("visits", {"show": "needs"}),
    ("care", {}),
    ("care", {"show": "birthdays"}),
    ("care", {"show": "gifts"}),
    ("settings", {"show": "aid_rules", "kind": "lines"}),
    ("enrolments", {}),
    ("enrolments", {"show": "arrears"}),
    ("enrolments", {"show": "renewals"}),
    ("cover", {"q": "王"}),
    ("pay_runs", {}),
    ("pay_runs", {"show": "all"}),
    ("assessors", {}),
    ("assessors", {"show": "answered"}),
    ("claims", {}),
    ("claims", {"show": "overdue"}),
    ("claims", {"show": "second_look"}),
    ("claims", {"show": "all"}),
    ("mutual_account", {}),
    ("mutual_account", {"show": "charts"}),
    ("mutual_account", {"show": "targets"}),
    ("notices", {}),
    ("notices", {"show": "ready"}),
    ("notices", {"show": "objections"}),
    ("notices", {"show": "answered"}),
    ("reverifications", {}),
    ("reverifications", {"show": "drawn"}),
    ("reverifications", {"show": "done"}),
    ("reverifications", {"show": "adopt"}),
    ("reverifications", {"show": "coverage"}),
    ("reverifications", {"show": "draws"}),
    ("activities", {}),
    ("activities", {"show": "week", "week": "2026-12-05"}),
    ("activities", {"show": "unfinished"}),
    ("campaigns", {}),
    ("campaigns", {"show": "list"}),
    ("campaigns", {"show": "steps"}),
    ("campaigns", {"make": "yes"}),
    ("supervision", {}),
    ("supervision", {"show": "overdue"}),
    ("supervision", {"show": "ties"}),
    ("boards", {}),
    ("displays", {}),
]


@pytest.mark.parametrize(("page", "arguments"), LISTS)
def test_a_list_costs_the_same_with_more_rows(
    sample: Sample,
    screen: Callable[[Actor], Screen],
    statements: list[str],
    page: str,
    arguments: dict[str, object],
) -> None:
    shown = screen(almighty()).open(page, **arguments)
    statements.clear()
    shown.open(page, **arguments)
    before = len(statements)
    for order in range(8):
        enrol(sample.city.mill, "王霞", 800 + order, mobile=f"1390000{order:04d}")
    shown.open(page, **arguments)
    statements.clear()
    shown.open(page, **arguments)
    assert len(statements) <= before + 1
    assert before <= MOST_STATEMENTS


def test_the_desk_asks_for_what_waits_in_few_statements(
    sample: Sample, screen: Callable[[Actor], Screen], statements: list[str]
) -> None:
    shown = screen(almighty()).open("desk")
    statements.clear()
    shown.open("desk")
    assert len(statements) <= 26


def test_a_person_is_opened_with_few_statements(
    sample: Sample, screen: Callable[[Actor], Screen], statements: list[str]
) -> None:
    shown = screen(almighty()).open("member", id=sample.member_id)
    statements.clear()
    shown.open("member", id=sample.member_id)
    assert len(statements) <= 15


@pytest.mark.parametrize(
    ("page", "arguments"),
    [
        ("hardship_file", {}),
        ("hardship_apply", {"step": "money"}),
        ("hardship_apply", {"step": "check"}),
    ],
)
def test_a_hardship_file_is_opened_with_few_statements(
    sample: Sample,
    screen: Callable[[Actor], Screen],
    statements: list[str],
    page: str,
    arguments: dict[str, object],
) -> None:
    shown = screen(almighty()).open(page, id=sample.file_id, **arguments)
    statements.clear()
    shown.open(page, id=sample.file_id, **arguments)
    assert len(statements) <= 16


def test_a_record_of_mutual_aid_costs_the_same_with_more_covers_and_claims(
    sample: Sample, screen: Callable[[Actor], Screen], statements: list[str]
) -> None:
    plan_id = claims.claim_row(sample.claim_id).plan_id
    pages: tuple[tuple[str, dict[str, object]], ...] = (
        ("mutual_plan", {"id": plan_id}),
        ("enrolment", {"id": sample.hand_in_id}),
        ("claim", {"id": sample.claim_id}),
        ("claim_entry", {"member": sample.hostile_id}),
    )

    def count() -> dict[str, int]:
        found = {}
        for page, arguments in pages:
            shown = screen(almighty()).open(page, **arguments)
            statements.clear()
            shown.open(page, **arguments)
            found[page] = len(statements)
        return found

    before = count()
    for order in range(6):
        who = claims.cover(sample.city.mill, claims.plan(), name="王霞")
        claims.taken(who, bank_number="6228480402564890018", begin=3 * order + 1)
    assert count() == before
    assert max(before.values()) <= MOST_OF_ONE_RECORD
