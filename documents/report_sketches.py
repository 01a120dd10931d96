"""The circular on a report, drawn in code like the letters: A4, figures and ranking as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docx.shared import Cm, Pt

from documents.form_sketching import listing
from documents.sketching import TEXT_FONT, blank, set_font, signature, text_line, title


def _page() -> Any:
    letter = blank()
    page = letter.sections[0]
    page.top_margin = page.bottom_margin = Cm(2.4)
    page.left_margin = page.right_margin = Cm(2)
    return letter


def _circular() -> Any:
    letter = _page()
    title(letter, "{{ period }}工会工作情况通报", Pt(20), Pt(14))
    text_line(letter, "各有关单位：", indent=False)
    text_line(
        letter,
        "现将{{ period }}（{{ first_on }}至{{ last_on }}）工会工作主要数据通报如下。"
        "{% if correction %}本通报为第{{ number }}次印发。{{ correction }}{% endif %}",
    )
    text_line(letter, "一、主要数据")
    listing(
        letter,
        "figures",
        "类别=area:22 指标=label:48 本期=value:30 上年同期=before:30 增减=change:20",
        Pt(9),
    )
    text_line(letter, "二、各单位排名（按“{{ ranked_by }}”）")
    listing(letter, "units", "名次=place:12 单位=unit:44 数值=ranked:26 其他指标=others:68", Pt(9))
    text_line(letter, "三、以前各期更正")
    listing(
        letter,
        "corrections",
        "期间=period:30 指标=figure:40 原印发数=issued:28 更正数=now:28 更正原因=reason:40",
        Pt(9),
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ issued_on }}")
    _keep_together(letter)
    return letter


def _circular_in_english() -> Any:
    letter = _page()
    set_font(letter.styles["Normal"], TEXT_FONT, Pt(12))
    letter.styles["Normal"].paragraph_format.line_spacing = Pt(20)
    title(letter, "Circular on the union's work: {{ period }}", Pt(18), Pt(14))
    for text in (
        "To all units concerned:",
        "These are the main figures of {{ period }} ({{ first_on }} to {{ last_on }})."
        "{% if correction %} This is issue {{ number }}. {{ correction }}{% endif %}",
        "1. Main figures",
    ):
        text_line(letter, text, indent=False)
    listing(
        letter,
        "figures",
        "Part=area:24 Figure=label:46 In_the_period=value:28 A_year_earlier=before:28"
        " Change=change:20",
        Pt(9),
    )
    text_line(letter, "2. Units by: {{ ranked_by }}", indent=False)
    listing(letter, "units", "Rank=place:12 Unit=unit:44 Figure=ranked:26 Beside=others:68", Pt(9))
    text_line(letter, "3. Corrections to earlier periods", indent=False)
    listing(
        letter,
        "corrections",
        "Period=period:30 Figure=figure:40 As_issued=issued:28 Corrected=now:28 Reason=reason:40",
        Pt(9),
    )
    signature(letter, "{{ unit_name }} (seal)", "{{ issued_on }}")
    _keep_together(letter)
    return letter


def _keep_together(letter: Any) -> None:
    for paragraph in letter.paragraphs[-3:-1]:
        paragraph.paragraph_format.keep_with_next = True


REPORTS: Mapping[str, Callable[[], Any]] = {"report_circular": _circular}
ENGLISH_REPORTS: Mapping[str, Callable[[], Any]] = {"report_circular": _circular_in_english}
