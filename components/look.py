"""The style sheet of what ``components.markup`` draws."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st


@lru_cache(maxsize=1)
def _sheet() -> str:
    sheet = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"


def dress() -> None:
    """Put the style sheet on the page; the shell does so once per run."""
    st.html(_sheet())
