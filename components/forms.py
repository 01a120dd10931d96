"""Entry forms drawn from Field descriptions; values leave them parsed.

    form = forms.Form(f"member-{id}", MEMBER_FIELDS, lists, profile.values, profile.version)
    form.draw()
    form.save(_("Save"), lambda session, typed: members.change(session, id, form.seen, typed),
              done=_("Saved."))

``values`` are the record's (masks for sealed fields: those inputs start empty, and empty
means keep, a dash means remove); leave ``values`` out for a new record. ``form.seen`` is the
version that the form was opened with, whatever the record has become meanwhile. ``finders``
names the search for fields of kind UNION or PERSON, ``chosen`` the present Hit. With
``changed``, a callback, each entry redraws the page at once (look-alikes); else entries wait
for the button. ``draft`` names a long form whose entries are kept as they are typed (``drafts``).
``form.save`` parses everything, shows what is wrong under the fields, and runs the work as
``actions`` does; advice naming a field is shown under it; a stale record offers to take
over the present one or to save the entries over it. After success the form starts anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, cast

import streamlit as st

from components import actions, drafts, inputs, notices
from components.inputs import Raw
from components.lookups import Find, Hit
from components.markup import begin_at, tag, write
from components.text import plain
from rules.codes import CodeLists
from rules.errors import InvalidInput
from rules.fields import Field, Kind, Value
from rules.language import N_, Words, _
from rules.parsing import parse

Typed = dict[str, Value]
Save = Callable[..., Any]

_STATE = "office:form:"
_REMOVE = frozenset(("-", "—", "－"))
_LOOK_UPS = (Kind.UNION, Kind.PERSON)


@dataclass
class _Opened:
    """A form as it was opened, with an earlier draft, and each refused entry with its advice."""

    round: int = 0
    version: int = 0
    draft: drafts.Draft = field(default_factory=drafts.Draft)
    is_kept: bool = False
    picked: dict[str, Hit | None] = field(default_factory=dict)
    suggested: dict[str, Raw] = field(default_factory=dict)
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
        draft: str = "",
        finders: Mapping[str, Find] | None = None,
        chosen: Mapping[str, Hit] | None = None,
        changed: Callable[[], None] | None = None,
    ) -> None:
        self.key, self.fields, self.lists = key, tuple(fields), lists
        self._values, self._draft = dict(values or {}), draft
        self._finders, self._chosen = dict(finders or {}), dict(chosen or {})
        self._changed, self._present = changed, version
        self._state = self._open(version)
        self._pointed_out: dict[str, str] = {}

    def _open(self, version: int) -> _Opened:
        state: _Opened | None = st.session_state.get(_STATE + self.key)
        # Streamlit forgets inputs that were not drawn: then the form is opened anew.
        if state is None or self._input_key(state.round) not in st.session_state:
            kept = drafts.recall(self._draft) if self._draft else drafts.Draft()
            number = state.round if state else 0
            state = _Opened(number, kept.version or version, kept, bool(kept))
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
        """Return what is typed, as it was typed."""
        return {one.name: raw for one in self.fields if (raw := self._raw(one)) not in ("", None)}

    def _raw(self, one: Field) -> Raw:
        if one.name in self._finders:
            hit = self._hit(one)
            return hit.id if hit else None
        key = self._input_key(self._state.round, one.name)
        # What was not drawn yet, or is not asked for now, is as the form was opened with it.
        return st.session_state[key] if key in st.session_state else self._start(one)

    def _hit(self, one: Field) -> Hit | None:
        """Return the record that is chosen, or that the form was opened with."""
        return self._state.picked.get(one.name, self._opened_with(one))

    def _opened_with(self, one: Field) -> Hit | None:
        return self._state.draft.hits.get(one.name, self._chosen.get(one.name))

    def _start(self, one: Field) -> Raw:
        return self._state.draft.typed.get(one.name, self._recorded(one))

    def _recorded(self, one: Field) -> Raw:
        return inputs.raw_of(one, None if one.sealed else self._values.get(one.name))

    def typed(self, name: str) -> Value:
        """Return one field's value as entered so far; None while it cannot be read."""
        one = next(one for one in self.fields if one.name == name)
        try:
            return parse(one, self._raw(one), self.lists)
        except InvalidInput:
            return None

    def suggest(self, name: str, value: Value) -> None:
        """Fill a field that is empty or as it was suggested before; ahead of ``draw``."""
        one = next(one for one in self.fields if one.name == name)
        key, before = self._input_key(self._state.round, name), self._state.suggested.get(name)
        if value is not None and st.session_state.get(key, value) in ("", None, before):
            st.session_state[key] = self._state.suggested[name] = inputs.raw_of(one, value)

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
        if self._state.draft and self.is_fresh:
            st.caption(_("What you typed earlier is here again."))
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
            if one.name in self._finders:
                self._choose(one)
            else:
                inputs.draw(one, self._place(one))
            if one.help:
                write(tag("p", _(one.help), class_="office-hint"))
            wrong = self._still_wrong(one) or self._advice_for(one.name)
            if not wrong and (self._draft or self._changed is not None):
                wrong = self._pointed_out.get(one.name) or self._wrong_so_far(one)
            if wrong:
                write(tag("p", wrong, class_="office-wrong", role="alert"))

    def _choose(self, one: Field) -> None:
        """Draw the look-up of a record; a new choice is an entry like any other."""
        before, hit = self._hit(one), inputs.look_up(one, self._place(one), self._finders[one.name])
        self._state.picked[one.name] = hit
        if self._draft and hit != before:
            self._keep()

    def _keep(self) -> None:
        """Keep what differs from the record, for whoever types it."""
        draft = drafts.Draft(version=self._state.version)
        for one in self.fields:
            if one.name not in self._finders:
                if inputs.differ(raw := self._raw(one), self._recorded(one)):
                    draft.typed[one.name] = raw
            elif (hit := self._hit(one)) not in (None, self._chosen.get(one.name)):
                draft.hits[one.name] = hit
        drafts.keep(self._draft, draft)
        self._state.is_kept = bool(draft)

    def _entered(self) -> None:
        # An entry may arrive with the click that sends the form: then nothing is left to keep.
        if st.session_state.get(_STATE + self.key) is self._state:
            self._keep()
        if self._changed is not None:
            self._changed()

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
            on_change=self._entered if self._draft else self._changed or "ignore",
            chosen=self._opened_with(one),
        )

    def _advice_for(self, name: str) -> str:
        advice = notices.advice_at(self.key)
        return advice.text if advice and advice.field == name else ""

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
        first: Callable[[], Any] | None = None,
    ) -> None:
        """Draw the button that does ``work(session, typed)``; ``first`` as in ``actions``."""
        mark = actions.token(self.key)
        st.button(
            label,
            key=f"{self.key}-save",
            type="primary" if primary else "secondary",
            disabled=disabled,
            width="stretch" if wide else "content",
            on_click=self._submit,
            args=(work, partial(actions.run, self.key, mark, done=done, then=then, first=first)),
        )
        if self._state.is_kept:
            drafts.offer_to_empty(self._draft, self.key, self.reset)
        self._draw_advice()

    def forget(self, session: Any) -> None:
        """Drop the draft, if there is one, within the transaction that makes it needless."""
        drafts.drop(session, self._draft)

    def _submit(self, work: Save, run: Callable[..., bool]) -> None:
        notices.forget_advice(self.key)
        values, wrong = self._parsed()
        self._state.wrong = wrong
        if wrong:
            return
        typed = repr(sorted(values.items(), key=lambda item: item[0]))

        def save(session: Any, *ready: Any) -> Any:
            self.forget(session)
            return work(session, values, *ready)

        if run(save, typed=typed):
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

    def _draw_advice(self) -> None:
        if any(self._still_wrong(one) for one in self.fields):
            st.error(_("Some entries need another look; see the red lines above."))
            return
        advice = notices.advice_at(self.key)
        if advice is None or advice.field in {one.name for one in self.fields}:
            return
        notices.advice(self.key)
        if advice.kind == "Conflict" and "changed" in advice.values:
            changed = set(advice.values["changed"])
            labels = [plain(_(one.label)) for one in self.fields if one.name in changed]
            notices.stale(labels, self.key, drop=self._give_up, keep=self._rebase)

    def _give_up(self) -> None:
        actions.keep_quietly(self.forget)
        self.reset()

    def _rebase(self) -> None:
        self._state.version = self._present
        notices.forget_advice(self.key)
