"""Who may come in: accounts, roles, and the sessions kept on the server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, BigKey, Recorded, Scoped


class Account(Recorded, Scoped, Base):
    """A person who signs in; ``unit_id`` is the top of what they see.

    ``login`` is lower case and is told to its owner and the administrator only.
    """

    __tablename__ = "account"
    __area__ = "accounts"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(72))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(10), default="")
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Role(Recorded, Base):
    """A named set of rights; shipped in ``data/roles.toml``, relabelled by the office."""

    __tablename__ = "role"
    __area__ = "accounts"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(60))
    permissions: Mapped[list[str]]
    position: Mapped[int] = mapped_column(default=0)

    @property
    def trail_label(self) -> str:
        return self.zh


class RoleConflict(Recorded, Base):
    """Two rights that must not meet in one person."""

    __tablename__ = "role_conflict"
    __table_args__ = (UniqueConstraint("first", "second"),)
    __area__ = "accounts"

    first: Mapped[str] = mapped_column(String(40))
    second: Mapped[str] = mapped_column(String(40))

    @property
    def trail_label(self) -> str:
        return f"{self.first} / {self.second}"


class AccountRole(Recorded, Scoped, Base):
    """A role that a person holds, or held until ``ended_at``."""

    __tablename__ = "account_role"
    __area__ = "accounts"

    account_id: Mapped[int] = mapped_column(BigKey, ForeignKey("account.id"), index=True)
    role_code: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]

    @property
    def trail_label(self) -> str:
        return self.role_code


class SignIn(Base):
    """A session: the cookie's fingerprint, once the browser has it, and how long it is good for.

    It ends at ``idle_until`` without a click and at ``expires_at`` in any case. ``seen_at``
    moves in steps of a minute, so that a look at a page is no write.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(BigKey, ForeignKey("account.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class Ticket(Base):
    """A half-minute slip for which the browser gets its cookie after a right password."""

    __tablename__ = "ticket"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(BigKey, ForeignKey("sign_in.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInTry(Base):
    """How often an account name or an address failed in a row, and until when it waits."""

    __tablename__ = "sign_in_try"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]
