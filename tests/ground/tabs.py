"""A tab of Streamlit's own bench on the whole script, without what it would repeat for each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "shell" / "main.py"


def open_tab() -> AppTest:
    """Open a tab on the office's script; it has not run yet."""
    tab = AppTest.from_file(str(SCRIPT), default_timeout=60)
    tab._bidi_component_manager = _components()
    return tab


@cache
def _components() -> BidiComponentManager:
    """Look through all installed packages for components once; the bench does for each tab."""
    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found
