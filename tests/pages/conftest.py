"""Screens for tests: the whole script with a real database, for one person at a time."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from streamlit.util import calc_hash

from db import (
    household_requests,
    kinship,
    lookalike_search,
    members,
    sealing,
    transfers,
    units,
)
from db.engine import Store, open_engine, use_store
from db.session import writing
from rules.access import Actor, Permission
from rules.fields import Value
from rules.language import use_language
from shell import visitor
from shell.menu import START
from tests.ground import activities, campaigns, claims, enrolling, families
from tests.ground import hardship_life as hardship
from tests.ground.aid import Lively, help_out
from tests.ground.care import care_for
from tests.ground.databases import RING
from tests.ground.notice_life import watch_over
from tests.ground.people import almighty
from tests.ground.runs import runs_of
from tests.ground.tabs import open_tab
from tests.ground.tree import City, enrol, plant, version_of, worker

PROJECT = Path(__file__).resolve().parent.parent.parent
HOSTILE = "**张**:red[三] $a$ <script>alert(1)</script>"
_ROLES = tomllib.loads((PROJECT / "data" / "roles.toml").read_text(encoding="utf-8"))["roles"]
ROLES = tuple(_ROLES)
NAMES = ("王建国", "李秀英", "欧阳文静", "司马青", HOSTILE)
_account_ids = count(1)


@dataclass(frozen=True)
class Sample:
    """A small office with something on every list: ids of units and of single records."""

    city: City
    member_id: int
    hostile_id: int
    file_id: int
    run_id: int
    visit_id: int
    aid: Lively
    notice_id: int
    household_id: int
    person_id: int
    change_id: int
    hand_in_id: int
    claim_id: int
    campaign_id: int
    activity_id: int


def role(name: str, unit: int | None = None, language: str = "zh_CN") -> Actor:
    """Return a person with the rights that the role has in a new office."""
    return Actor(
        account_id=next(_account_ids),
        name="孙丽",
        unit_id=unit,
        everywhere=unit is None,
        roles=(name,),
        permissions=frozenset(Permission(right) for right in _ROLES[name]["permissions"]),
        language=language,
    )


class Screen:
    """One browser tab: ``open`` a page, look at what it shows, click, type."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
        # Cookies are the one thing that AppTest cannot hand to a script.
        monkeypatch.setattr(visitor, "who", lambda: actor)
        use_language(actor.language)  # AppTest itself asks for the labels of choices
        self.app = open_tab()

    def open(self, name: str, **values: object) -> Screen:
        self.app.query_params.clear()
        for key, value in values.items():
            self.app.query_params[key] = str(value)
        self.app._page_hash = calc_hash("" if name == START else name)
        self.app.run()
        self.app._page_hash = ""
        return self.checked()

    def checked(self) -> Screen:
        """Fail loudly when the last run broke."""
        assert not self.app.exception, [error.value for error in self.app.exception]
        assert not [error for error in self.app.error if "broke" in error.value], self.app.error
        return self

    def click(self, key: str) -> Screen:
        self.app.button(key=key).click().run()
        return self.checked()

    def type(self, form: str, **typed: str) -> Screen:
        """Type into the inputs of a form, which is drawn for the first time."""
        for name, text in typed.items():
            self.app.text_input(key=f"{form}-0-{name}").input(text)
        self.app.run()
        return self.checked()

    def answer(self, dialog: str, reason: str) -> Screen:
        """Open a dialog, give the reason and send it."""
        self.click(f"{dialog}-ask")
        self.app.text_area(key=f"{dialog}-reason").input(reason)
        return self.click(f"{dialog}-send")

    @property
    def html(self) -> str:
        return "\n".join(str(one.proto.body) for one in self.app.get("html"))

    @property
    def text(self) -> str:
        """Everything on the page that a person reads, markup included."""
        kinds = (
            "title subheader markdown caption error warning info success toast metric"
            " button text_input selectbox expander tab"
        ).split()
        parts = [self.html]
        for kind in kinds:
            for one in self.app.get(kind):
                parts.append(str(getattr(one, "label", "") or ""))
                parts.append(str(getattr(one, "value", "") or ""))
        return "\n".join(parts)

    @property
    def button_keys(self) -> set[str]:
        return {str(button.key) for button in self.app.button}

    def keys(self) -> set[str]:
        return self.button_keys


@pytest.fixture
def screen(office: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Screen]:
    """Open a tab of the blank office for a person."""
    return lambda actor: Screen(monkeypatch, actor)


