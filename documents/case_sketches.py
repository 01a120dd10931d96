"""The forms of hardship files, aid, notices and pay runs, drawn in code like the letters.

Forms are tables on A4 in the order of the paper ones; a table row that names a part such as
``people.name`` is repeated for each person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from documents.form_sketching import blank_form, line, listing, opinion, pairs
from documents.sketching import blank, signature, text_line, title

_STEPS = "环节=action:3 经手人=actor 日期=on:3 说明=note:6"


def _hardship_form() -> Any:
    form = blank_form("困难职工档案表")
    line(
        form,
        "档案编号：{{ archive_no }}    档案层级：{{ file_level }}    建档单位：{{ unit_name }}",
    )
    pairs(
        form,
        "姓名=name 性别=gender 民族=nation",
        "身份证号=id_no 出生日期=birth_on 政治面貌=political_status",
        "健康状况=health_status 残疾类别=disability_type 残疾等级=disability_grade",
        "劳模级别=model_worker 婚姻状况=marital_status 户口类型=household_type",
        "就业状况=person_status 参加工作=work_start_on 医保状况=medical_insurance",
        "手机=mobile 其他电话=other_phone 邮政编码=postcode",
        "住房类型=housing_type 住房面积=floor_area 户口所在地=hukou_region",
        "工作单位=employer 单位性质=employer_type 企业状况=enterprise_state",
        "家庭住址=home_address",
        "困难类别=category 主要致困原因=primary_cause 次要致困原因=secondary_causes",
        "单亲=is_single_parent 自救能力=has_self_help_ability 零就业家庭=is_zero_employment",
        "家庭人口=family_size 家庭收入（元）=income_total 刚性支出（元）=cost_total",
        "人均纯收入（元/月）=net_per_head 低保标准（元/月）=line 适用规则=rule_set",
        "开户行=bank_name 银行账号=bank_number 帮扶联系人=case_contact",
        "致困说明=cause_note",
    )
    line(form, "家庭成员")
    listing(
        form,
        "people",
        "姓名=name:12 关系=relation:10 身份证号=id_no:30 出生日期=birth_on:27 就业就学=status:15 "
        "单位或学校=employer:15 健康状况=health:15 月收入=income:15",
    )
    line(form, "家庭收入与刚性支出")
    listing(form, "money", "类别=kind 项目=item:4 姓名=person 金额（元）=amount 佐证=proof:3")
    opinion(form, "基层单位意见", "基层工会意见及公示情况", "上级工会审核意见", "审批意见")
    return form


def _hardship_approval() -> Any:
    form = blank_form("困难职工建档审批表")
    pairs(
        form,
        "姓名=name 单位=unit_name 申请日期=applied_on",
        "档案编号=archive_no 档案层级=file_level 困难类别=category",
        "家庭人口=family_size 家庭收入（元）=income_total 刚性支出（元）=cost_total",
        "人均纯收入（元/月）=net_per_head 低保标准（元/月）=line 适用规则=rule_set",
    )
    line(form, "家庭经济状况认定过程")
    listing(form, "reasons", "认定步骤=text")
    line(form, "办理经过")
    listing(form, "steps", _STEPS)
    opinion(form, "审核意见", "审批意见")
    return form


def _hardship_refusal() -> Any:
    letter = blank()
    title(letter, "不予建立困难职工档案告知书")
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "你于{{ applied_on }}提出的困难职工建档申请，经调查、评议和审核，不予建档。"
        "原因：{{ refusal }}。{{ refusal_note }}",
    )
    text_line(
        letter,
        "经核定，你家庭人均月纯收入为{{ net_per_head }}元，当地低保标准为每月{{ line }}元"
        "，适用规则：{{ rule_set }}。",
    )
    text_line(
        letter,
        "如有异议，可在收到本告知书之日起15个工作日内，持相关材料向{{ unit_name }}"
        "或其上一级工会申请复核。情况发生变化的，可重新提出申请。",
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


def _hardship_closing() -> Any:
    letter = blank()
    title(letter, "困难职工档案终止通知书")
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "你家庭的困难职工档案（编号：{{ archive_no }}）自{{ approved_on }}起建档，"
        "经复核并批准，自{{ ended_on }}起终止：{{ state }}。"
        "原因：{{ exit_reason }}。{{ exit_note }}",
    )
    text_line(letter, "今后生活如再遇困难，请随时与工会联系，可申请重新建档。")
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


def _public_notice() -> Any:
    letter = blank()
    title(letter, "公    示")
    text_line(letter, "{{ title }}（{{ number }}）", indent=False)
    text_line(
        letter,
        "根据{{ basis }}，经个人申请、入户调查和民主评议，现将拟建档人员公示如下。"
        "公示期{{ days }}，自{{ starts_on }}起至{{ ends_on }}止。",
    )
    listing(
        letter,
        "lines",
        "序号=number:4 姓名=name:5 单位=unit:12 困难类别=category:7 拟帮扶项目=kind:8",
    )
    text_line(
        letter,
        "如对公示内容有异议，请在公示期内向{{ unit_name }}反映。"
        "电话：{{ phone }}。信箱：{{ mailbox }}。反映情况应当实事求是，工会为反映人保密。",
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


def _aid_approval() -> Any:
    form = blank_form("帮扶资金审批表")
    pairs(
        form,
        "审批编号=grant_no 档案编号=archive_no",
        "姓名=name 单位=unit_name",
        "救助项目=kind 救助事由=need",
        "资金来源=fund 申请日期=applied_on",
        "金额（元）=amount 大写=amount_capital",
        "上限（元）=cap 会议编号=meeting_no",
    )
    line(form, "金额核定过程")
    listing(form, "reasons", "核定步骤=text")
    line(form, "办理经过")
    listing(form, "steps", _STEPS)
    opinion(form, "审核意见", "审批意见")
    return form


def _aid_refusal() -> Any:
    letter = blank()
    title(letter, "不予救助告知书")
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "你于{{ applied_on }}提出的{{ kind }}申请（编号：{{ grant_no }}），经审核不予救助。"
        "原因：{{ refusal }}。{{ refusal_note }}",
    )
    text_line(
        letter,
        "如有异议，可在收到本告知书之日起15个工作日内向{{ unit_name }}或其上一级工会申请复核。",
    )
    signature(letter, "{{ unit_name }}（盖章）", "{{ today }}")
    return letter


_RUN_HEAD = (
    "批次：{{ run_no }}    {{ title }}    发放月份：{{ month }}"
    "    共{{ line_count }}户    合计：{{ total }}元（{{ total_capital }}）"
)


def _round_sheet() -> Any:
    form = blank_form("上门发放单", landscape=True)
    line(form, _RUN_HEAD)
    listing(
        form,
        "lines",
        "序号=number:3 小区楼栋=building:8 住址=address:14 领款人=name:5 享受人=beneficiaries:6 "
        "金额（元）=amount:6 备钞=cash:7 领款人签字=:9 代领人及原因=:9",
    )
    line(form, "领出现金：            元    发放：            元    退回：            元")
    line(form, "发放人（两人）：                        复核人：                        日期：")
    return form


def _receipt_list() -> Any:
    form = blank_form("困难职工帮扶资金签收表")
    line(form, _RUN_HEAD)
    listing(
        form,
        "lines",
        "序号=number:4 档案编号=archive_no:11 姓名=name:6 救助项目=kinds:7 "
        "金额（元）=amount:8 发放日期=paid_on:11 本人签字=:11",
    )
    line(form, "签批：{{ signers }}    经办人：                    出纳：")
    return form


def _realname_summary() -> Any:
    form = blank_form("困难职工帮扶资金实名制汇总表", landscape=True)
    line(form, _RUN_HEAD)
    listing(
        form,
        "lines",
        "序号=number:4 资金来源=funds:8 救助项目=kinds:6 档案编号=archive_no:8 姓名=name:5 "
        "身份证号=id_no:11 开户行=bank_name:6 银行账号=bank_number:11 "
        "金额（元）=amount:7 发放日期=paid_on:6",
    )
    line(form, "签批：{{ signers }}    填表人：                    填表日期：{{ today }}")
    return form


CASES: Mapping[str, Callable[[], Any]] = {
    "hardship_form": _hardship_form,
    "hardship_approval": _hardship_approval,
    "hardship_refusal": _hardship_refusal,
    "hardship_closing": _hardship_closing,
    "public_notice": _public_notice,
    "aid_approval": _aid_approval,
    "aid_refusal": _aid_refusal,
    "round_sheet": _round_sheet,
    "receipt_list": _receipt_list,
    "realname_summary": _realname_summary,
}
