"""The hardship files of the sample: how each came about, how far it got, who took each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from rules import assessments
from rules.assessments import LineFacts, PersonFacts
from rules.counted_people import IDLE, count_people
from rules.exclusions import OF_A_FILE
from rules.fields import Value
from rules.hardship import BEGUN, DECIDED, EXITS, HARDSHIP_FILE
from rules.hardship_money import Window, window_before
from rules.means_inputs import Inputs
from rules.means_sets import RuleSet
from rules.means_test import Result, assess
from rules.moves import ENTER
from rules.workdays import plus_months

_STATES = (
    ("draft", 6), ("returned", 2), ("submitted", 4), ("surveyed", 3), ("peer_reviewed", 4),
    ("on_notice", 5), ("noticed", 3), ("reviewed", 3), ("in_force", 52), ("leaving", 2),
    ("transferring", 1), ("refused", 5), ("retracted", 2), ("exited", 5), ("relieved", 3),
    ("withdrawn", 1), ("cancelled", 1),
)  # fmt: skip
_WAY = ("submit", "survey", "peer_review", "publish", "end_notice", "review", "approve")
_DAYS = dict(zip(_WAY, (1, 4, 8, 11, 19, 21, 24), strict=True))
_LAST = {
    "draft": 0, "returned": 6, "submitted": 1, "surveyed": 2, "peer_reviewed": 3, "on_notice": 4,
    "noticed": 5, "reviewed": 6, "refused": 5, "retracted": 2,
}  # fmt: skip
"""How many steps of the way a file took before it came to rest or left the way."""
_CAUSES = (
    ("serious_illness", 42), ("schooling", 20), ("laid_off", 9), ("unable_to_work", 9),
    ("accident", 7), ("able_unemployed", 4), ("natural_disaster", 3), ("other", 6),
)  # fmt: skip
_COSTS = {
    "serious_illness": ("medical", 900_000, 6_000_000, "settlement_sheet"),
    "schooling": ("schooling", 600_000, 2_400_000, "receipt"),
    "unable_to_work": ("disability_care", 400_000, 1_800_000, "receipt"),
    "accident": ("medical", 500_000, 3_000_000, "settlement_sheet"),
}
_NOTES = {
    "serious_illness": "患病住院，自付费用较高，家庭收支失衡",
    "schooling": "子女在校就读，学费与生活费负担较重",
    "laid_off": "企业停产，本人待岗，收入明显减少",
    "unable_to_work": "丧失劳动能力，靠配偶收入维持",
    "accident": "上下班途中受伤，治疗与休养期间收入中断",
}
_GROUNDS = ("not_true", "papers_missing", "not_eligible")
"""Why a family is refused whose means would have let it in."""
_WHY = {
    "returned": "缺少结算单原件，请补齐后再报",
    "refused": "经核对，家庭人均收入超过标准",
    "retracted": "家庭自愿撤回申请",
    "propose_exit": "致困原因消除，家庭收入稳定",
    "exited": "同意，转入跟踪回访",
    "relieved": "同意",
    "withdrawn": "同意退档",
    "cancelled": "重复建档，予以注销",
}
_EXIT_REASONS = {
    "exited": "causes_gone",
    "relieved": "solved",
    "withdrawn": "moved_away",
    "cancelled": "duplicate",
}
_SURVEYORS = ("王芳", "徐婷", "赵磊", "陈静", "李建国", "何志强", "郭晓燕")


@dataclass(frozen=True, slots=True)
class Clerk:
    """An account of the sample that takes steps."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Hands:
    """Who enters, reviews and approves the files of one unit."""

    clerk: Clerk
    reviewer: Clerk
    chair: Clerk

    def of(self, action: str) -> Clerk:
        if action in ("review", "refuse", "return"):
            return self.reviewer
        return self.chair if action in ("approve", *EXITS) else self.clerk


@dataclass(frozen=True, slots=True)
class Home:
    """A household to open a file for."""

    id: int
    unit_id: int
    head_name: str
    sort_name: str
    floor_area: int | None
    is_member: bool
    people: tuple[PersonFacts, ...]


