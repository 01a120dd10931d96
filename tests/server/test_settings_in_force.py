"""Streamlit's settings hold however the server is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.ground.servers import PROJECT

LOAD_AND_TELL = """
import json, sys
sys.path.insert(0, sys.argv[1])
import app
from streamlit import config
print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[2])}))
"""


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def test_a_start_from_another_folder_keeps_every_setting(tmp_path: Path) -> None:
    file = PROJECT / ".streamlit" / "config.toml"
    wanted = dict(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    told = subprocess.run(
        [sys.executable, "-c", LOAD_AND_TELL, str(PROJECT), json.dumps(list(wanted))],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "OFFICE_HOME": str(tmp_path / "office-home")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout.splitlines()[-1]) == wanted
    assert wanted["browser.gatherUsageStats"] is False
    assert wanted["client.showErrorDetails"] == "none"
