"""Pay runs on the screen: where one stands, what it comes to, its lines, its faults, its life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import choices, figures, links, tables, timeline
from components.figures import Card
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.text import instant, plain
from components.timeline import Moment
from rules import pay_runs as rules
from rules.codes import Code
from rules.language import N_, _, shown
from rules.money import show_money
from rules.moves import ENTER
from rules.pay_runs import PAY_RUN, Balance

_RUN_TONES: dict[str, Tone] = {
    rules.DRAFT: "quiet",
    rules.LOCKED: "warn",
    rules.SIGNED: "warn",
    rules.SENT: "warn",
    rules.SETTLED: "good",
    rules.CLOSED: "good",
    rules.CANCELLED: "bad",
}
_LINE_TONES: dict[str, Tone] = {
    rules.PAID: "good",
    rules.FAILED: "bad",
    rules.RETURNED: "bad",
}
_STEP_TONES: dict[str, Tone] = {"cancel": "bad", "unlock": "warn", "send_back": "warn"}
MOST_FAULTS = 10


class Fault(Protocol):
    """Why a line cannot be paid as it stands."""

    @property
    def line_id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def payee_name(self) -> str: ...
    @property
    def fen(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def values(self) -> Any: ...


class Step(Protocol):
    """A step that was taken."""

    @property
    def action(self) -> str: ...
    @property
    def to_state(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def note(self) -> str: ...


def yuan(fen: int) -> str:
    """Write an amount with its sign."""
    return f"¥ {show_money(fen)}"


def state(code: str) -> Html:
    """Return the label of a run's state."""
    return badge(_(PAY_RUN.state_labels[code]), _RUN_TONES.get(code, ""))


def line_state(row: Any) -> Html:
    """Return the label of a line's state, with what must be known of it."""
    if row.removed:
        return badge(_("Taken out"), "quiet")
    marks = [badge(_(rules.LINE_LABELS[row.state]), _LINE_TONES.get(row.state, ""))]
    if row.died:
        marks.append(badge(_("Somebody has died"), "bad"))
    if row.elsewhere:
        runs = _("Also in {runs}").format(runs=shown(tuple(row.elsewhere)))
        marks.append(badge(runs, "warn"))
    return join(marks, " ")


def purposes(plans: Iterable[tuple[int, str]]) -> tuple[Code, ...]:
    """Return what a run can pay as choices: aid, and the claims of each plan."""
    return (*choices.of_labels({rules.AID: N_("Aid")}), *choices.of_records(plans))


def run_columns() -> tuple[Column, ...]:
    """Return the columns of a list of runs."""
    return (
        Column(N_("Run"), "run_no", to=lambda row: links.to("pay_run", id=row.id), narrow=True),
        Column(N_("Title"), "title", quiet=True),
        Column(N_("Month"), lambda row: f"{row.month_on:%Y-%m}", narrow=True, quiet=True),
        Column(N_("How it is paid"), lambda row: _(rules.WAY_LABELS[row.way]), quiet=True),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Lines"), lambda row: f"{row.line_count:,}", number=True, quiet=True),
        Column(N_("Sum"), lambda row: show_money(row.total_fen), number=True),
        Column(N_("State"), lambda row: state(row.state)),
    )


def line_columns(address_of: Callable[[Any], str], way: str) -> tuple[Column, ...]:
    """Return the columns of a run's lines; ``address_of`` opens one."""
    where = (
        Column(N_("Address"), "address", quiet=True)
        if way == rules.DOOR
        else Column(N_("Account"), lambda row: f"{row.bank_name} {row.bank_number}", quiet=True)
    )
    return (
        Column(N_("No."), "number", number=True, narrow=True),
        Column(N_("Payee"), "payee_name", to=address_of),
        Column(N_("For whom"), "beneficiary_names", quiet=True),
        where,
        Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
        Column(N_("State"), line_state),
    )


def cards(run: Any) -> None:
    """Draw what a run comes to and what became of it."""
    balance: Balance = run.balance
    shown_cards = [
        Card(_("Sum"), yuan(run.total_fen), _("lines: {n}").format(n=f"{run.line_count:,}")),
        _signatures(run),
    ]
    if run.state in rules.PAID_OUT:
        shown_cards += [
            _part(balance, _("Paid"), "good", rules.PAID),
            _part(balance, _("Failed or returned"), "bad", rules.FAILED, rules.RETURNED),
            _part(balance, _("Still open"), "warn", rules.LISTED),
        ]
    figures.cards(shown_cards)


