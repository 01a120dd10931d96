"""How the figures grow with the registry: a larger run beside the city's."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.figures import OUT, Line

CITY = 178_000
GROWTH_LIMIT = 2.0


def against_the_city(members: int) -> Iterator[tuple[str, list[Line]]]:
    """Compare a run with the stored one at city size; nothing at that size itself."""
    if members <= CITY:
        return
    for engine in ("sqlite", "postgresql"):
        small, large = (OUT / f"{engine}-{size}-data.json" for size in (CITY, members))
        if not (small.exists() and large.exists()):
            continue
        before = {entry["what"]: entry for entry in json.loads(small.read_text())}
        lines = [
            Line(entry["what"], entry["ours"], before[entry["what"]]["ours"], GROWTH_LIMIT)
            for entry in json.loads(large.read_text())
            if entry["theirs"] is not None and entry["what"] in before
        ]
        yield f"{engine}-{members}-beside-{CITY}", lines
