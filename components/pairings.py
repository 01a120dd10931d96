"""Who keeps in touch with a household: the present helper, the former ones, lists of cadres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from components import dialogs, forms, links, tables
from components.decisions import card
from components.markup import Html, badge
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.visits import PAIRING_CHANGE_FIELDS, PAIRING_END_FIELDS, PAIRING_FIELDS


class Pairing(Protocol):
    """A pairing as lists show it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def household_id(self) -> int: ...
    @property
    def head_name(self) -> str: ...
    @property
    def cadre_name(self) -> str: ...
    @property
    def cadre_position(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def end_reason(self) -> str: ...
    @property
    def visited_on(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def behind(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``pair(session, **typed)``, ``replace_cadre(session, id, seen, **typed)`` and
    ``end(session, id, seen, on=, reason=)``."""

    pair: Callable[..., Any]
    replace_cadre: Callable[..., Any]
    end: Callable[..., Any]


def of_household(rows: Sequence[Pairing], verbs: Verbs | None, today: date, *, key: str) -> None:
    """Draw a household's helper with what may be done, and the former ones."""
    if not any(row.to_on is None for row in rows):
        tables.nothing(_("No cadre is paired with this household."))
        if verbs is not None:
            body = partial(_pair, verbs, today, f"{key}-pair")
            dialogs.form(_("Pair a cadre"), body, key=f"{key}-pair", icon=":material/handshake:")
    for row in rows:
        with card(_title(row), *_lines(row)):
            if verbs is not None and row.to_on is None:
                _buttons(row, verbs, today, f"{key}-{row.id}")


def _title(row: Pairing) -> str:
    if not row.cadre_position:
        return row.cadre_name
    return _("{name} ({position})").format(name=row.cadre_name, position=row.cadre_position)


def _lines(row: Pairing) -> list[str]:
    if row.to_on is not None:
        span = _("{from_on} to {to_on}").format(from_on=row.from_on, to_on=row.to_on)
        return [span, row.end_reason]
    since = _("helps since {on}").format(on=row.from_on)
    if row.due_on is None:
        return [since]
    due = _("contact by {on}").format(on=row.due_on)
    return [since, badge(due, "bad" if row.behind else "good")]


def contact(row: Pairing) -> Html:
    """Return by when the household is to be contacted, as a label."""
    if row.due_on is None:
        return badge(_("no file in force"), "quiet")
    return badge(row.due_on, "bad" if row.behind else "good")


def _buttons(row: Pairing, verbs: Verbs, today: date, key: str) -> None:
    dialogs.form(
        _("Another helper"),
        partial(_replace, row, verbs, today, f"{key}-other"),
        key=f"{key}-other",
    )
    dialogs.form(
        _("End the pairing"), partial(_end, row, verbs, today, f"{key}-end"), key=f"{key}-end"
    )


def _pair(verbs: Verbs, today: date, key: str) -> None:
    form = forms.Form(key, PAIRING_FIELDS, {}, {"from_on": today})
    form.draw()
    form.save(
        _("Pair"),
        lambda session, typed: verbs.pair(session, **forms.given(typed)),
        done=dialogs.closing(key, _("Paired.")),
    )


def _replace(row: Pairing, verbs: Verbs, today: date, key: str) -> None:
    form = forms.Form(key, PAIRING_CHANGE_FIELDS, {}, {"from_on": today}, row.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: verbs.replace_cadre(
            session, row.id, form.seen, **forms.given(typed)
        ),
        done=dialogs.closing(key, _("Another helper keeps in touch now.")),
    )


def _end(row: Pairing, verbs: Verbs, today: date, key: str) -> None:
    form = forms.Form(key, PAIRING_END_FIELDS, {}, {"on": today}, row.version)
    form.draw()
    form.save(
        _("End the pairing"),
        lambda session, typed: verbs.end(session, row.id, form.seen, **forms.given(typed)),
        done=dialogs.closing(key, _("The pairing has ended.")),
    )


def columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the columns of the list of pairings."""
    return (
        Column(N_("Cadre"), "cadre_name"),
        Column(N_("Position"), "cadre_position", quiet=True),
        Column(
            N_("Household"), "head_name", to=lambda row: links.to("household", id=row.household_id)
        ),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(
            N_("Risk level"), lambda row: label_of(lists, "risk_level", row.risk_level), quiet=True
        ),
        Column(N_("Last visit"), "visited_on"),
        Column(N_("Contact by"), contact, narrow=True),
    )


def cadre_columns() -> tuple[Column, ...]:
    """Return the columns of the list of cadres."""
    return (
        Column(N_("Cadre"), "cadre_name", to=_of_cadre),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Households"), "households", number=True),
        Column(
            N_("Behind"), lambda row: badge(row.behind, "bad") if row.behind else "0", number=True
        ),
    )


def _of_cadre(row: Any) -> str:
    return links.to("visits", show="pairings", by="household", q=row.cadre_name)
