"""Beside the counter's form: who is covered by what, what the claim gives, what is in its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import claims, links, tables
from components.markup import Html, badge, join, link, tag, write
from components.tables import Column
from components.text import plain
from rules.claim_limits import Late
from rules.codes import CodeLists, label_of
from rules.language import N_, _, shown
from rules.money import show_money


def beside(preview: Any, rule: str, lists: CodeLists) -> None:
    """Draw what a claim gives so far and everything that speaks against it."""
    for one in preview.before:
        _before(one)
    if preview.wrong is not None:
        st.info(plain(preview.wrong.shown()), icon=":material/info:")
    if preview.reckoned is not None:
        found = preview.reckoned
        claims.reckoning(
            found.outcome.lines, found.payable_fen, rule, lists, topped=found.topped_fen
        )
        left = found.outcome.cap_left_fen
        if left is not None:
            st.caption(
                _("Left in the period afterwards: {left} yuan").format(left=show_money(left))
            )
    late: Late | None = preview.late
    if late is not None:
        st.warning(_(late.text).format(on=late.on, by=late.by), icon=":material/schedule:")
    if preview.refusals:
        grounds = tuple(label_of(lists, "claim_refusal", code) for code in preview.refusals)
        words = str(shown(grounds))
        st.warning(plain(_("By the plan this would be refused: {grounds}").format(grounds=words)))
    if preview.fees is not None:
        st.warning(plain(preview.fees.shown(lists)), icon=":material/payments:")
    for line in preview.advice:
        st.caption(plain(line.shown(lists)))
    if preview.missing:
        papers = tuple(label_of(lists, "claim_paper", code) for code in preview.missing)
        st.caption(plain(_("Still missing: {papers}").format(papers=shown(papers))))
    look_alikes(preview.alike, lists)


def in_sight(preview: Any) -> None:
    """Draw in one line, which stays in sight where the form is long, what a claim comes to."""
    write(tag("p", join(_in_short(preview)), class_="office-now"))


def _in_short(preview: Any) -> list[Html]:
    if preview.before:
        return [badge(_("Not possible"), "bad"), tag("span", preview.before[0].refusal.shown())]
    if preview.wrong is not None:
        return [badge(_("Not yet"), "quiet"), tag("span", preview.wrong.shown())]
    if preview.reckoned is None:
        return []
    fen = preview.reckoned.payable_fen
    told = [tag("b", _("Benefit {fen} yuan").format(fen=show_money(fen)))]
    if preview.refusals:
        told.append(badge(_("Refused by the plan"), "warn"))
    if preview.missing:
        told.append(tag("span", _("{n} papers missing").format(n=len(preview.missing))))
    if preview.alike:
        told.append(badge(_("Look-alikes"), "warn"))
    return told


def _before(one: Any) -> None:
    words = plain(one.refusal.shown())
    st.error(words, icon=":material/block:")
    if one.claim_id is not None:
        links.button(
            _("Look at claim {number}").format(number=one.claim_no), "claim", id=one.claim_id
        )


def look_alikes(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw claims that look like this one, with what matched."""
    if not rows:
        return
    st.warning(_("These claims look alike. Compare them before anything is paid."))
    tables.show(
        rows,
        (
            Column(N_("What matches"), lambda row: claims.alike_words(row.matched)),
            Column(N_("Claim"), _claim),
            Column(N_("Name"), "name"),
            Column(N_("Claim event"), lambda row: _event(row, lists)),
            Column(N_("Benefit"), _benefit, number=True),
        ),
        empty="",
    )


def _claim(row: Any) -> Html:
    if row.claim_id is None:
        return join((row.claim_no, " ", tag("small", _("of another unit"))))
    return link(row.claim_no, links.to("claim", id=row.claim_id))


def _event(row: Any, lists: CodeLists) -> str:
    return f"{label_of(lists, 'claim_event', row.event)} {row.event_on}" if row.event_on else ""


def _benefit(row: Any) -> str:
    return show_money(row.payable_fen) if row.claim_id is not None else ""


def rule_of(name: str, number: int) -> str:
    """Name the version of a plan that a benefit is reckoned by."""
    return _("{plan}, version {number}").format(plan=name, number=number)
