"""The figures of aid: what was granted and paid, gifts, and the pots it came from."""

from __future__ import annotations

from rules.access import Permission
from rules.aid import GRANTED
from rules.indicator import AID, FEN, SHARE, Grouping, Indicator, Part
from rules.language import N_

_PAID, _GIFTS, _POTS = ("pay_runs", "funds"), ("visits",), ("funds",)
_KIND = Grouping("first", "aid_kind")
_STANDING = frozenset((GRANTED,))

_BY_POT = {
    "source": Grouping("first", "fund_source"),
    "fund": Grouping("second", "fund"),
}
_HELD, _SPENT = Part("pot_held", "fen"), Part("pot_paid", "fen")


def _pot(code: str, label: str, meaning: str, part: Part) -> Indicator:
    return Indicator(
        code, AID, label, meaning, FEN, parts=(part,), groups=_BY_POT, areas=_POTS,
        names=Permission.SEE_FUNDS, list_page="fund", people=False,
    )  # fmt: skip


AID_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "aid_paid",
        AID,
        N_("Aid paid"),
        N_("Aid that reached families in the period: single grants and months of benefits."),
        FEN,
        parts=(Part("aid_paid", "fen"),),
        groups={
            "kind": _KIND,
            "source": Grouping("second", "source_of_fund"),
            "fund": Grouping("second", "fund"),
        },
        areas=_PAID,
        names=Permission.SEE_HARDSHIP,
        list_page="household",
        people=False,
    ),
    Indicator(
        "aid_payments",
        AID,
        N_("Payments of aid"),
        N_("How many grants and months of benefits were paid in the period."),
        parts=(Part("aid_paid"),),
        groups={
            "kind": _KIND,
            "source": Grouping("second", "source_of_fund"),
            "fund": Grouping("second", "fund"),
        },
        areas=_PAID,
        names=Permission.SEE_HARDSHIP,
        list_page="household",
    ),
    Indicator(
        "aid_households",
        AID,
        N_("Families helped"),
        N_("Families that aid reached in the period, each once, with their present unit."),
        groups={"kind": Grouping("record", "aid_kind")},
        areas=(*_PAID, "households"),
        names=Permission.SEE_HARDSHIP,
        list_page="household",
    ),
    Indicator(
        "aid_people",
        AID,
        N_("People helped"),
        N_("People for whom aid was paid in the period, each once, with their present unit."),
        groups={"kind": Grouping("record", "aid_kind")},
        areas=(*_PAID, "households"),
        names=Permission.SEE_HARDSHIP,
        list_page="household_person",
    ),
    Indicator(
        "grants",
        AID,
        N_("Grants approved"),
        N_("Single grants approved in the period and not taken back, whether paid yet or not."),
        parts=(Part("grants", second=_STANDING),),
        groups={"kind": _KIND},
        areas=("aid",),
        names=Permission.SEE_HARDSHIP,
        list_page="grant",
    ),
    Indicator(
        "grants_fen",
        AID,
        N_("Amount of grants approved"),
        N_("What the single grants approved in the period come to, whether paid yet or not."),
        FEN,
        parts=(Part("grants", "fen", second=_STANDING),),
        groups={"kind": _KIND},
        areas=("aid",),
        names=Permission.SEE_HARDSHIP,
        list_page="grant",
        people=False,
    ),
    Indicator(
        "gifts",
        AID,
        N_("Care gifts"),
        N_("Gifts of cash and goods given in the period."),
        parts=(Part("gifts"),),
        groups={"kind": _KIND, "occasion": Grouping("second", "care_occasion")},
        areas=_GIFTS,
        names=Permission.SEE_HARDSHIP,
    ),
    Indicator(
        "gifts_fen",
        AID,
        N_("Worth of care gifts"),
        N_("What the gifts given in the period are worth, cash and goods together."),
        FEN,
        parts=(Part("gifts", "fen"),),
        groups={"kind": _KIND, "occasion": Grouping("second", "care_occasion")},
        areas=_GIFTS,
        names=Permission.SEE_HARDSHIP,
        people=False,
    ),
    _pot(
        "pot_held",
        N_("Money of the funds"),
        N_("Budget and money received of the funds whose year begins in the period."),
        _HELD,
    ),
    _pot(
        "pot_paid",
        N_("Spent of the funds"),
        N_("What the funds whose year begins in the period have paid out so far."),
        _SPENT,
    ),
    _pot(
        "pot_reserved",
        N_("Reserved in the funds"),
        N_("What is reserved and not paid yet in the funds whose year begins in the period."),
        Part("pot_reserved", "fen"),
    ),
    Indicator(
        "pot_use",
        AID,
        N_("Use of the funds"),
        N_("What the funds whose year begins in the period have paid, of the money they have."),
        SHARE,
        parts=(_SPENT,),
        whole=(_HELD,),
        areas=_POTS,
    ),
)
