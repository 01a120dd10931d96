"""The visits to a member and the gifts, and below them those to the household."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from components import care_tabs, choices
from components.identity import current_actor
from db import aid_people, campaign_aid, care_entries, care_gift_lists, care_gifts, visit_lists
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.campaign_giving import MY_CAMPAIGNS
from rules.codes import Code, CodeLists
from rules.fields import Value


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows = visit_lists.list_of_member(session, person.id)
        given = care_gift_lists.list_of_member(session, person.id)
        today = today_of(session)
        under_way = campaign_aid.list_choices(session, person.unit_id)
        home = aid_people.get_household_of(session, person.id)
        at_home = visit_lists.list_of_household(session, home) if home else []
        given_home = care_gift_lists.list_of_household(session, home) if home else []
    verbs = care_tabs.Verbs(
        partial(care_entries.plan, member_id=person.id),
        partial(care_entries.give, member_id=person.id),
        care_gifts.cancel,
        partial(_funds, person.unit_id),
        partial(_warn, person.id),
        actor.name,
        member=person.id,
    )
    own_lists = {**lists, MY_CAMPAIGNS: choices.of_records((c.id, c.name) for c in under_way)}
    may_write = actor.can(Permission.VISIT_HOUSEHOLDS)
    key = f"member-{person.id}-visits"
    care_tabs.show(rows, given, own_lists, verbs if may_write else None, today, key=key)
    if home:
        care_tabs.at_home(home, at_home, given_home, lists, key=f"{key}-home")


def _funds(unit_id: int | None) -> tuple[Code, ...]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, unit_id))


def _warn(member_id: int, typed: Mapping[str, Value]) -> list[str]:
    with reading(current_actor()) as session:
        return care_entries.list_warnings(session, typed, member_id=member_id)