@pytest.fixture(scope="session")
def sample_template(sqlite_template: Path, scratch: Path) -> tuple[Path, Sample]:
    """The small office in a file of its own, made once."""
    file = scratch / "sample-template.db"
    shutil.copyfile(sqlite_template, file)
    sealing.use_ring(RING)
    store = Store(open_engine(f"sqlite:///{file}"))
    before = use_store(store)
    sample = _fill()
    use_store(before)
    store.engine.dispose()
    return file, sample


def _fill() -> Sample:
    city = plant()
    people = [
        enrol(
            city.mill if order % 2 else city.dock,
            NAMES[order % len(NAMES)],
            order + 1,
            mobile=f"1380000{order:04d}",
            member_no=f"YX{order:05d}",
            joined_on=date(2015, 3, 1),
        )
        for order in range(60)
    ]
    with writing(almighty()) as session:
        members.register(session, city.mill, worker("赵明", 401), "自愿入会")
        members.register(session, city.dock, worker(HOSTILE, 402))
        seen = version_of(people[1])
        transfers.propose(session, people[1], seen, city.school, date(2026, 10, 1), note=HOSTILE)
        values: dict[str, Value] = {"term_end_on": date(2026, 12, 31), "chair_name": HOSTILE}
        units.change_unit(session, city.mill, 1, values)
        lookalike_search.find_pairs(session)
    file_id = _files(city)
    visit_id = care_for(file_id, people[4], HOSTILE)
    run_id = runs_of(city, HOSTILE)
    aid = help_out(city.mill, HOSTILE)
    notice_id = watch_over(city, HOSTILE)
    one_of_each = (file_id, run_id, visit_id, aid, notice_id, *_households(city))
    hand_in_id = enrolling.join_in(city.mill, city.school, people[1], people[3], people[9])
    claim_id = _claims(city, people[4])
    campaign_id = campaigns.planned(city.mill, name=HOSTILE, aim=HOSTILE, owner=HOSTILE)
    campaigns.bring(campaign_id, "approve", "start")
    activity_id = activities.lively(city.mill, campaign_id, HOSTILE, people[1:9:2])
    ids = (*one_of_each, hand_in_id, claim_id, campaign_id, activity_id)
    return Sample(city, people[0], people[4], *ids)


def _claims(city: City, member_id: int) -> int:
    """Take claims of somebody with a hostile name; returns one that waits for its review."""
    who = claims.cover(city.mill, claims.plan(), member_id)
    claims.taken(who, accept=False, begin=20)
    claims.step(claims.taken(who, begin=12, papers=()), "ask_papers")
    claims.step(claims.taken(who, begin=16), "review", "refuse", refusal="other", note=HOSTILE)
    return claims.taken(who, hospital=HOSTILE, invoices="AB1234 12.50")


def _households(city: City) -> tuple[int, int, int]:
    """Found a family of hostile names with a file and a requested change; returns the ids."""
    children = (("child", HOSTILE, date(2008, 9, 9)), ("child", "李小军", date(2010, 1, 1)))
    since = date(2026, 11, 2)
    key = families.settle_down(city.mill, HOSTILE, children, on=since, home_address=HOSTILE)
    families.hand_in_file(key)
    person_id = families.person_of(key, "李小军")
    with writing(almighty()) as session:
        kinship.declare(session, key, "in_law")
        change_id = household_requests.ask_to_end(
            session, key, person_id, "moved_out", date(2026, 11, 24), note=HOSTILE
        )
    return key, person_id, change_id or 0


def _files(city: City) -> int:
    """Open hardship files in several states; returns one in force of a hostile name."""
    hardship.know_line()
    in_force = hardship.file_in_force(city.mill, HOSTILE)
    hands = hardship.Hands()
    for number, name in enumerate(NAMES[:3]):
        family = hardship.found(city.mill, name)
        file_id = hardship.begin(family, hands.clerk)
        hardship.bring(file_id, family, hands, hardship.WAY[:number])
    return in_force


@pytest.fixture
def sample(sample_template: tuple[Path, Sample], office: Store, database_url: str) -> Sample:
    """The small office in place, in a copy of its own."""
    file, found = sample_template
    office.engine.dispose()
    target = Path(database_url.removeprefix("sqlite:///"))
    for part in target.parent.glob(f"{target.name}*"):
        part.unlink()
    shutil.copyfile(file, target)
    return found
