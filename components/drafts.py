"""Long forms not yet sent: each entry is kept for its writer, and is there again later.

    form = forms.Form("campaign-new", FIELDS, lists, draft="campaign-new")

A form with a ``draft`` does the rest: it opens with what was typed before, keeps each entry,
offers to begin anew, and forgets the draft with what is saved. A draft of a change knows
the version of the record that it was typed over, so that a later save meets the changes of
others like any other stale form. The shell hands in the store with ``use_store``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Protocol

from components import actions
from components.identity import current_actor
from components.lookups import Hit
from rules.access import Actor
from rules.language import _

Reader = Callable[[Actor], AbstractContextManager[Any]]

_VERSION = "*version"
"""Stands among the fields' names, none of which begins with a star."""


class Store(Protocol):
    """Where drafts are kept: ``db.drafts``."""

    def get_draft(self, session: Any, form: str) -> dict[str, Any]: ...

    def keep(self, session: Any, form: str, typed: Mapping[str, Any]) -> None: ...

    def drop(self, session: Any, form: str) -> None: ...


_stores: list[tuple[Reader, Store]] = []


def use_store(reader: Reader, store: Store) -> None:
    """Name the keeper of drafts and how it is read; the shell does so at its start."""
    _stores[:] = [(reader, store)]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form and not sent: raw values, records chosen, the version."""

    typed: dict[str, Any] = field(default_factory=dict)
    hits: dict[str, Hit] = field(default_factory=dict)
    version: int | None = None

    def __bool__(self) -> bool:
        return bool(self.typed or self.hits)


def recall(name: str) -> Draft:
    """Return what the person at the screen typed into the form ``name`` earlier."""
    reader, store = _stores[0]
    with reader(current_actor()) as session:
        kept = store.get_draft(session, name)
    version = kept.pop(_VERSION, None)
    hits = {key: Hit(**one) for key, one in kept.items() if isinstance(one, dict)}
    typed = {key: one for key, one in kept.items() if not isinstance(one, dict)}
    return Draft(typed, hits, version)


def keep(name: str, draft: Draft) -> None:
    """Keep what stands in the form ``name``, in place of what was kept before."""
    kept = {**draft.typed, **{key: asdict(hit) for key, hit in draft.hits.items()}}
    if kept and draft.version:
        kept[_VERSION] = draft.version
    actions.keep_quietly(lambda session: _stores[0][1].keep(session, name, kept))


def drop(session: Any, name: str) -> None:
    """Forget the draft of the form ``name``, in the transaction that makes it needless."""
    if name:
        _stores[0][1].drop(session, name)


def offer_to_empty(name: str, key: str, reset: Callable[[], None]) -> None:
    """Draw the button that drops the draft and begins the form ``key`` anew, with ``reset``."""

    def emptied(_result: Any) -> str:
        reset()
        return ""

    actions.button(_("Empty the form"), partial(drop, name=name), key=f"{key}-empty", done=emptied)
