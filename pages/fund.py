"""One fund: what is left, what came in and went out, receipts, closing the year."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, choices, dialogs, downloads, forms, funds, papers, tables
from components.forms import Form
from components.text import plain
from db import aid_exports, attachments, fund_entries
from db import funds as pots
from db.codes import code_lists
from db.funds import FundRow
from db.session import reading, writing
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.funds import BUDGET_FIELDS, CARRY_FIELDS, CHANGEABLE_FIELDS, INCOME_FIELDS, TARGETS
from rules.language import _
from rules.money import show_money


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, zone, today = code_lists(session), zone_of(session), today_of(session)
        fund = pots.get_fund(session, address.get_id() or 0)
        found = fund_entries.list_entries(session, fund.id, tables.page_wanted())
        came = fund_entries.list_receipts(session, fund.id)
    st.title(plain(_("{name}, {year}").format(name=fund.name, year=fund.year)))
    funds.standing(fund, lists)
    funds.totals(fund.sums)
    managing = actor.can(Permission.MANAGE_FUNDS) and fund.closed_on is None
    with st.container(horizontal=True, vertical_alignment="center"):
        if managing:
            _entries(fund, lists, today.isoformat())
            _closing(actor, fund, lists)
        if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
            record = partial(
                aid_exports.record, what=aid_exports.ENTRIES, chosen={"fund_id": fund.id}
            )
            doors = (writing, reading)
            make = partial(
                downloads.written_out, doors, actor, record, aid_exports.list_rows, written
            )
            downloads.lists(_("Export"), make, name=_("Ledger"), key="fund-ledger")
    verbs = funds.Verbs(pots.take_back if managing else None, partial(_photos, actor, lists, zone))
    funds.receipts(came, verbs, key=f"fund-{fund.id}")
    funds.ledger(found.rows, lists)
    tables.pages(found.total)


def _entries(fund: FundRow, lists: CodeLists, today: str) -> None:
    for name, label, fields, verb, primary in (
        ("income", _("Money received"), INCOME_FIELDS, pots.enter_income, True),
        ("budget", _("Budget"), BUDGET_FIELDS, pots.enter_budget, False),
    ):
        key = f"fund-{fund.id}-{name}"
        body = partial(_enter, key, fields, verb, fund.id, lists, today)
        dialogs.form(label, body, key=key, icon=":material/add:", primary=primary)


def _enter(key: str, fields: Any, verb: Any, fund_id: int, lists: CodeLists, today: str) -> None:
    form = Form(f"{key}-form", fields, lists, {"on": today})
    form.draw()
    done = dialogs.closing(key, _("Entered."))
    form.save(
        _("Enter"), lambda session, typed: verb(session, fund_id, **forms.given(typed)), done=done
    )


def _closing(actor: Actor, fund: FundRow, lists: CodeLists) -> None:
    change = partial(_change, fund, lists)
    dialogs.form(_("Change"), change, key=f"fund-{fund.id}-change", icon=":material/edit:")
    if fund.sums.balance:
        move = partial(_carry_over, actor, fund)
        dialogs.form(_("Carry over"), move, key=f"fund-{fund.id}-move")
    left = _("{left} yuan are left; they stay to be seen here and can no longer be spent.")
    dialogs.confirm(
        _("Close the fund"),
        left.format(left=show_money(fund.sums.balance)),
        lambda session, _reason: pots.close_fund(session, fund.id, fund.version),
        key=f"fund-{fund.id}-close",
        done=_("The fund is closed."),
        needs_reason=False,
    )


def _change(fund: FundRow, lists: CodeLists) -> None:
    values: dict[str, Any] = {"name": fund.name, "uses": fund.uses}
    form = Form(f"fund-{fund.id}-fields", CHANGEABLE_FIELDS, lists, values, fund.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: pots.change_fund(session, fund.id, form.seen, typed),
        done=dialogs.closing(f"fund-{fund.id}-change", _("Saved.")),
    )


def _carry_over(actor: Actor, fund: FundRow) -> None:
    with reading(actor) as session:
        targets = pots.list_targets(session, fund.id)
    if not targets:
        st.caption(_("Open the fund of this source for the next year first."))
        return
    named = choices.of_records((one.id, f"{one.name} {one.year}") for one in targets)
    key = f"fund-{fund.id}-move"
    form = Form(
        f"{key}-form", CARRY_FIELDS, {TARGETS: named}, {"fen": fund.sums.balance}, fund.version
    )
    form.draw()

    def work(session: Any, typed: forms.Typed) -> None:
        target, fen = int(str(typed["to_fund_id"])), int(str(typed["fen"]))
        note = str(typed["note"] or "")
        pots.carry_over(session, fund.id, form.seen, target, fen, note)

    form.save(_("Carry over"), work, done=dialogs.closing(key, _("Carried over.")))


def _photos(actor: Actor, lists: CodeLists, zone: Any, entry_id: int) -> None:
    with reading(actor) as session:
        rows = attachments.list_of(session, "fund_entry", entry_id)
    kept = papers.Kept(attachments, read_paper, Permission.MANAGE_FUNDS)
    papers.show(actor, kept, rows, lists, zone, ("fund_entry", entry_id))
