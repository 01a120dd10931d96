"""What a bank's answer says about a run, row by row, and whether all of it can be taken in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules import pay_runs
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.money import show_money

RESULT_FIELDS: Fields = (
    Field("reference", N_("Reference"), length=60,
          aliases=("明细编号", "业务参考号", "客户参考号", "参考号", "附言", "用途", "备注号")),
    Field("number", N_("No."), Kind.INTEGER, aliases=("序号", "明细序号", "行号", "编号")),
    Field("name", N_("Payee"), length=60,
          aliases=("户名", "收款人", "收款人名称", "收款户名", "姓名", "账户名称", "领款人")),
    Field("account", N_("Account"), length=60,
          aliases=("账号", "帐号", "收款账号", "收款人账号", "卡号", "银行卡号")),
    Field("amount", N_("Amount"), Kind.MONEY,
          aliases=("金额", "交易金额", "发放金额", "实发金额", "金额元")),
    Field("result", N_("Result"), length=40, required=True,
          aliases=("结果", "处理结果", "交易结果", "处理状态", "交易状态", "状态", "代发结果")),
    Field("reason", N_("Reason"), length=200,
          aliases=("失败原因", "原因", "退票原因", "返回信息", "处理说明", "错误信息")),
    Field("bank_reference", N_("Reference of the bank"), length=60,
          aliases=("银行流水号", "流水号", "交易流水号", "核心流水号", "凭证号")),
    Field("on", N_("Value date"), Kind.DATE,
          aliases=("入账日期", "交易日期", "记账日期", "处理日期", "日期")),
)  # fmt: skip
"""The columns of a result file; banks call them by many names."""

MOST_ROWS = 20_000
LONGEST_REMARK = 200

_SUCCESS = frozenset(
    "成功 已成功 交易成功 处理成功 代发成功 已入账 入账 已发放 已付"
    " paid success successful ok".split()
)
_FAILURE = frozenset(
    "失败 交易失败 处理失败 代发失败 退票 已退回 退回 未成功 拒绝 failed failure rejected".split()
)
_REFERENCE = re.compile(r"(P\d{4}-\d{4,})-(\d{4,})", re.IGNORECASE)


def outcome_of(text: str) -> str:
    """Return what a bank's word for a result means: paid, failed, or "" for neither."""
    word = "".join(text.split()).strip("。.!！").lower()
    if word in _SUCCESS:
        return pay_runs.PAID
    return pay_runs.FAILED if word in _FAILURE else ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of a result file; ``wrong``, with ``values``, is what kept it from being read."""

    row: int
    reference: str = ""
    number: int | None = None
    name: str = ""
    account: str = ""
    fen: int | None = None
    outcome: str = ""
    reason: str = ""
    bank_reference: str = ""
    on: date | None = None
    wrong: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line of the run as it was sent."""

    id: int
    number: int
    name: str
    account: str
    fen: int
    state: str
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row does: settle a line, or nothing, for the reason in ``text``."""

    row: ResultRow
    line: KnownLine | None
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_fault(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Judged:
    """A whole file: a verdict on each row, and the open lines that it does not speak of."""

    verdicts: tuple[Verdict, ...]
    missing: tuple[KnownLine, ...]

    @property
    def faults(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.is_fault)

    def settled(self, outcome: str) -> list[tuple[KnownLine, ResultRow]]:
        """Return the lines that the file settles in this way, with their rows."""
        return [
            (one.line, one.row)
            for one in self.verdicts
            if one.line is not None and not one.is_fault and one.row.outcome == outcome
        ]


Wrong = tuple[str, dict[str, Any]]


def judge(
    run_no: str, rows: Sequence[ResultRow], lines: Iterable[KnownLine], from_on: date, to_on: date
) -> Judged:
    """Compare a file with the run that it answers; value dates lie between the two days."""
    known = {line.number: line for line in lines}
    met: dict[int, int] = {}
    verdicts = []
    for row in rows:
        number, wrong = _number_of(run_no, row)
        line = known.get(number or 0)
        if wrong is None and line is None:
            wrong = N_("No line of this run has this number."), {}
        if wrong is None and line is not None:
            wrong = _repeated(line, row, met) or _differs(line, row, from_on, to_on)
        text, values = wrong or ("", {})
        verdicts.append(Verdict(row, line, text, values))
    missing = tuple(
        line
        for line in known.values()
        if line.number not in met and line.state == pay_runs.LISTED and not line.removed
    )
    return Judged(tuple(verdicts), missing)


def _number_of(run_no: str, row: ResultRow) -> tuple[int | None, Wrong | None]:
    if row.wrong:
        return None, (row.wrong, dict(row.values))
    found = _REFERENCE.search(row.reference)
    if found is None:
        if row.number is None:
            return None, (N_("This row names no line: its reference or number is missing."), {})
        return row.number, None
    if found[1].upper() != run_no.upper():
        return None, (N_("This row belongs to run {run}."), {"run": found[1].upper()})
    return int(found[2]), None


def _repeated(line: KnownLine, row: ResultRow, met: dict[int, int]) -> Wrong | None:
    earlier = met.setdefault(line.number, row.row)
    if earlier != row.row:
        return N_("This line was named in row {row} already."), {"row": earlier}
    if line.removed:
        return N_("This line was taken out before the run was sent."), {}
    if line.state != pay_runs.LISTED:
        return N_("This line was settled already."), {}
    return None


def _differs(line: KnownLine, row: ResultRow, from_on: date, to_on: date) -> Wrong | None:
    if not (row.reference or row.name or row.account):
        return N_("This row names nobody: a reference, a name or an account is missing."), {}
    if row.name and "".join(row.name.split()) != "".join(line.name.split()):
        return N_("The list says another name: {name}."), {"name": line.name}
    if row.account and not same_account(row.account, line.account):
        return N_("The list says another account."), {}
    if row.fen is None:
        return N_("The amount is missing."), {}
    if row.fen != line.fen:
        values = {"given": show_money(row.fen), "known": show_money(line.fen)}
        return N_("The amount is {given}, the list says {known}."), values
    if row.on is not None and not from_on <= row.on <= to_on:
        values = {"first": from_on.isoformat(), "last": to_on.isoformat()}
        return N_("The value date must lie from {first} to {last}."), values
    if not row.outcome:
        return N_("The result is neither success nor failure."), {}
    return None


def same_account(given: str, known: str) -> bool:
    """Say whether a bank means this account; it may hide the middle behind stars."""
    own = re.sub(r"[\s\-]", "", given)
    pattern = "".join("." if mark in "*×Xx" else re.escape(mark) for mark in own)
    if "*" in own and len(own) != len(known):
        head, tail = own.split("*")[0], own.split("*")[-1]
        return bool(tail) and known.startswith(head) and known.endswith(tail)
    return re.fullmatch(pattern, known) is not None


def check_value_date(on: date, from_on: date, to_on: date) -> None:
    """Raise InvalidInput for a day before the run was sent or in the future."""
    if not from_on <= on <= to_on:
        raise InvalidInput(
            N_("The value date must lie from {first} to {last}."),
            field="on",
            first=from_on.isoformat(),
            last=to_on.isoformat(),
        )
