"""The script that Streamlit runs for every tab and click: who is it, which page, show it."""

from __future__ import annotations

from rules.language import use_language
from shell import frame, visitor

actor = visitor.who()
use_language(actor.language if actor else visitor.language())
frame.show(actor)
