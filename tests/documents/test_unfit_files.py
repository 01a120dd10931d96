"""Files that cannot be a roster: each gets a clear sentence and nothing is opened."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from documents import containers, workbook_size
from documents.letters import built_in
from documents.sheets import MOST_FILE_BYTES
from tests.ground.rosters import ZHANG_ID, advice_for, csv_text, opened, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
ROSTER = workbook([["姓名", "身份证号"], ["张伟", ZHANG_ID]])
ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def _sheet(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(
        ROSTER, SHEET, f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    )


def _old_office(*marks: str) -> bytes:
    body = b"".join(mark.encode("utf-16-le") for mark in marks)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + body


def _archive(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "empty"),
        (b"   \r\n", "empty"),
        (b"%PDF-1.7\n%%EOF", "PDF"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "web page"),
        (built_in("transfer_letter"), "Word"),
        (_archive(readme_DOT_txt="x"), "archive"),
        (_old_office("EncryptedPackage"), "password"),
        (_old_office("Workbook", "_VBA_PROJECT"), "macros"),
        (_old_office("Workbook"), "damaged"),
        (_old_office(), "no roster"),
        (b"\x00\x01\x02 binary", "no roster"),
        (b"\xff\xfe\xfd broken \x80\x81", "no roster"),
        (b"PK\x03\x04 not an archive", "damaged"),
        (ROSTER[: len(ROSTER) // 2], "damaged"),
        (with_part(ROSTER, "xl/vbaProject.bin", "x"), "macros"),
        (with_part(ROSTER, SHEET, "<not xml"), "damaged"),
    ],
)
def test_an_unfit_file_is_refused_in_words_a_clerk_understands(content: bytes, advice: str) -> None:
    assert advice in advice_for(lambda: opened(content))


def test_a_file_beyond_the_size_limit_is_refused_before_it_is_looked_at() -> None:
    assert "larger than" in advice_for(lambda: opened(b"x" * (MOST_FILE_BYTES + 1)))


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(ROSTER)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    assert "password" in advice_for(lambda: opened(bytes(content)))


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "MOST_UNPACKED_BYTES", 3_000_000)
    assert "unreasonable" in advice_for(lambda: opened(_sheet(" " * 4_000_000)))


def test_an_archive_that_lies_about_its_size_is_counted_and_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_size, "MOST_UNPACKED_BYTES", 3_000_000)
    honest = io.BytesIO()
    with zipfile.ZipFile(honest, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(ROSTER)) as old:
            for name in old.namelist():
                archive.writestr(name, b" " * 4_000_000 if name == SHEET else old.read(name))
        told = archive.getinfo(SHEET).file_size
    lying = honest.getvalue().replace(struct.pack("<I", told), struct.pack("<I", 1000))
    assert len(lying) < 100_000
    assert "unreasonable" in advice_for(lambda: opened(lying))


def test_broken_compression_is_told_as_damage() -> None:
    (part,) = containers.parts_below(ROSTER, SHEET)
    start = part.header_offset + 30 + len(SHEET)
    content = bytearray(ROSTER)
    content[start : start + 20] = b"\xff" * 20
    assert "damaged" in advice_for(lambda: opened(bytes(content)))


@pytest.mark.parametrize(
    ("cells", "advice"),
    [
        ('<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>', "columns"),
        ('<row r="1"><c r="CW1" t="str"><v>x</v></c></row>', "columns"),
        ('<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>', "rows"),
        ('<row r="300001"><c r="A300001" t="str"><v>x</v></c></row>', "rows"),
    ],
)
def test_cells_in_far_corners_are_refused_before_they_take_all_memory(
    cells: str, advice: str
) -> None:
    assert advice in advice_for(lambda: opened(_sheet(cells)))


def test_an_ods_that_repeats_itself_without_end_is_refused() -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="9000"/>'
    row = f'<table:table-row table:number-rows-repeated="900000">{cell}</table:table-row>'
    bomb = _archive(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{"META-INF__manifest_DOT_xml": ODS_MANIFEST},
        content_DOT_xml=f'<table:table table:name="a">{row}</table:table>',
    )
    assert "columns" in advice_for(lambda: opened(bomb))


def test_a_csv_with_too_many_columns_is_refused() -> None:
    text = csv_text("姓名,身份证号", ",".join(["x"] * 101))
    assert "columns" in advice_for(lambda: opened(text.encode()).count_rows())
