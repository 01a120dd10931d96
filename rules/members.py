"""The member registry: its fields, its statuses, and the rules between fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.identity import CitizenId, check_paper, read_citizen_id
from rules.language import N_
from rules.masks import mask_address, mask_bank_number, mask_id_number, mask_mobile
from rules.workdays import plus_months

YOUNGEST_WORKER = 16
YOUNGEST_APPRENTICE = 14
"""Older people may truly have begun before the law said 16: that is a fault to look at in
the quality worklist, while a still earlier date is refused as mistyped."""
OLDEST_PERSON = 120

PERSON = N_("Person")
CONTACT = N_("Contact")
WORK = N_("Work")
MEMBERSHIP = N_("Membership")
SPECIAL = N_("Special groups")

MEMBER_FIELDS: Fields = (
    Field("name", N_("Name"), required=True, length=60, group=PERSON, listed=True,
          aliases=("姓名", "会员姓名", "职工姓名", "名字")),
    Field("id_type", N_("ID paper"), Kind.CHOICE, codes="id_type", group=PERSON,
          aliases=("证件类型", "证件类别", "证件种类")),
    Field("id_no", N_("ID number"), Kind.ID_NUMBER, length=30, group=PERSON, sealed=True,
          mask=mask_id_number, listed=True,
          help=N_("18 digits; birth date and gender are filled in from it."),
          aliases=("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码")),
    Field("gender", N_("Gender"), Kind.CHOICE, codes="gender", group=PERSON, listed=True,
          filtered=True, aliases=("性别",)),
    Field("birth_on", N_("Birth date"), Kind.DATE, group=PERSON, listed=True,
          aliases=("出生日期", "出生年月日", "生日")),
    Field("nation", N_("Ethnicity"), Kind.CHOICE, codes="nation", group=PERSON,
          aliases=("民族",)),
    Field("political_status", N_("Political status"), Kind.CHOICE, codes="political_status",
          group=PERSON, filtered=True, aliases=("政治面貌", "党派")),
    Field("marital_status", N_("Marital status"), Kind.CHOICE, codes="marital_status",
          group=PERSON, aliases=("婚姻状况", "婚姻")),
    Field("education", N_("Education"), Kind.CHOICE, codes="education", group=PERSON,
          filtered=True, aliases=("学历", "文化程度", "文化水平")),
    Field("household_type", N_("Household registration"), Kind.CHOICE, codes="household_type",
          group=PERSON, aliases=("户籍类型", "户口类型", "户口性质")),
    Field("mobile", N_("Mobile"), Kind.MOBILE, length=11, group=CONTACT, sealed=True,
          mask=mask_mobile, listed=True,
          aliases=("手机", "手机号", "手机号码", "联系电话", "移动电话", "电话", "联系方式")),
    Field("email", N_("E-mail"), Kind.EMAIL, group=CONTACT, aliases=("邮箱", "电子邮箱")),
    Field("home_address", N_("Home address"), length=200, group=CONTACT, sealed=True,
          mask=mask_address, aliases=("家庭住址", "住址", "通讯地址", "现住址", "家庭地址")),
    Field("bank_number", N_("Bank card"), Kind.BANK_NUMBER, length=30, group=CONTACT,
          sealed=True, mask=mask_bank_number, aliases=("银行卡号", "银行账号", "卡号", "账号")),
    Field("bank_name", N_("Bank"), length=60, group=CONTACT,
          aliases=("开户行", "开户银行", "银行")),
    Field("job_no", N_("Staff number"), length=30, group=WORK, aliases=("工号", "职工编号")),
    Field("job", N_("Job"), length=60, group=WORK, aliases=("工种", "岗位", "职业")),
    Field("position", N_("Position"), length=60, group=WORK, aliases=("职务",)),
    Field("title", N_("Professional title"), length=60, group=WORK,
          aliases=("职称", "专业技术职称")),
    Field("skill_level", N_("Skill level"), Kind.CHOICE, codes="skill_level", group=WORK,
          aliases=("技能等级", "技术等级", "职业技能等级")),
    Field("work_status", N_("Work status"), Kind.CHOICE, codes="work_status", group=WORK,
          filtered=True, aliases=("就业状况", "工作状态", "在岗情况", "就业状态")),
    Field("work_start_on", N_("Started work"), Kind.MONTH, group=WORK,
          aliases=("参加工作时间", "参加工作年月", "工作时间", "参加工作日期")),
    Field("joined_on", N_("Joined the union"), Kind.DATE, group=MEMBERSHIP, listed=True,
          aliases=("入会时间", "入会日期", "加入工会时间")),
    Field("member_no", N_("Member number"), length=30, group=MEMBERSHIP, listed=True,
          aliases=("会员编号", "会员证号", "会员号", "会员卡号")),
    Field("dues_until_on", N_("Dues paid until"), Kind.MONTH, group=MEMBERSHIP,
          aliases=("会费缴至", "会费缴纳至", "会费交至", "会费缴纳截止")),
    Field("last_active_on", N_("Last took part"), Kind.DATE, group=MEMBERSHIP,
          aliases=("最近参加活动", "最近活动日期", "最近参加活动日期")),
    Field("is_migrant_worker", N_("Migrant worker"), Kind.YES_NO, group=SPECIAL, filtered=True,
          aliases=("是否农民工", "农民工")),
    Field("is_new_form_worker", N_("New-form worker"), Kind.YES_NO, group=SPECIAL,
          filtered=True, aliases=("是否新就业形态", "新就业形态劳动者", "是否新就业形态劳动者")),
    Field("new_form_kind", N_("New-form occupation"), Kind.CHOICE, codes="new_form_kind",
          group=SPECIAL, aliases=("新就业形态类型", "新就业形态职业")),
    Field("platform", N_("Platform"), length=60, group=SPECIAL,
          aliases=("平台名称", "所属平台", "平台企业")),
    Field("model_worker", N_("Model worker"), Kind.CHOICE, codes="model_worker", group=SPECIAL,
          aliases=("劳模", "劳模级别", "劳模类型", "是否劳模")),
    Field("note", N_("Note"), Kind.LONG_TEXT, group=SPECIAL, aliases=("备注", "说明")),
)


class Status(StrEnum):
    """Where a person stands with the union; a code of the list ``member_status``."""

    APPLIED = "applied"
    MEMBER = "member"
    RETAINED = "retained"
    LEFT = "left"
    DEEMED_LEFT = "deemed_left"
    EXPELLED = "expelled"
    DECEASED = "deceased"
    REFUSED = "refused"


PRESENT = frozenset((Status.MEMBER, Status.RETAINED))
"""The statuses of people who belong to the union now."""

ENDINGS: Mapping[Status, str] = {
    Status.RETAINED: N_("Retain membership"),
    Status.LEFT: N_("Leave"),
    Status.DEEMED_LEFT: N_("Deemed left"),
    Status.EXPELLED: N_("Expel"),
    Status.DECEASED: N_("Deceased"),
}

LIFE_EVENTS = ("wedding", "birth", "hospital_stay", "funeral", "retirement")
"""Kinds entered by hand; the sixth, the birthday, is derived from the birth date."""


def complete_member(values: Mapping[str, Value]) -> dict[str, Value]:
    """Fill in what an ID number says: birth date and gender, where they are empty."""
    full = dict(values)
    if not full.get("id_type"):
        full["id_type"] = "id_card"
    if full["id_type"] == "id_card" and full.get("id_no"):
        card = _card(str(full["id_no"]))
        full["birth_on"] = full.get("birth_on") or card.birth_on
        if full.get("gender") not in ("male", "female"):
            full["gender"] = card.gender
    return full


def _card(number: str) -> CitizenId:
    try:
        return read_citizen_id(number)
    except InvalidInput as error:
        error.field = "id_no"
        raise


def check_member(values: Mapping[str, Value], on: date) -> None:
    """Raise InvalidInput, naming the field, where two fields contradict each other."""
    _check_paper(values)
    born = values.get("birth_on")
    if not isinstance(born, date):
        return
    if born > on or born < _earliest_birth(on):
        raise InvalidInput(N_("The birth date cannot be right."), field="birth_on")
    for name in ("joined_on", "work_start_on"):
        start = values.get(name)
        if isinstance(start, date) and is_before_age(YOUNGEST_APPRENTICE, born, start):
            raise InvalidInput(
                N_("This date lies before the 14th birthday. Compare it with the birth date."),
                field=name,
            )
    joined = values.get("joined_on")
    if isinstance(joined, date) and joined > on:
        raise InvalidInput(N_("The date of joining lies in the future."), field="joined_on")


@lru_cache(maxsize=8)
def _earliest_birth(on: date) -> date:
    return plus_months(on, -12 * OLDEST_PERSON)


def is_before_age(years: int, born: date, on: date) -> bool:
    """Say whether ``on`` lies in a month before that of the birthday."""
    return (on.year - years, on.month) < (born.year, born.month)


def _check_paper(values: Mapping[str, Value]) -> None:
    number, kind = values.get("id_no"), str(values.get("id_type") or "id_card")
    if not number:
        return
    try:
        check_paper(kind, str(number))
    except InvalidInput as error:
        error.field = "id_no"
        raise
    if kind != "id_card":
        return
    card = read_citizen_id(str(number))
    if values.get("birth_on") not in (None, card.birth_on):
        raise InvalidInput(
            N_("The birth date differs from the ID number, which says {born}."),
            field="birth_on",
            born=card.birth_on.isoformat(),
        )
    if values.get("gender") in ("male", "female") and values["gender"] != card.gender:
        raise InvalidInput(N_("The gender differs from the ID number."), field="gender")
