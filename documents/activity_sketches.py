"""The letters of activities, drawn in code: invitation, list to sign, cancellation, certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from docx.shared import Pt

from documents.form_sketching import blank_form, line, listing
from documents.sketching import blank, signature, text_line, title

_WHEN = "{{ days }}{% if hours %} {{ hours }}{% endif %}"


def _activity_notice() -> Any:
    letter = blank()
    title(letter, "关于举办{{ activity }}的通知", Pt(20))
    text_line(letter, "各基层工会、广大会员：", indent=False)
    text_line(
        letter,
        "{% if campaign %}为开展“{{ campaign }}”，{% endif %}{{ unit_name }}定于{{ days }}"
        "举办{{ activity }}。现将有关事项通知如下。",
    )
    text_line(letter, f"一、时间：{_WHEN}。")
    text_line(letter, "二、地点：{{ place }}。")
    text_line(letter, "三、参加对象：{{ who }}。名额：{{ places }}。")
    text_line(
        letter,
        "四、报名：请到所在单位工会报名"
        "{% if sign_up_until %}，截止{{ sign_up_until }}{% endif %}。报满后按先后顺序候补。",
    )
    text_line(letter, "{% if programme %}五、内容：{{ programme }}{% endif %}")
    text_line(
        letter,
        "{% if contact_name %}联系人：{{ contact_name }}　电话：{{ contact_phone }}{% endif %}",
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


def _activity_names() -> Any:
    form = blank_form("{{ activity }}签到表")
    line(form, f"编号：{{{{ activity_no }}}}    时间：{_WHEN}    地点：{{{{ place }}}}")
    line(form, "主办：{{ unit_name }}    报名人数：{{ signed_up }}")
    listing(form, "guests", "序号=number:3 姓名=name:5 性别=gender:3 单位=unit:11 签名=:6 备注=:4")
    line(form, "实到人数：            经办人：            日期：")
    return form


def _activity_cancelled() -> Any:
    letter = blank()
    title(letter, "关于取消{{ activity }}的通知", Pt(20))
    text_line(letter, "各位报名人员：", indent=False)
    text_line(
        letter,
        "{{ unit_name }}原定于{{ days }}在{{ place }}举办的{{ activity }}（{{ activity_no }}）"
        "因故取消。{% if cancelled_because %}原因：{{ cancelled_because }}。{% endif %}",
    )
    text_line(
        letter,
        "由此带来的不便，敬请谅解。请各单位工会及时转告本单位已报名的{{ signed_up }}名人员。"
        "{% if contact_phone %}咨询电话：{{ contact_phone }}。{% endif %}",
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


def _activity_certificate() -> Any:
    letter = blank()
    title(letter, "结 业 证 书", Pt(32), Pt(40))
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "于{{ days }}参加{{ unit_name }}举办的{{ activity }}，完成全部内容，成绩合格，准予结业。",
    )
    text_line(letter, "证书编号：{{ activity_no }}")
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


ACTIVITIES: Mapping[str, Callable[[], Any]] = {
    "activity_notice": _activity_notice,
    "activity_names": _activity_names,
    "activity_cancelled": _activity_cancelled,
    "activity_certificate": _activity_certificate,
}
