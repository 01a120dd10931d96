"""The union tree: what a unit is described by, and what may stand below what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_

UNIT = N_("Unit")
REGISTRATION = N_("Registration")
TERM = N_("Term of office")
PEOPLE = N_("People")
CONTACT = N_("Contact")

ELECTION_NOTICE = timedelta(days=90)

KIND_RANK: Mapping[str, int] = {
    "federation": 1,
    "county_federation": 2,
    "township_union": 3,
    "industry_union": 3,
    "grassroots_union": 4,
    "joint_union": 4,
    "sub_union": 5,
}
"""Kinds of unit by their level; a unit stands below one of a smaller rank."""

UNIT_FIELDS: Fields = (
    Field("name", N_("Unit name"), required=True, length=100, group=UNIT, listed=True,
          aliases=("工会名称", "单位名称", "组织名称", "工会组织名称", "基层工会名称")),
    Field("kind", N_("Kind of unit"), Kind.CHOICE, codes="unit_kind", required=True, group=UNIT,
          listed=True, filtered=True, aliases=("组织类型", "工会类型", "建会类型", "工会类别")),
    Field("parent_id", N_("Superior union"), Kind.UNION, group=UNIT,
          aliases=("上级工会", "上级工会名称", "所属上级工会")),
    Field("usci", N_("Unified social credit code"), Kind.USCI, length=18, group=REGISTRATION,
          listed=True, aliases=("统一社会信用代码", "社会信用代码", "信用代码")),
    Field("certificate_no", N_("Legal-person certificate"), length=40, group=REGISTRATION,
          aliases=("法人资格证书号", "法人证书号", "工会法人证号")),
    Field("approved_by", N_("Approved by"), length=100, group=REGISTRATION,
          aliases=("批准单位", "批复单位")),
    Field("approval_no", N_("Approval number"), length=40, group=REGISTRATION,
          aliases=("批准文号", "批复文号")),
    Field("approved_on", N_("Approved on"), Kind.DATE, group=REGISTRATION,
          aliases=("批准日期", "批复日期")),
    Field("established_on", N_("Established on"), Kind.DATE, group=REGISTRATION,
          aliases=("成立日期", "建会日期", "建会时间", "成立时间")),
    Field("industry", N_("Industry"), Kind.CHOICE, codes="industry", group=REGISTRATION,
          filtered=True, aliases=("所属行业", "行业", "国民经济行业")),
    Field("employer_type", N_("Kind of employer"), Kind.CHOICE, codes="employer_type",
          group=REGISTRATION, filtered=True,
          aliases=("单位性质", "企业类型", "经济类型", "单位类型")),
    Field("term_start_on", N_("Term from"), Kind.DATE, group=TERM,
          aliases=("本届任期起", "任期开始", "本届起始日期")),
    Field("term_end_on", N_("Term to"), Kind.DATE, group=TERM, listed=True,
          aliases=("本届任期止", "任期结束", "本届届满日期", "届满日期")),
    Field("chair_name", N_("Chair"), length=60, group=TERM, listed=True,
          aliases=("工会主席", "主席姓名", "主席", "负责人")),
    Field("chair_gender", N_("Chair's gender"), Kind.CHOICE, codes="gender", group=TERM,
          aliases=("主席性别",)),
    Field("chair_phone", N_("Chair's phone"), length=40, group=TERM,
          aliases=("主席电话", "主席联系电话", "负责人电话")),
    Field("chair_full_time", N_("Full-time chair"), Kind.YES_NO, group=TERM,
          aliases=("主席是否专职", "是否专职")),
    Field("worker_count", N_("Workers"), Kind.INTEGER, group=PEOPLE,
          aliases=("职工人数", "职工总数", "职工数")),
    Field("women_count", N_("Women workers"), Kind.INTEGER, group=PEOPLE,
          aliases=("女职工人数", "女职工数")),
    Field("migrant_count", N_("Migrant members"), Kind.INTEGER, group=PEOPLE,
          aliases=("农民工会员数", "农民工人数")),
    Field("cadre_count", N_("Full-time cadres"), Kind.INTEGER, group=PEOPLE,
          aliases=("专职工会干部数", "专职干部人数")),
    Field("has_women_committee", N_("Women workers' committee"), Kind.YES_NO, group=PEOPLE,
          aliases=("女职工委员会", "是否建立女职工委员会")),
    Field("has_audit_committee", N_("Audit committee"), Kind.YES_NO, group=PEOPLE,
          aliases=("经费审查委员会", "经审委", "是否建立经审组织")),
    Field("region_code", N_("Region code"), length=12, group=CONTACT,
          aliases=("行政区划代码", "区划代码")),
    Field("address", N_("Address"), length=200, group=CONTACT,
          aliases=("单位地址", "地址", "详细地址")),
    Field("contact_name", N_("Contact person"), length=60, group=CONTACT,
          aliases=("联系人", "联系人姓名")),
    Field("contact_phone", N_("Contact phone"), length=40, group=CONTACT,
          aliases=("联系电话", "联系人电话", "电话")),
)


def check_below(kind: str, parent_kind: str | None) -> None:
    """Raise InvalidInput unless a unit of ``kind`` may stand below ``parent_kind``.

    The office's own top, which has no parent, may be of any kind: a city federation keeps
    its registers here, and so does a single works union.
    """
    if not kind:
        raise InvalidInput(N_("Choose the kind of unit."), field="kind")
    if parent_kind is not None and _rank(parent_kind) >= _rank(kind):
        raise InvalidInput(
            N_("A unit of this kind cannot stand below that superior union."), field="parent_id"
        )


def _rank(kind: str) -> int:
    # A kind that the office added to the list stands where grassroots unions stand.
    return KIND_RANK.get(kind, KIND_RANK["grassroots_union"])


def check_unit(values: Mapping[str, Value], on: date) -> None:
    """Raise InvalidInput, naming the field, where two fields contradict each other."""
    start, end = values.get("term_start_on"), values.get("term_end_on")
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        raise InvalidInput(N_("The term ends before it begins."), field="term_end_on")
    established = values.get("established_on")
    if isinstance(established, date) and established > on:
        raise InvalidInput(N_("This date lies in the future."), field="established_on")
    workers, women = values.get("worker_count"), values.get("women_count")
    for name in ("worker_count", "women_count", "migrant_count", "cadre_count"):
        count = values.get(name)
        if isinstance(count, int) and count < 0:
            raise InvalidInput(N_("A number of people cannot be negative."), field=name)
    if isinstance(workers, int) and isinstance(women, int) and women > workers:
        raise InvalidInput(N_("There are more women than workers."), field="women_count")


def election_due_by(on: date) -> date:
    """Return the last end of term that is on the "due for election" list on ``on``."""
    return on + ELECTION_NOTICE
