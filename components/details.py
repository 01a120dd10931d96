"""A record to read: labels and values in groups, one element for the whole of it.

``details.show(fields, values, lists)`` takes the Field descriptions and the record's values
(sealed ones already masked by the database). ``details.lines`` draws plain pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from components.markup import Html, join, safe, tag, write
from rules.codes import CodeLists
from rules.fields import Field, Value
from rules.language import _
from rules.parsing import shown_value


def show(fields: Iterable[Field], values: Mapping[str, Value], lists: CodeLists) -> None:
    """Draw every field of a record under its group's heading; empty ones stay as a dash."""
    groups = groupby(fields, key=lambda field: field.group)
    write(
        tag(
            "div",
            join(
                tag(
                    "section",
                    join((_heading(group), _pairs(list(members), values, lists))),
                )
                for group, members in groups
            ),
            class_="office-details",
        )
    )


def _heading(group: str) -> Html:
    return tag("h4", _(group)) if group else Html()


def _pairs(fields: Iterable[Field], values: Mapping[str, Value], lists: CodeLists) -> Html:
    return _list((_label(field), shown(field, values.get(field.name), lists)) for field in fields)


def _label(field: Field) -> str:
    return field.label if field.extra else _(field.label)


def shown(field: Field, value: Value, lists: CodeLists) -> str:
    """Return a record's value as text, sealed ones as their mask."""
    # A mask is text whatever the field's kind.
    return str(value or "") if field.sealed else shown_value(field, value, lists)


def _list(pairs: Iterable[tuple[str, object]]) -> Html:
    return tag(
        "dl",
        join(
            tag("div", join((tag("dt", label), tag("dd", safe(value) or "—"))))
            for label, value in pairs
        ),
    )


def lines(pairs: Iterable[tuple[str, object]]) -> None:
    """Draw translated labels with their values; values may be ``markup.Html``."""
    write(tag("div", tag("section", _list(pairs)), class_="office-details"))


def sealed(fields: Iterable[Field], values: Mapping[str, Value]) -> dict[str, str]:
    """Return the labels of those sealed fields that hold something, by name."""
    return {
        field.name: _label(field) for field in fields if field.sealed and values.get(field.name)
    }
