"""The letters of mutual aid, drawn in code: about claims and hand-ins, and leaflets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from documents.form_sketching import blank_form, blank_sheet, line, listing, pairs
from documents.sketching import blank, signature, text_line, title

_ASK = (
    "{% if office_phone %}咨询电话：{{ office_phone }}。{% endif %}"
    "{% if office_address %}理赔窗口：{{ office_address }}。{% endif %}"
)
"""Whom to ask, where the office has said so in its settings."""
_CLAIM_HEAD = "案号：{{ claim_no }}    互助计划：{{ plan_name }}    参加单位：{{ unit_name }}"


def _claim_acceptance() -> Any:
    page = blank_sheet("互助保障理赔受理通知书")
    line(page, _CLAIM_HEAD)
    pairs(
        page,
        "申请人=name 身份证号=id_no",
        "申请事由=event 受理日期=handed_in_on",
        "起始日期=event_on 结束日期=ended_on",
        "医疗机构=hospital 联系电话=mobile",
        "互助期自=from_on 至=to_on",
    )
    line(page, "收到的材料")
    listing(page, "papers", "序号=number:1 材料名称=name:6 收件情况=state:4")
    line(
        page, "{{ name }}同志：你的理赔申请已受理。工会将按计划规定核算给付金额，结果另行书面告知。"
    )
    line(
        page,
        "需要补交材料的，请自工会通知之日起{{ papers_days }}日内补齐；"
        "等待补交材料的时间不计入办理时限。",
    )
    line(page, "查询时请出示本通知书。本通知书一式两份，申请人和工会各执一份。")
    signature(page, "{{ office_name }}（盖章）", "{{ today }}")
    return page


def _claim_papers() -> Any:
    letter = blank()
    title(letter, "补交理赔材料通知书")
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "你提出的{{ plan_name }}理赔申请（案号：{{ claim_no }}），经审核，尚缺下列材料：",
    )
    listing(letter, "missing", "序号=number:1 需补交的材料=name:8")
    text_line(
        letter,
        "请于{{ papers_due_on }}前将上述材料交至{{ unit_name }}或本会理赔窗口。"
        "自{{ papers_asked_on }}起至材料补齐之日止，不计入办理时限。",
    )
    text_line(
        letter,
        "逾期未补齐的，本次申请将予终止；终止后仍可在计划规定的期限内凭齐全的材料重新申请。",
    )
    signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


def _claim_statement() -> Any:
    page = blank_form("互助保障给付核算单")
    line(page, _CLAIM_HEAD)
    pairs(
        page,
        "姓名=name 身份证号=id_no",
        "事由=event 天数=days",
        "起始日期=event_on 结束日期=ended_on",
        "医疗机构=hospital 医院等级=hospital_level",
        "互助期自=from_on 至=to_on",
        "参加份数=shares 计划文号=document_no",
    )
    line(page, "一、医保结算单金额（元）")
    pairs(
        page,
        "医疗总费用=total_fen 统筹支付=pool_paid_fen",
        "大额支付=large_paid_fen 其他支付=other_paid_fen",
        "目录内自付=own_in_fen 目录外自费=own_out_fen",
        "个人负担合计=own_total 此前已给付=paid_earlier",
    )
    line(page, "二、核算过程（请逐项核对）")
    listing(page, "lines", "序号=number:1 核算步骤=text:12")
    line(page, "三、核算结果")
    pairs(
        page,
        "给付金额（元）=payable 大写=payable_capital",
        "剩余限额（元）=cap_left 核准日期=decided_on",
        "收款人=payee_name 开户行=bank_name",
        "收款账号=bank_number 付款日期=paid_on",
    )
    line(page, "四、核算所依据的票据")
    listing(page, "invoices", "序号=number:1 票据号码=invoice_no:6 票面金额（元）=amount:3")
    line(
        page,
        "对核算结果有异议的，请在收到本单之日起15个工作日内持本单和有关材料到工会理赔窗口申请复核。",
    )
    signature(page, "{{ office_name }}（盖章）", "{{ today }}")
    return page


def _claim_refusal() -> Any:
    letter = blank()
    title(letter, "不予给付告知书")
    text_line(letter, "{{ name }}同志：", indent=False)
    text_line(
        letter,
        "你于{{ handed_in_on }}提出的{{ plan_name }}理赔申请（案号：{{ claim_no }}，"
        "事由：{{ event }}，日期：{{ event_on }}），经审核，决定不予给付。",
    )
    text_line(
        letter,
        "原因：{{ refusal }}。依据：{{ plan_name }}{{ document_no }}{{ refusal_article }}。"
        "{{ refusal_note }}",
    )
    text_line(
        letter,
        "如有异议，可在收到本告知书之日起15个工作日内，持本告知书和有关材料向本会理赔窗口提出申诉，"
        "由未参与本次审核的人员重新审核，结果书面答复。",
    )
    text_line(letter, "你交来的票据原件可凭本人身份证领回。")
    signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


_HAND_IN_HEAD = "编号：{{ number }}    参加单位：{{ unit_name }}"


def _enrolment_certificate() -> Any:
    page = blank_form("职工互助保障凭证")
    line(page, _HAND_IN_HEAD)
    pairs(
        page,
        "互助计划=plan_name 计划文号=document_no",
        "互助期自=from_on 至=to_on",
        "职工人数=headcount 参加人数=people",
        "应缴（元）=due 实缴（元）=received",
        "每份（元）=share_fee 确认日期=confirmed_on",
    )
    listing(
        page,
        "insured",
        "序号=number:2 姓名=name:4 身份证号=id_no:8 份数=shares:2 金额（元）=fee:4 "
        "保障起算日=from_on:5 到期日=to_on:5",
    )
    line(page, "首次参加的职工自保障起算日起享受保障，续保的职工不设等待期。请妥善保管本凭证。")
    signature(page, "{{ office_name }}（盖章）", "{{ today }}")
    return page


def _enrolment_receipt() -> Any:
    page = blank_sheet("互助金收款凭据")
    line(page, _HAND_IN_HEAD)
    line(page, "互助计划：{{ plan_name }}    互助期：{{ from_on }}至{{ to_on }}")
    listing(
        page,
        "receipts",
        "序号=number:3 收款日期=on:7 缴款方=payer:5 缴款人=name:7 凭证号=document_no:6 "
        "金额（元）=amount:6",
    )
    pairs(
        page,
        "实收（元）=received 大写=received_capital",
        "应缴（元）=due 尚欠（元）=open",
    )
    line(page, "互助金缴纳后不予退还。本凭据不作税务发票使用。")
    line(page, "收款人：                    复核人：                    缴款单位经办人：")
    signature(page, "{{ office_name }}（盖章）", "{{ today }}")
    return page


def _enrolment_renewal() -> Any:
    letter = blank()
    title(letter, "续保提示单")
    text_line(letter, "{{ unit_name }}：", indent=False)
    text_line(
        letter,
        "你单位参加的{{ plan_name }}（编号：{{ number }}，共{{ people }}人）将于{{ to_on }}到期。"
        "本互助期内，你单位职工获得给付{{ claims }}人次，金额{{ claims_sum }}元。",
    )
    text_line(
        letter,
        "下一互助期自{{ next_from_on }}起，每份互助金{{ next_fee }}元"
        "{% if next_payers %}（{{ next_payers }}）{% endif %}。{{ next_told }}"
        "{% if next_changes %}与本期相比有变化：{{ next_changes }}。{% endif %}",
    )
    text_line(
        letter,
        "办理时间：{{ window }}。请核对人员增减和在职人数，填报参加名册，并缴纳互助金。",
    )
    text_line(
        letter,
        "请于{{ renew_by }}前办妥续保。按期续保的职工不设等待期；逾期的视为首次参加，"
        "等待期：{{ waiting }}。",
    )
    text_line(letter, _ASK)
    signature(letter, "{{ office_name }}（盖章）", "{{ today }}")
    return letter


def _mutual_leaflet() -> Any:
    page = blank_sheet("职工互助保障温馨提示")
    line(page, "{{ name }}的职工朋友：")
    line(
        page,
        "参加职工互助保障的职工，发生下列事由时，在医保报销之后可以向工会申请互助金给付。"
        "你可以申请的计划如下：",
    )
    listing(
        page,
        "plans",
        "互助计划=name:4 事由和保障内容=told:13 每份（元）=fee:4 等待期=waiting:3 申请期限=limit:5",
    )
    line(page, "一、出院时，请向医院索取出院小结、医保结算单和收费票据，并妥善保管原件。")
    line(page, "二、请在申请期限内（自出院或事件结束之日起计算）向所在单位工会申请，逾期不予受理。")
    line(page, "三、同一票据只能申请一次；给付款直接转入本人银行卡，工会不收取任何费用。")
    line(page, "四、不清楚的，请先问单位工会，也可到工会理赔窗口咨询。" + _ASK)
    line(page, "祝你早日康复！")
    signature(page, "{{ office_name }}", "{{ today }}")
    return page


def _mutual_papers() -> Any:
    page = blank_sheet("理赔材料告知单")
    line(page, "单位：{{ name }}")
    line(page, "申请互助金给付，请按所参加的计划和事由准备下列材料：")
    listing(
        page,
        "checklist",
        "互助计划=plan:4 事由=event:3 所需材料=papers:10 申请期限=limit:6",
    )
    line(page, "说明")
    line(page, "1. 复印件请注明“与原件一致”并由单位工会盖章；票据须交原件，或医保部门的分割单。")
    line(page, "2. 银行卡须为本人名下的储蓄卡，请写明开户行。身故的，由继承人凭关系证明申请。")
    line(page, "3. 申请期限自出院或事件结束之日起计算；需补交材料的，等待的时间不计入办理时限。")
    line(page, "4. 材料不实的不予给付，已经给付的予以追回。")
    line(page, _ASK)
    signature(page, "{{ office_name }}", "{{ today }}")
    return page


def _claim_payments() -> Any:
    page = blank_form("职工互助保障给付明细表", landscape=True)
    line(
        page,
        "批次：{{ run_no }}    {{ title }}    发放月份：{{ month }}    共{{ line_count }}人"
        "    合计：{{ total }}元（{{ total_capital }}）",
    )
    listing(
        page,
        "lines",
        "序号=number:4 理赔案号=claim_no:10 收款人=name:6 享受人=beneficiaries:6 "
        "身份证号=id_no:12 开户行=bank_name:8 银行账号=bank_number:13 金额（元）=amount:7 "
        "付款日期=paid_on:10",
    )
    line(page, "签批：{{ signers }}    填表人：                    填表日期：{{ today }}")
    return page


CLAIMS: Mapping[str, Callable[[], Any]] = {
    "claim_acceptance": _claim_acceptance,
    "claim_papers": _claim_papers,
    "claim_statement": _claim_statement,
    "claim_refusal": _claim_refusal,
    "claim_payments": _claim_payments,
    "enrolment_certificate": _enrolment_certificate,
    "enrolment_receipt": _enrolment_receipt,
    "enrolment_renewal": _enrolment_renewal,
    "mutual_leaflet": _mutual_leaflet,
    "mutual_papers": _mutual_papers,
}
