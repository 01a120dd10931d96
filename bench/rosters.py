"""A roster as a city would send one, with faults planted where they can be counted."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from bench.figures import OUT

HEADINGS = (
    "姓名", "证件号码", "性别", "出生日期", "手机号码", "民族", "学历", "政治面貌",
    "工号", "岗位", "入会时间", "会员编号",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
FAULT_EVERY = 500
"""Every so many rows one of the faults below is planted."""


@dataclass(frozen=True)
class RosterFiles:
    """The same people as csv and as workbook, and how many rows must be refused."""

    csv: Path
    xlsx: Path
    rows: int
    faults: int


def _id_number(born: date, order: int) -> str:
    stem = f"110101{born:%Y%m%d}{order:03}"
    total = sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True))
    return stem + CHECK_DIGITS[total % 11]


def _people(count: int) -> Iterator[list[str]]:
    dice = random.Random(3)
    first = date(1966, 1, 1)
    for serial in range(count):
        day, order = divmod(serial, 12)
        born = first + timedelta(days=day % 9_000)
        order += 12 * (day // 9_000)
        row = [
            dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN),
            _id_number(born, order),
            "男" if order % 2 else "女",
            f"{born.year}.{born.month}.{born.day}",
            f"1{dice.choice('3578')}{dice.randrange(10**9):09}",
            "汉族",
            dice.choice(("大学本科", "大专", "高中", "硕士研究生")),
            dice.choice(("群众", "中共党员", "共青团员")),
            f"G{serial:07}",
            dice.choice(("焊工", "电工", "会计", "驾驶员")),
            f"{dice.randint(2005, 2024)}-{dice.randint(1, 12):02}-15",
            f"H{serial:08}",
        ]
        if serial % FAULT_EVERY == FAULT_EVERY - 1:
            _plant(row, serial // FAULT_EVERY % 3, dice)
        yield row


def _plant(row: list[str], kind: int, dice: random.Random) -> None:
    """Make a wrong last digit, a birth date that contradicts, or a missing name."""
    if kind == 0:
        others = [digit for digit in "0123456789" if digit != row[1][-1]]
        row[1] = row[1][:-1] + dice.choice(others)
    elif kind == 1:
        row[3] = "1901.2.3"
    else:
        row[0] = ""


def write(count: int) -> RosterFiles:
    """Write both files, unless an earlier run did."""
    folder = OUT / "rosters"
    folder.mkdir(parents=True, exist_ok=True)
    files = RosterFiles(
        folder / f"{count}.csv", folder / f"{count}.xlsx", count, count // FAULT_EVERY
    )
    if not files.csv.exists():
        with files.csv.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([HEADINGS, *_people(count)])
    if not files.xlsx.exists():
        book = xlsxwriter.Workbook(str(files.xlsx), {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, row in enumerate([list(HEADINGS), *_people(count)]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
        book.close()
    return files
