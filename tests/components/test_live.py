"""What follows the office is drawn anew when it would show something else, and only then."""

from __future__ import annotations

from components.live import watch


def test_a_change_that_shows_nothing_else_is_looked_at_once_and_draws_nothing() -> None:
    office = {"version": 1, "shown": 10}
    asked: list[int] = []

    def differs() -> bool:
        asked.append(office["version"])
        return office["shown"] != 10

    changed = watch(lambda: office["version"], 1, differs)
    assert not changed()
    assert asked == []
    office["version"] = 2
    assert [changed(), changed()] == [False, False]
    assert asked == [2]
    office |= {"version": 3, "shown": 11}
    assert changed()
    assert asked == [2, 3]
