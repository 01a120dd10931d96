"""A file from the person's computer, as name and bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


def pick(label: str, *, key: str, types: Sequence[str], hint: str | None = None) -> Upload | None:
    """Draw the place to drop a file of these endings; return it once it has arrived."""
    arrived = st.file_uploader(label, type=list(types), key=key, help=hint)
    return None if arrived is None else Upload(arrived.name, arrived.getvalue())
