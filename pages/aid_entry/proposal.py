"""A proposal of aid: asked is what the ceiling has to know, and the ceiling stands beside."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import aid, choices, received
from components.forms import Form
from db import aid_grants, aid_outlooks, aid_people, campaign_aid, funds
from db import received as everything
from db.aid_lists import GrantFile
from db.aid_outlooks import Outlook
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from rules import aid as rules
from rules.access import Actor
from rules.aid_forms import CONTENT_FIELDS
from rules.campaign_giving import MY_CAMPAIGNS, with_campaign
from rules.cap_sets import STAGE_LABELS
from rules.codes import Code, CodeLists
from rules.errors import InvalidInput
from rules.fields import Fields
from rules.language import N_, _
from rules.money import show_money


def draw(
    actor: Actor, home: HouseholdFile, kind: str, grant: GrantFile | None, lists: CodeLists
) -> None:
    with reading(actor) as session:
        asked = aid_outlooks.list_asked(session, home.id, kind)
        excluded = aid_outlooks.list_exclusions(session, home.id, kind)
        people = aid_people.list_people(session, home.id)
        pots = funds.list_choices(session, home.unit_id or 0, (kind,), today_of(session).year)
        under_way = campaign_aid.list_choices(session, home.unit_id)
    own: dict[str, tuple[Code, ...]] = {
        MY_CAMPAIGNS: choices.of_records((one.id, one.name) for one in under_way),
        rules.MY_PEOPLE: choices.of_records((one.id, one.name) for one in people),
        rules.MY_FUNDS: choices.of_records((pot.id, _fund(pot)) for pot in pots),
        rules.MY_STAGES: choices.of_labels(
            {stage.value: label for stage, label in STAGE_LABELS.items()}
        ),
        rules.MY_EXCLUSIONS: tuple(c for c in lists.get("exclusion", ()) if c.code in excluded),
    }
    form = _form(home, kind, grant, asked, {**lists, **own})
    but = grant.row.id if grant else 0
    outlook = _outlook(actor, home.id, kind, form, asked, but)
    _check_amount(form, outlook)
    left, right = st.columns((3, 2), gap="large")
    with left:
        form.draw()
        if not pots:
            st.warning(_("No open fund of this year may be spent on this kind of aid."))
        _save(home.id, kind, grant, form, asked)
    with right:
        _beside(outlook, lists)
    st.subheader(_("Everything this household received"))
    with reading(actor) as session:
        rows = everything.list_received(session, home.id)
    received.show(rows, lists)


def _fund(pot: funds.FundChoice) -> str:
    if pot.balance is None:
        return _("{fund} of {unit}").format(fund=pot.name, unit=pot.unit_name)
    return _("{fund}, {left} yuan left").format(fund=pot.name, left=show_money(pot.balance))


def _form(
    home: HouseholdFile, kind: str, grant: GrantFile | None, asked: Fields, lists: CodeLists
) -> Form:
    fields = with_campaign((CONTENT_FIELDS[0], *asked, *CONTENT_FIELDS[1:]), lists)
    key = f"aid-{home.id}-{kind}-{grant.row.id if grant else 0}"
    if grant is None:
        people = lists[rules.MY_PEOPLE]
        start: dict[str, Any] = {"person_id": people[0].code} if people else {}
        return Form(key, fields, lists, start, draft=key)
    situation = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in grant.situation.items()
    }
    values: dict[str, Any] = {
        **situation,
        "person_id": str(grant.person_id),
        "fund_id": str(grant.fund_id),
        "fen": grant.row.fen,
        "need": grant.need,
        "reason": grant.reason,
        "campaign_id": str(grant.campaign_id) if grant.campaign_id else None,
    }
    return Form(key, fields, lists, values, grant.row.version, draft=key)


def _outlook(
    actor: Actor, household_id: int, kind: str, form: Form, asked: Fields, but: int
) -> Outlook:
    situation = {field.name: form.typed(field.name) for field in asked}
    person = form.typed("person_id")
    person_id = int(str(person)) if person else 0
    need = str(form.typed("need") or "")
    with reading(actor) as session:
        return aid_outlooks.get_outlook(
            session, household_id, kind, person_id, situation, need, but
        )


def _check_amount(form: Form, outlook: Outlook) -> None:
    fen = form.typed("fen")
    if outlook.left is not None and isinstance(fen, int) and fen > outlook.left:
        left = show_money(outlook.left)
        error = InvalidInput(N_("At most {left} yuan may be granted."), field="fen", left=left)
        form.point_out(error, "fen")


def _beside(outlook: Outlook, lists: CodeLists) -> None:
    if outlook.refusal is not None:
        st.info(outlook.refusal.shown(), icon=":material/info:")
    else:
        aid.explanation(outlook.lines, lists, outlook.rule, outlook.left)
    received.overlaps(outlook.overlaps, lists)


def _save(household_id: int, kind: str, grant: GrantFile | None, form: Form, asked: Fields) -> None:
    names = [field.name for field in asked]

    def work(session: Any, typed: dict[str, Any]) -> int:
        situation = {name: typed.pop(name, None) for name in names}
        values = {**typed, "kind": kind}
        if grant is None:
            return aid_grants.propose(session, household_id, values, situation)
        aid_grants.change(session, grant.row.id, form.seen, values, situation)
        return grant.row.id

    form.save(
        _("Submit for a decision"),
        work,
        done=_("Submitted; somebody else decides."),
        then=lambda key: ("grant", {"id": key}),
    )
