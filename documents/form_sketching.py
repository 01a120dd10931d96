"""Forms drawn in code: tables on A4, pairs of labels and values, lists whose row is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from documents.sketching import TEXT_FONT, blank, set_font, title

FORM_SIZE, FORM_TITLE_SIZE, FORM_LINE = Pt(10.5), Pt(18), Pt(15)
FORM_MARGIN = Cm(1.5)
SHEET_SIZE, SHEET_LINE = Pt(13), Pt(23)


def blank_sheet(name: str) -> Any:
    """Begin a form of few lines that people read on paper: in larger print, with more air."""
    document = blank_form(name, margin=Cm(2.2))
    _print(document.styles["Normal"], SHEET_SIZE, SHEET_LINE)
    _print(_cell_style(document), Pt(11.5), Pt(19))
    return document


def blank_form(name: str, landscape: bool = False, margin: Any = FORM_MARGIN) -> Any:
    """Begin a form: narrow margins, small print, its name on top."""
    document = blank()
    page = document.sections[0]
    page.top_margin = page.bottom_margin = margin
    page.left_margin = page.right_margin = margin
    if landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    _print(document.styles["Normal"], FORM_SIZE, FORM_LINE)
    title(document, name, FORM_TITLE_SIZE, Pt(8))
    return document


def line(document: Any, text: str) -> None:
    """Write a line of text below or above a table."""
    document.add_paragraph(text).paragraph_format.space_after = Pt(4)


def pairs(document: Any, *rows: str) -> None:
    """Draw labels and values beside each other; a row reads "姓名=name 性别=gender"."""
    split = [[pair.split("=") for pair in row.split()] for row in rows]
    columns = 2 * max(len(row) for row in split)
    table = _table(document, len(split), [1, 2] * (columns // 2))
    for drawn, row in zip(table.rows, split, strict=True):
        for position, (label, name) in enumerate(row):
            drawn.cells[2 * position].text = label
            drawn.cells[2 * position + 1].text = f"{{{{ {name} }}}}"
        if 2 * len(row) < columns:
            drawn.cells[2 * len(row) - 1].merge(drawn.cells[columns - 1])


def listing(document: Any, group: str, columns: str, size: Any = None) -> None:
    """Draw headings, repeated on each page, and the row that is repeated for each of ``group``.

    ``columns`` reads "序号=number:1 住址=address:3": a number is the column's share of the width,
    an underscore in a heading a space;
    a column without a name is filled in by hand. ``size`` is that of the print where it is not
    the document's.
    """
    split = [column.split("=") for column in columns.split()]
    named = [(heading, *name.partition(":")) for heading, name in split]
    table = _table(document, 2, [int(share or 2) for _heading, _name, _colon, share in named])
    for position, (heading, name, _colon, _share) in enumerate(named):
        table.rows[0].cells[position].text = heading.replace("_", " ")
        table.rows[1].cells[position].text = f"{{{{ {group}.{name} }}}}" if name else ""
    _mark(table.rows[0], "w:tblHeader")
    _mark(table.rows[1], "w:cantSplit")
    if any(not name for _heading, name, _colon, _share in named):
        table.rows[1].height = Cm(0.9)  # room for a signature
    if size is not None:
        _print_small(table, size)


def _print_small(table: Any, size: Any) -> None:
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = FORM_LINE
                for run in paragraph.runs:
                    run.font.size = size


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _table(document: Any, rows: int, shares: Sequence[int]) -> Any:
    """Draw a grid over the page's width, its columns as wide as their shares say."""
    table = document.add_table(rows, len(shares))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    style = _cell_style(document)
    page = document.sections[0]
    width = page.page_width - page.left_margin - page.right_margin
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(width * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].style = style
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    return table


def _cell_style(document: Any) -> Any:
    name = "Form cell"
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _print(style, FORM_SIZE, FORM_LINE)
    return style


def _print(style: Any, size: Any, height: Any) -> None:
    set_font(style, TEXT_FONT, size)
    style.paragraph_format.line_spacing = height


def opinion(document: Any, *labels: str) -> None:
    """Draw boxes for opinions that are written, dated and sealed by hand."""
    table = _table(document, len(labels), [1, 5])
    for row, label in zip(table.rows, labels, strict=True):
        _mark(row, "w:cantSplit")
        row.height = Cm(2)
        row.cells[0].text = label
        row.cells[1].text = "（签字盖章）          年    月    日"
        row.cells[1].vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        row.cells[1].paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
