"""Five hundred rosters that nobody should send: advice or a clean outcome, never a traceback.

``OFFICE_ROSTERS`` sets another number. Each roster goes the whole way: reading, preview,
import. What was imported is exactly what was announced, or nothing at all.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from sqlalchemy import text

from db import imports
from db.engine import Store
from db.import_rows import Incoming
from db.session import reading, writing
from documents.header_matching import known_headings, match_columns
from documents.roster_reader import read_roster
from rules.errors import OfficeError
from tests.ground.people import almighty
from tests.ground.rosters import LI_ID, ZHANG_ID, workbook
from tests.ground.tree import plant

ROSTERS = int(os.environ.get("OFFICE_ROSTERS") or "500")

headings = some.sampled_from(
    ["姓名", "身份证号", "性别", "出生日期", "手机", "入会时间", "所在工会", "会员编号", "学历",
     "备注", "序号", "银行卡号", "是否农民工", "血型", "", "合计", "邮箱", "证件类型"]
)  # fmt: skip
odd_texts = some.sampled_from(
    ["", " ", "张伟", "李敏", "欧阳修远", ZHANG_ID, LI_ID, LI_ID.lower(), "110101900307775", "男",
     "女", "9", "是", "1990.5.1", "1990年5月1日", "19900501", "2026-13-45", "0000-00-00", "32994",
     "13800138000", "１３８００１３８０００", "+86 138-0013-8000", "12345",
     "北岭纺织厂工会", "无此工会",
     "=1+1", "@x", "<script>alert(1)</script>", "**粗**", "'", '"', "\\", "%s{x}", "合计", "总计",
     "\u202e倒", "\u0000", "\ufeff", "👩‍🏭", "𠮷野", "x" * 5000, "1e400", "-", "/", "无"]
)  # fmt: skip
odd_numbers = some.one_of(
    some.integers(-(10**20), 10**20), some.floats(allow_nan=False, allow_infinity=False)
)
cells = some.one_of(
    odd_texts, odd_texts, some.text(max_size=12), odd_numbers, some.booleans(), some.none()
)
days = some.dates(date(1900, 3, 1), date(2100, 1, 1))
grids = some.builds(
    lambda above, head, rows: [*above, head, *rows],
    some.lists(some.lists(odd_texts, max_size=4), max_size=3),
    some.lists(headings, min_size=1, max_size=9),
    some.lists(some.lists(some.one_of(cells, days), max_size=10), max_size=12),
)
cuts = some.one_of(some.none(), some.tuples(some.floats(0, 1), some.binary(max_size=4)))


def _as_csv(grid: Sequence[Sequence[Any]], mark: str, encoding: str) -> bytes:
    lines = [mark.join("" if cell is None else str(cell) for cell in row) for row in grid]
    return "\r\n".join(lines).encode(encoding, errors="replace")


def _as_workbook(grid: Sequence[Sequence[Any]]) -> bytes:
    def fits(cell: Any) -> Any:
        if isinstance(cell, str):
            return "".join(c for c in cell if c.isprintable())
        if isinstance(cell, int) and abs(cell) > 10**15:
            return float(cell)
        return cell

    return workbook([[fits(cell) for cell in row] for row in grid])


SOUND = [["姓名", "身份证号"], ["张伟", ZHANG_ID]]
"""One roster that is as it should be: without it nothing might ever reach the database."""

files = some.one_of(
    some.binary(max_size=200),
    some.builds(
        _as_csv,
        grids,
        some.sampled_from([",", "\t", ";", "|"]),
        some.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    ),
    some.builds(_as_workbook, grids),
)


def _damaged(content: bytes, cut: tuple[float, bytes] | None) -> bytes:
    if cut is None:
        return content
    at = int(len(content) * cut[0])
    return content[:at] + cut[1] + content[at + len(cut[1]) :]


def _people(store: Store) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM member")).scalar_one())


@pytest.mark.filterwarnings("ignore::UserWarning:xlsxwriter")
def test_no_malformed_roster_breaks_anything_or_is_imported_by_half(office: Store) -> None:
    mill, clerk = plant().mill, almighty()
    with reading(clerk) as session:
        fields = imports.list_columns(session, imports.MEMBERS)

    @settings(
        max_examples=ROSTERS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(files, cuts, some.booleans())
    @example(_as_workbook(SOUND), None, False)
    def send(content: bytes, cut: tuple[float, bytes] | None, whole_tree: bool) -> None:
        before, expected, advice = _people(office), 0, "none needed"
        try:
            roster = read_roster(_damaged(content, cut), known_headings(fields))
            found = match_columns(roster.headings, fields)
            columns = {match.field: match.column for match in found if match.field}
            incoming = Incoming(roster.rows, columns, None if whole_tree else mill)
            with reading(clerk) as session:
                counts = imports.get_preview(session, imports.MEMBERS, incoming).counts
            assert counts.read == roster.count_rows()
            with writing(clerk) as session:
                imports.take_in(session, imports.MEMBERS, incoming, counts)
            expected = counts.new
        except OfficeError as error:
            advice = error.shown()
        assert advice
        assert _people(office) == before + expected

    send()
    assert _people(office) > 0, "the sound one should have been taken in"
