"""Ceilings of aid: the worked examples, each set's kinds, and what never may happen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.seeding import shipped_codes
from rules.aid_caps import CapResult, Situation, cap, left_after
from rules.cap_sets import AidKind, Band, CapRule, CapSet, Stage
from rules.categories import Category, Level
from rules.errors import InvalidInput
from rules.language import use_language
from tests.rules.households import LINE, caps

DEEP, RELATIVE, ACCIDENTAL = Category.DEEP, Category.RELATIVE, Category.ACCIDENTAL
LIVING, MEDICAL, STUDY = AidKind.LIVING_AID, AidKind.MEDICAL_AID, AidKind.STUDY_AID
WARMTH, AUTUMN, RELIEF = AidKind.WARMTH_CAMPAIGN, AidKind.AUTUMN_STUDY, AidKind.TEMPORARY_RELIEF


def limit(code: str, kind: AidKind, category: Category | None, **more: Any) -> int | None:
    return cap(caps(code), kind, Situation(category, LINE, **more)).limit


@pytest.mark.parametrize(
    ("code", "kind", "category", "more", "expected"),
    [
        pytest.param("NAT-A", LIVING, DEEP, {}, 1_274_400, id="B1-deep"),
        pytest.param("NAT-A", LIVING, RELATIVE, {}, 849_600, id="B1-relative"),
        *(
            pytest.param(
                "SHANGHAI2019", MEDICAL, DEEP, {"own_part": own * 100}, most * 100, id=f"B3-{own}"
            )
            for own, most in ((5000, 4500), (10000, 9000), (20000, 16000), (40000, 20000))
        ),
        ("NAT-A", LIVING, ACCIDENTAL, {}, None),
        ("NAT-A", MEDICAL, DEEP, {"own_part": 12_345}, 12_345),
        ("NAT-A", MEDICAL, RELATIVE, {"own_part": 10_000}, 8_000),
        ("NAT-A", MEDICAL, RELATIVE, {"own_part": 50_000_000}, 15_000_000),
        ("NAT-A", STUDY, DEEP, {"stage": Stage.COMPULSORY}, 300_000),
        ("NAT-A", STUDY, RELATIVE, {"stage": Stage.COLLEGE}, 1_000_000),
        ("NAT-A", STUDY, RELATIVE, {}, None),
        ("NAT-A", AidKind.TRAINING_AID, RELATIVE, {}, 300_000),
        ("NAT-A", AidKind.DISASTER_AID, None, {}, 1_000_000),
        ("NAT-A", AidKind.CARE_CASH, DEEP, {}, None),
        ("NAT-A", AUTUMN, DEEP, {"stage": Stage.COLLEGE}, 500_000),
        ("NAT-A", AUTUMN, None, {"stage": Stage.COLLEGE}, 400_000),
        ("NAT-A", AUTUMN, None, {"stage": Stage.HIGH_SCHOOL}, 200_000),
        ("NAT-B", LIVING, DEEP, {}, 1_062_000),
        ("NAT-B", STUDY, RELATIVE, {"stage": Stage.COLLEGE}, 849_600),
        ("NAT-B", RELIEF, ACCIDENTAL, {"own_part": 1_000_000}, 150_000),
        ("NAT-B", RELIEF, ACCIDENTAL, {"own_part": 10_000_000}, 1_000_000),
        ("HUBEI", LIVING, ACCIDENTAL, {}, 1_062_000),
        ("HUBEI", STUDY, DEEP, {"stage": Stage.HIGH_SCHOOL}, 637_200),
        ("HUBEI", RELIEF, None, {}, 300_000),
        ("SHANGHAI2019", LIVING, DEEP, {}, 500_000),
        ("SHANGHAI2019", STUDY, DEEP, {"stage": Stage.SPECIAL}, 531_000),
        ("SHANGHAI2019", LIVING, RELATIVE, {}, 0),
        ("SHANGHAI2019", LIVING, DEEP, {"local_hukou": False}, 0),
        ("ANHUI2019", MEDICAL, DEEP, {"own_part": 100_000, "mutual_aid": 30_000}, 70_000),
        ("ANHUI2019", MEDICAL, DEEP, {"own_part": 100_000, "mutual_aid": 300_000}, 0),
    ],
)
def test_a_set_allows_what_its_text_says(
    code: str, kind: AidKind, category: Category | None, more: dict[str, Any], expected: int | None
) -> None:
    assert limit(code, kind, category, **more) == expected


def test_a_low_line_bounds_a_fixed_amount() -> None:
    situation = Situation(DEEP, line=40_000)
    assert cap(caps("SHANGHAI2019"), LIVING, situation).limit == 480_000


def test_a_multiple_of_the_line_needs_the_line() -> None:
    with pytest.raises(InvalidInput, match="subsistence line"):
        cap(caps("NAT-A"), LIVING, Situation(DEEP))


@pytest.mark.parametrize(("kind", "reason"), [(RELIEF, "gambling"), (AUTUMN, "aided_elsewhere")])
def test_a_reason_for_exclusion_leaves_nothing(kind: AidKind, reason: str) -> None:
    asked = caps("HUBEI")
    situation = Situation(DEEP, LINE, stage=Stage.COLLEGE, exclusions=frozenset({reason}))
    assert cap(asked, kind, situation).limit == 0
    assert cap(asked, LIVING, situation).limit != 0


def test_who_gets_one_kind_a_year_gets_no_second() -> None:
    asked = caps("NAT-B")
    got = frozenset({MEDICAL})
    assert cap(asked, LIVING, Situation(RELATIVE, LINE, other_kinds=got)).limit == 0
    again = Situation(RELATIVE, LINE, own_part=10_000, other_kinds=got)
    assert cap(asked, MEDICAL, again).limit == 8_000
    assert cap(asked, LIVING, Situation(DEEP, LINE, other_kinds=got)).limit == 1_062_000


@pytest.mark.parametrize(
    ("amount", "level"),
    [(2_000_000, None), (2_000_001, Level.PROVINCE), (5_000_001, Level.NATIONAL)],
)
def test_big_amounts_need_a_higher_level(amount: int, level: Level | None) -> None:
    result = cap(caps("NAT-B"), MEDICAL, Situation(DEEP, LINE, own_part=9_000_000))
    assert result.approval_for(amount) == level


def test_the_warmth_campaign_is_bounded_at_a_time_and_in_the_year() -> None:
    result = cap(caps("NAT-A"), WARMTH, Situation())
    assert (result.limit, result.per_time) == (600_000, 300_000)
    rest = left_after(result, 500_000)
    assert (rest.limit, rest.per_time) == (100_000, 300_000)
    assert left_after(result, 900_000).limit == 0


def test_without_a_ceiling_nothing_is_subtracted() -> None:
    unbounded = cap(caps("NAT-A"), AidKind.OTHER, Situation(DEEP, LINE))
    assert left_after(unbounded, 10) == unbounded
    assert unbounded.limit is None


def test_outside_the_window_a_line_says_so() -> None:
    use_language("en")
    given: dict[str, Any] = {"category": DEEP, "stage": Stage.COLLEGE}
    late = cap(caps("NAT-A"), AUTUMN, Situation(**given, on=date(2026, 10, 1)))
    in_time = cap(caps("NAT-A"), AUTUMN, Situation(**given, on=date(2026, 9, 30)))
    assert late.lines[-1].shown({}) == "Outside the window: months 7 to 9."
    assert len(in_time.lines) == len(late.lines) - 1


def test_every_step_of_a_share_is_told() -> None:
    use_language("en")
    result = cap(caps("SHANGHAI2019"), MEDICAL, Situation(DEEP, LINE, own_part=4_000_000))
    assert [line.shown({}) for line in result.lines] == [
        "90% of the part from 0.00 to 10,000.00 = 9,000.00.",
        "70% of the part from 10,000.00 to 40,000.00 = 21,000.00.",
        "Share of the own part 40,000.00: 30,000.00.",
        "Ceiling: 20,000.00.",
        "At most 20,000.00 in the year.",
    ]


money = st.integers(0, 100_000_000)
shares = st.fractions(0, 1, max_denominator=10_000)


def _one_rule(share: Any, floor: int, ceiling: int | None) -> CapSet:
    rule = CapRule(MEDICAL, bands=(Band(None, share),), floor=floor, ceiling=ceiling)
    return CapSet(caps("NAT-A").heading, (rule,))


@given(money, shares, money, st.none() | money)
def test_aid_is_never_above_the_own_part_or_the_ceiling(
    own: int, share: Any, floor: int, ceiling: int | None
) -> None:
    found = cap(_one_rule(share, floor, ceiling), MEDICAL, Situation(own_part=own)).limit
    assert found is not None
    assert 0 <= found <= own
    assert ceiling is None or found <= ceiling
    if ceiling is None:
        assert found >= min(floor, own)


@given(
    st.sampled_from(["NAT-A", "NAT-B", "HUBEI", "SHANGHAI2019", "ANHUI2019"]),
    st.sampled_from([DEEP, RELATIVE]),
    money,
    money,
)
def test_shipped_medical_aid_never_falls_with_the_own_part(
    code: str, category: Category, own: int, more: int
) -> None:
    before = limit(code, MEDICAL, category, own_part=own)
    after = limit(code, MEDICAL, category, own_part=own + more)
    assert before is not None
    assert after is not None
    assert before <= after <= own + more


@given(money, money, money)
def test_what_was_received_and_what_is_left_make_up_the_ceiling(
    ceiling: int, first: int, second: int
) -> None:
    result = CapResult(ceiling, ())
    rest = left_after(result, first)
    assert rest.limit == max(ceiling - first, 0)
    assert left_after(rest, second).limit == left_after(result, first + second).limit


def test_every_shipped_kind_is_known_to_the_code_list() -> None:
    # Mutual aid is paid from the same pots, but its ceilings stand in its plans.
    codes = [
        code for code in shipped_codes()["aid_kind"] if code not in ("mutual_claim", "activity")
    ]
    assert [kind.value for kind in AidKind] == codes
