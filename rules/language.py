"""Which language the current person reads, and the translation of source texts.

The language lives in a context variable: each script run, request or command sets its
own, so that concurrent sessions in different languages never mix.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = {"zh_CN": "中文", "en": "English"}
DEFAULT_LANGUAGE = "zh_CN"
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"

_current: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def N_(text: str) -> str:  # noqa: N802 - the customary gettext name of "translate later"
    """Mark a source text for translation where it is declared; the screen translates it."""
    return text


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", CATALOGUES, [language], fallback=language == "en")


def use_language(language: str) -> None:
    """Speak ``language`` for the rest of this run; unknown ones mean the default."""
    _current.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def current_language() -> str:
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language than the person's for a while: that of letters and messages."""
    own = current_language()
    use_language(language)
    try:
        yield
    finally:
        use_language(own)


def closest_language(wanted: str | None) -> str | None:
    """Return our language for a browser's tag such as ``zh-TW`` or ``en-GB``."""
    if not wanted:
        return None
    stem = wanted.replace("_", "-").split("-")[0].lower()
    return next((code for code in LANGUAGES if code.split("_")[0].lower() == stem), None)


def _(text: str) -> str:
    """Translate ``text`` to the current language."""
    return _catalogue(_current.get()).gettext(text) if text else ""


class Words(str):
    """A source text handed along as a value, to be translated where it is shown."""

    __slots__ = ()


def listed(parts: Iterable[str]) -> str:
    """Join texts as a list in the reader's language."""
    return (", " if current_language() == "en" else "、").join(parts)


def shown(value: object) -> object:
    """Translate ``Words``, and join tuples of them as a list in the reader's language."""
    if isinstance(value, Words):
        return _(str(value))
    if isinstance(value, tuple):
        return listed(str(shown(part)) for part in value)
    return value
