"""The data layer beside Django's requests, and rosters in and out."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import ours
from bench import rosters as roster_files
from bench.django_data import COOKIE_FILE
from bench.figures import OUT, Line, Timing, line
from bench.ours import People
from bench.stage import Stage, django_server, fresh, open_office
from bench.visits import Browser, form_values
from tests.ground.servers import PROJECT

EACH = 20
"""So many operations of one kind in one round."""

DATA_LIMITS = {
    "list, page 1": 0.08,
    "list, page 1000": 0.05,
    "name fragment": 0.05,
    "pinyin": 0.05,
    "initials": 0.05,
    "ID number": 0.08,
    "open a person": 0.10,
    "save a person": 0.30,
}
WRITERS_LIMIT = 3.0
LIST = "/admin/registry/member/"


def django_paths(people: People) -> dict[str, Callable[[], str]]:
    """Return the addresses of the same operations in Django's admin."""
    dice = people.dice
    return {
        "list, page 1": lambda: LIST,
        "list, page 1000": lambda: f"{LIST}?p={min(1000, last_page(people))}",
        "name fragment": lambda: f"{LIST}?q={quote(people.fragment())}",
        "pinyin": lambda: f"{LIST}?q={quote(people.pinyin_spaced())}",
        "initials": lambda: f"{LIST}?q={quote(people.initials())}",
        "ID number": lambda: f"{LIST}?q={dice.choice(people.id_numbers)}",
        "open a person": lambda: f"{LIST}{dice.choice(people.ids)}/change/",
    }


def last_page(people: People) -> int:
    return max(people.total // 50, 1)


def data(stage: Stage, rounds: int) -> list[Line]:
    """Our functions, in this process, beside Django's whole request at one session."""
    engine = open_office(stage)
    people = ours.some_people(engine)
    operations = ours.operations(people, ours.everywhere())
    with django_server(stage) as url:
        session = (stage.home / COOKIE_FILE).read_text()
        return asyncio.run(_data(operations, people, url, session, rounds))


async def _data(
    operations: dict[str, Callable[[], float]],
    people: People,
    url: str,
    session: str,
    rounds: int,
) -> list[Line]:
    browser = Browser(url, session)
    await browser.open()
    paths = django_paths(people)
    lines = []
    for name, work in operations.items():
        mine, theirs = Timing(), Timing()
        work()
        for _round in range(rounds):
            for _each in range(EACH):
                mine.add(work())
            for _each in range(EACH):
                theirs.add(await _django_request(browser, name, paths, people))
        lines.append(line(name, mine, theirs, DATA_LIMITS[name]))
    await browser.close()
    together = ours.many_writers(people, ours.everywhere())
    spread = together.p95 / together.p50
    lines.append(Line("10 writers: p95 / p50", spread, None, WRITERS_LIMIT, ""))
    return lines


async def _django_request(
    browser: Browser, name: str, paths: dict[str, Callable[[], str]], people: People
) -> float:
    if name != "save a person":
        return await browser.timed(paths[name]())
    path = f"{LIST}{people.dice.choice(people.ids)}/change/"
    values = changed(form_values(await browser.get(path)), people)
    began = time.perf_counter()
    await browser.post(path, values)
    return time.perf_counter() - began


def changed(values: list[tuple[str, str]], people: People) -> list[tuple[str, str]]:
    """Give the form another name and mobile, as our own save does."""
    new = {
        "name": people.dice.choice(people.names),
        "mobile": f"13{people.dice.randrange(10**9):09}",
    }
    return [(name, new.get(name, value)) for name, value in values] + [("_save", "Save")]


IMPORT_LIMITS = {"csv": 0.6, "xlsx": 0.8}
EXPORT_LIMITS = {"csv": 1.0, "xlsx": 0.35}
AGAIN_LIMIT = 1.0
EXPORT_MEMORY_MB = 250


def rosters(stage: Stage, rounds: int) -> list[Line]:
    """Rosters of the registry's size in, the registry out, each in a process of its own."""
    files = roster_files.write(stage.members)
    times: dict[str, Timing] = {}
    peaks: dict[str, float] = {}
    for _round in range(min(rounds, 3)):
        for kind, file in (("csv", files.csv), ("xlsx", files.xlsx)):
            with fresh(stage) as empty:
                _import(empty, kind, file, files, times)
        for kind in ("csv", "xlsx"):
            for side in ("office", "django"):
                told = _job(stage, f"{side}_export", OUT / f"export-{side}.{kind}")
                times.setdefault(f"{side} export {kind}", Timing()).add(_seconds(told))
                peaks[f"{side} export {kind}"] = told["peak_mb"]
    lines = []
    for kind in ("csv", "xlsx"):
        theirs = times[f"django import {kind}"]
        lines.append(
            line(f"import {kind}", times[f"office import {kind}"], theirs, IMPORT_LIMITS[kind])
        )
        lines.append(line(f"same {kind} again", times[f"office again {kind}"], theirs, AGAIN_LIMIT))
    for kind in ("csv", "xlsx"):
        mine, theirs = times[f"office export {kind}"], times[f"django export {kind}"]
        lines.append(line(f"export {kind}", mine, theirs, EXPORT_LIMITS[kind]))
        peak = peaks[f"office export {kind}"]
        lines.append(Line(f"export {kind}, memory", peak, None, EXPORT_MEMORY_MB, "MB"))
    return lines


def _import(
    empty: Stage,
    kind: str,
    file: Path,
    files: roster_files.RosterFiles,
    times: dict[str, Timing],
) -> None:
    _job(empty, "office_new", file)
    _job(empty, "django_new", file)
    first = _job(empty, "office_import", file)
    theirs = _job(empty, "django_import", file)
    again = _job(empty, "office_import", file)
    wanted = {"new": files.rows - files.faults, "refused": files.faults}
    assert {name: first[name] for name in wanted} == wanted, first
    assert {name: theirs[name] for name in wanted} == wanted, theirs
    assert again["unchanged"] == wanted["new"], again
    for name, told in (
        ("office import", first),
        ("django import", theirs),
        ("office again", again),
    ):
        times.setdefault(f"{name} {kind}", Timing()).add(_seconds(told))


def _seconds(told: dict[str, Any]) -> float:
    return float(told["milliseconds"]) / 1000


def _job(stage: Stage, name: str, file: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.jobs", name, str(file)],
        cwd=PROJECT,
        env={**os.environ, **stage.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
