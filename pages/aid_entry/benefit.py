"""Ask for a monthly benefit, or for another amount of one from a month on."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import choices, received
from components.forms import Form
from db import aid_people, entitlements, funds
from db import received as everything
from db.benefit_lists import BenefitRow
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from rules import aid as rules
from rules.access import Actor
from rules.codes import Code, CodeLists
from rules.language import _
from rules.money import show_money


def draw(
    actor: Actor, home: HouseholdFile, kind: str, before: BenefitRow | None, lists: CodeLists
) -> None:
    with reading(actor) as session:
        people = aid_people.list_people(session, home.id)
        today = today_of(session)
        pots = funds.list_choices(session, home.unit_id or 0, (kind,), today.year)
        rows = everything.list_received(session, home.id)
    own: dict[str, tuple[Code, ...]] = {
        rules.MY_PEOPLE: choices.of_records((one.id, one.name) for one in people),
        rules.MY_FUNDS: choices.of_records((pot.id, f"{pot.name} {pot.year}") for pot in pots),
    }
    if before is not None:
        st.caption(
            _(
                "Now {fen} yuan a month. The present benefit ends the month before, once approved."
            ).format(fen=show_money(before.monthly_fen))
        )
    dropped = ("kind",) if before is None else ("kind", "person_id")
    fields = tuple(one for one in rules.BENEFIT_FIELDS if one.name not in dropped)
    start = _start(before, today.strftime("%Y-%m"))
    version = before.version if before else 0
    key = f"benefit-{home.id}-{kind}-{before.id if before else 0}"
    form = Form(key, fields, {**lists, **own}, start, version, draft=key)
    form.draw()
    if not pots:
        st.warning(_("No open fund of this year may be spent on this kind of aid."))
    _save(home.id, kind, before, form)
    st.subheader(_("Everything this household received"))
    received.show(rows, lists)


def _start(before: BenefitRow | None, month: str) -> dict[str, Any]:
    if before is None:
        return {"from_on": month, "by_door": True}
    return {
        "from_on": month,
        "to_on": before.to_on.strftime("%Y-%m") if before.to_on else "",
        "until_age": str(before.until_age or ""),
        "fund_id": str(before.fund_id),
        "by_door": before.by_door,
    }


def _save(household_id: int, kind: str, before: BenefitRow | None, form: Form) -> None:
    def work(session: Any, typed: dict[str, Any]) -> int:
        if before is None:
            return entitlements.ask(session, household_id, {**typed, "kind": kind})
        return entitlements.ask_change(session, before.id, form.seen, typed)

    form.save(
        _("Submit for approval"),
        work,
        done=_("Submitted; somebody else decides."),
        then=lambda key: ("benefit", {"id": key}),
    )
