"""Needs of an area: totals by item, silent where they would point at somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from components import tables
from components.markup import tag, write
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.visits import FEWEST_HOUSEHOLDS


class Total(Protocol):
    """Of one item: how many households, None where they are too few to be told."""

    @property
    def item(self) -> str: ...
    @property
    def yes(self) -> int | None: ...
    @property
    def no(self) -> int | None: ...
    @property
    def wish(self) -> int | None: ...


def show(households: int | None, totals: Sequence[Total], lists: CodeLists) -> None:
    """Draw the totals of ``households``; None where nothing may be told."""
    text = _(
        "Needs are told for at least {n} households that agreed, from their latest visit within"
        " a year. Smaller numbers are hidden."
    ).format(n=FEWEST_HOUSEHOLDS)
    write(tag("p", text, class_="office-text"))
    if households is None:
        tables.nothing(_("Too few households have answered to tell a total."))
        return
    caption = _("{n} households have answered.").format(n=households)
    tables.show(totals, _columns(lists), empty="", caption=caption)


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    def count(name: str) -> Any:
        return lambda row: _hidden(getattr(row, name))

    answers = {code.code: code for code in lists.get("need_answer", ())}
    return (
        Column(N_("Item"), lambda row: label_of(lists, "need_item", row.item)),
        *(
            Column(answers[name].label if name in answers else name, count(name), number=True)
            for name in ("yes", "wish", "no")
        ),
    )


def _hidden(value: int | None) -> str:
    return _("under {n}").format(n=FEWEST_HOUSEHOLDS) if value is None else str(value)
