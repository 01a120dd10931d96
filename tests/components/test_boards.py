"""Boards are drawn once for all who look at them."""

from __future__ import annotations

from threading import Event, Thread
from time import sleep

import pytest

from components.boards import once
from components.markup import Html, tag


def _drawn(text: str) -> Html:
    return tag("p", text)


def test_a_board_is_drawn_again_only_when_its_mark_changes() -> None:
    drawn = [once("kept", mark, lambda: _drawn("new")) for mark in (1, 1)]
    assert drawn == [_drawn("new")] * 2
    assert once("kept", 1, lambda: _drawn("newer")) == _drawn("new")
    assert once("kept", 2, lambda: _drawn("newer")) == _drawn("newer")


class Asked:
    """What is drawn; it counts who has come to ask for it."""

    def __init__(self) -> None:
        self.times = 0

    def __hash__(self) -> int:
        self.times += 1
        return 1


def test_who_waited_while_another_drew_takes_what_was_begun_since() -> None:
    """Of three marks that come while one draws, one drawing serves all."""
    what, begun, go_on, seen = Asked(), Event(), Event(), []

    def first() -> Html:
        begun.set()
        go_on.wait(10)
        return _drawn("first")

    def ask(mark: int) -> None:
        seen.append(once(what, mark, lambda: _drawn(str(mark))))

    threads = [Thread(target=lambda: once(what, 1, first))]
    threads[0].start()
    begun.wait(10)
    known = what.times
    threads += [Thread(target=ask, args=(mark,)) for mark in (2, 3, 4)]
    for thread in threads[1:]:
        thread.start()
    while what.times < known + 3:
        sleep(0.01)
    sleep(0.1)  # from asking to waiting it is a few steps
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1
    assert seen[0] != _drawn("first")


def test_a_board_that_could_not_be_drawn_is_tried_again() -> None:
    once("failed", 1, lambda: _drawn("old"))

    def fail() -> Html:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the drawing's own
        once("failed", 2, fail)
    assert once("failed", 2, lambda: _drawn("new")) == _drawn("new")
