"""Whole pages: one, ten and fifty people at once, on both sides in turn."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack

from bench import ours
from bench.django_data import COOKIE_FILE
from bench.figures import Line, Timing, line
from bench.ours import People
from bench.sections import changed, django_paths, last_page
from bench.stage import Stage, django_server, memory_of, office_server, open_office
from bench.visits import django_saves, django_visits, office_visits
from tests.ground.wire import Tab

CROWDS = (1, 10, 50)
ASKS = {1: 20, 10: 6, 50: 3}
"""How often each of so many people asks in one round."""

PAGE_LIMITS = {
    "list, page 1": (0.5, 0.7, 1.5),
    "list, page 1000": (0.4, 0.7, 1.2),
    "name fragment": (0.4, 0.7, 1.5),
    "ID number": (1.0, 1.6, 2.5),
    "open a person": (1.0, 1.5, 2.8),
}
SAVE_LIMITS = (0.8, 0.8, 1.5)
EMPTY_LIMIT = 0.3
MEMORY_LIMIT_MB = 360
CROWD_P95_SECONDS = 0.5
CROWD_MINUTES = 1
EMPTY_PAGE = "my_account"


def office_queries(people: People) -> dict[str, tuple[str, Callable[[], str]]]:
    """Return our page and its address for the same operations."""
    dice = people.dice
    return {
        "list, page 1": ("members", lambda: "all=1"),
        "list, page 1000": ("members", lambda: f"all=1&page={min(1000, last_page(people))}"),
        "name fragment": ("members", lambda: f"q={people.fragment()}"),
        "ID number": ("members", lambda: f"q={dice.choice(people.id_numbers)}"),
        "open a person": ("member", lambda: f"id={dice.choice(people.ids)}"),
    }


SIGNED_IN = 5


def cookies(number: int) -> list[dict[str, str]]:
    """Sign in and give each visitor a cookie; some share one, as the tabs of one browser do."""
    from db import sample, sign_ins
    from shell.visitor import cookie_name

    signed_in = []
    for _each in range(SIGNED_IN):
        outcome = sign_ins.sign_in("clerk", sample.DEMO_PASSWORD)
        assert outcome.ok, outcome
        signed_in.append({cookie_name(): sign_ins.redeem(outcome.ticket) or ""})
    return [signed_in[visitor % SIGNED_IN] for visitor in range(number)]


def pages(stage: Stage, rounds: int) -> list[Line]:
    """Rerun of a whole page of ours beside a request of Django's."""
    people = ours.some_people(open_office(stage))
    held = cookies(max(CROWDS))
    session = (stage.home / COOKIE_FILE).read_text()
    paths = django_paths(people)
    lines = []
    with office_server(stage) as server, django_server(stage) as django_url:
        for name, (page, query) in office_queries(people).items():
            for crowd, most in zip(CROWDS, PAGE_LIMITS[name], strict=True):
                mine, theirs = Timing(), Timing()
                for _round in range(max(rounds // 2, 2)):
                    visits = office_visits(server.url, held[:crowd], page, query, ASKS[crowd])
                    mine.seconds += asyncio.run(visits).seconds
                    asked = django_visits(django_url, session, paths[name], crowd, ASKS[crowd])
                    theirs.seconds += asyncio.run(asked).seconds
                lines.append(line(f"{name}, {crowd} at once", mine, theirs, most))
                print(lines[-1], flush=True)
        lines.append(_empty_page(server.url, held, django_url, session, paths))
        lines.append(_memory(server.url, server.pid, held))
    return lines


def _empty_page(
    url: str,
    held: list[dict[str, str]],
    django_url: str,
    session: str,
    paths: dict[str, Callable[[], str]],
) -> Line:
    mine = asyncio.run(office_visits(url, held[:1], EMPTY_PAGE, lambda: "", 40))
    theirs = asyncio.run(django_visits(django_url, session, paths["list, page 1"], 1, 40))
    return line("nearly empty page", mine, theirs, EMPTY_LIMIT)


def _memory(url: str, pid: int, held: list[dict[str, str]]) -> Line:
    """Take the server's memory while fifty people have the list open."""

    async def fifty() -> float:
        async with AsyncExitStack() as stack:
            for cookie in held:
                tab = await stack.enter_async_context(
                    Tab(url, page="members", query="all=1", cookies=cookie)
                )
                await tab.run()
            return memory_of(pid)

    return Line("memory with 50 sessions", asyncio.run(fifty()), None, MEMORY_LIMIT_MB, "MB")


def saves(stage: Stage, rounds: int) -> list[Line]:
    """Press Save in a person's form, beside Django's POST and the list after it."""
    people = ours.some_people(open_office(stage))
    held = cookies(max(CROWDS))
    session = (stage.home / COOKIE_FILE).read_text()
    lines = []
    with office_server(stage) as server, django_server(stage) as django_url:
        for crowd, most in zip(CROWDS, SAVE_LIMITS, strict=True):
            mine, theirs = Timing(), Timing()
            for _round in range(max(rounds // 2, 2)):
                each = max(ASKS[crowd] // 2, 2)
                mine.seconds += asyncio.run(
                    _office_saves(server.url, held[:crowd], people, each)
                ).seconds
                theirs.seconds += asyncio.run(
                    django_saves(
                        django_url,
                        session,
                        lambda: people.dice.choice(people.ids),
                        crowd,
                        each,
                        lambda values: changed(values, people),
                    )
                ).seconds
            lines.append(line(f"save a person, {crowd} at once", mine, theirs, most))
    return lines


async def _office_saves(url: str, held: list[dict[str, str]], people: People, each: int) -> Timing:
    """Everybody changes people of their own, so that nobody's form is stale."""
    timing = Timing()

    async def clerk(number: int, cookie: dict[str, str]) -> None:
        own = people.ids[number :: len(held)]
        dice = random.Random()
        async with Tab(url, page="register", cookies=cookie) as tab:
            for _each in range(each):
                key = dice.choice(own)
                tab.goto("register", f"id={key}")
                await tab.run()
                name = next(w.key for w in tab.widgets.values() if w.key.endswith("-note"))
                tab.enter(name, f"note {dice.random()}")
                button = next(w.key for w in tab.widgets.values() if w.key.endswith("-save"))
                timing.add(await tab.press(button))

    await asyncio.gather(*(clerk(number, cookie) for number, cookie in enumerate(held)))
    return timing


def crowd(stage: Stage, _rounds: int) -> list[Line]:
    """Fifty people at their ordinary work: one action each five seconds, mixed."""
    people = ours.some_people(open_office(stage))
    held = cookies(max(CROWDS))
    with office_server(stage) as server:
        timing = asyncio.run(_ordinary_work(server.url, held, people))
    return [Line("50 people at work: p95", timing.p95, None, CROWD_P95_SECONDS, "s")]


async def _ordinary_work(url: str, held: list[dict[str, str]], people: People) -> Timing:
    timing = Timing()
    queries = list(office_queries(people).values())

    async def person(number: int, cookie: dict[str, str]) -> None:
        dice = random.Random(number)
        async with Tab(url, page="members", cookies=cookie) as tab:
            await asyncio.sleep(dice.uniform(0, 20))
            await tab.run()
            for _action in range(CROWD_MINUTES * 12):
                await asyncio.sleep(dice.uniform(2.5, 7.5))
                page, query = dice.choice(queries)
                tab.goto(page, query())
                timing.add(await tab.run())

    await asyncio.gather(*(person(number, cookie) for number, cookie in enumerate(held)))
    return timing
