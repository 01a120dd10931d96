"""The reports of a campaign and of a year's campaigns, drawn in code like the letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx.shared import Cm, Pt

from documents.form_sketching import listing
from documents.sketching import TEXT_FONT, blank, set_font, signature, text_line, title

_REPORT = (
    "{{ campaign_name }}（{{ campaign_no }}）由{{ unit_name }}组织开展，主题为“{{ theme }}”，"
    "时间自{{ from_on }}至{{ to_on }}，负责人{{ owner }}。"
    "{% if aim %}活动目标：{{ aim }}{% endif %}",
    "一、工作落实情况。共安排工作事项{{ steps_all }}项，已完成{{ steps_done }}项。"
    "{% if left_open %}尚有：{{ left_open }}。{% endif %}"
    "{% if left_open_because %}说明：{{ left_open_because }}。{% endif %}",
    "二、覆盖情况。计划覆盖{{ planned }}人，名单{{ listed }}人，已覆盖{{ reached }}人，"
    "覆盖率{{ coverage }}"
    "{% if before_reached %}；上年计划{{ before_planned }}人，已覆盖{{ before_reached }}人，"
    "覆盖率{{ before_coverage }}{% endif %}。各单位情况见下表。",
    "三、经费使用情况。预算{{ budget }}元{% if fund %}（{{ fund }}）{% endif %}，"
    "实际支出{{ spent }}元，占预算的{{ used }}，人均{{ each }}元"
    "{% if before_spent %}；上年支出{{ before_spent }}元{% endif %}。",
    "四、活动成果。{{ results }}",
    "五、活动小结。{{ summary }}",
)
_REPORT_COLUMNS = (
    "单位=name:34 名单人数=listed:16 已覆盖=reached:14 覆盖率=coverage:14 会员数=members:14"
    " 受益率=benefit:14"
)
_ENGLISH_REPORT = (
    "{{ unit_name }} held the campaign {{ campaign_name }} ({{ campaign_no }}, theme:"
    " {{ theme }}) from {{ from_on }} to {{ to_on }}; {{ owner }} answered for it."
    "{% if aim %} Aim: {{ aim }}{% endif %}",
    "1. Work. Of {{ steps_all }} steps {{ steps_done }} are done."
    "{% if left_open %} Still open: {{ left_open }}.{% endif %}"
    "{% if left_open_because %} Why: {{ left_open_because }}.{% endif %}",
    "2. People. {{ planned }} were planned and {{ listed }} listed; {{ reached }} were reached,"
    " which is a coverage of {{ coverage }}"
    "{% if before_reached %}. Last year {{ before_planned }} were planned and"
    " {{ before_reached }} reached, a coverage of {{ before_coverage }}{% endif %}. The table"
    " shows every unit.",
    "3. Money. The budget was {{ budget }} yuan{% if fund %} ({{ fund }}){% endif %};"
    " {{ spent }} yuan were spent, {{ used }} of it and {{ each }} yuan for each person reached"
    "{% if before_spent %}. Last year {{ before_spent }} yuan were spent{% endif %}.",
    "4. Results. {{ results }}",
    "5. Summary. {{ summary }}",
)
_ENGLISH_REPORT_COLUMNS = (
    "Unit=name:34 On_the_list=listed:16 Reached=reached:14 Coverage=coverage:14"
    " Members=members:14 Benefit_rate=benefit:14"
)
_YEAR = (
    "{{ year }}年，{{ unit_name }}及所属工会共开展主题活动{{ campaigns }}个"
    "{% if before_campaigns %}，上年{{ before_campaigns }}个{% endif %}。",
    "计划覆盖{{ planned }}人，名单{{ listed }}人，已覆盖{{ reached }}人，覆盖率{{ coverage }}"
    "{% if before_reached %}；上年已覆盖{{ before_reached }}人，覆盖率{{ before_coverage }}"
    "{% endif %}。",
    "预算{{ budget }}元，实际支出{{ spent }}元，占预算的{{ used }}"
    "{% if before_spent %}；上年支出{{ before_spent }}元{% endif %}。"
    "各主题、各单位情况见下表。",
)
_YEAR_COLUMNS = (
    " 活动数=campaigns:10 计划人数=planned:12 已覆盖=reached:12 覆盖率=coverage:12"
    " 预算（元）=budget:19 支出（元）=spent:19 上年覆盖=before_reached:12"
    " 上年支出（元）=before_spent:19"
)
_ENGLISH_YEAR = (
    "In {{ year }}, {{ unit_name }} and the unions below it held {{ campaigns }} campaigns"
    "{% if before_campaigns %}, {{ before_campaigns }} in the year before{% endif %}.",
    "{{ planned }} people were planned and {{ listed }} listed; {{ reached }} were reached, a"
    " coverage of {{ coverage }}{% if before_reached %}. In the year before"
    " {{ before_reached }} were reached, a coverage of {{ before_coverage }}{% endif %}.",
    "The budgets came to {{ budget }} yuan; {{ spent }} yuan were spent, {{ used }} of them"
    "{% if before_spent %}, and {{ before_spent }} yuan in the year before{% endif %}. The tables"
    " show the themes and the units.",
)
_ENGLISH_YEAR_COLUMNS = (
    " Held=campaigns:10 Planned=planned:15 Reached=reached:15 Coverage=coverage:17"
    " Budget_(yuan)=budget:18 Spent_(yuan)=spent:18 Reached_before=before_reached:15"
    " Spent_before=before_spent:18"
)


def _page(name: str, english: bool) -> Any:
    letter = blank()
    page = letter.sections[0]
    page.top_margin = page.bottom_margin = Cm(2.4)
    page.left_margin = page.right_margin = Cm(2)
    size, height = (Pt(12), Pt(20)) if english else (Pt(14), Pt(26))
    set_font(letter.styles["Normal"], TEXT_FONT, size)
    letter.styles["Normal"].paragraph_format.line_spacing = height
    title(letter, name, Pt(18), Pt(14))
    return letter


def _texts(letter: Any, texts: Sequence[str], english: bool) -> None:
    for text in texts:
        text_line(letter, text, indent=not english)
        if english:
            letter.paragraphs[-1].paragraph_format.space_after = Pt(6)


def _end(letter: Any, english: bool) -> Any:
    seal = "{{ unit_name }} (seal)" if english else "{{ unit_name }}（盖章）"
    signature(letter, seal, "{{ today }}")
    for paragraph in letter.paragraphs[-3:-1]:
        paragraph.paragraph_format.keep_with_next = True
    return letter


def _report(english: bool = False) -> Any:
    name = "Report: {{ campaign_name }}" if english else "{{ campaign_name }}总结"
    letter = _page(name, english)
    _texts(letter, _ENGLISH_REPORT if english else _REPORT, english)
    listing(letter, "units", _ENGLISH_REPORT_COLUMNS if english else _REPORT_COLUMNS, Pt(9))
    return _end(letter, english)


def _year(english: bool = False) -> Any:
    name = "Campaigns of {{ year }}" if english else "{{ year }}年度主题活动总结"
    letter = _page(name, english)
    _texts(letter, _ENGLISH_YEAR if english else _YEAR, english)
    columns = _ENGLISH_YEAR_COLUMNS if english else _YEAR_COLUMNS
    theme, unit = ("Theme", "Unit") if english else ("主题", "单位")
    listing(letter, "themes", f"{theme}=name:28{columns}", Pt(9))
    listing(letter, "units", f"{unit}=name:28{columns}", Pt(9))
    return _end(letter, english)


CAMPAIGN_REPORTS: Mapping[str, Callable[[], Any]] = {
    "campaign_report": _report,
    "campaign_year_report": _year,
}
ENGLISH_CAMPAIGN_REPORTS: Mapping[str, Callable[[], Any]] = {
    "campaign_report": lambda: _report(english=True),
    "campaign_year_report": lambda: _year(english=True),
}
