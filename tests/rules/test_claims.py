"""Claims: what an event must be like, by when it must be handed in, how a claim moves."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from rules import claims
from rules.access import Permission
from rules.claim_checks import (
    Period,
    check_claim,
    check_invoices,
    complete_claim,
    days_of,
    decisive_day,
    objection,
    reaches_out,
)
from rules.claim_limits import Course, lateness, limits_of, papers_due, stopped
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.moves import advance, check_separation
from rules.workdays import Calendar

TODAY = date(2026, 11, 24)
CALENDAR = Calendar(
    frozenset(
        {date(2026, 5, day) for day in range(1, 6)} | {date(2026, 10, day) for day in range(1, 8)}
    ),
    frozenset({date(2026, 5, 9), date(2026, 10, 10)}),
)


def stay(**more: Any) -> dict[str, Any]:
    values = {
        "event": "stay",
        "event_on": date(2026, 10, 8),
        "ended_on": date(2026, 10, 15),
        "total_fen": 1_000_000,
        "pool_paid_fen": 600_000,
        "large_paid_fen": 50_000,
        "other_paid_fen": 0,
        "own_in_fen": 300_000,
        "own_out_fen": 50_000,
    }
    return {**values, **more}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"ended_on": date(2026, 10, 7)}, "ended_on", "lies before the admission"),
        ({"ended_on": date(2026, 11, 25)}, "ended_on", "in the future"),
        ({"event_on": date(2010, 1, 1)}, "ended_on", "ten years"),
        ({"ended_on": None}, "ended_on", "day of discharge"),
        ({"reported_on": date(2026, 10, 7)}, "reported_on", "before the event"),
        ({"handed_in_on": date(2026, 12, 1)}, "handed_in_on", "in the future"),
        ({"own_in_fen": 960_000}, "own_in_fen", "10,100.00 yuan is above the total of 10,000.00"),
        ({"own_in_fen": 300_001}, "total_fen", "0.01 yuan more"),
        ({"pool_paid_fen": 0}, "total_fen", "6,000.00 yuan less"),
        ({"total_fen": 0}, "total_fen", "settlement sheet's total"),
        ({"own_out_fen": -1}, "own_out_fen", "below zero"),
    ],
)
def test_what_no_event_can_have_is_refused_with_a_sentence(
    wrong: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        check_claim(stay(**wrong), TODAY)
    assert refused.value.field == field


def test_a_sound_stay_and_a_death_without_a_bill_pass() -> None:
    check_claim(stay(), TODAY)
    check_claim(complete_claim({"event": "death", "event_on": TODAY}, TODAY), TODAY)
    check_invoices(1_000_000, stay())
    with pytest.raises(InvalidInput, match=r"0\.01 yuan more"):
        check_invoices(1_000_001, stay())


def test_what_is_left_empty_has_its_usual_meaning() -> None:
    full = complete_claim({"event": "stay", "event_on": TODAY}, TODAY)
    assert (full["handed_in_on"], full["insured"], full["out_of_area"]) == (TODAY, True, False)
    assert (full["total_fen"], full["died"]) == (0, False)
    with pytest.raises(InvalidInput, match="missing"):
        complete_claim({"event": "stay"}, TODAY)


@pytest.mark.parametrize(
    ("end", "days"), [(None, 0), (date(2026, 10, 8), 1), (date(2026, 10, 15), 7)]
)
def test_the_day_of_discharge_does_not_count(end: date | None, days: int) -> None:
    assert days_of(date(2026, 10, 8), end) == days


def terms(**more: Any) -> Any:
    return SimpleNamespace(**{"report_days": 0, "hand_in_days": 0, "last_days": 0, **more})


class TestLimits:
    """F3: the first day does not count, an end on a day off rolls to the next workday."""

    @pytest.mark.parametrize(
        ("end", "by"),
        [
            (date(2026, 3, 2), date(2026, 5, 6)),
            (date(2026, 8, 3), date(2026, 10, 8)),
            (date(2026, 3, 1), date(2026, 4, 30)),
        ],
    )
    def test_sixty_days_after_the_discharge(self, end: date, by: date) -> None:
        found = limits_of(terms(hand_in_days=60), date(2026, 2, 20), end, CALENDAR)
        assert (found.report_by, found.hand_in_by, found.last_by) == (None, by, None)

    def course(self, **more: Any) -> Course:
        values: dict[str, Any] = {
            "event_on": date(2026, 2, 20),
            "ended_on": date(2026, 3, 2),
            "reported_on": None,
            "handed_in_on": date(2026, 5, 6),
            "complete_on": date(2026, 5, 6),
        }
        return Course(**{**values, **more})

    def test_the_last_day_is_in_time_and_the_next_is_not(self) -> None:
        sixty = terms(hand_in_days=60)
        assert lateness(sixty, self.course(), CALENDAR) is None
        late = lateness(sixty, self.course(handed_in_on=date(2026, 5, 7)), CALENDAR)
        assert late is not None
        assert (late.by, late.on) == (date(2026, 5, 6), date(2026, 5, 7))

    def test_who_reports_in_time_may_hand_in_later(self) -> None:
        two = terms(report_days=2)
        reported = self.course(reported_on=date(2026, 3, 4))
        assert lateness(two, reported, CALENDAR) is None
        late = lateness(two, self.course(), CALENDAR)
        assert late is not None
        assert "Reported" in late.text

    def test_no_time_runs_while_the_office_waits_for_papers(self) -> None:
        last, came = terms(last_days=90), date(2026, 6, 10)
        assert lateness(last, self.course(complete_on=came), CALENDAR) is not None
        waited = stopped(date(2026, 5, 6), came)
        assert waited == 35
        course = self.course(complete_on=came, days_stopped=waited)
        assert lateness(last, course, CALENDAR) is None

    def test_papers_asked_for_are_due_on_a_workday(self) -> None:
        assert papers_due(date(2026, 9, 1), CALENDAR, 30) == date(2026, 10, 8)


PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2025, 12, 31), "not_covered"),
        (date(2026, 1, 31), "waiting_period"),
        (date(2026, 2, 1), ""),
        (date(2026, 12, 31), ""),
        (date(2027, 1, 1), "not_covered"),
    ],
)
def test_the_day_suggests_the_ground_of_a_refusal(on: date, code: str) -> None:
    assert objection(PERIOD, on) == code


def test_the_plan_says_which_day_of_a_stay_over_the_year_counts() -> None:
    begin, end = date(2026, 12, 28), date(2027, 1, 4)
    assert decisive_day("begin", begin, end) == begin
    assert decisive_day("end", begin, end) == end == decisive_day("begin", end, None)
    assert reaches_out(PERIOD, begin, end)
    assert not reaches_out(PERIOD, begin, begin)


DECISIONS = [
    step
    for (_state, action), step in claims.CLAIM.steps.items()
    if action != claims.FLAG  # tells a fact; what follows of it is decided by others
    and step.permission in (Permission.DECIDE_CLAIMS, Permission.CHECK_DECISIONS)
    and step.to not in (claims.PAPERS_ASKED, claims.EXPIRED, claims.SECOND_LOOK)
]


@pytest.mark.parametrize("step", DECISIONS, ids=lambda step: step.label)
@pytest.mark.parametrize("earlier", ["enter", "accept"])
def test_nobody_decides_on_what_they_took_even_in_an_office_that_relaxes_joining(
    step: Any, earlier: str
) -> None:
    check_separation(step, 8, [(earlier, 7)], ())
    with pytest.raises(NotAllowed):
        check_separation(step, 7, [("enter", 7), ("accept", 7)], {("enter", "approved")})


def test_the_second_look_is_another_persons() -> None:
    look = advance(claims.CLAIM, claims.SECOND_LOOK, claims.AGREE)
    with pytest.raises(NotAllowed):
        check_separation(look, 7, [("enter", 1), ("approve", 7)], ())


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("draft", "approve"),
        ("accepted", "approve"),
        ("papers_asked", "approve"),
        ("approved", "withdraw"),
        ("second_look", "undo"),
        ("withdrawn", "undo"),
    ],
)
def test_what_the_table_does_not_say_is_refused(state: str, action: str) -> None:
    with pytest.raises(WrongState):
        advance(claims.CLAIM, state, action)


def test_every_state_is_named_and_reached() -> None:
    reached = {step.to for step in claims.CLAIM.steps.values()} | {claims.CLAIM.start}
    assert reached == set(claims.CLAIM.state_labels)
