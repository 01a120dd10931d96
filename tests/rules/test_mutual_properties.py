"""What no plan may ever do, over random plans and claims."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from rules.mutual_benefits import compute
from rules.mutual_facts import ClaimFacts, facts_from_plain, used_from_plain
from rules.mutual_parts import Band, BenefitPart, PartKind, Tier
from rules.mutual_terms import PlanTerms, terms_from_plain
from rules.mutual_used import add_up

FEN = st.integers(0, 20_000_000)
PERCENT = st.integers(0, 10_000).map(lambda n: Fraction(n, 100))
REPAYING = (PartKind.LINEAR, PartKind.BANDS_STAY, PartKind.BANDS_PERIOD)


@st.composite
def bands(draw: st.DrawFn, rising: bool = False) -> tuple[Band, ...]:
    ends: list[int | None] = [*sorted(draw(st.sets(st.integers(1, 10_000_000), max_size=3))), None]
    shares = draw(st.lists(PERCENT, min_size=len(ends), max_size=len(ends)))
    return tuple(map(Band, ends, sorted(shares) if rising else shares))


@st.composite
def parts(draw: st.DrawFn, kinds: Sequence[PartKind] = tuple(PartKind)) -> BenefitPart:
    kind = draw(st.sampled_from(kinds))
    return BenefitPart(
        kind=kind,
        events=("stay",),
        deductible_fen=draw(st.integers(0, 1_000_000)),
        percent=draw(PERCENT),
        bands=draw(bands()),
        tiers=tuple(Tier(draw(FEN), from_fen=n * 100_000) for n in range(2)),
        day_fen={"": draw(st.integers(0, 100_000))},
        days_free=draw(st.integers(0, 5)),
        days_period=draw(st.integers(0, 200)),
        away_percent=draw(PERCENT),
        cap_fen=draw(st.one_of(st.just(0), FEN)),
        once=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn, kinds: Sequence[PartKind] = tuple(PartKind)) -> PlanTerms:
    return PlanTerms(
        parts=tuple(draw(st.lists(parts(kinds), min_size=1, max_size=3))),
        combine=draw(st.sampled_from(("sum", "largest"))),
        max_shares=3,
        per_share=draw(st.booleans()),
        floor_fen=draw(st.integers(0, 100_000)),
        cap_event_fen=draw(st.one_of(st.just(0), st.integers(100_000, 10_000_000))),
        cap_period_fen=draw(st.one_of(st.just(0), st.integers(100_000, 10_000_000))),
    )


CLAIMS = st.builds(
    ClaimFacts,
    own_in_fen=FEN,
    own_out_fen=FEN,
    days=st.integers(0, 300),
    out_of_area=st.booleans(),
    died=st.booleans(),
    shares=st.integers(1, 4),
)


@given(plans(), st.lists(CLAIMS, min_size=1, max_size=4))
def test_a_period_never_gives_less_than_nothing_nor_more_than_its_ceilings(
    terms: PlanTerms, claims: list[ClaimFacts]
) -> None:
    earlier: list[tuple[ClaimFacts, int]] = []
    shares = claims[0].shares
    units = min(shares, 3) if terms.per_share else 1
    for claim in claims:
        facts = facts_from_plain({**claim.to_plain(), "shares": shares})
        used = add_up(terms, earlier)
        outcome = compute(terms, facts, used)
        assert outcome.payable_fen >= 0
        assert not terms.cap_event_fen or outcome.payable_fen <= terms.cap_event_fen * units
        if terms.cap_period_fen:
            paid = used.paid_fen + outcome.payable_fen
            assert outcome.cap_left_fen == terms.cap_period_fen * units - paid
            assert outcome.cap_left_fen >= 0
        again = compute(
            terms_from_plain(terms.to_plain()),
            facts_from_plain(facts.to_plain()),
            used_from_plain(used.to_plain()),
        )
        assert again == outcome
        earlier.append((facts, outcome.payable_fen))


@given(plans(REPAYING), CLAIMS, st.lists(CLAIMS, max_size=2))
def test_what_gives_back_a_cost_never_exceeds_the_own_part(
    terms: PlanTerms, facts: ClaimFacts, before: list[ClaimFacts]
) -> None:
    used = add_up(terms, [(one, 0) for one in before])
    assert compute(terms, facts, used).payable_fen <= facts.own_fen


@given(plans((PartKind.BANDS_STAY, PartKind.BANDS_PERIOD)), FEN, FEN)
def test_who_bears_more_never_gets_less_by_bands(terms: PlanTerms, less: int, more: int) -> None:
    low, high = sorted((less, more))
    given_low = compute(terms, ClaimFacts(own_in_fen=low)).payable_fen
    assert given_low <= compute(terms, ClaimFacts(own_in_fen=high)).payable_fen


@given(
    bands(rising=True),
    st.integers(0, 1_000_000),
    PERCENT,
    st.one_of(st.just(0), FEN),
    st.integers(0, 10_000_000),
    st.lists(
        st.builds(ClaimFacts, own_in_fen=FEN, out_of_area=st.booleans()), min_size=2, max_size=3
    ),
)
def test_the_order_of_stays_never_changes_what_a_period_gives(
    shares: tuple[Band, ...],
    deductible: int,
    away: Fraction,
    cap: int,
    period: int,
    stays: list[ClaimFacts],
) -> None:
    part = BenefitPart(
        PartKind.BANDS_PERIOD,
        ("stay",),
        deductible_fen=deductible,
        bands=shares,
        away_percent=away,
        cap_fen=cap,
    )
    terms = PlanTerms(parts=(part,), cap_period_fen=period)
    assert len({total(terms, order) for order in permutations(stays)}) == 1


def total(terms: PlanTerms, stays: Sequence[ClaimFacts]) -> int:
    earlier: list[tuple[ClaimFacts, int]] = []
    for facts in stays:
        earlier.append((facts, compute(terms, facts, add_up(terms, earlier)).payable_fen))
    return sum(granted for _facts, granted in earlier)
