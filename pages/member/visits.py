"""The visits to a member and the gifts; the tab stands there once there is something to show."""

from __future__ import annotations

from functools import partial

from components import care_tabs, choices
from components.identity import current_actor
from db import care_entries, care_gift_lists, care_gifts, visit_lists
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import Code, CodeLists


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows = visit_lists.list_of_member(session, person.id)
        given = care_gift_lists.list_of_member(session, person.id)
        today = today_of(session)
    verbs = care_tabs.Verbs(
        partial(care_entries.plan, member_id=person.id),
        partial(care_entries.give, member_id=person.id),
        care_gifts.cancel,
        partial(_funds, person.unit_id),
        actor.name,
        member=person.id,
    )
    may_write = actor.can(Permission.VISIT_HOUSEHOLDS)
    key = f"member-{person.id}-visits"
    care_tabs.show(rows, given, lists, verbs if may_write else None, today, key=key)


def _funds(unit_id: int | None) -> tuple[Code, ...]:
    with reading(current_actor()) as session:
        return choices.of_records(care_entries.list_funds(session, unit_id))
