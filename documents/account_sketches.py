"""The circular on mutual aid, drawn in code like the letters: A4, with the ranking as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docx.shared import Cm, Pt

from documents.form_sketching import listing
from documents.sketching import TEXT_FONT, blank, set_font, signature, text_line, title


def _mutual_circular() -> Any:
    letter = blank()
    page = letter.sections[0]
    page.top_margin = page.bottom_margin = Cm(2.4)
    page.left_margin = page.right_margin = Cm(2)
    title(letter, "关于{{ period }}职工互助保障工作情况的通报", Pt(20), Pt(14))
    text_line(letter, "各有关单位：", indent=False)
    text_line(
        letter,
        "现将{{ period }}职工互助保障工作情况通报如下（累计数自{{ year }}年1月起）。{{ in_month }}",
    )
    text_line(
        letter,
        "一、参加情况。累计参加{{ people }}人次，上年同期{{ people_before }}人次"
        "{% if people_target %}，完成年度目标{{ people_target }}人次的{{ people_reached }}"
        "{% endif %}；"
        "续保率{{ renewal_rate }}。",
    )
    text_line(
        letter,
        "二、互助金收缴情况。本年度互助期累计收缴{{ fees }}元，上年{{ fees_before }}元"
        "{% if fees_target %}，完成年度目标{{ fees_target }}元的{{ fees_reached }}{% endif %}。"
        "年收缴互助金达到百万元的单位：{{ millions }}。",
    )
    text_line(
        letter,
        "三、理赔给付情况。累计受理理赔{{ claims }}件，已批准{{ approved }}件，"
        "不予给付{{ refused }}件；累计给付{{ paid }}元，上年同期{{ paid_before }}元，"
        "给付率{{ loss_ratio }}。",
    )
    text_line(
        letter,
        "四、排名情况。位居前列的单位：{{ best }}。"
        "{% if people_target %}{{ unit_count }}个单位中，{{ reached_count }}个已完成年度参加目标；"
        "完成不足一半的单位：{{ behind }}。{% endif %}各单位情况见下表。",
    )
    letter.add_paragraph()
    listing(
        letter,
        "lines",
        "名次=place:10 单位=unit:32 参加人次=people:16 完成率=people_reached:18 "
        "收缴互助金（元）=fees:25 完成率=fees_reached:18 给付金额（元）=paid:25 "
        "给付率=loss_ratio:18 续保率=renewal_rate:17",
        Pt(9),
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    for paragraph in letter.paragraphs[-3:-1]:
        paragraph.paragraph_format.keep_with_next = True
    return letter


def _mutual_circular_in_english() -> Any:
    letter = blank()
    page = letter.sections[0]
    page.top_margin = page.bottom_margin = Cm(2.4)
    page.left_margin = page.right_margin = Cm(2)
    set_font(letter.styles["Normal"], TEXT_FONT, Pt(12))
    letter.styles["Normal"].paragraph_format.line_spacing = Pt(20)
    title(letter, "Circular on mutual aid: {{ period }}", Pt(18), Pt(14))
    for text in _ENGLISH:
        text_line(letter, text, indent=False)
        letter.paragraphs[-1].paragraph_format.space_after = Pt(6)
    listing(letter, "lines", _ENGLISH_COLUMNS, Pt(9))
    signature(letter, "{{ unit_name }} (seal)", "{{ today }}")
    for paragraph in letter.paragraphs[-3:-1]:
        paragraph.paragraph_format.keep_with_next = True
    return letter


_ENGLISH = (
    "To all units concerned:",
    "This is how mutual aid stood at the end of {{ period }}; all figures count from January"
    " {{ year }}. {{ in_month }}",
    "1. People covered: {{ people }}, {{ people_before }} at the same time of the year before"
    "{% if people_target %}; {{ people_reached }} of the year's target of {{ people_target }}"
    "{% endif %}. Renewal rate: {{ renewal_rate }}.",
    "2. Fees received for covers of the year: {{ fees }} yuan, {{ fees_before }} yuan in the year"
    " before{% if fees_target %}; {{ fees_reached }} of the year's target of {{ fees_target }} yuan"
    "{% endif %}. Units with fees of a million yuan: {{ millions }}.",
    "3. Claims accepted: {{ claims }}, of them {{ approved }} approved and {{ refused }} refused."
    " Paid out: {{ paid }} yuan, {{ paid_before }} yuan at the same time of the year before;"
    " loss ratio {{ loss_ratio }}.",
    "4. Ranking. In the first places: {{ best }}. {% if people_target %}{{ reached_count }} of"
    " {{ unit_count }} units have reached the year's target of people; below half of it:"
    " {{ behind }}. {% endif %}The table shows every unit.",
)
_ENGLISH_COLUMNS = (
    "Rank=place:11 Unit=unit:30 People_covered=people:17 Of_target=people_reached:17"
    " Fees_received_(yuan)=fees:24 Of_target=fees_reached:17"
    " Paid_out_(yuan)=paid:24 Loss_ratio=loss_ratio:17"
    " Renewal_rate=renewal_rate:18"
)

ACCOUNTS: Mapping[str, Callable[[], Any]] = {"mutual_circular": _mutual_circular}
ENGLISH_ACCOUNTS: Mapping[str, Callable[[], Any]] = {"mutual_circular": _mutual_circular_in_english}
