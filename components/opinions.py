"""Opinions of assessors on a page: the register, score cards, cases without names, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from components import choices, details, figures, links, tables
from components.figures import Card
from components.markup import Html, Tone, badge, join, tag, write
from components.tables import Column
from components.text import instant
from rules.claims import CLAIM_FIELDS
from rules.codes import CodeLists, label_of
from rules.explanation import Line
from rules.fields import Value, by_name
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_account import show_rate
from rules.opinions import (
    ACTIVE,
    ASSESSOR,
    DISMISSED,
    MY_VERDICTS,
    VERDICT_LABELS,
    ScoreCard,
)

_TONES: dict[str, Tone] = {ACTIVE: "good", DISMISSED: "bad"}


class Asked(Protocol):
    """What an opinion's standing is told from."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def late(self) -> bool: ...
    @property
    def verdict(self) -> str: ...


def verdicts(lists: CodeLists) -> CodeLists:
    """Return the lists with the choices of an opinion."""
    return {**lists, MY_VERDICTS: choices.of_labels(VERDICT_LABELS)}


def register(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw the assessors with what came of their opinions."""
    tables.show(
        rows,
        (
            Column(N_("Name"), "name", to=lambda row: links.to("assessors", id=row.id)),
            Column(
                N_("Speciality"),
                lambda row: label_of(lists, "assessor_speciality", row.values["speciality"]),
            ),
            Column(N_("Engaged until"), lambda row: row.values["valid_to"]),
            Column(N_("State"), state, narrow=True),
            Column(N_("Asked"), lambda row: row.card.asked, number=True),
            Column(
                N_("In time"), lambda row: show_rate(row.card.on_time_rate), number=True, quiet=True
            ),
            Column(
                N_("Agreed with decisions"),
                lambda row: show_rate(row.card.agreement_rate),
                number=True,
                quiet=True,
            ),
            Column(N_("Appealed"), lambda row: row.card.appealed, number=True, quiet=True),
            Column(N_("Sign-in name"), lambda row: row.login or _("No account yet"), quiet=True),
        ),
        empty=_("No assessor yet. Enter one with the contract; an account is linked afterwards."),
    )


def state(row: Any) -> Html:
    """Return whether an assessor works, is suspended or dismissed, or out of contract."""
    if row.state == ACTIVE and not row.usable:
        return badge(_("Out of contract"), "warn")
    return badge(_(ASSESSOR.state_labels[row.state]), _TONES.get(row.state, "warn"))


def score(card: ScoreCard) -> None:
    """Draw an assessor's score card."""
    figures.cards(
        (
            Card(_("Asked"), card.asked, meaning=_("Questions put and not taken back.")),
            Card(
                _("In time"),
                show_rate(card.on_time_rate),
                _("{late} late, {overdue} still owed").format(late=card.late, overdue=card.overdue),
                meaning=_("Of the opinions that were given or fell due, those given in 48 hours."),
            ),
            Card(
                _("Agreed with decisions"),
                show_rate(card.agreement_rate),
                _("{n} of {total} cases").format(n=card.agreed, total=card.settled),
                meaning=_("Of the opinions given before a decision, those it agreed with."),
            ),
            Card(
                _("Appealed"),
                card.appealed,
                meaning=_("Claims with an opinion against whose refusal somebody appealed."),
            ),
            Card(
                _("Fees for opinions"),
                show_money(card.fee_fen),
                meaning=_("For opinions given in time."),
            ),
        )
    )


def of_claim(rows: Sequence[Any], zone: ZoneInfo, *, empty: str) -> None:
    """Draw the questions about one claim and what came of them."""
    tables.show(
        rows,
        (
            Column(N_("Assessor"), "assessor"),
            Column(N_("Question to the assessor"), "question"),
            Column(N_("Due at"), lambda row: instant(row.due_at, zone)),
            Column(N_("State"), standing, narrow=True),
            Column(N_("Expert opinion"), verdict),
            Column(N_("Note"), "note", quiet=True),
        ),
        empty=empty,
    )


def asked(rows: Sequence[Any], zone: ZoneInfo, *, empty: str) -> None:
    """Draw questions put to assessors, with the claims they are about."""
    tables.show(
        rows,
        (
            Column(N_("Claim"), "claim_no", to=lambda row: links.to("claim", id=row.claim_id)),
            Column(
                N_("Assessor"),
                "assessor",
                to=lambda row: links.to("assessors", id=row.assessor_id),
            ),
            Column(N_("Question to the assessor"), "question"),
            Column(N_("Sent at"), lambda row: instant(row.sent_at, zone), quiet=True),
            Column(N_("Due at"), lambda row: instant(row.due_at, zone)),
            Column(N_("State"), standing, narrow=True),
            Column(N_("Expert opinion"), verdict),
        ),
        empty=empty,
    )


def standing(row: Asked) -> Html:
    """Return whether an opinion waits, is late, or was given."""
    if getattr(row, "withdrawn", False):
        return badge(_("Taken back"), "quiet")
    if row.answered_at is None:
        return badge(_("Overdue"), "bad") if row.late else badge(_("Awaited"), "warn")
    return badge(_("Given late"), "warn") if row.late else badge(_("Given in time"), "good")


def verdict(row: Any) -> str:
    """Return what an opinion says, with the amount where it is another one."""
    if not row.verdict:
        return ""
    said = _(VERDICT_LABELS[row.verdict])
    if row.verdict != "grant_less" or getattr(row, "opinion_fen", None) is None:
        return said
    return f"{said}: {show_money(row.opinion_fen)}"


def cases(rows: Sequence[Any], zone: ZoneInfo, lists: CodeLists, *, empty: str) -> None:
    """Draw an assessor's own cases."""
    tables.show(
        rows,
        (
            Column(N_("Case"), "id", to=lambda row: links.to("opinions", id=row.id), narrow=True),
            Column(N_("Mutual-aid plan"), "plan", quiet=True),
            Column(N_("Event"), lambda row: label_of(lists, "claim_event", row.event)),
            Column(N_("Question to the assessor"), "question"),
            Column(N_("Due at"), lambda row: instant(row.due_at, zone)),
            Column(N_("State"), standing, narrow=True),
            Column(N_("Expert opinion"), verdict, quiet=True),
        ),
        empty=empty,
    )


def facts(case: Any, lists: CodeLists, zone: ZoneInfo) -> None:
    """Draw a case to judge: the question, the facts, how the benefit was reckoned."""
    head = (tag("b", case.row.question), standing(case.row))
    write(tag("p", join(head, " "), class_="office-summary"))
    details.lines(
        (
            (_("Sent at"), instant(case.row.sent_at, zone)),
            (_("Due at"), instant(case.row.due_at, zone)),
            (_("Mutual-aid plan"), case.row.plan),
        )
    )
    described = by_name(CLAIM_FIELDS)
    shown = [described[name] for name in case.values if case.values[name] not in (None, "")]
    details.show(shown, _spoken(case.values, lists), lists)
    _lines(case.lines, lists)
    details.lines(((_("Benefit as reckoned"), show_money(case.payable_fen)),))


def _spoken(values: Mapping[str, Value], lists: CodeLists) -> dict[str, Value]:
    """Return the values, those of choices that a form makes for itself by their labels."""
    event = label_of(lists, "claim_event", str(values["event"]))
    return {**values, "event": event}


def _lines(found: Sequence[Line], lists: CodeLists) -> None:
    if found:
        spoken = join(tag("li", one.shown(lists)) for one in found)
        write(tag("ul", spoken, class_="office-lines"))


def given(case: Any, zone: ZoneInfo) -> None:
    """Draw the opinion that was given on a case."""
    details.lines(
        (
            (_("Expert opinion"), verdict(case.row)),
            (_("Amount"), show_money(case.opinion_fen or 0)),
            (_("Answered at"), instant(case.row.answered_at, zone)),
            (_("Fee for an opinion"), show_money(case.row.fee_fen)),
            (_("Reasons"), case.own_reasons),
        )
    )
