"""What drawn letters and forms share: A4 pages, fonts, titles, signatures."""

from __future__ import annotations

from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE_FONT, TEXT_FONT, LATIN_FONT = "黑体", "仿宋", "Times New Roman"
TITLE_SIZE, TEXT_SIZE = Pt(22), Pt(16)
LINE_HEIGHT = Pt(30)
TITLE_GAP = Pt(24)
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def blank() -> Any:
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
    page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
    normal = document.styles["Normal"]
    set_font(normal, TEXT_FONT, TEXT_SIZE)
    normal.paragraph_format.line_spacing = LINE_HEIGHT
    normal.paragraph_format.space_after = Pt(0)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    return document


def set_font(styled: Any, font: str, size: Any) -> None:
    styled.font.name, styled.font.size = LATIN_FONT, size
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def title(document: Any, text: str, size: Any = TITLE_SIZE, below: Any = TITLE_GAP) -> None:
    line = document.add_paragraph()
    line.alignment = CENTRE
    line.paragraph_format.space_after = below
    set_font(line.add_run(text), TITLE_FONT, size)


def text_line(document: Any, text: str, indent: bool = True) -> None:
    line = document.add_paragraph(text)
    if indent:
        line.paragraph_format.first_line_indent = TEXT_SIZE * 2


def signature(document: Any, *lines: str) -> None:
    document.add_paragraph()
    for text in lines:
        document.add_paragraph(text).alignment = _RIGHT
