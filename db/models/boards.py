"""Boards of figures, and the wall displays that show them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped


class Board(Recorded, Scoped, Base):
    """Figures chosen and put in order by the office: who sees them, how each is drawn.

    ``unit_id`` is the unit whose board it is: it is shown there, below and above, to each reader
    with the figures of the own part of the tree. ``roles`` are those that see it, everybody who
    sees figures where it is empty. ``widgets`` is the plain form of ``rules.boards.Widget``.
    """

    __tablename__ = "board"
    __area__ = "boards"

    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    """That of a shipped board; the office's own have none."""
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(60), default="")
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    widgets: Mapped[list[Any]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)

    @property
    def trail_label(self) -> str:
        return self.zh


class Display(Recorded, Scoped, Base):
    """A wall display: the hash of its key, the unit whose figures it shows, and how.

    It shows the boards ``board_ids`` in turn, each page for so many seconds. ``night`` is "off",
    "on" or "hours", then from hour to hour of the office's clock.
    """

    __tablename__ = "display"
    __area__ = "displays"

    label: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    board_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    seconds: Mapped[int]
    night: Mapped[str] = mapped_column(String(10))
    night_from: Mapped[int]
    night_to: Mapped[int]
    language: Mapped[str] = mapped_column(String(10), default="")
    valid_until: Mapped[date | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    @property
    def trail_label(self) -> str:
        return self.label


class DisplaySighting(Base):
    """When and from which address a display was last open; moves in steps of a minute."""

    __tablename__ = "display_sighting"

    display_id: Mapped[int] = mapped_column(BigKey, ForeignKey("display.id"), primary_key=True)
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(60), default="")
