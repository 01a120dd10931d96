"""The filters of a list, kept in the address.

    chosen = filters.bar(filters.of_fields(MEMBER_FIELDS, lists), key="members")

returns the values that were chosen by name, empty ones left out. A ``Filter`` has a name,
a label (``N_`` source text) and its choices as (code, shown text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import address
from rules.codes import CodeLists
from rules.fields import Fields, Kind
from rules.language import _

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


def of_codes(name: str, label: str, lists: CodeLists, codes: str) -> Filter:
    """Return the filter for one code list."""
    return Filter(name, label, tuple((code.code, code.label) for code in lists.get(codes, ())))


def of_fields(fields: Fields, lists: CodeLists) -> list[Filter]:
    """Return a filter for each field that is described as one."""
    yes_no = ((YES, _("Yes")), (NO, _("No")))
    found = []
    for field in fields:
        if field.filtered and field.kind is Kind.CHOICE:
            found.append(of_codes(field.name, field.label, lists, field.codes))
        elif field.filtered and field.kind is Kind.YES_NO:
            found.append(Filter(field.name, field.label, yes_no))
    return found


def bar(filters: Sequence[Filter], *, key: str) -> dict[str, str]:
    """Draw the filters in a row that wraps; return what is chosen."""
    chosen: dict[str, str] = {}
    with st.grid(min_column_width=150, gap="xsmall"):
        for one in filters:
            code = _select(one, f"{key}-filter-{one.name}")
            if code:
                chosen[one.name] = code
    return chosen


def _select(one: Filter, key: str) -> str:
    labels = dict(one.choices)
    write_back = address.bind(one.name, key)
    if st.session_state.get(key, "") not in ("", *labels):
        st.session_state[key] = ""
    label = _(one.label)
    code = st.selectbox(
        label,
        ["", *labels],
        key=key,
        format_func=partial(_label, labels, _("{label}: all").format(label=label)),
        on_change=write_back,
        label_visibility="collapsed",
    )
    return str(code or "")


def _label(labels: dict[str, str], everything: str, code: str) -> str:
    return labels.get(code, everything)


def set_to(chosen: dict[str, str], names: Iterable[str]) -> None:
    """Put a saved filter into the address; for callbacks."""
    for name in names:
        address.put(name, chosen.get(name))
    address.put(address.PAGE, None)
