"""Look-alikes: pairs of records that may be one person; judge them, or merge them."""

from __future__ import annotations

import streamlit as st

from components import actions, address, alike, comparison, dialogs, jobs, links, tables
from components.tables import Column
from db import lookalike_pairs, lookalike_search, merges
from db.codes import code_lists
from db.lookalike_pairs import PairRow
from db.lookalike_search import Found
from db.member_lists import MemberRow
from db.scope import OfficeSession
from db.session import reading
from rules.access import Actor
from rules.language import N_, _
from rules.lookalikes import VERDICT_LABELS, Verdict

OPEN = "open"


def page(actor: Actor) -> None:
    first, second = address.get_id("first"), address.get_id("second")
    st.title(_("Look-alikes"))
    if first is not None and second is not None:
        _compare(actor, first, second)
        return
    shown = {OPEN: _(VERDICT_LABELS[Verdict.OPEN])}
    shown |= {str(kind): _(VERDICT_LABELS[kind]) for kind in (Verdict.DIFFERENT, Verdict.SAME)}
    view = address.switch(_("Show"), shown, key="lookalikes-show")
    verdict = Verdict.OPEN if view == OPEN else Verdict(view)
    with reading(actor) as session:
        found = lookalike_pairs.list_pairs(
            session, verdict, address.get_id("below_id"), tables.page_wanted()
        )
    tables.show(found.rows, _columns(verdict), empty=_("No pair here. Well done."))
    tables.pages(found.total)
    jobs.button(
        _("Look for pairs now"),
        _find,
        0,
        key="lookalikes-find",
        done=_told,
        then=_back,
        primary=False,
    )


def _find(session: OfficeSession, _progress: object) -> Found:
    return lookalike_search.find_pairs(session)


def _back(_found: Found) -> tuple[str, dict[str, object]]:
    return "lookalikes", {}


def _told(found: Found) -> str:
    return _("{new} new pairs, {open} to be decided.").format(new=found.new, open=found.open)


def _columns(verdict: Verdict) -> tuple[Column, ...]:
    last = (
        Column("", _compare_label, to=_comparison, narrow=True)
        if verdict != Verdict.SAME
        else Column("", _open_label, to=lambda row: links.to("member", id=row.first.id))
    )
    reason = (Column(N_("Reason"), "reason"),) if verdict == Verdict.DIFFERENT else ()
    return (
        Column(N_("What matches"), lambda row: alike.matches(row.matched)),
        Column(N_("One record"), lambda row: _short(row.first)),
        Column(N_("The other record"), lambda row: _short(row.second)),
        Column(N_("Likeness"), "score", number=True),
        *reason,
        last,
    )


def _compare_label(_row: PairRow) -> str:
    return _("Compare")


def _open_label(_row: PairRow) -> str:
    return _("Open")


def _short(row: MemberRow) -> str:
    parts = (row.name, str(row.birth_on or ""), row.id_no, row.mobile, row.unit_name)
    return " · ".join(part for part in parts if part)


def _comparison(row: PairRow) -> str:
    judged = int(row.verdict == Verdict.DIFFERENT)
    return links.to(
        "lookalikes",
        first=row.first.id,
        second=row.second.id,
        pair=row.id,
        seen=row.version,
        judged=judged or None,
    )


def _compare(actor: Actor, first: int, second: int) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = merges.get_comparison(session, first, second)
    key = f"pair-{first}-{second}"
    choice = comparison.choose(found, lists, key=key)

    def merge(session: OfficeSession) -> int:
        chosen = choice()
        merges.merge(session, **chosen)
        return int(chosen["kept"][0])

    with st.container(horizontal=True, vertical_alignment="center"):
        actions.button(
            _("Merge into one record"),
            merge,
            key=f"{key}-merge",
            done=_("Merged. The merge can be taken back on the person's page."),
            then=lambda kept_id: ("member", {"id": kept_id}),
            primary=True,
        )
        pair, seen = address.get_id("pair"), address.get_id("seen")
        if pair is not None and seen is not None:
            _verdict(pair, seen, key)
        gone = dict.fromkeys(("first", "second", "pair", "seen", "judged"))
        address.button(_("Back to the list"), key="lookalikes-back", **gone)


def _verdict(pair: int, seen: int, key: str) -> None:
    if address.get("judged"):
        actions.button(
            _("Open the question again"),
            lambda session: lookalike_pairs.reopen_pair(session, pair, seen),
            key=f"{key}-reopen",
            done=_("The pair is on the list again."),
            then="lookalikes",
        )
        return
    dialogs.confirm(
        _("Different people"),
        _("The pair leaves the list; the verdict is remembered."),
        lambda session, reason: lookalike_pairs.judge_different(session, pair, seen, reason),
        key=f"{key}-different",
        done=_("Noted as different people."),
        then="lookalikes",
    )
