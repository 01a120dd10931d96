"""Measure both sides, alternating: ``python -m bench --members 178000``."""

from __future__ import annotations

import argparse

from bench import charts, growth, mutual, people, sections, wall
from bench.figures import keep
from bench.stage import stages

SECTIONS = {
    "data": sections.data,
    "pages": people.pages,
    "saves": people.saves,
    "crowd": people.crowd,
    "rosters": sections.rosters,
    "mutual": mutual.mutual,
    "mutual_pages": mutual.mutual_pages,
    "mutual_rosters": mutual.mutual_rosters,
    "charts": charts.charts,
    "charts_pages": charts.charts_pages,
    "wall": wall.wall,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--members", type=int, default=178_000, help="people in the registry")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--sections", default=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=5, help="alternations of each measurement")
    given = parser.parse_args()
    with stages(given.engines.split(","), given.members) as prepared:
        for stage in prepared:
            for name in given.sections.split(","):
                keep(f"{stage.name}-{name}", SECTIONS[name](stage, given.rounds))
    for name, lines in growth.against_the_city(given.members):
        keep(name, lines)


if __name__ == "__main__":
    main()
