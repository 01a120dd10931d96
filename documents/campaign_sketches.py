"""The lists of a campaign, drawn in code like the letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from documents.form_sketching import blank_form, line, listing

_HEAD = "主题活动：{{ campaign_name }}（{{ campaign_no }}）    单位：{{ unit_name }}"
_DAYS = "活动时间：{{ from_on }}至{{ to_on }}    负责人：{{ owner }}"


def _list() -> Any:
    form = blank_form("主题活动服务对象名单")
    line(form, _HEAD)
    line(form, _DAYS)
    line(form, "名单人数：{{ listed }}    已覆盖：{{ reached }}    未覆盖：{{ missing }}")
    listing(
        form,
        "people",
        "序号=number:2 姓名=name:4 单位=unit:9 覆盖方式=reached:6 覆盖日期=on:4",
    )
    line(form, "打印日期：{{ today }}")
    return form


def _missing() -> Any:
    form = blank_form("主题活动未覆盖人员名单")
    line(form, _HEAD)
    line(form, _DAYS)
    line(form, "名单人数：{{ listed }}    未覆盖：{{ missing }}")
    listing(form, "missed", "序号=number:2 姓名=name:4 单位=unit:8 落实情况=:8 经办人=:3")
    line(form, "打印日期：{{ today }}")
    return form


def _sign_off() -> Any:
    form = blank_form("主题活动物资签领表")
    line(form, _HEAD)
    line(form, _DAYS)
    listing(form, "stock", "物资=item:4 入库=received:2 发出=handed_out:2 库存=left:2")
    line(form, "签领明细")
    listing(
        form,
        "people",
        "序号=number:2 姓名=name:4 单位=unit:9 领取物资=goods:7 签名=:4 日期=:3",
    )
    line(form, "发放人：____________    监督人：____________    日期：____________")
    return form


CAMPAIGNS: Mapping[str, Callable[[], Any]] = {
    "campaign_list": _list,
    "campaign_missing": _missing,
    "campaign_sign_off": _sign_off,
}
