"""A file from the person's computer, or a picture by its camera, as name and bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import streamlit as st

from components import notices

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


def pick(label: str, *, key: str, types: Sequence[str], hint: str | None = None) -> Upload | None:
    """Draw the place to drop a file of these endings; return it once it has arrived."""
    st.file_uploader(label, type=list(types), key=key, help=hint)
    return arrived(key)


def take(label: str, *, key: str) -> Upload | None:
    """Draw the camera; return the picture once it was taken."""
    st.camera_input(label, key=key)
    return arrived(key)


def arrived(key: str) -> Upload | None:
    """Return the file or picture that lies in the place ``key`` now; for callbacks."""
    file = st.session_state.get(key)
    return None if file is None else Upload(file.name, file.getvalue())


def read(upload: Upload, reader: Callable[[bytes], Read]) -> Read | None:
    """Return what ``reader`` makes of the file, or draw its advice and return nothing."""
    return notices.tried(partial(reader, upload.content))
