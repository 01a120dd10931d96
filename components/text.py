"""Texts from people, shown as they are.

Streamlit reads labels, headings, notices and choices as markdown. ``plain`` makes any text
safe for those places: ``**x**``, ``:red[x]``, ``$a$`` or ``<script>`` come out letter by
letter. Text for ``st.html`` goes through ``components.markup`` instead.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&=^\"'])")
_SHORTCODE = re.compile(r":(?=[\w+\-/]+:)")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_WORD_JOINER = "\u2060"


def plain(value: object) -> str:
    """Return ``value`` as one line that markdown shows letter by letter."""
    line = _BREAKS.sub(" ", str(value)).strip()
    # Emoji and icon names are replaced after markdown has dropped the backslashes, so
    # these alone need a character between colon and name; it has no width.
    line = _SHORTCODE.sub(":" + _WORD_JOINER, line)
    return _SPECIAL.sub(r"\\\1", line)


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """Write an instant as the office's clock showed it, to the minute."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
