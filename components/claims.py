"""Claims on the screen: lists, where one stands, how it was reckoned, what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import links, tables, text, timeline
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.text import plain
from components.timeline import Moment
from rules import claims as rules
from rules.claim_fees import FEES_LATE
from rules.claim_matches import ALIKE_LABELS
from rules.codes import CodeLists, label_of
from rules.explanation import Line
from rules.language import N_, Words, _, shown
from rules.money import show_money
from rules.moves import ENTER
from rules.second_looks import OUTCOME_LABELS, WHY_LABELS

_TONES: Mapping[str, Tone] = {
    rules.APPROVED: "good",
    rules.ACCEPTED: "",
    rules.IN_REVIEW: "warn",
    rules.PAPERS_ASKED: "warn",
    rules.SECOND_LOOK: "warn",
    rules.REFUSED: "bad",
    rules.EXPIRED: "bad",
}
_PAYMENTS: Mapping[str, tuple[str, Tone]] = {
    "in_run": (N_("In a pay run"), "good"),
    "payment_failed": (N_("Payment failed"), "bad"),
}


def state(row: Any) -> Html:
    """Return where a claim stands, its money included."""
    if row.paid_on is not None:
        return badge(_("Paid on {on}").format(on=row.paid_on), "good")
    if row.state == rules.APPROVED and row.payment is not None:
        label, tone = _PAYMENTS.get(row.payment.state, ("", "quiet"))
        if label:
            return badge(_(label), tone)
    return badge(_(rules.CLAIM.state_labels[row.state]), _TONES.get(row.state, "quiet"))


def listed(rows: Sequence[Any], lists: CodeLists, *, empty: str, view: str = "") -> None:
    """Draw a list of claims; a worklist shows the day that it is worked off by."""
    day = {
        "papers": Column(N_("Papers due"), "papers_due_on", narrow=True),
        "overdue": Column(N_("Papers due"), "papers_due_on", narrow=True),
        "near_limit": Column(N_("Last day to hand in"), "limit_on", narrow=True),
    }.get(view, Column(N_("Handed in on"), "handed_in_on", narrow=True, quiet=True))
    tables.show(
        rows,
        (
            Column(N_("Number"), "claim_no", to=lambda row: links.to("claim", id=row.id)),
            Column(N_("Name"), "name"),
            Column(N_("Claim event"), lambda row: _event(row, lists), quiet=True),
            Column(N_("Own part"), lambda row: show_money(row.own_fen), number=True, quiet=True),
            Column(N_("Benefit"), _given, number=True),
            Column(N_("Mutual-aid plan"), "plan_name", quiet=True),
            Column(N_("Unit"), "unit_name", quiet=True),
            day,
            Column(N_("State"), state, narrow=True),
        ),
        empty=empty,
    )


def _given(row: Any) -> str:
    return "—" if row.state in rules.DEAD else show_money(row.payable_fen)


def _event(row: Any, lists: CodeLists) -> Html:
    days = str(row.event_on)
    if row.ended_on is not None and row.ended_on != row.event_on:
        days = f"{row.event_on} – {row.ended_on:%m-%d}"
    return join((label_of(lists, "claim_event", row.event), Html("<br>"), tag("small", days)))


def standing(row: Any, lists: CodeLists) -> None:
    """Draw in one line where a claim stands, with the way to its person and unit."""
    parts = [
        state(row),
        link(row.name, links.to("member", id=row.member_id)),
        tag("span", label_of(lists, "claim_event", row.event)),
        tag("span", row.plan_name),
        tag("span", row.unit_name),
    ]
    if row.state not in rules.DEAD:
        parts.insert(1, tag("b", _("{fen} yuan").format(fen=show_money(row.payable_fen))))
    if row.payment is not None:
        parts.append(link(row.payment.run_no, links.to("pay_run", id=row.payment.run_id)))
    write(tag("p", join(parts), class_="office-summary"))


def reckoning(
    lines: Iterable[Line], fen: int, rule: str, lists: CodeLists, topped: int = 0
) -> None:
    """Draw how a benefit was reckoned, line by line, under the version of the plan."""
    head = tag("b", _("Benefit {fen} yuan").format(fen=show_money(fen)))
    write(tag("p", join((head, tag("span", rule))), class_="office-summary"))
    told = [tag("li", one.shown(lists)) for one in lines]
    if topped:
        text_ = _("Less {fen} yuan given by the first claim.").format(fen=show_money(topped))
        told.append(tag("li", text_))
    write(tag("ul", join(told), class_="office-lines"))


def refusal(file: Any, lists: CodeLists) -> None:
    """Draw why a claim was refused."""
    if not file.refusal:
        return
    ground = label_of(lists, "claim_refusal", file.refusal)
    words = "，".join(part for part in (ground, file.refusal_article, file.refusal_note) if part)
    st.error(plain(_("Refused: {ground}").format(ground=words)))


def late_fees(file: Any, lists: CodeLists) -> None:
    """Say before a claim is decided that the unit's fees came after the event."""
    if file.fees is None or file.row.state not in (rules.DRAFT, *rules.UNDECIDED):
        return
    told, article = file.fees.shown(lists), file.plan.terms.refusals.get(FEES_LATE)
    if article is not None:
        ground = label_of(lists, "claim_refusal", FEES_LATE)
        named = _("The plan names this as a ground of refusal: {ground}, {article}.")
        told = f"{told} {named.format(ground=ground, article=article)}"
    st.warning(plain(told), icon=":material/payments:")


