"""Templates of letters: files to take away, and what may stand in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from components import details
from components.text import plain
from rules.language import Words, _, shown

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(label: str, name: str, content: Any) -> None:
    """Draw the button that fetches a template; ``content`` makes the bytes when asked."""
    st.download_button(
        plain(label),
        content,
        file_name=f"{name}.docx",
        mime=WORD,
        on_click="ignore",
        key=f"letter-{name}-download",
        icon=":material/download:",
    )


def placeholders(title: str, labels: Mapping[str, str]) -> None:
    """Draw what may stand in a letter: each placeholder with the label of what fills it."""
    with st.expander(plain(title)):
        details.lines((f"{{{{ {name} }}}}", _(label)) for name, label in labels.items())


def compared(asked: Collection[str], known: Mapping[str, str]) -> None:
    """Say which placeholders of a new template are filled in, and which never will be."""
    unknown = sorted(set(asked) - set(known))
    if unknown:
        names = plain(", ".join(unknown))
        st.warning(_("Nothing fills these places; they stay empty: {names}").format(names=names))
    filled = shown(tuple(Words(known[name]) for name in known if name in asked))
    st.caption(plain(_("Will be filled in: {names}").format(names=filled or "—")))
