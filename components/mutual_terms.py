"""A plan's terms to read: rules that say something as pairs, rows of one kind as tables."""

from __future__ import annotations

import streamlit as st

from components import details, tables
from components.tables import Column
from components.text import plain
from rules.codes import CodeLists, label_of
from rules.explanation import percent
from rules.language import N_, _, shown
from rules.money import show_money
from rules.mutual_forms import all_fields, says_something, values_of
from rules.mutual_part_fields import part_group
from rules.mutual_parts import HUNDRED, Band, BenefitPart
from rules.mutual_terms import PlanTerms

_IN_TABLES = (".bands.", ".tiers.", "papers.", "refusals.")


def show(terms: PlanTerms, lists: CodeLists) -> None:
    """Draw all terms."""
    fields = all_fields(terms, lists)
    values = values_of(terms, fields)
    wanted = [
        one
        for one in fields
        if says_something(one, values) and not any(mark in one.name for mark in _IN_TABLES)
    ]
    details.show(wanted, values, lists)
    for number, part in enumerate(terms.parts):
        if part.bands or not _is_one_sum(part):
            st.subheader(plain(part_group(number, part)))
            _rows_of(part)
    _papers(terms, lists)
    _refusals(terms, lists)


def _rows_of(part: BenefitPart) -> None:
    if part.kind.is_lump:
        _tiers(part)
    else:
        _bands(part)


def _is_one_sum(part: BenefitPart) -> bool:
    """Say whether the words above say all: no rows, or one sum whatever the case."""
    return not part.tiers[1:] and not any(tier.code or tier.from_fen for tier in part.tiers)


def _tiers(part: BenefitPart) -> None:
    by_class = (
        Column(N_("Class"), lambda row: row.name or row.code),
        Column(N_("Code"), lambda row: row.code, quiet=True),
    )
    by_amount = (Column(N_("From an amount of"), lambda row: show_money(row.from_fen)),)
    columns = (
        *(by_class if any(tier.code for tier in part.tiers) else by_amount),
        Column(N_("Sum"), lambda row: show_money(row.pay_fen), number=True),
    )
    tables.show(part.tiers, columns, empty="")


def _bands(part: BenefitPart) -> None:
    starts = (part.deductible_fen, *(band.up_to or 0 for band in part.bands))
    columns = (
        Column(N_("Above"), lambda row: show_money(row[0])),
        Column(N_("Up to"), _end),
        Column(N_("Share, %"), lambda row: percent(row[1].percent / HUNDRED)),
    )
    tables.show(list(zip(starts, part.bands, strict=False)), columns, empty="")


def _end(row: tuple[int, Band]) -> str:
    return show_money(row[1].up_to) if row[1].up_to else "—"


def _papers(terms: PlanTerms, lists: CodeLists) -> None:
    if not terms.papers:
        return

    def named(row: tuple[str, tuple[str, ...]]) -> object:
        return shown(tuple(label_of(lists, "claim_paper", code) for code in row[1]))

    st.subheader(_("Papers"))
    columns = (
        Column(N_("Event"), lambda row: label_of(lists, "claim_event", row[0])),
        Column(N_("Papers"), named),
    )
    tables.show(list(terms.papers.items()), columns, empty="")


def _refusals(terms: PlanTerms, lists: CodeLists) -> None:
    if not terms.refusals:
        return
    st.subheader(_("Articles for refusals"))
    columns = (
        Column(N_("Reason"), lambda row: label_of(lists, "claim_refusal", row[0])),
        Column(N_("Article"), lambda row: row[1]),
    )
    tables.show(list(terms.refusals.items()), columns, empty="")
