"""A page asks the database a fixed number of questions, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.access import Actor
from tests.ground import claims
from tests.ground.people import almighty
from tests.ground.tree import enrol
from tests.pages.conftest import Sample, Screen

MOST_STATEMENTS = 12
"""For a list, the language and the version of the codes included."""
MOST_OF_ONE_RECORD = 14
"""Twelve of the page's own, the language and the version of the codes."""
DESK = 25
"""The desk is no list: it counts what waits in three dozen of them."""
MORE_OF_ONE_RECORD = {"hardship_apply": 16, "visit": 16, "benefit": 16, "grant": 19, "pay_run": 20}
"""Pages of one record that show what several features keep on it: each verb asks for the record
itself, so that nothing is shown that the reader may not see."""
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
    ("reports", {}),
    ("reports", {"tell": "units"}),
    ("reports", {"show": "issued"}),
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
    ("campaigns", {"show": "conflicts"}),
    ("campaigns", {"show": "report"}),
    ("campaigns", {"make": "yes"}),
    ("supervision", {}),
    ("supervision", {"show": "overdue"}),
    ("supervision", {"show": "ties"}),
    ("charts", {}),
    ("charts", {"show": "list"}),
    ("charts", {"figure": "files"}),
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
    assert before <= (DESK if page == "desk" else MOST_STATEMENTS)


def test_a_record_is_opened_with_few_statements(
    sample: Sample, screen: Callable[[Actor], Screen], statements: list[str]
) -> None:
    pages: tuple[tuple[str, dict[str, object]], ...] = (
        ("member", {"id": sample.member_id}),
        ("unit", {"id": sample.city.mill}),
        ("household", {"id": sample.household_id}),
        ("household_person", {"id": sample.person_id}),
        ("hardship_file", {"id": sample.file_id}),
        ("hardship_apply", {"id": sample.file_id, "step": "money"}),
        ("hardship_apply", {"id": sample.file_id, "step": "check"}),
        ("notice", {"id": sample.notice_id}),
        ("visit", {"id": sample.visit_id}),
        ("grant", {"id": sample.aid.grant}),
        ("benefit", {"id": sample.aid.benefit}),
        ("fund", {"id": sample.aid.fund}),
        ("pay_run", {"id": sample.run_id}),
        ("cover", {"person": sample.hostile_id}),
        ("campaign", {"id": sample.campaign_id}),
        ("letters", {"claim": sample.claim_id}),
    )
    shown = screen(almighty())
    for page, arguments in pages:
        shown.open(page, **arguments)
        statements.clear()
        shown.open(page, **arguments)
        most = MORE_OF_ONE_RECORD.get(page, MOST_OF_ONE_RECORD)
        assert len(statements) <= most, (page, statements)


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
