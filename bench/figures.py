"""Timings and what follows from them: medians, ratios, the table."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

OUT = Path(__file__).resolve().parent / "out"


@dataclass
class Timing:
    """Seconds of single operations, gathered over alternating rounds."""

    seconds: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def take(self, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        self.add(time.perf_counter() - began)

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


@dataclass
class Line:
    """One line of the table: our figure, the other side's, and the most it may be.

    Figures are milliseconds unless ``unit`` says otherwise; ``most`` limits ours / theirs,
    or ours alone where there is no other side.
    """

    what: str
    ours: float
    theirs: float | None
    most: float | None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else self.ours

    @property
    def verdict(self) -> str:
        if self.most is None:
            return ""
        return "yes" if self.ratio <= self.most else "**no**"


def line(what: str, ours: Timing, theirs: Timing, most: float) -> Line:
    """Compare the medians of two timings."""
    return Line(what, ours.p50 * 1000, theirs.p50 * 1000, most)


def table(lines: list[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = ["| what | ours | Django | ratio | at most | met |", "|---|---|---|---|---|---|"]
    for entry in lines:
        theirs = "" if entry.theirs is None else f"{entry.theirs:.4g} {entry.unit}"
        ratio = "" if entry.theirs is None else f"{entry.ratio:.3f}"
        most = "" if entry.most is None else f"{entry.most:g}"
        rows.append(
            f"| {entry.what} | {entry.ours:.4g} {entry.unit} | {theirs} | {ratio} | {most}"
            f" | {entry.verdict} |"
        )
    return "\n".join(rows)


def keep(name: str, lines: list[Line]) -> None:
    """Store the lines for later reading and print their table."""
    OUT.mkdir(exist_ok=True)
    file = OUT / f"{name}.json"
    file.write_text(json.dumps([asdict(entry) for entry in lines], indent=1, ensure_ascii=False))
    print(f"\n## {name}\n\n{table(lines)}\n", flush=True)
