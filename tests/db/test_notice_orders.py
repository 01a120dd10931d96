"""In whatever order people act and days pass, no file gets past review unsettled.

``OFFICE_NOTICES`` sets how many orders are tried on each database engine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from db import hardship_steps, notice_steps, notices, objections
from db.engine import Store
from db.models.notices import NoticeLine, Objection
from db.session import writing
from rules.access import Actor
from rules.errors import OfficeError
from rules.fields import Value
from tests.ground.databases import NOON, Clock
from tests.ground.hardship import NOTICE, file_row, notice_row, plant_file, put_back
from tests.ground.people import almighty
from tests.ground.tree import City, plant

ORDERS = int(os.environ.get("OFFICE_NOTICES") or "40")
ACTIONS = (
    "publish", "publish", "object", "dismiss", "dismiss", "uphold", "end", "end",
    "day", "week", "week", "review", "review", "approve", "send_back", "withdraw",
)  # fmt: skip
BEGINNINGS = (
    (),
    ("publish",),
    ("publish", "object", "week", "day", "end"),
    ("publish", "week", "day", "end"),
    ("publish", "week", "day", "end", "review"),
)
"""Where an order begins; from the later ones the rarer faults are near."""
PAST_REVIEW = ("reviewed", "in_force")


@dataclass
class Story:
    """One file's way: the office beside what the test itself remembers of it."""

    city: City
    clock: Clock
    file_id: int = 0
    notice_id: int = 0
    ends_on: date | None = None
    ended: bool = False
    objections: list[str] = field(default_factory=list)
    clerk: Actor = field(default_factory=lambda: almighty(name="王芳"))
    reviewer: Actor = field(default_factory=lambda: almighty(name="李建国"))
    chair: Actor = field(default_factory=lambda: almighty(name="张敏"))

    @property
    def today(self) -> date:
        return self.clock.now.date()

    @property
    def settled(self) -> bool:
        over = self.ended and self.ends_on is not None and self.today > self.ends_on
        return over and not {"open", "uphold"} & set(self.objections)

    def attempt(self, action: str) -> bool:
        """Do something as a person would; say whether the office let it happen."""
        try:
            getattr(self, action)()
        except OfficeError:
            return False
        return True

    def publish(self) -> None:
        with writing(self.clerk) as session:
            notice_id = notices.prepare(session, [self.file_id], NOTICE)
        with writing(self.clerk) as session:
            notice_steps.publish(session, notice_id, 1)
        self.notice_id, self.ended, self.objections = notice_id, False, []
        self.ends_on = notice_row(notice_id).ends_on

    def object(self) -> None:
        said: dict[str, Value] = {
            "received_on": self.today,
            "channel": "phone",
            "text": "不符合条件",
        }
        with writing(self.clerk) as session:
            line_id = session.scalars(
                select(NoticeLine.id).where(NoticeLine.notice_id == self.notice_id)
            ).first()
            objections.record(session, line_id or 0, said)
        self.objections.append("open")

    def dismiss(self) -> None:
        self._answer("dismiss")

    def uphold(self) -> None:
        self._answer("uphold")

    def _answer(self, action: str) -> None:
        with writing(self.reviewer) as session:
            wanted = select(Objection).where(Objection.notice_id == self.notice_id)
            found = [row for row in session.scalars(wanted.order_by("id")) if row.state == "open"]
            key, seen = (found[0].id, found[0].version) if found else (0, 1)
            objections.answer(session, key, seen, action, "已核实")
        self.objections[self.objections.index("open")] = action

    def end(self) -> None:
        with writing(self.clerk) as session:
            notice_steps.end(session, self.notice_id, notice_row(self.notice_id).version)
        self.ended = True

    def withdraw(self) -> None:
        with writing(self.clerk) as session:
            seen = notice_row(self.notice_id).version
            notice_steps.withdraw(session, self.notice_id, seen, "名单有误")
        self.notice_id, self.ends_on, self.ended = 0, None, False

    def day(self) -> None:
        self.clock.advance(days=1)

    def week(self) -> None:
        self.clock.advance(days=7)

    def review(self) -> None:
        self._take(self.reviewer, "review")

    def approve(self) -> None:
        self._take(self.chair, "approve")

    def _take(self, actor: Actor, action: str, note: str = "") -> None:
        with writing(actor) as session:
            hardship_steps.take(session, self.file_id, file_row(self.file_id).version, action, note)

    def send_back(self) -> None:
        self._take(self.reviewer, "return", "材料不齐")
        put_back(self.file_id)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@settings(
    max_examples=ORDERS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    begun=some.sampled_from(BEGINNINGS),
    then=some.lists(some.sampled_from(ACTIONS), min_size=2, max_size=20),
)
@example(begun=BEGINNINGS[3], then=["object", "review"])
@example(begun=BEGINNINGS[3], then=["object", "uphold", "review"])
@example(begun=BEGINNINGS[4], then=["object", "approve"])
@example(begun=BEGINNINGS[2], then=["review", "dismiss", "review", "approve"])
def test_no_file_gets_past_review_before_its_notice_ended_without_objection(
    city: City, clock: Clock, begun: tuple[str, ...], then: list[str]
) -> None:
    clock.set(NOON)
    story = Story(city, clock)
    story.file_id = plant_file(city.mill, "王明")
    actions = [*begun, *then]
    for action in actions:
        before, settled = file_row(story.file_id).state, story.settled
        done = story.attempt(action)
        after = file_row(story.file_id).state
        if action in ("review", "approve") and done:
            assert settled, (actions, before, after)
        if after in PAST_REVIEW and before not in PAST_REVIEW:
            assert action == "review"
        if action == "review" and before == "noticed" and settled:
            assert done, "a settled file is not held back"
        assert after != "noticed" or story.ended
