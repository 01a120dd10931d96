"""Papers and photos of a record: what is there, open, attach, take out of use.

The page hands over where they are kept; whoever reads sealed values opens sealed papers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import dialogs, tables, text, uploads
from components.decisions import card
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.errors import InvalidInput
from rules.language import N_, _

_FILE, _CAMERA = "file", "camera"
_SOURCES = {_FILE: N_("A file"), _CAMERA: N_("The camera")}
ENDINGS = ("jpg", "jpeg", "png", "webp", "pdf", "docx", "xlsx")


class Paper(Protocol):
    """A stored paper; ``sealed`` ones open for a reason only."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def added_at(self) -> datetime: ...
    @property
    def sealed(self) -> bool: ...


class Store(Protocol):
    """Where papers are kept: attached, taken out of use, opened (a sealed one for a reason)."""

    def add(
        self,
        session: Any,
        record_type: str,
        record_id: int,
        kind: str,
        name: str,
        media_type: str,
        content: bytes,
    ) -> int: ...
    def retire(self, session: Any, attachment_id: int, seen: int) -> None: ...
    def open_paper(self, session: Any, attachment_id: int, reason: str = "") -> Any: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a record's papers are kept, what checks a file, and the right of who may add one."""

    store: Store
    read: Callable[[str, bytes], Any]
    edits: Permission


def show(
    actor: Actor,
    kept: Kept,
    rows: Sequence[Paper],
    lists: CodeLists,
    zone: ZoneInfo,
    of: tuple[str, int],
) -> None:
    """Draw the papers of a record, its type and id, with what may be done about them."""
    key = f"{of[0]}-{of[1]}-papers"
    if actor.can(kept.edits):
        body = partial(_attach, lists, kept, of, f"{key}-attach")
        dialogs.form(_("Attach a paper"), body, key=f"{key}-attach", icon=":material/attach_file:")
    if not rows:
        tables.nothing(_("No paper is attached. Forms, copies, proofs and photos belong here."))
    for row in rows:
        kind = label_of(lists, "attachment_kind", row.kind)
        size = _("{n} kB").format(n=f"{max(row.size // 1024, 1):,}")
        with card(kind, row.name, size, text.instant(row.added_at, zone)):
            _buttons(actor, kept, row, f"{key}-{row.id}")


def _buttons(actor: Actor, kept: Kept, row: Paper, key: str) -> None:
    if actor.can(Permission.REVEAL_SEALED) or not row.sealed:
        dialogs.fetch(
            _("Open"),
            lambda session, reason: kept.store.open_paper(session, row.id, reason),
            _draw,
            key=f"{key}-open",
            needs_reason=row.sealed,
        )
    if actor.can(kept.edits):
        dialogs.confirm(
            _("Take out of use"),
            _("The paper is no longer listed; it stays stored."),
            lambda session, _reason: kept.store.retire(session, row.id, row.version),
            key=f"{key}-retire",
            done=_("Taken out of use."),
            needs_reason=False,
        )


def _draw(paper: Any) -> None:
    if paper.media_type.startswith("image/"):
        st.image(paper.content, alt=paper.name)
    st.download_button(
        _("Download"),
        paper.content,
        file_name=paper.name,
        mime=paper.media_type,
        on_click="ignore",
        key="office-paper-download",
    )


def _attach(lists: CodeLists, kept: Kept, of: tuple[str, int], key: str) -> None:
    kinds = {code.code: code.label for code in lists.get("attachment_kind", ()) if not code.retired}
    st.selectbox(_("Kind"), list(kinds), key=f"{key}-kind", format_func=kinds.__getitem__)
    source = st.segmented_control(
        _("Where from"),
        list(_SOURCES),
        key=f"{key}-source",
        default=_FILE,
        required=True,
        format_func=lambda name: _(_SOURCES[name]),
    )
    if source == _CAMERA:
        uploads.take(_("Photo"), key=f"{key}-camera")
    else:
        uploads.pick(
            _("File"), key=f"{key}-file", types=ENDINGS, hint=_("Pictures, PDF, .docx or .xlsx.")
        )

    def read() -> Any:
        upload = uploads.arrived(f"{key}-{source}")
        if upload is None:
            raise InvalidInput(N_("Choose a file or take a photo first."))
        return kept.read(upload.name, upload.content)

    def add(session: Any, paper: Any) -> None:
        record_type, record_id = of
        kept.store.add(
            session,
            record_type=record_type,
            record_id=record_id,
            kind=str(st.session_state[f"{key}-kind"]),
            name=paper.name,
            media_type=paper.media_type,
            content=paper.content,
        )

    dialogs.send(_("Attach"), add, key=key, done=_("The paper is attached."), first=read)
