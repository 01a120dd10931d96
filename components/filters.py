"""The filters of a list, kept in the address.

    chosen = filters.panel(filters.of_fields(MEMBER_FIELDS, lists), key="members")

returns what is chosen by name: codes, and True or False where the choice is yes or no. A
``Filter`` has a name, a label (``N_`` source text) and its choices as (code, shown text).
``filters.look_up`` is a filter by one record of many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from components import address, lookups
from components.text import plain
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


def chosen(filters: Sequence[Filter]) -> dict[str, str | bool]:
    """Return what the address asks for; values that are no choice are left out."""
    found: dict[str, str | bool] = {}
    for one in filters:
        code = address.get(one.name)
        if code in dict(one.choices):
            found[one.name] = code == YES if one.choices[0][0] == YES else code
    return found


def panel(
    filters: Sequence[Filter], *, key: str, more: Callable[[], object] | None = None
) -> dict[str, str | bool]:
    """Draw the filters in a box that opens on demand; return what is chosen.

    ``more`` draws what else belongs into the box, such as ``look_up``.
    """
    found = chosen(filters)
    label = _("Filters ({n} chosen)").format(n=len(found)) if found else _("Filters")
    box = st.expander(label, key=f"{key}-filters", on_change="rerun", expanded=bool(found))
    if box.open:
        with box, st.grid(min_column_width=180, gap="xsmall"):
            if more is not None:
                more()
            for one in filters:
                _select(one, f"{key}-filter-{one.name}")
            st.button(
                _("Clear filters"),
                key=f"{key}-clear",
                on_click=_clear,
                args=(filters,),
                width="stretch",
            )
    return found


def _clear(filters: Sequence[Filter]) -> None:
    set_to({}, [one.name for one in filters])


def look_up(name: str, label: str, *, key: str, find: lookups.Find, shown: str = "") -> int | None:
    """Draw a filter by one record of many (a unit); ``shown`` is the chosen one's name."""
    everything = _("{label}: all").format(label=label)
    with st.popover(plain(shown) or everything, width="stretch", key=f"{key}-open"):
        hit = lookups.pick(label, key=key, find=find)
        with st.container(horizontal=True):
            st.button(
                _("Choose"),
                key=f"{key}-set",
                type="primary",
                disabled=hit is None,
                on_click=_set,
                args=(name, hit.id if hit else None),
            )
            if shown:
                st.button(_("All"), key=f"{key}-clear", on_click=_set, args=(name, None))
    return address.get_id(name)


def _set(name: str, value: int | None) -> None:
    address.put(name, value)
    address.put(address.PAGE, None)


def _select(one: Filter, key: str) -> None:
    labels = dict(one.choices)
    label = _(one.label)
    write_back = address.bind(one.name, key)
    if st.session_state.get(key, "") not in labels:
        st.session_state[key] = ""
    st.selectbox(
        label,
        ["", *labels],
        key=key,
        format_func=partial(_label, labels, _("{label}: all").format(label=label)),
        on_change=write_back,
        label_visibility="collapsed",
    )


def _label(labels: dict[str, str], everything: str, code: str) -> str:
    return labels.get(code, everything)


def set_to(values: Mapping[str, object], names: Iterable[str]) -> None:
    """Put a saved filter into the address; for callbacks."""
    for name in names:
        address.put(name, values.get(name))
    address.put(address.PAGE, None)
