"""Mutual aid at city size: claims listed, taken, computed anew; cover looked up; old lists in."""

from __future__ import annotations

import asyncio
import csv
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bench import ours
from bench.django_data import COOKIE_FILE
from bench.figures import OUT, Line, Timing, line
from bench.ours import seconds_of
from bench.stage import Stage, django_server, office_server, open_office
from bench.visits import Browser, django_visits, form_values, office_visits
from db import (
    claim_intake,
    claim_lists,
    claims,
    cover,
    enrolment_people,
    enrolment_steps,
    enrolments,
    imports,
)
from db.import_rows import Incoming
from db.session import reading, writing
from rules.imports import ENROLMENTS

LIST_LIMIT, ADD_LIMIT, WRITERS_LIMIT = 0.08, 0.35, 3.0
LOOK_UP_MS, UNIT_SECONDS, RECOMPUTE_SECONDS = 1.0, 3.0, 20.0
LIST_PAGE_LIMITS = {1: 0.5, 10: 0.8, 50: 1.5}
EACH = 20
STATES = ("approved", "refused")
LIST, ADD = "/admin/registry/claim/", "/admin/registry/claim/add/"


@dataclass
class Covered:
    """People with a cover this year, each used for one claim at most."""

    rows: list[Any]
    years: list[int]
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    numbers: Any = field(default_factory=lambda: count(1))

    def take(self) -> Any:
        return self.rows.pop()

    def chosen(self) -> dict[str, Any]:
        return {"state": self.dice.choice(STATES), "year": self.dice.choice(self.years)}


def some_covered(engine: Engine, number: int = 3000) -> Covered:
    """Choose people without a claim of this year whose cover counts since months."""
    today = date.today()  # noqa: DTZ011 - the covers of the sample follow the calendar
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT e.id, e.member_id, e.unit_id, e.plan_id, e.from_on, e.to_on"
                " FROM enrolment e JOIN mutual_plan p ON p.id = e.plan_id"
                " WHERE p.code = 'SHANGLUO' AND e.confirmed AND e.from_on = :begin"
                " AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.member_id = e.member_id)"
                " ORDER BY e.id DESC LIMIT :number"
            ),
            {"begin": date(today.year, 1, 1), "number": number},
        ).all()
    return Covered(list(rows), [today.year - back for back in range(3)])


def take_claim(covered: Covered) -> float:
    """Take one claim as the counter does; returns the seconds of that alone."""
    row, number = covered.take(), next(covered.numbers)
    begin = date.today() - timedelta(days=40)  # noqa: DTZ011
    values: dict[str, Any] = {
        "enrolment_id": str(row.id),
        "event": "stay",
        "event_on": begin,
        "ended_on": begin + timedelta(days=8),
        "hospital": "云溪市第一人民医院",
        "cause": "circulation",
        "total_fen": 1_200_000,
        "pool_paid_fen": 800_000,
        "own_in_fen": 300_000,
        "own_out_fen": 100_000,
        "invoices": f"77{row.id:010}{number}",
        "papers": ("application", "id_copy", "invoice"),
    }
    began = time.perf_counter()
    with writing(ours.everywhere()) as session:
        claim_intake.take(session, row.member_id, values)
    return time.perf_counter() - began


def mutual(stage: Stage, rounds: int) -> list[Line]:
    """Our functions beside Django's whole requests, and what has a limit of its own."""
    engine = open_office(stage)
    covered = some_covered(engine)
    actor = ours.everywhere()

    def listed() -> object:
        with reading(actor) as session:
            return claim_lists.list_page(session, covered.chosen())

    with django_server(stage) as url:
        session = (stage.home / COOKIE_FILE).read_text()
        lines = asyncio.run(_beside_django(covered, listed, url, session, rounds))
    lines.append(_writers(covered))
    lines.append(_look_up(engine, covered))
    lines.append(_one_unit(engine))
    began = time.perf_counter()
    with reading(actor) as opened:
        assert claims.recompute_all(opened) == []
    lines.append(Line("all claims anew", time.perf_counter() - began, None, RECOMPUTE_SECONDS, "s"))
    return lines


async def _beside_django(
    covered: Covered, listed: Callable[[], object], url: str, session: str, rounds: int
) -> list[Line]:
    browser = Browser(url, session)
    await browser.open()
    own_list, their_list, own_add, their_add = Timing(), Timing(), Timing(), Timing()
    seconds_of(listed)
    for _round in range(rounds):
        for _each in range(EACH):
            own_list.add(seconds_of(listed))
        for _each in range(EACH):
            their_list.add(await browser.timed(_django_list(covered)))
        for _each in range(EACH):
            own_add.add(take_claim(covered))
        for _each in range(EACH):
            their_add.add(await _django_add(browser, covered))
    await browser.close()
    return [
        line("claims by state and year", own_list, their_list, LIST_LIMIT),
        line("take a claim", own_add, their_add, ADD_LIMIT),
    ]


def _django_list(covered: Covered) -> str:
    chosen = covered.chosen()
    return f"{LIST}?state__exact={chosen['state']}&handed_in_on__year={chosen['year']}"


async def _django_add(browser: Browser, covered: Covered) -> float:
    row, number = covered.take(), next(covered.numbers)
    begin = date.today() - timedelta(days=40)  # noqa: DTZ011
    values = dict(form_values(await browser.get(ADD), "claim")) | {
        "claim_no": f"D{number:08}",
        "state": "accepted",
        "unit": str(row.unit_id),
        "member": str(row.member_id),
        "enrolment": str(row.id),
        "plan_id": str(row.plan_id),
        "event": "stay",
        "event_on": begin.isoformat(),
        "ended_on": (begin + timedelta(days=8)).isoformat(),
        "handed_in_on": date.today().isoformat(),  # noqa: DTZ011
        "total_fen": "1200000",
        "pool_paid_fen": "800000",
        "own_in_fen": "300000",
        "own_out_fen": "100000",
        "payable_fen": "280000",
    }
    began = time.perf_counter()
    await browser.post(ADD, [*values.items(), ("_save", "Save")])
    return time.perf_counter() - began


