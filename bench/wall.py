"""Two hundred open walls and boards on one machine while clerks write."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from bench import ours
from bench.figures import Line, Timing
from bench.ours import People
from bench.stage import Stage, memory_of, office_server, open_office
from db import boards, displays, sample, sign_ins
from db.session import writing
from rules.access import CONSOLE
from shell.visitor import cookie_name
from tests.ground.servers import OfficeServer
from tests.ground.wire import Tab

VIEWS, PROCESSES = 200, int(os.environ.get("BENCH_PROCESSES", "1"))
SECONDS = int(os.environ.get("BENCH_WALL_SECONDS", "60"))
"""How long is measured; the issue's thirty minutes are 1800."""

WRITERS, WRITE_EVERY_SECONDS = 5, 2.0
TICK_P95_MS, PROCESSOR_PERCENT, GROWTH_MB = 300.0, 60.0, 10.0
CORES = os.cpu_count() or 1


@dataclass
class Watched:
    """What was seen while the views were open."""

    ticks: Timing = field(default_factory=Timing)
    busy_seconds: float = 0.0
    seconds: float = 0.0
    memory: list[float] = field(default_factory=list)


def wall(stage: Stage, _rounds: int) -> list[Line]:
    """Half the views are walls, half the boards of leaders; clerks save members meanwhile."""
    engine = open_office(stage)
    people = ours.some_people(engine, 100)
    key, cookie = _key(), _leaders_cookie()
    with ExitStack() as stack:
        servers = [stack.enter_context(office_server(stage)) for _each in range(PROCESSES)]
        seen = asyncio.run(_watch(servers, key, cookie, people, engine))
    name = f"{VIEWS} views, {PROCESSES} processes"
    share = 100 * seen.busy_seconds / seen.seconds / CORES
    return [
        Line(f"{name}: tick, median", 1000 * seen.ticks.p50, None, None),
        Line(f"{name}: tick, p95", 1000 * seen.ticks.p95, None, TICK_P95_MS),
        Line(f"{name}: processor of {CORES} cores", share, None, PROCESSOR_PERCENT, "%"),
        Line(f"{name}: processor of a tick", _each(seen), None, None),
        Line(f"{name}: memory at the end", seen.memory[-1], None, None, "MB"),
        Line(f"{name}: growth", seen.memory[-1] - seen.memory[0], None, GROWTH_MB, "MB"),
    ]


def _each(seen: Watched) -> float:
    return 1000 * seen.busy_seconds / max(len(seen.ticks.seconds), 1)


def _key() -> str:
    with writing(CONSOLE) as session:
        ids = [str(row.id) for row in boards.list_every(session)]
        return displays.make(session, "bench", None, ids, 10, "off", 19, 7).key


def _leaders_cookie() -> dict[str, str]:
    outcome = sign_ins.sign_in("leader", sample.DEMO_PASSWORD)
    return {cookie_name(): sign_ins.redeem(outcome.ticket) or ""}


async def _watch(
    servers: Sequence[OfficeServer],
    key: str,
    cookie: dict[str, str],
    people: People,
    engine: Engine,
) -> Watched:
    seen, stop = Watched(), threading.Event()
    async with AsyncExitStack() as stack:
        tabs = []
        for number in range(VIEWS):
            url = servers[number % len(servers)].url
            wall_tab = Tab(url, page="wall", query=f"key={key}")
            tab = wall_tab if number % 4 < 2 else Tab(url, page="boards", cookies=cookie)
            tabs.append(await stack.enter_async_context(tab))
            await tab.run()
        writers = [
            threading.Thread(target=_write, args=(people, number, stop))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        await _look(tabs, SECONDS / 4, Watched())
        await _measure(servers, tabs, seen)
        stop.set()
        for writer in writers:
            await asyncio.to_thread(writer.join)
    engine.dispose()
    return seen


async def _measure(servers: Sequence[OfficeServer], tabs: Sequence[Tab], seen: Watched) -> None:
    pids = [server.pid for server in servers]
    began, busy = time.perf_counter(), sum(map(processor_seconds, pids))
    seen.memory.append(sum(map(memory_of, pids)))
    await _look(tabs, SECONDS, seen)
    seen.seconds = time.perf_counter() - began
    seen.busy_seconds = sum(map(processor_seconds, pids)) - busy
    seen.memory.append(sum(map(memory_of, pids)))


async def _look(tabs: Sequence[Tab], seconds: float, seen: Watched) -> None:
    """Let every view tick by its own timer, as so many browsers would."""
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_ticking(tab, at, end, seen) for at, tab in enumerate(tabs)))


async def _ticking(tab: Tab, at: int, end: float, seen: Watched) -> None:
    ((timer, every),) = tab.timers.items()
    due = time.perf_counter() + every * at / VIEWS
    while due < end:
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        seen.ticks.add(await tab.tick(timer))
        due = max(due + every, time.perf_counter())


def _write(people: People, number: int, stop: threading.Event) -> None:
    own = replace(people, ids=people.ids[number::WRITERS])
    while not stop.wait(WRITE_EVERY_SECONDS):
        ours.save(own, ours.everywhere())


def processor_seconds(pid: int) -> float:
    """Return the seconds that a process has kept a core busy."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
