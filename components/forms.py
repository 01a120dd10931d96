"""Entry forms drawn from Field descriptions; values leave them parsed.

    form = forms.Form(f"member-{id}", MEMBER_FIELDS, lists, profile.values, profile.version)
    form.draw()
    form.save(_("Save"), lambda session, typed: members.change(session, id, form.seen, typed),
              done=_("Saved."))

``values`` are the record's (masks for sealed fields: those inputs start empty, and empty
means keep, a dash means remove); leave ``values`` out for a new record. ``form.seen`` is the
version that the form was opened with, whatever the record has become meanwhile. ``finders``
names the search for fields of kind UNION or PERSON, ``chosen`` the present Hit. With
``changed``, a callback, each entry redraws the page at once (look-alikes, drafts); else
entries wait for the button. ``drafted`` holds raw values of an earlier attempt (``form.raw()``).
``form.save`` parses everything, shows what is wrong under the fields, and runs the work as
``actions`` does; advice naming a field is shown under it; a stale record offers to take
over the present one or to save the entries over it. After success the form starts anew.
``form.typed(name)`` is one value as entered so far (None while it cannot be read), and
``form.suggest(name, value)`` fills a field that is still empty, before ``draw``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

import streamlit as st

from components import actions, inputs, notices
from components.inputs import Raw
from components.lookups import Find, Hit
from components.markup import begin_at, tag, write
from components.text import plain
from rules.codes import CodeLists
from rules.errors import InvalidInput
from rules.fields import Field, Kind, Value
from rules.language import N_, Words, _, listed
from rules.parsing import parse

Typed = dict[str, Value]
Save = Callable[[Any, Typed], Any]

_STATE = "office:form:"
_REMOVE = frozenset(("-", "—", "－"))
_LOOK_UPS = (Kind.UNION, Kind.PERSON)


@dataclass
class _Opened:
    """A form as it was opened: its round, its version, and each refused entry with its advice."""

    round: int = 0
    version: int = 0
    picked: dict[str, Raw] = field(default_factory=dict)
    wrong: dict[str, tuple[Raw, str]] = field(default_factory=dict)


def given(typed: Mapping[str, Value]) -> dict[str, Any]:
    """Return the values that were filled in, for a verb's arguments."""
    return {name: value for name, value in typed.items() if value is not None}


def redraw() -> None:
    """Stand as a form's ``changed`` where each entry shall draw the page anew and no more."""