def held_back(row: Any) -> None:
    """Say that a payment that was returned is not made again as it was."""
    if row.state == rules.APPROVED and row.paid_on is None and row.recover_fen:
        told = _(
            "The payment was returned, and {fen} yuan of it were too much. Undo the decision and"
            " decide anew; until then nothing is paid."
        )
        st.warning(plain(told.format(fen=show_money(row.recover_fen))))


def invoices(rows: Sequence[tuple[str, int]]) -> None:
    """Draw the invoices of a claim."""
    if rows:
        told = [tag("li", _invoice(number, fen)) for number, fen in rows]
        write(tag("ul", join(told), class_="office-lines"))
    else:
        tables.nothing(_("No invoice was entered."))


def _invoice(number: str, fen: int) -> str:
    if not fen:
        return number
    return _("{number}: {fen} yuan").format(number=number, fen=show_money(fen))


def looks(rows: Sequence[Any]) -> None:
    """Draw the second looks at a claim: why, by whom, with what end."""
    tables.show(
        rows,
        (
            Column(N_("Why it was drawn"), lambda row: _(WHY_LABELS[row.why])),
            Column(N_("Handler"), "handler"),
            Column(N_("Drawn on"), "drawn_on", narrow=True),
            Column(N_("Outcome"), lambda row: _(OUTCOME_LABELS[row.outcome])),
            Column(N_("Looked at by"), "looked_by", quiet=True),
            Column(N_("Note"), "note", quiet=True),
        ),
        empty="",
    )


def handlers(rows: Sequence[Any]) -> None:
    """Draw whose decisions were looked at again, and what came of it."""
    tables.show(
        rows,
        (
            Column(N_("Handler"), "handler"),
            Column(N_("Decided"), "decided", number=True),
            Column(N_("Looked at again"), "drawn", number=True),
            Column(N_("Agreed"), "agreed", number=True),
            Column(N_("Sent back"), "sent_back", number=True),
            Column(N_("Waits"), "waiting", number=True),
        ),
        empty=_("Nothing was decided in this year."),
    )


def alike_words(matched: Iterable[str]) -> str:
    """Say what two claims have in common."""
    return str(shown(tuple(Words(ALIKE_LABELS.get(one, one)) for one in matched)))


def life(steps: Sequence[Any], zone: ZoneInfo) -> None:
    """Draw who took which step when and why, the latest first."""
    timeline.show([_moment(step, zone) for step in reversed(steps)], _("Nothing happened yet."))


def _moment(step: Any, zone: ZoneInfo) -> Moment:
    described = rules.CLAIM.steps.get((step.from_state, step.action))
    title = _(described.label) if described else _("Entered")
    if step.action == ENTER and step.from_state:
        title = _("Changed")
    return Moment(
        text.instant(step.at, zone),
        title,
        who=step.actor,
        note=step.note,
        tone=_TONES.get(step.to_state, ""),
    )
