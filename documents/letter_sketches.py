"""The letters that come with the office, drawn in code by this module run as a command.

A4, titles in 黑体, text in 仿宋, as official letters are written. The drawn files are kept
beside the templates, so that an office can open, change and upload them as its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from documents.letters import FOLDER

TITLE_FONT, TEXT_FONT, LATIN_FONT = "黑体", "仿宋", "Times New Roman"
TITLE_SIZE, TEXT_SIZE = Pt(22), Pt(16)
LINE_HEIGHT = Pt(30)
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def _blank() -> Any:
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
    page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
    normal = document.styles["Normal"]
    _set_font(normal, TEXT_FONT, TEXT_SIZE)
    normal.paragraph_format.line_spacing = LINE_HEIGHT
    normal.paragraph_format.space_after = Pt(0)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    return document


def _set_font(styled: Any, font: str, size: Any) -> None:
    styled.font.name, styled.font.size = LATIN_FONT, size
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def _title(document: Any, text: str) -> None:
    line = document.add_paragraph()
    line.alignment = _CENTRE
    line.paragraph_format.space_after = Pt(24)
    _set_font(line.add_run(text), TITLE_FONT, TITLE_SIZE)


def _text(document: Any, text: str, indent: bool = True) -> None:
    line = document.add_paragraph(text)
    if indent:
        line.paragraph_format.first_line_indent = TEXT_SIZE * 2


def _signature(document: Any, *lines: str) -> None:
    document.add_paragraph()
    for text in lines:
        document.add_paragraph(text).alignment = _RIGHT


def _member_certificate() -> Any:
    letter = _blank()
    _title(letter, "工会会员证明")
    _text(
        letter,
        "兹证明{{ name }}（性别：{{ gender }}，证件号码：{{ id_no }}）系{{ unit_name }}会员，"
        "会员编号：{{ member_no }}，入会日期：{{ joined_on }}。",
    )
    _text(letter, "特此证明。")
    _signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


def _transfer_letter() -> Any:
    letter = _blank()
    _title(letter, "工会会员会籍转移介绍信")
    _text(letter, "{{ to_unit_name }}：", indent=False)
    _text(
        letter,
        "兹有{{ name }}（性别：{{ gender }}，出生日期：{{ birth_on }}，会员编号：{{ member_no }}）"
        "原系{{ from_unit_name }}会员，入会日期：{{ joined_on }}，会费缴至：{{ dues_until_on }}。"
        "现将其会籍转至你会，自{{ effective_on }}起，请予接收。",
    )
    _signature(letter, "{{ from_unit_name }}（盖章）", "{{ today }}")
    rule = letter.add_paragraph("—" * 26)
    rule.alignment = _CENTRE
    _title(letter, "回  执")
    _text(letter, "{{ from_unit_name }}：", indent=False)
    _text(letter, "{{ name }}的会籍已转入我会，即日起由我会管理。")
    _signature(letter, "{{ to_unit_name }}（盖章）", "年    月    日")
    return letter


def _election_reminder() -> Any:
    letter = _blank()
    _title(letter, "关于做好工会换届选举工作的提醒函")
    _text(letter, "{{ name }}：", indent=False)
    _text(
        letter,
        "你会本届委员会任期自{{ term_start_on }}起，至{{ term_end_on }}届满。"
        "请按照《中国工会章程》和工会选举的有关规定，提前召开委员会会议研究换届事宜，"
        "并向{{ parent_name }}书面报告筹备情况。",
    )
    _text(
        letter,
        "如确需延期换届，请在任期届满前报{{ parent_name }}批准。"
        "换届后请及时报送选举结果，并办理法人资格变更登记。",
    )
    _signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


SKETCHES: Mapping[str, Callable[[], Any]] = {
    "member_certificate": _member_certificate,
    "transfer_letter": _transfer_letter,
    "election_reminder": _election_reminder,
}


def draw_all(folder: Path = FOLDER) -> None:
    """Write every letter into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sketch in SKETCHES.items():
        sketch().save(folder / f"{name}.docx")


if __name__ == "__main__":
    draw_all()
