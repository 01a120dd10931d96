"""Old lists of mutual aid: the columns that a year's enrolments and claims may have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.claims import CLAIM_FIELDS
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value, by_name
from rules.imports import MEMBER_UNIT
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.money import show_money
from rules.mutual_enrolment import fee, valid_shares
from rules.mutual_terms import PlanTerms

_MEMBER = by_name(MEMBER_FIELDS)
PERSON_COLUMNS: Fields = (_MEMBER["name"], _MEMBER["id_no"], _MEMBER["member_no"])
"""How a list names somebody: the name, and the ID number or the member number."""

PLAN_COLUMN = Field(
    "plan",
    N_("Mutual-aid plan"),
    required=True,
    length=100,
    help=N_("The plan's name or its code."),
    aliases=("互助计划", "计划名称", "互助计划名称", "计划", "互助项目", "险种", "互助种类"),
)
ENROLMENT_COLUMNS: Fields = (
    MEMBER_UNIT,
    PLAN_COLUMN,
    *PERSON_COLUMNS,
    Field("from_on", N_("Cover begins on"), Kind.DATE, required=True,
          aliases=("互助起期", "起始日期", "开始日期", "生效日期", "互助开始日期", "保障起期")),
    Field("shares", N_("Shares"), Kind.INTEGER, aliases=("份数", "参加份数", "互助份数"),
          help=N_("Left empty, one.")),
    Field("fee", N_("Fee"), Kind.MONEY,
          aliases=("互助金", "缴费金额", "缴纳金额", "互助费", "会费", "金额", "保费")),
)  # fmt: skip

_TAKEN_OVER = (
    "event", "event_on", "ended_on", "reported_on", "handed_in_on", "hospital", "hospital_level",
    "out_of_area", "cause", "diagnosis", "class_code", "died", "insured", "total_fen",
    "pool_paid_fen", "large_paid_fen", "other_paid_fen", "own_in_fen", "own_out_fen",
)  # fmt: skip
CLAIM_COLUMNS: Fields = (
    PLAN_COLUMN,
    *PERSON_COLUMNS,
    *(field for field in CLAIM_FIELDS if field.name in _TAKEN_OVER),
    Field("invoice", N_("Invoice number"), length=60,
          aliases=("发票号", "发票号码", "票据号", "票据号码")),
    Field("paid", N_("Paid"), Kind.MONEY,
          aliases=("实付金额", "给付金额", "赔付金额", "补助金额", "报销金额", "理赔金额")),
    Field("paid_on", N_("Paid on"), Kind.DATE,
          aliases=("给付日期", "付款日期", "赔付日期", "发放日期")),
    Field("refusal", N_("Ground of refusal"), Kind.CHOICE, codes="claim_refusal",
          aliases=("拒付原因", "不予给付原因", "未赔付原因", "拒赔原因")),
)  # fmt: skip


def check_named(values: Mapping[str, Value]) -> None:
    """Raise InvalidInput unless a row says by a number who is meant."""
    if not values.get("id_no") and not values.get("member_no"):
        raise InvalidInput(N_("Give the ID number or the member number."), field="id_no")


def check_fee(terms: PlanTerms, values: Mapping[str, Value]) -> None:
    """Raise InvalidInput where the fee of a row is not what its shares cost."""
    given, shares = values.get("fee"), values.get("shares") or 1
    due = fee(terms, valid_shares(terms, int(str(shares))))
    if given is not None and given != due:
        raise InvalidInput(
            N_("The plan asks for {due} yuan, the list says {given}."),
            field="fee",
            due=show_money(due),
            given=show_money(int(str(given))),
        )


def check_ended(values: Mapping[str, Value], today: date) -> None:
    """Raise InvalidInput unless a claim of an old list was paid, or refused, for good.

    What is still open is taken at the counter, since money may leave for it.
    """
    paid, paid_on, refusal = values.get("paid"), values.get("paid_on"), values.get("refusal")
    if refusal and paid:
        raise InvalidInput(N_("A refused claim was not paid: leave one of the two empty."),
                           field="refusal")  # fmt: skip
    if not refusal and not paid:
        raise InvalidInput(
            N_("Say what was paid, or why nothing was. Open claims are taken at the counter."),
            field="paid",
        )
    if paid and not isinstance(paid_on, date):
        raise InvalidInput(N_("Say when it was paid."), field="paid_on")
    if isinstance(paid_on, date) and paid_on > today:
        raise InvalidInput(N_("This date lies in the future."), field="paid_on")
