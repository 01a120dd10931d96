"""An office served with a clock that a test moves: ``python -m tests.ground.clocked FILE``.

The file holds the days by which the office is ahead of the machine; empty means none.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import session as door
from manage import serve

LOCAL = "127.0.0.1"


def main(file: Path) -> None:
    def ahead() -> datetime:
        return datetime.now(UTC) + timedelta(days=int(file.read_text() or 0))

    door.clock = ahead
    serve(LOCAL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
