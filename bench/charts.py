"""The charts page: its figures after each commit, what a tick costs, the page drawn."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from bench import mutual, ours
from bench.django_data import COOKIE_FILE
from bench.figures import Line, Timing, line
from bench.ours import People, seconds_of
from bench.people import ASKS, cookies
from bench.stage import Stage, bring_over, django_server, office_server, open_office
from bench.visits import Browser, django_visits, office_visits
from db import chart_figures, reports
from db.models.care import Visit
from db.models.pay_runs import PayItem
from db.session import reading, writing
from db.summaries import touch_area
from db.verbs import today_of
from rules.periods import YEAR, Period, period_at
from rules.visits import MADE

FIGURES_LIMIT, LARGE_LIMIT, LARGE = 0.02, 0.005, 1_000_000
UNCHANGED_MS, UNCHANGED_STATEMENTS = 5.0, 1
PAGE_LIMITS = {1: 0.25, 10: 0.45, 50: 0.6}
EACH = 10
WRITE_EVERY_SECONDS = 2.0
DJANGO = "/admin/figures/"

Change = Callable[[], object]


def charts(stage: Stage, rounds: int) -> list[Line]:
    """The figures of the page after a commit beside Django's view, a tick, the official tables."""
    engine = open_office(stage)
    bring_over(stage)
    period = _this_year()
    limit = LARGE_LIMIT if stage.members >= LARGE else FIGURES_LIMIT
    with django_server(stage) as url:
        session = (stage.home / COOKIE_FILE).read_text()
        changes = _changes(engine)
        lines = asyncio.run(_beside_django(changes, period, limit, url, session, rounds))
    lines += _unchanged(engine)
    lines.append(_official(period))
    return lines


def _this_year() -> Period:
    with reading(ours.everywhere()) as session:
        return period_at(YEAR, today_of(session))


def _changes(engine: Engine) -> dict[str, Change]:
    """Return what is committed before the figures are asked for, by what the line is called."""
    people, covered = ours.some_people(engine, 100), mutual.some_covered(engine)
    dice = random.Random()
    items = _ids(engine, PayItem, PayItem.household_id.is_not(None), PayItem.paid_on.is_not(None))
    visits = _ids(engine, Visit, Visit.state == MADE, Visit.household_id.is_not(None))
    return {
        "a member is saved": lambda: ours.save(people, ours.everywhere()),
        "a claim is taken": lambda: mutual.take_claim(covered),
        "aid is paid on another day": lambda: _another_day(PayItem, dice.choice(items), "paid_on"),
        "a visit was on another day": lambda: _another_day(Visit, dice.choice(visits), "made_on"),
        "all records change": _everything,
    }


def _ids(engine: Engine, model: Any, *conditions: Any) -> Sequence[int]:
    with engine.connect() as connection:
        query = select(model.__table__.c.id).where(*conditions).order_by(model.id.desc())
        return connection.scalars(query.limit(200)).all()


def _another_day(model: Any, key: int, column: str) -> None:
    with writing(ours.everywhere()) as session:
        record = session.get_one(model, key)
        day = getattr(record, column)
        away = timedelta(days=1 if day.day == 1 else -1)
        setattr(record, column, day + away)


def _everything() -> None:
    """Let all records be taken as changed, so that nothing counted from them answers again."""
    with writing(ours.everywhere()) as session:
        for area in chart_figures.VERSIONS:
            if area not in ("units", "settings"):
                touch_area(session, area)


def _ask(period: Period) -> object:
    """Ask for what the page draws, as it does."""
    with reading(ours.everywhere()) as session:
        return chart_figures.get_mark(session), chart_figures.get_charts(session, period)


async def _beside_django(
    changes: dict[str, Change], period: Period, limit: float, url: str, session: str, rounds: int
) -> list[Line]:
    browser = Browser(url, session)
    await browser.open()
    mine = {name: Timing() for name in changes}
    theirs = Timing()
    _ask(period)
    await browser.timed(DJANGO)
    for _round in range(rounds):
        for name, change in changes.items():
            for _each in range(EACH):
                change()
                mine[name].add(seconds_of(lambda: _ask(period)))
        for _each in range(EACH):
            theirs.add(await browser.timed(DJANGO))
    await browser.close()
    return [line(f"figures after {name}", each, theirs, limit) for name, each in mine.items()]


def _unchanged(engine: Engine) -> list[Line]:
    """What a tick asks of the database while nothing changes."""

    def tick() -> None:
        with reading(ours.everywhere()) as session:
            chart_figures.get_mark(session)

    spent = Timing()
    tick()
    for _each in range(300):
        took = ours.statements_of(engine, tick)
        spent.add(sum(took))
    return [
        Line("unchanged, in the database", spent.p50 * 1000, None, UNCHANGED_MS),
        Line("unchanged, statements", len(took), None, UNCHANGED_STATEMENTS, ""),
    ]


def _official(period: Period) -> Line:
    """The tables of the year's report after a commit."""
    spent = Timing()
    for _each in range(EACH):
        _everything()
        with reading(ours.everywhere()) as session:
            spent.take(lambda: reports.draw(session, period))
    return Line("official tables of a year", spent.p50 * 1000, None, None)


def charts_pages(stage: Stage, rounds: int) -> list[Line]:
    """The page with all its charts, at 1, 10 and 50 visitors, beside Django's page of tables;
    a clerk saves somebody every two seconds."""
    people = ours.some_people(open_office(stage), 100)
    bring_over(stage)
    held = cookies(max(PAGE_LIMITS))
    session = (stage.home / COOKIE_FILE).read_text()
    lines = []
    with office_server(stage) as server, django_server(stage) as url, _clerk(people):
        for crowd, most in PAGE_LIMITS.items():
            mine, theirs = Timing(), Timing()
            for _round in range(max(rounds // 2, 2)):
                drawn = office_visits(server.url, held[:crowd], "charts", lambda: "", ASKS[crowd])
                mine.seconds += asyncio.run(drawn).seconds
                asked = django_visits(url, session, lambda: DJANGO, crowd, ASKS[crowd])
                theirs.seconds += asyncio.run(asked).seconds
            lines.append(line(f"page of charts, {crowd} at once", mine, theirs, most))
    return lines


@contextmanager
def _clerk(people: People) -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(WRITE_EVERY_SECONDS):
            ours.save(people, ours.everywhere())

    clerk = threading.Thread(target=work)
    clerk.start()
    try:
        yield
    finally:
        stop.set()
        clerk.join()