class Form:
    """One form on a page; ``key`` names it and the record it is for."""

    def __init__(
        self,
        key: str,
        fields: Iterable[Field],
        lists: CodeLists,
        values: Mapping[str, Value] | None = None,
        version: int = 0,
        *,
        drafted: Mapping[str, Raw] | None = None,
        finders: Mapping[str, Find] | None = None,
        chosen: Mapping[str, Hit] | None = None,
        changed: Callable[[], None] | None = None,
    ) -> None:
        self.key, self.fields, self.lists = key, tuple(fields), lists
        self._values, self._drafted = dict(values or {}), dict(drafted or {})
        self._finders, self._chosen = dict(finders or {}), dict(chosen or {})
        self._changed, self._present = changed, version
        self._state = self._open(version)
        self._pointed_out: dict[str, str] = {}

    def _open(self, version: int) -> _Opened:
        state: _Opened | None = st.session_state.get(_STATE + self.key)
        # Streamlit forgets inputs that were not drawn: then the form is opened anew.
        if state is None or self._input_key(state.round) not in st.session_state:
            state = _Opened(state.round if state else 0, version)
            st.session_state[_STATE + self.key] = state
            notices.forget_advice(self.key)
        return state

    def _input_key(self, number: int, name: str = "") -> str:
        first = next((one.name for one in self.fields if one.kind not in _LOOK_UPS), "")
        return f"{self.key}-{number}-{name or first}"

    @property
    def seen(self) -> int:
        """The version of the record that the person sees in this form."""
        return self._state.version

    @property
    def is_fresh(self) -> bool:
        """Say whether the form is drawn for the first time."""
        return self._input_key(self._state.round) not in st.session_state

    def raw(self) -> dict[str, Raw]:
        """Return what is typed, as a draft may keep it."""
        return {one.name: self._raw(one) for one in self.fields if self._raw(one) not in ("", None)}

    def _raw(self, one: Field) -> Raw:
        if one.name in self._finders:
            return self._state.picked.get(one.name)
        key = self._input_key(self._state.round, one.name)
        # What was not drawn yet, or is not asked for now, is as the form was opened with it.
        return st.session_state[key] if key in st.session_state else self._start(one)

    def _start(self, one: Field) -> Raw:
        value = self._values.get(one.name)
        return self._drafted.get(one.name, inputs.raw_of(one, None if one.sealed else value))

    def typed(self, name: str) -> Value:
        """Return one field's value as entered so far; None while it cannot be read."""
        one = next(one for one in self.fields if one.name == name)
        try:
            return parse(one, self._raw(one), self.lists)
        except InvalidInput:
            return None

    def suggest(self, name: str, value: Value) -> None:
        """Fill a field that is still empty; to be called before ``draw``."""
        one = next(one for one in self.fields if one.name == name)
        key = self._input_key(self._state.round, name)
        if value is not None and key in st.session_state and st.session_state[key] in ("", None):
            st.session_state[key] = inputs.raw_of(one, value)

    def begin_at(self, name: str) -> None:
        """Let the keyboard begin in a field while the form is still as it was opened."""
        begin_at(self._input_key(self._state.round, name))

    def point_out(self, error: InvalidInput, otherwise: str) -> None:
        """Show advice under the field that it names while it is typed; before ``draw``."""
        self._pointed_out[error.field or otherwise] = error.shown()

    def draw(self, names: Iterable[str] | None = None, *, wide: bool = False) -> None:
        """Draw the inputs by group; ``names`` draws some of the fields only.

        ``wide`` inputs stand one below the other and take the whole width.
        """
        wanted = None if names is None else frozenset(names)
        shown = [one for one in self.fields if wanted is None or one.name in wanted]
        for group, members in groupby(shown, key=lambda one: one.group):
            if group:
                write(tag("h4", _(group), class_="office-group"))
            with st.container() if wide else st.grid(min_column_width=230, gap=("xsmall", "small")):
                for one in members:
                    self._draw_one(one)

    def _draw_one(self, one: Field) -> None:
        with st.container(gap="xxsmall"):
            self._state.picked[one.name] = inputs.draw(one, self._place(one))
            if one.help:
                write(tag("p", _(one.help), class_="office-hint"))
            wrong = self._still_wrong(one) or self._advice_for(one.name)
            if not wrong and self._changed is not None:
                wrong = self._pointed_out.get(one.name) or self._wrong_so_far(one)
            if wrong:
                write(tag("p", wrong, class_="office-wrong", role="alert"))

    def _still_wrong(self, one: Field) -> str:
        """Return what the last attempt found, while the entry is the one it found."""
        refused, advice = self._state.wrong.get(one.name, (None, ""))
        return advice if self._raw(one) == refused else ""

    def _wrong_so_far(self, one: Field) -> str:
        raw = self._raw(one)
        if raw in ("", None) or one.name in self._finders:
            return ""
        try:
            parse(one, raw, self.lists)
        except InvalidInput as error:
            return error.shown()
        return ""

    def _place(self, one: Field) -> inputs.Place:
        value = self._values.get(one.name)
        masked = str(value) if one.sealed and value else ""
        return inputs.Place(
            key=self._input_key(self._state.round, one.name),
            lists=self.lists,
            start=self._start(one),
            masked=masked,
            on_change=self._changed or "ignore",
            find=self._finders.get(one.name),
            chosen=self._chosen.get(one.name),
        )

    def _advice_for(self, name: str) -> str:
        advice = notices.advice_at(self.key)
        return advice.text if advice is not None and advice.field == name else ""

    def save(
        self,
        label: str,
        work: Save,
        *,
        done: str | Callable[[Any], str] = "",
        then: actions.Then = None,
        primary: bool = True,
        disabled: bool = False,
        wide: bool = False,
    ) -> None:
        """Draw the button that parses the form and does ``work(session, typed)``."""
        key = f"{self.key}-save"
        mark = actions.token(self.key)
        st.button(
            label,
            key=key,
            type="primary" if primary else "secondary",
            disabled=disabled,
            width="stretch" if wide else "content",
            on_click=self._submit,
            args=(mark, work, done, then),
        )
        self._draw_advice()

    def _submit(
        self, mark: str, work: Save, done: str | Callable[[Any], str], then: actions.Then
    ) -> None:
        notices.forget_advice(self.key)
        values, wrong = self._parsed()
        self._state.wrong = wrong
        if wrong:
            return
        typed = repr(sorted(values.items(), key=lambda item: item[0]))
        if actions.run(self.key, mark, lambda session: work(session, values), done, then, typed):
            self.reset()

    def _parsed(self) -> tuple[Typed, dict[str, tuple[Raw, str]]]:
        values: Typed = {}
        wrong: dict[str, tuple[Raw, str]] = {}
        actions.speak()
        for one in self.fields:
            raw = self._raw(one)
            kept = one.sealed and bool(self._values.get(one.name))
            if kept and raw in ("", None):
                continue
            if kept and str(raw).strip() in _REMOVE and not one.required:
                values[one.name] = None
                continue
            try:
                values[one.name] = self._read(one, raw)
            except InvalidInput as error:
                wrong[one.name] = raw, error.shown()
        return values, wrong

    def _read(self, one: Field, raw: Raw) -> Value:
        if one.name not in self._finders:
            return parse(one, raw, self.lists)
        if raw is None and one.required:
            raise InvalidInput(N_("{label} is missing."), label=Words(one.label))
        return cast(Value, raw)

    def reset(self, version: int | None = None) -> None:
        """Start the form anew from the record; for callbacks."""
        number = self._state.round + 1
        st.session_state[_STATE + self.key] = _Opened(number, version or self._present)
        notices.forget_advice(self.key)

    def emptied(self, _result: Any) -> str:
        """Start anew without a word: the ``done`` of an action that drops the entries."""
        self.reset()
        return ""

    def _draw_advice(self) -> None:
        if any(self._still_wrong(one) for one in self.fields):
            st.error(_("Some entries need another look; see the red lines above."))
            return
        advice = notices.advice_at(self.key)
        if advice is None or advice.field in {one.name for one in self.fields}:
            return
        notices.advice(self.key)
        if advice.kind == "Conflict" and "changed" in advice.values:
            self._draw_conflict(advice.values["changed"])

    def _draw_conflict(self, changed: Iterable[str]) -> None:
        labels = [plain(_(one.label)) for one in self.fields if one.name in set(changed)]
        if labels:
            st.caption(_("Changed meanwhile: {fields}").format(fields=listed(labels)))
        with st.container(horizontal=True):
            st.button(
                _("Show the present record, drop my entries"),
                key=f"{self.key}-drop",
                on_click=self.reset,
            )
            st.button(
                _("Keep my entries, I have compared"), key=f"{self.key}-keep", on_click=self._rebase
            )

    def _rebase(self) -> None:
        self._state.version = self._present
        notices.forget_advice(self.key)
