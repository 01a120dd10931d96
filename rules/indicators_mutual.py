"""The figures of mutual aid, from the counters that its account is made from."""

from __future__ import annotations

from rules.access import Permission
from rules.claims import APPROVED, DRAFT, REFUSED
from rules.indicator import FEN, FLOW, MUTUAL_AID, SHARE, Grouping, Indicator, Part
from rules.mutual_account import RENEWED
from rules.mutual_figures import FIGURES

BY_PLAN = {"plan": Grouping("first", "mutual_plan")}
_BANDS = {"band": Grouping("first", "band", (Part("claim_bands"),))}
_OF_RECORDS = {
    "cause": Grouping("record", "claim_cause"),
    "hospital": Grouping("record"),
}
OF_CLAIMS = ("claims", "approved", "refused")
"""The figures that are also told by cause and hospital; those approved by amount as well."""
_CLAIMS, _COVERS = ("claims",), ("enrolments",)

_PAID = Part("claims_paid", "fen")
_FEES = Part("cover_fees", "fen")


def _figure(
    code: str,
    figure: str,
    parts: tuple[Part, ...],
    areas: tuple[str, ...],
    *,
    unit: str = "count",
    whole: tuple[Part, ...] = (),
    page: str = "",
) -> Indicator:
    words = FIGURES[figure]
    groups = BY_PLAN if figure not in OF_CLAIMS else {**BY_PLAN, **_OF_RECORDS}
    if figure == "approved":
        groups = {**_BANDS, **groups}
    return Indicator(
        code,
        MUTUAL_AID,
        words.label,
        words.meaning,
        unit,
        FLOW,
        parts,
        whole,
        {} if unit == SHARE else groups,
        areas,
        Permission.SEE_CLAIMS,
        page,
        people=unit == "count",
    )


MUTUAL_INDICATORS: tuple[Indicator, ...] = (
    _figure("mutual_people", "people", (Part("enrolled"),), _COVERS, page="member"),
    _figure("mutual_due", "due", (Part("enrolled", "fen"),), _COVERS, unit=FEN, page="member"),
    _figure("mutual_fees", "fees", (_FEES,), _COVERS, unit=FEN, page="enrolment"),
    _figure(
        "mutual_came_in", "came_in", (Part("fees", "fen"),), _COVERS, unit=FEN, page="enrolment"
    ),
    _figure(
        "mutual_renewal",
        "renewal",
        (Part("enrolled", second=frozenset((RENEWED,))),),
        _COVERS,
        unit=SHARE,
        whole=(Part("renewals_due"),),
    ),
    _figure(
        "claims",
        "claims",
        (Part("claims", but=frozenset((DRAFT,))),),
        _CLAIMS,
        page="claim",
    ),
    _figure(
        "claims_approved",
        "approved",
        (Part("claims", second=frozenset((APPROVED,))),),
        _CLAIMS,
        page="claim",
    ),
    _figure(
        "claims_refused",
        "refused",
        (Part("claims", second=frozenset((REFUSED,))),),
        _CLAIMS,
        page="claim",
    ),
    _figure("claims_paid", "paid", (_PAID,), _CLAIMS, unit=FEN, page="claim"),
    _figure(
        "mutual_loss_ratio",
        "loss_ratio",
        (_PAID,),
        ("claims", "enrolments"),
        unit=SHARE,
        whole=(_FEES,),
    ),
)