@dataclass(slots=True)
class Step:
    action: str
    before: str
    after: str
    on: date
    note: str = ""

    def at(self, zone: ZoneInfo, minute: int) -> datetime:
        """Return the instant: in the office's hours, in UTC."""
        hour = time(9 + minute // 60, minute % 60)
        return datetime.combine(self.on, hour, zone).astimezone(UTC)


@dataclass(slots=True)
class Story:
    """One file with what hangs on it; the writer gives the ids."""

    home: Home
    state: str
    values: dict[str, Value]
    columns: dict[str, Any]
    lines: list[LineFacts] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    inputs: Inputs | None = None
    result: Result | None = None
    signed: list[tuple[int, str]] = field(default_factory=list)
    surveyors: tuple[str, str] = ("", "")

    def on_day_of(self, action: str) -> date | None:
        days = [step.on for step in self.steps if step.action == action]
        return days[-1] if days else None


class Stories:
    """Draws the story of one household's file after another."""

    def __init__(
        self, dice: Random, today: date, rules: Mapping[str, tuple[RuleSet, int, int | None]]
    ) -> None:
        self._dice, self._today, self._rules = dice, today, rules

    def tell(self, homes: Sequence[Home]) -> Iterator[Story]:
        states, weights = zip(*_STATES, strict=True)
        for home in homes:
            state = self._dice.choices(states, weights)[0]
            yield self._story(home, state)

    def _story(self, home: Home, state: str) -> Story:
        dice = self._dice
        region = "city" if dice.random() < 0.4 else "county"
        applied_on = self._applied_on(state)
        cause = dice.choices(*zip(*_CAUSES, strict=True))[0]
        values = self._facts(home, region, applied_on, cause)
        story = Story(home, state, values, {})
        story.surveyors = tuple(dice.sample(_SURVEYORS, 2))  # type: ignore[assignment]
        self._means(story, applied_on, cause)
        self._walk(story, applied_on)
        return story

    def _applied_on(self, state: str) -> date:
        """Return a day that leaves room for the steps that the state took."""
        if state in _LAST:
            least = max([2, *(_DAYS[action] + 1 for action in _WAY[: _LAST[state]])])
            return self._today - timedelta(days=least + self._dice.randint(0, 25))
        if state in EXITS:
            return self._today - timedelta(days=self._dice.randint(300, 720))
        return self._today - timedelta(days=self._dice.randint(30, 715))

    def _facts(self, home: Home, region: str, applied_on: date, cause: str) -> dict[str, Value]:
        dice = self._dice
        others = tuple(
            code for code in ("schooling", "laid_off", "uninsured") if dice.random() < 0.15
        )
        values: dict[str, Value] = {
            "file_level": dice.choices(("grassroots", "county", "city"), (2, 6, 3))[0],
            "applied_on": applied_on,
            "region": region,
            "risk_level": dice.choices(("high", "middle", "low"), (2, 5, 4))[0],
            "is_migrant_worker": False,
            "is_single_parent": self._is_single_parent(home),
            "has_self_help_ability": dice.random() < 0.6,
            "is_zero_employment": dice.random() < 0.1,
            "primary_cause": cause,
            "secondary_causes": tuple(code for code in others if code != cause),
            "cause_note": _NOTES.get(cause, "家庭支出大于收入，生活困难"),
            "case_contact": dice.choice(_SURVEYORS),
        }
        if cause in ("accident", "natural_disaster"):
            values["sudden_event_on"] = applied_on - timedelta(days=dice.randint(10, 90))
        if dice.random() < 0.5:
            for name in ("first_responsible", "first_informed", "first_reporter", "first_helper"):
                values[name] = dice.choice(_SURVEYORS)
        return values

    @staticmethod
    def _is_single_parent(home: Home) -> bool:
        relations = {one.relation for one in home.people}
        return "child" in relations and "spouse" not in relations

    def _means(self, story: Story, applied_on: date, cause: str) -> None:
        """Let the family earn what brings it where its state says, and test it."""
        dice, home = self._dice, story.home
        rule_set, line, wage = self._rules[str(story.values["region"])]
        idle = [str(one.id) for one in home.people if one.status in IDLE]
        people = tuple(
            assessments.person_of(one, home.people[0].id, applied_on, idle) for one in home.people
        )
        counted = max(sum(one.counts for one in count_people(people)), 1)
        window = window_before(applied_on, rule_set.window_months)
        item, least, most, proof = _COSTS.get(cause, ("housing", 0, 600_000, "receipt"))
        rigid = dice.randint(least, most) // 10_000 * 10_000
        income = int(self._ratio(story.state) * line * counted * 12) + rigid
        story.lines = list(self._lines(home, window, income // 100 * 100, applied_on))
        if rigid:
            ill = home.people[0].id if cause != "schooling" else home.people[-1].id
            span = (window.from_on, window.to_on)
            story.lines.append(LineFacts("cost", item, ill, *span, rigid, proof))
        story.inputs = assessments.inputs_of(
            story.values,
            people,
            assessments.money_of(story.lines, window),
            {str(code): False for code in OF_A_FILE},
            line,
            wage,
            on=applied_on,
            is_member=home.is_member,
            floor_area=home.floor_area,
        )
        story.result = assess(rule_set, story.inputs)
        if story.result.category is None and story.state not in BEGUN:
            story.state = "refused"
        story.signed = [(home.people[0].id, "pledge"), (home.people[0].id, "publish")]
        adults = assessments.adults_who_count(people)
        story.signed += [(int(one.key), "means_check") for one in adults]
        story.columns["proved_idle"] = idle

    def _ratio(self, state: str) -> float:
        """Return the net income per head as a multiple of the line."""
        dice = self._dice
        if state == "refused":
            return dice.uniform(2.02, 2.6)
        return dice.uniform(0.35, 0.97) if dice.random() < 0.62 else dice.uniform(1.03, 1.95)

    def _lines(
        self, home: Home, window: Window, income: int, applied_on: date
    ) -> Iterator[LineFacts]:
        earners = [
            one
            for one in home.people
            if (assessments.age_on(one.birth_on, applied_on) or 0) >= assessments.OF_AGE
        ][:3] or [home.people[0]]
        left = income
        for place, one in enumerate(earners):
            last = place == len(earners) - 1
            fen = left if last else int(left * self._dice.uniform(0.5, 0.8)) // 100 * 100
            left -= fen
            item = "pension" if one.status == "retired" else "wage"
            span = (window.from_on, window.to_on)
            yield LineFacts("income", item, one.id, *span, fen, "certificate")

    def _walk(self, story: Story, applied_on: date) -> None:
        """Take the steps that lead to the story's state, each on its day."""
        state = story.state
        story.steps = [Step(ENTER, "", "draft", applied_on)]
        count = _LAST.get(state, len(_WAY))
        for action in _WAY[:count]:
            self._step(story, action, applied_on + timedelta(days=_DAYS[action]))
        if state in ("returned", "refused", "retracted"):
            action = {"returned": "return", "refused": "refuse", "retracted": "retract"}[state]
            self._step(story, action, min(story.steps[-1].on + timedelta(days=1), self._today))
        if state == "transferring":
            self._step(story, "transfer", self._today - timedelta(days=self._dice.randint(0, 5)))
        if state in EXITS or state == "leaving":
            kind = state if state in EXITS else "relieved"
            story.columns |= {"exit_kind": kind, "exit_reason": _EXIT_REASONS[kind]}
            days = 200 if state in EXITS else 20
            proposed = min(story.steps[-1].on + timedelta(days=days), self._today)
            self._step(story, "propose_exit", proposed)
            if state in EXITS:
                self._step(story, state, min(proposed + timedelta(days=6), self._today))
        self._settle(story)

    def _step(self, story: Story, action: str, on: date) -> None:
        before = story.steps[-1].after
        after = HARDSHIP_FILE.steps[(before, action)].to
        note = _WHY.get(after if action in ("return", "refuse", "retract") else action, "")
        story.steps.append(Step(action, before, after, on, note))

    def _settle(self, story: Story) -> None:
        """Fill in the columns that follow from the steps."""
        columns, approved = story.columns, story.on_day_of("approve")
        if approved is not None:
            due = plus_months(approved, 12)
            while due < self._today and self._dice.random() < 0.8:
                due = plus_months(due, 12)
            ended = story.state in EXITS
            columns |= {
                "approved_on": approved,
                "review_due_on": None if ended else due,
                "category": story.result.category if story.result else None,
            }
        if story.state in (*EXITS, "refused", "retracted"):
            columns["ended_on"] = story.steps[-1].on
        if story.state == "refused":
            fits = story.result is not None and story.result.category is not None
            columns["refusal_code"] = self._dice.choice(_GROUNDS) if fits else "above_line"
            columns["near_threshold"] = bool(story.result and story.result.near_threshold)
        edited = story.steps[-1].on
        if story.state in DECIDED and self._dice.random() < 0.7:
            edited = self._today - timedelta(days=self._dice.randint(0, 120))
        columns["edited_on"] = max(edited, story.steps[0].on)
