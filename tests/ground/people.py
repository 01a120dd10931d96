"""Actors for tests: with exactly the rights that a test names."""

from __future__ import annotations

from itertools import count

import pytest

from db import passwords
from rules.access import Actor, Permission
from rules.language import DEFAULT_LANGUAGE, use_language

_account_ids = count(1001)


@pytest.fixture(autouse=True)
def speak_the_default() -> None:
    """Begin each test in the default language, whatever the one before has spoken."""
    use_language(DEFAULT_LANGUAGE)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost a test next to nothing."""
    monkeypatch.setattr(passwords, "COST", 4)


def actor_with(
    *permissions: Permission,
    unit: int | None = None,
    name: str = "王芳",
    account_id: int | None = None,
    language: str = "zh_CN",
) -> Actor:
    """Return an actor with exactly these rights; each call is another person.

    Without ``unit`` the actor sees the whole tree, else that unit and those below it.
    """
    return Actor(
        account_id=next(_account_ids) if account_id is None else account_id,
        name=name,
        unit_id=unit,
        everywhere=unit is None,
        permissions=frozenset(permissions),
        language=language,
    )


def almighty(*, unit: int | None = None, name: str = "李敏") -> Actor:
    """Return an actor with every right."""
    return actor_with(*Permission, unit=unit, name=name)


def everyone_but(permission: Permission, *, unit: int | None = None) -> Actor:
    """Return an actor with every right except one: who must be refused."""
    return actor_with(*(set(Permission) - {permission}), unit=unit, name="赵强")