def _writers(covered: Covered, writers: int = 10, each: int = 20) -> Line:
    """Ten clerks take claims at once."""
    together, adding = Timing(), threading.Lock()
    shares = [
        Covered([covered.take() for _each in range(each)], covered.years, numbers=covered.numbers)
        for _writer in range(writers)
    ]

    def work(own: Covered) -> None:
        seconds = [take_claim(own) for _each in range(each)]
        with adding:
            together.seconds += seconds

    threads = [threading.Thread(target=work, args=(own,)) for own in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Line("10 counters: p95 / p50", together.p95 / together.p50, None, WRITERS_LIMIT, "")


def _look_up(engine: Engine, covered: Covered) -> Line:
    """The time that the database takes for one look-up at the counter."""
    spent = Timing()
    today = date.today()  # noqa: DTZ011
    for row in covered.rows[:300]:
        with reading(ours.everywhere()) as session:
            look = partial(cover.cover_on, session, row.member_id, today)
            look()
            spent.add(sum(ours.statements_of(engine, look)))
    return Line("cover at the counter, in the database", spent.p50 * 1000, None, LOOK_UP_MS, "ms")


def _one_unit(engine: Engine) -> Line:
    """Two thousand people of one unit put on a hand-in."""
    today = date.today()  # noqa: DTZ011
    from_on = date(today.year + 2, 1, 1)
    with engine.connect() as connection:
        top = connection.scalar(text("SELECT id FROM unit WHERE parent_id IS NULL"))
        plan = connection.scalar(text("SELECT id FROM mutual_plan WHERE code = 'SHANGLUO'"))
        ids = list(
            connection.scalars(
                text("SELECT id FROM member WHERE status = 'member' ORDER BY id LIMIT 2000")
            )
        )
    actor = ours.everywhere()
    with writing(actor) as session:
        hand_in = enrolments.open_hand_in(session, top, plan, from_on, {"headcount": len(ids)})
    began = time.perf_counter()
    with writing(actor) as session:
        rows = [enrolment_people.Joiner(key) for key in ids]
        enrolment_people.add_people(session, hand_in, 1, rows)
    seconds = time.perf_counter() - began
    with writing(actor) as session:
        seen = enrolments.get_hand_in(session, hand_in).version
        enrolment_steps.withdraw(session, hand_in, seen, "bench")
    return Line("2,000 people of one unit", seconds, None, UNIT_SECONDS, "s")


def mutual_pages(stage: Stage, rounds: int) -> list[Line]:
    """The list of claims as a whole page, at 1, 10 and 50 visitors, beside Django's."""
    from bench.people import ASKS, cookies

    covered = some_covered(open_office(stage), 10)
    held = cookies(50)
    session = (stage.home / COOKIE_FILE).read_text()
    lines = []

    def query() -> str:
        chosen = covered.chosen()
        return f"show=all&state={chosen['state']}&year={chosen['year']}"

    with office_server(stage) as server, django_server(stage) as url:
        for crowd, most in LIST_PAGE_LIMITS.items():
            mine, theirs = Timing(), Timing()
            for _round in range(rounds):
                visits = office_visits(server.url, held[:crowd], "claims", query, ASKS[crowd])
                mine.seconds += asyncio.run(visits).seconds
                asked = django_visits(
                    url, session, lambda: _django_list(covered), crowd, ASKS[crowd]
                )
                theirs.seconds += asyncio.run(asked).seconds
            lines.append(line(f"claims by state and year, {crowd} at once", mine, theirs, most))
    return lines


def mutual_rosters(stage: Stage, _rounds: int) -> list[Line]:
    """A year's enrolments of the whole registry out of an old list, with every check."""
    open_office(stage)
    file = _write_list()
    from documents.header_matching import known_headings, match_columns
    from documents.roster_reader import read_roster

    actor = ours.everywhere()
    began = time.perf_counter()
    with writing(actor) as session:
        fields = imports.list_columns(session, ENROLMENTS)
        roster = read_roster(file.read_bytes(), known_headings(fields))
        columns = {m.field: m.column for m in match_columns(roster.headings, fields) if m.field}
        incoming = Incoming(roster.rows, columns, None, file.name, roster.sha256)
        counts = imports.take_in(session, ENROLMENTS, incoming).counts
    seconds = time.perf_counter() - began
    return [
        Line("enrolments of an old list", counts.new, None, None, "rows"),
        Line("turned away", counts.refused, None, None, "rows"),
        Line("each row", seconds / max(counts.read, 1) * 1000, None, None, "ms"),
    ]


def _write_list() -> Path:
    """Write who is in the registry as a list of enrolments that begin in five years."""
    begin = date(date.today().year + 5, 1, 1)  # noqa: DTZ011
    file = OUT / "enrolments.csv"
    with reading(ours.everywhere()) as session, file.open("w", encoding="utf-8-sig") as target:
        writer = csv.writer(target)
        writer.writerow(("单位名称", "互助计划", "姓名", "会员编号", "互助开始日期", "份数"))
        rows = session.connection().execute(
            text(
                "SELECT u.usci, m.name, m.member_no FROM member m JOIN unit u ON u.id = m.unit_id"
                " WHERE m.status = 'member' AND m.member_no IS NOT NULL AND u.usci IS NOT NULL"
            )
        )
        writer.writerows((row[0], "SHANGLUO", row[1], row[2], begin, 1) for row in rows)
    return file
