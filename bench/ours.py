"""Our own functions, called as a page calls them: permission, scope and trail included."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Engine, event, text

from bench.figures import Timing
from db import member_lists, members, memberships
from db.search import pinyin_of
from db.session import reading, writing
from rules.access import CONSOLE, Actor


@dataclass
class People:
    """Somebody to look for: ids, names and numbers of a sample of the registry."""

    ids: list[int]
    names: list[str]
    id_numbers: list[str]
    units: list[int]
    total: int
    dice: random.Random = field(default_factory=random.Random)
    """Other choices in every run: the same ones again would change nothing in a kept stage."""

    def fragment(self) -> str:
        """A piece of a name of one to four characters."""
        name = self.dice.choice(self.names)
        length = self.dice.randint(1, min(4, len(name)))
        start = self.dice.randint(0, len(name) - length)
        return name[start : start + length]

    def pinyin(self) -> str:
        return "".join(pinyin_of(self.dice.choice(self.names)))

    def initials(self) -> str:
        return "".join(part[0] for part in pinyin_of(self.dice.choice(self.names)))

    def pinyin_spaced(self) -> str:
        """The pinyin as Django's own sort column has it."""
        return " ".join(pinyin_of(self.dice.choice(self.names)))


def everywhere() -> Actor:
    """A clerk at the top of the tree, whom the trail knows by account."""
    return replace(CONSOLE, account_id=1, name="clerk")


def within(unit_id: int) -> Actor:
    """A clerk of one county: the session limits every query to its subtree."""
    return replace(everywhere(), unit_id=unit_id, everywhere=False)


def some_people(engine: Engine, number: int = 400) -> People:
    with engine.connect() as connection:
        top = connection.scalar(text("SELECT max(id) FROM member"))
        step = max(int(top or 0) // number, 1)
        ids = list(
            connection.scalars(
                text(
                    "SELECT id FROM member WHERE id % :step = 0 AND merged_into_id IS NULL"
                    " AND id_no IS NOT NULL AND status = 'member'"
                    " AND id NOT IN (SELECT member_id FROM member_problem) LIMIT :number"
                ),
                {"step": step, "number": number},
            )
        )
        total = int(connection.scalar(text("SELECT count(*) FROM member")) or 0)
        units = list(
            connection.scalars(text("SELECT id FROM unit WHERE kind = 'county_federation'"))
        )
    names, numbers = [], []
    with reading(everywhere()) as session:
        for key in ids:
            names.append(members.get_member(session, key).values["name"])
            numbers.append(session.get_one(members.Member, key).id_no or "")
    return People(ids, [str(name) for name in names], numbers, units, total)


def operations(people: People, actor: Actor) -> dict[str, Callable[[], float]]:
    """Return the operations of the table by name; each takes another person, gives its seconds."""
    dice = people.dice

    def listed(page: int) -> Callable[[], object]:
        def work() -> object:
            with reading(actor) as session:
                return member_lists.list_page(session, {}, page)

        return work

    def found(term: Callable[[], str]) -> Callable[[], object]:
        def work() -> object:
            wanted = term()
            with reading(actor) as session:
                return member_lists.list_page(session, {"text": wanted})

        return work

    def opened() -> object:
        key = dice.choice(people.ids)
        with reading(actor) as session:
            return members.get_member(session, key), memberships.list_periods(session, key)

    reads: dict[str, Callable[[], object]] = {
        "list, page 1": listed(1),
        "list, page 1000": listed(1000),
        "name fragment": found(people.fragment),
        "pinyin": found(people.pinyin),
        "initials": found(people.initials),
        "ID number": found(lambda: dice.choice(people.id_numbers)),
        "open a person": opened,
    }
    timed = {name: partial(seconds_of, work) for name, work in reads.items()}
    return {**timed, "save a person": lambda: save(people, actor)}


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def statements_of(engine: Engine, work: Callable[[], object]) -> list[float]:
    """Return the seconds that each statement of some work took in the database."""
    begun: list[float] = []
    took: list[float] = []

    def before(*_asked: object) -> None:
        begun.append(time.perf_counter())

    def after(_connection: object, _cursor: object, statement: str, *_asked: object) -> None:
        seconds = time.perf_counter() - begun.pop()
        if statement != "BEGIN":
            took.append(seconds)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
    return took


def save(people: People, actor: Actor) -> float:
    """Change a person's name and mobile: checks, sealing, grams, summaries, trail, commit.

    Returns the seconds of the save alone; the form was drawn before, as it is for Django.
    """
    dice = people.dice
    key = dice.choice(people.ids)
    with reading(actor) as session:
        seen = members.get_member(session, key).version
    values = {
        "name": dice.choice(people.names),
        "mobile": f"1{dice.choice('3578')}{dice.randrange(10**9):09d}",
    }
    began = time.perf_counter()
    with writing(actor) as session:
        members.change(session, key, seen, values)
    return time.perf_counter() - began


def many_writers(people: People, actor: Actor, writers: int = 10, each: int = 30) -> Timing:
    """Let ten people save at once; everyone their own records, so that nobody is refused."""
    timing, adding = Timing(), threading.Lock()

    def write(number: int) -> None:
        own = People(
            people.ids[number::writers],
            people.names,
            people.id_numbers,
            people.units,
            people.total,
            random.Random(),
        )
        single = Timing()
        for _round in range(each):
            single.add(save(own, actor))
        with adding:
            timing.seconds += single.seconds

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return timing
