"""The letters that come with the office, drawn in code by this module run as a command.

A4, titles in 黑体, text in 仿宋, as official letters are written. The drawn files are kept
beside the templates, so that an office can open, change and upload them as its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from documents.account_sketches import ACCOUNTS, ENGLISH_ACCOUNTS
from documents.activity_sketches import ACTIVITIES
from documents.campaign_report_sketches import CAMPAIGN_REPORTS, ENGLISH_CAMPAIGN_REPORTS
from documents.campaign_sketches import CAMPAIGNS
from documents.case_sketches import CASES
from documents.claim_sketches import CLAIMS
from documents.letters import ENGLISH, FOLDER
from documents.report_sketches import ENGLISH_REPORTS, REPORTS
from documents.sketching import CENTRE, blank, signature, text_line, title


def _member_certificate() -> Any:
    letter = blank()
    title(letter, "工会会员证明")
    text_line(
        letter,
        "兹证明{{ name }}（性别：{{ gender }}，证件号码：{{ id_no }}）系{{ unit_name }}会员，"
        "会员编号：{{ member_no }}，入会日期：{{ joined_on }}。",
    )
    text_line(letter, "特此证明。")
    signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


def _transfer_letter() -> Any:
    letter = blank()
    title(letter, "工会会员会籍转移介绍信")
    text_line(letter, "{{ to_unit_name }}：", indent=False)
    text_line(
        letter,
        "兹有{{ name }}（性别：{{ gender }}，出生日期：{{ birth_on }}，会员编号：{{ member_no }}）"
        "原系{{ from_unit_name }}会员，入会日期：{{ joined_on }}，会费缴至：{{ dues_until_on }}。"
        "现将其会籍转至你会，自{{ effective_on }}起，请予接收。",
    )
    signature(letter, "{{ from_unit_name }}（盖章）", "{{ today }}")
    rule = letter.add_paragraph("—" * 26)
    rule.alignment = CENTRE
    title(letter, "回  执")
    text_line(letter, "{{ from_unit_name }}：", indent=False)
    text_line(letter, "{{ name }}的会籍已转入我会，即日起由我会管理。")
    signature(letter, "{{ to_unit_name }}（盖章）", "年    月    日")
    return letter


def _election_reminder() -> Any:
    letter = blank()
    title(letter, "关于做好工会换届选举工作的提醒函")
    text_line(letter, "{{ name }}：", indent=False)
    text_line(
        letter,
        "你会本届委员会任期自{{ term_start_on }}起，至{{ term_end_on }}届满。"
        "请按照《中国工会章程》和工会选举的有关规定，提前召开委员会会议研究换届事宜，"
        "并向{{ parent_name }}书面报告筹备情况。",
    )
    text_line(
        letter,
        "如确需延期换届，请在任期届满前报{{ parent_name }}批准。"
        "换届后请及时报送选举结果，并办理法人资格变更登记。",
    )
    signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


SKETCHES: Mapping[str, Callable[[], Any]] = {
    "member_certificate": _member_certificate,
    "transfer_letter": _transfer_letter,
    "election_reminder": _election_reminder,
    **CASES,
    **ACCOUNTS,
    **CLAIMS,
    **CAMPAIGNS,
    **REPORTS,
    **ACTIVITIES,
    **CAMPAIGN_REPORTS,
}


ENGLISH_SKETCHES: Mapping[str, Callable[[], Any]] = {
    **ENGLISH_ACCOUNTS,
    **ENGLISH_REPORTS,
    **ENGLISH_CAMPAIGN_REPORTS,
}
"""The letters that an English reader prints in English."""


def draw_all(folder: Path = FOLDER) -> None:
    """Write every letter into ``folder``, those in English into one below it."""
    for place, sketches in ((folder, SKETCHES), (folder / ENGLISH, ENGLISH_SKETCHES)):
        place.mkdir(parents=True, exist_ok=True)
        for name, sketch in sketches.items():
            sketch().save(place / f"{name}.docx")


if __name__ == "__main__":
    draw_all()
