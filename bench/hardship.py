"""The hardship archive at 30,000 files beside the registry's own pages, and a run of 5,000 lines.

    .venv/bin/python -m bench.hardship --households 33000

The office is made once below ``bench/out``; both sides are asked in turn, so ratios count.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from bench.figures import OUT, Line, Timing, keep, line
from bench.people import cookies
from bench.visits import office_visits
from rules.access import Actor
from tests.ground.servers import OfficeServer
from tests.ground.tree import City, plant

ROUNDS, ASKS = 6, 15
NO_SLOWER = 1.0


def prepare(households: int) -> Path:
    """Make the sample office with so many households, if it is not there yet; returns its home."""
    home = OUT / f"hardship-{households}"
    os.environ.update(OFFICE_HOME=str(home), OFFICE_DEMO="1", DATABASE_URL="")
    import config
    from db import sample, schema

    config.settings.cache_clear()
    settings = config.settings()
    schema.open_office(settings)
    if not settings.sample_mark.exists():
        began = time.perf_counter()
        sample.make_sample(households + households // 10, 600, households=households)
        settings.sample_mark.touch()
        print(f"made in {time.perf_counter() - began:.0f} s", flush=True)
    return home


def pages(home: Path) -> list[Line]:
    """Whole pages of the archive beside the registry's, one visitor, in turn."""
    from db.engine import store

    with store().engine.connect() as connection:
        files = list(connection.scalars(text("SELECT id FROM hardship_file ORDER BY id LIMIT 900")))
        people = list(connection.scalars(text("SELECT id FROM member ORDER BY id LIMIT 900")))
        total = int(connection.scalar(text("SELECT count(*) FROM hardship_file")) or 0)
    dice = random.Random(7)
    last = max(total // 50 - 1, 1)
    pairs: dict[str, tuple[tuple[str, Callable[[], str]], tuple[str, Callable[[], str]]]] = {
        "list, page 1": (
            ("hardship_files", lambda: "show=all"),
            ("members", lambda: "all=1"),
        ),
        "list, deep page": (
            ("hardship_files", lambda: f"show=all&page={last}"),
            ("members", lambda: f"all=1&page={last}"),
        ),
        "search": (("hardship_files", lambda: "q=王"), ("members", lambda: "q=王")),
        "one record": (
            ("hardship_file", lambda: f"id={dice.choice(files)}"),
            ("member", lambda: f"id={dice.choice(people)}"),
        ),
    }
    held = cookies(1)[:1]
    lines = [Line("files", total, None, None, "")]
    server = OfficeServer(home, OFFICE_DEMO="1").start()
    try:
        for name, (mine, theirs) in pairs.items():
            own, other = Timing(), Timing()
            for _round in range(ROUNDS):
                for timing, (page, query) in ((own, mine), (other, theirs)):
                    visits = office_visits(server.url, held, page, query, ASKS)
                    timing.seconds += asyncio.run(visits).seconds
            lines.append(line(name, own, other, NO_SLOWER))
            print(lines[-1], flush=True)
    finally:
        server.stop()
    return lines


def payments(lines_wanted: int) -> list[Line]:
    """A monthly run of so many lines: drafted, locked, signed, sent, and packed for an audit."""
    city = _payday(lines_wanted)
    from tests.ground import payday

    clerk = payday.preparer()
    began = time.perf_counter()
    run_id = payday.drafted(clerk, city.federation)
    drafted = time.perf_counter()
    payday.step(clerk, run_id, "lock")
    locked = time.perf_counter()
    needed = payday.run_of(run_id).signatures_needed
    for number in range(1, needed + 1):
        action = "sign" if number == needed else "countersign"
        payday.step(payday.signer(f"签批人{number}"), run_id, action)
    payday.step(payday.cashier(), run_id, "send")
    return [
        Line("lines of the run", payday.run_of(run_id).line_count, None, None, ""),
        Line("drafted", drafted - began, None, None, "s"),
        Line("locked", locked - drafted, None, None, "s"),
        Line("drafted and locked", locked - began, None, 10, "s"),
        *_packed(clerk, run_id),
    ]


def _payday(lines_wanted: int) -> City:
    """Make an office in which a benefit is due to so many families."""
    home = OUT / "payday"
    shutil.rmtree(home, ignore_errors=True)
    os.environ.update(OFFICE_HOME=str(home), OFFICE_DEMO="1", DATABASE_URL="")
    import config
    from db import pay_sources, schema
    from tests.ground import payday

    config.settings.cache_clear()
    schema.open_office(config.settings())
    city = plant()
    found = payday.lay_out(city, 100_000_000_00)
    pay_sources.PROVIDERS = (found.provide,)
    pay_sources.STANDING = {payday.MONTHLY: found.standing}
    for first in range(1, lines_wanted + 1, 500):
        some = payday.families(city.mill, min(500, lines_wanted - first + 1), first)
        for order, family in enumerate(some, start=first):
            found.month(family, order)
    return city


def _packed(clerk: Actor, run_id: int) -> list[Line]:
    from db import audit_packs
    from db.session import reading, writing
    from documents.audit_pack import write_pack

    with writing(clerk) as session:
        permit = audit_packs.permit(session, run_id, "年度审计")
    tracemalloc.start()
    began = time.perf_counter()
    with tempfile.TemporaryFile() as target, reading(clerk) as session:
        pack = audit_packs.gather(session, permit)
        write_pack(target, pack.tables, pack.covers, pack.papers)
    ended = time.perf_counter()
    peak = tracemalloc.get_traced_memory()[1] / 1024 / 1024
    tracemalloc.stop()
    return [
        Line("audit pack", ended - began, None, 30, "s"),
        Line("audit pack, memory at its peak", peak, None, None, "MB"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.hardship", description=__doc__)
    parser.add_argument("--households", type=int, default=33_000)
    parser.add_argument("--lines", type=int, default=5_000, help="lines of the monthly run")
    given = parser.parse_args()
    keep(f"payday-{given.lines}", payments(given.lines))
    home = prepare(given.households)
    keep(f"hardship-{given.households}", pages(home))


if __name__ == "__main__":
    main()
