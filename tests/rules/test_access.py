"""Permissions and rights that must not meet."""

from __future__ import annotations

import pytest

from rules.access import (
    CONSOLE,
    PERMISSION_LABELS,
    Actor,
    Permission,
    check_allowed,
    check_compatible,
)
from rules.errors import InvalidInput, NotAllowed


def test_every_permission_has_a_label() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)


def test_an_actor_may_do_only_what_was_granted() -> None:
    clerk = Actor(1, "王芳", 1, permissions=frozenset((Permission.EDIT_MEMBERS,)))
    check_allowed(clerk, Permission.EDIT_MEMBERS)
    with pytest.raises(NotAllowed):
        check_allowed(clerk, Permission.APPROVE_JOINS)
    assert all(CONSOLE.can(permission) for permission in Permission)


def test_rights_that_must_stay_apart_are_refused_by_name() -> None:
    apart = [frozenset((Permission.EDIT_MEMBERS, Permission.MANAGE_ACCOUNTS))]
    check_compatible([Permission.EDIT_MEMBERS], apart)
    with pytest.raises(InvalidInput, match="Register and change members") as refused:
        check_compatible([Permission.EDIT_MEMBERS, Permission.MANAGE_ACCOUNTS], apart)
    assert "Manage accounts" in str(refused.value)