def _signatures(run: Any) -> Card:
    needed = run.signatures_needed
    value = f"{run.signatures} / {needed}" if needed else "—"
    names = str(shown(tuple(name for name, _at in run.signed)))
    meaning = _("Who signed, of how many the sum asks for.")
    return Card(_("Signatures"), value, names, meaning=meaning)


def _part(balance: Balance, label: str, tone: Tone, *states: str) -> Card:
    count = sum(balance.counts.get(one, 0) for one in states)
    fen = sum(balance.sums.get(one, 0) for one in states)
    note = _("lines: {n}").format(n=f"{count:,}")
    return Card(label, yuan(fen), note, tone=tone if count else "")


def faults(found: Sequence[Fault], told: str, address_of: Callable[[int], str]) -> None:
    """Draw the lines that cannot be paid and why, under a sentence that says what to do."""
    if not found:
        return
    st.warning(plain(told), icon=":material/report:")
    columns = (
        Column(N_("No."), "number", number=True, narrow=True),
        Column(N_("Payee"), "payee_name", to=lambda row: address_of(row.line_id)),
        Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
        Column(N_("What to mend"), lambda row: said(row.text, row.values)),
    )
    tables.show(found[:MOST_FAULTS], columns, empty="")
    if len(found) > MOST_FAULTS:
        st.caption(plain(_("{n} more").format(n=len(found) - MOST_FAULTS)))


class Change(Fault, Protocol):
    """A payee or card that is not the one of the last payment; ``actor`` "" where no step says."""

    @property
    def actor(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...


def changes(found: Sequence[Change], address_of: Callable[[int], str], zone: ZoneInfo) -> None:
    """Draw on which lines the money goes elsewhere than last time, and who saw to that."""
    if not found:
        return
    told = _(
        "On {n} lines payee or bank card changed since the last payment or in the last 90 days."
        " Ask the family, or whoever changed it, before you decide."
    )
    st.warning(
        plain(told.format(n=len({one.line_id for one in found}))), icon=":material/credit_card:"
    )
    columns = (
        Column(N_("No."), "number", number=True, narrow=True),
        Column(N_("Payee"), "payee_name", to=lambda row: address_of(row.line_id)),
        Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
        Column(N_("What changed"), lambda row: said(row.text, row.values)),
        Column(N_("Changed by"), lambda row: row.actor or "—"),
        Column(N_("When"), lambda row: instant(row.at, zone) if row.at else "—", quiet=True),
    )
    tables.show(found[:MOST_FAULTS], columns, empty="")
    if len(found) > MOST_FAULTS:
        with st.expander(_("{n} more").format(n=len(found) - MOST_FAULTS)):
            tables.show(found[MOST_FAULTS:], columns, empty="")


def said(text: str, values: Any) -> str:
    """Return advice with its values in the reader's language."""
    return _(text).format(**{name: shown(value) for name, value in dict(values).items()})


def life(steps: Iterable[Step], zone: ZoneInfo) -> None:
    """Draw the steps of a run, the latest first."""
    moments = [
        Moment(
            instant(step.at, zone),
            _step_title(step),
            step.actor,
            step.note,
            _STEP_TONES.get(step.action, "good" if step.action != ENTER else ""),
        )
        for step in reversed(list(steps))
    ]
    timeline.show(moments, "")


def _step_title(step: Step) -> str:
    if step.action in ("sign", "countersign"):
        return _("Signed off")
    if step.action == ENTER:
        return _("Drafted")
    return _(PAY_RUN.state_labels[step.to_state])


def summary(run: Any) -> None:
    """Draw where a run stands, in one line."""
    parts: list[object] = [
        state(run.state),
        tag("span", _(rules.WAY_LABELS[run.way])),
        tag("span", f"{run.month_on:%Y-%m}"),
        tag("span", run.unit_name),
    ]
    if run.plan_name:
        claims = _("Claims: {plan}").format(plan=run.plan_name)
        parts.append(tag("span", link(claims, links.to("mutual_plan", id=run.plan_id))))
    write(tag("p", join(parts), class_="office-summary"))


def related(label: str, runs: Iterable[Any]) -> None:
    """Draw the runs that this one follows, or that follow it."""
    rows = list(runs)
    if rows:
        st.caption(plain(label))
        tables.show(rows, run_columns(), empty="")
