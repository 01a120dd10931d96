"""What the family signed, and the checklist of what rules out a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import actions, dialogs, forms, tables
from components.decisions import card
from components.markup import badge, join
from components.text import plain
from rules.codes import Code, CodeLists, label_of
from rules.fields import Value
from rules.hardship_forms import CONSENT_FIELDS
from rules.hardship_money import PAPERS, PEOPLE
from rules.language import _
from rules.workdays import plus_months

MONTHS_VALID = 12
_ANSWERS = (True, False)


class Consent(Protocol):
    """One signed paper."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def person_name(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def signed_on(self) -> date: ...
    @property
    def expires_on(self) -> date: ...
    @property
    def revoked_on(self) -> date | None: ...
    @property
    def paper(self) -> str: ...
    @property
    def is_valid(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    """``sign(session, person_ids=, ...)`` and ``revoke(session, id, seen)``."""

    sign: Callable[..., Any]
    revoke: Callable[[Any, int, int], Any]


def consents(
    rows: Sequence[Consent],
    lists: CodeLists,
    people: tuple[Code, ...],
    papers: tuple[Code, ...],
    today: date,
    verbs: Verbs | None,
    *,
    key: str,
) -> None:
    """Draw what was signed by whom until when, and enter more."""
    st.subheader(_("Pledges and consents"))
    if verbs is not None:
        known = {**lists, PEOPLE: people, PAPERS: papers}
        body = partial(_sign, known, verbs, today, f"{key}-sign")
        dialogs.form(
            _("Enter a signed paper"), body, key=f"{key}-sign", icon=":material/draw:", wide=True
        )
    if not rows:
        tables.nothing(
            _("Nothing is signed yet: the pledge and the authorisation of the means check first.")
        )
    for row in rows:
        _consent(row, lists, verbs, f"{key}-{row.id}")


def _consent(row: Consent, lists: CodeLists, verbs: Verbs | None, key: str) -> None:
    title = label_of(lists, "consent_purpose", row.purpose)
    if row.revoked_on is not None:
        mark = badge(_("taken back {on}").format(on=row.revoked_on), "bad")
    elif row.is_valid:
        mark = badge(_("valid until {on}").format(on=row.expires_on), "good")
    else:
        mark = badge(_("expired {on}").format(on=row.expires_on), "bad")
    signed = _("signed {on}").format(on=row.signed_on)
    with card(join((title, mark), " "), row.person_name, signed, row.paper):
        if verbs is not None and row.revoked_on is None:
            dialogs.confirm(
                _("Take back"),
                _("The signed paper no longer counts; it stays to be seen."),
                lambda session, _reason: verbs.revoke(session, row.id, row.version),
                key=f"{key}-revoke",
                done=_("Taken back."),
                needs_reason=False,
            )


def _sign(lists: CodeLists, verbs: Verbs, today: date, key: str) -> None:
    start: dict[str, Value] = {
        "signed_on": today,
        "expires_on": plus_months(today, MONTHS_VALID),
    }
    form = forms.Form(key, CONSENT_FIELDS, lists, start)
    form.draw()

    def work(session: Any, typed: forms.Typed) -> None:
        given = forms.given(typed)
        given["person_ids"] = [int(one) for one in given["person_ids"]]
        if "attachment_id" in given:
            given["attachment_id"] = int(given["attachment_id"])
        verbs.sign(session, **given)

    form.save(_("Enter"), work, done=dialogs.closing(key, _("Entered.")))


def checklist(
    asked: Sequence[str],
    answers: Mapping[str, Mapping[str, Any]],
    lists: CodeLists,
    answer: Callable[..., Any] | None,
    *,
    key: str,
) -> None:
    """Draw the exclusion checklist; ``answer(session, {code: (yes, note)})`` keeps it."""
    st.subheader(_("Exclusion checklist"))
    if answer is None:
        _read_checklist(asked, answers, lists)
        return
    for code in asked:
        _question(code, answers.get(code, {}), lists, f"{key}-{code}")

    def work(session: Any) -> None:
        answer(session, {code: _given(f"{key}-{code}") for code in asked})

    actions.button(_("Save the answers"), work, key=f"{key}-save", done=_("Saved."))


def _question(code: str, given: Mapping[str, Any], lists: CodeLists, key: str) -> None:
    if f"{key}-yes" not in st.session_state:
        st.session_state[f"{key}-yes"] = given.get("yes")
        st.session_state[f"{key}-note"] = given.get("note", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            plain(label_of(lists, "exclusion", code)),
            _ANSWERS,
            key=f"{key}-yes",
            format_func=lambda yes: _("Yes") if yes else _("No"),
            width=280,
        )
        st.text_input(_("Note"), key=f"{key}-note", max_chars=200, autocomplete="off", width=300)


def _given(key: str) -> tuple[bool | None, str]:
    note = str(st.session_state.get(f"{key}-note") or "")
    return st.session_state.get(f"{key}-yes"), note


def _read_checklist(
    asked: Sequence[str], answers: Mapping[str, Mapping[str, Any]], lists: CodeLists
) -> None:
    words = {True: _("Yes"), False: _("No"), None: _("not answered")}
    tones = {True: "bad", False: "good", None: "warn"}
    for code in asked:
        given = answers.get(code, {})
        yes = given.get("yes")
        mark = badge(words[yes], tones[yes])  # type: ignore[arg-type]
        with card(join((label_of(lists, "exclusion", code), mark), " "), given.get("note", "")):
            pass
