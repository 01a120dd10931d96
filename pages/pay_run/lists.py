"""What a run gives out: the bank's list, the round's sheet, its papers, the audit pack."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import Any

import streamlit as st

from components import dialogs, downloads, links, papers, pay_sheet
from components.text import plain
from db import attachments, audit_packs, pay_sheets, pay_texts
from db.audit_packs import Permit
from db.pay_runs import RunFile
from db.pay_sheets import SheetLine
from db.pay_texts import Message
from db.session import reading
from db.verbs import zone_of
from documents.attachments import read_paper
from documents.audit_pack import write_pack
from documents.bank_list import bank_list, check_password
from documents.roster_writer import written
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _

SHEET = "sheet"
HELD_IN_MEMORY = 8 * 1024 * 1024


def draw(actor: Actor, run: RunFile, lists: CodeLists) -> None:
    """Draw the lists that this actor may take, and the papers of the run."""
    with reading(actor) as session:
        stored, zone = attachments.list_of(session, "pay_run", run.id), zone_of(session)
    with st.container(horizontal=True):
        if actor.can(Permission.REVEAL_SEALED):
            if run.way == rules.DOOR:
                links.button(_("Sheet of the round"), "pay_run", id=run.id, view=SHEET)
            elif actor.can(Permission.PAY_RUNS):
                _bank_list(run)
            if run.state in rules.PAID_OUT:
                _audit_pack(actor, run)
                if actor.can(Permission.PAY_RUNS):
                    _messages(run)
    kept = papers.Kept(attachments, read_paper, Permission.PAY_RUNS)
    papers.show(actor, kept, stored, lists, zone, ("pay_run", run.id))


def _bank_list(run: RunFile) -> None:
    key = f"run-{run.id}-bank"
    password = f"{key}-password"

    def ask() -> None:
        st.caption(plain(_("Names and accounts in full. Nobody changes the list without this.")))
        # Readable on purpose: it is made up here and told to the bank.
        st.text_input(_("Password of the sheet"), key=password, max_chars=60, autocomplete="off")

    def read(session: Any, reason: str) -> tuple[list[SheetLine], str]:
        typed = str(st.session_state.get(password) or "")
        check_password(typed)
        return pay_sheets.list_for_bank(session, run.id, reason), typed

    def offer(found: tuple[list[SheetLine], str]) -> None:
        rows, typed = found
        title = f"{run.run_no} {run.title}"
        downloads.file(
            _("Download"),
            lambda: bank_list(title, rows, typed),
            name=f"{run.run_no}.xlsx",
            key=f"{key}-file",
        )

    dialogs.fetch(_("List for the bank"), read, offer, key=key, ask=ask)


def _messages(run: RunFile) -> None:
    key = f"run-{run.id}-messages"

    def offer(found: list[Message]) -> None:
        st.caption(plain(_("One message for each line that was paid, failed or came back.")))
        headings = (_("No."), _("Payee"), _("Mobile"), _("Message"))
        rows = [(str(one.number), one.payee_name, one.mobile, one.text) for one in found]
        downloads.file(
            _("Download"),
            lambda: written(headings, rows, "xlsx"),
            name=_("{run} messages.xlsx").format(run=run.run_no),
            key=f"{key}-file",
        )

    dialogs.fetch(
        _("Messages to the payees"),
        lambda session, reason: pay_texts.list_messages(session, run.id, reason),
        offer,
        key=key,
    )


def _audit_pack(actor: Actor, run: RunFile) -> None:
    key = f"run-{run.id}-pack"

    def offer(given: Permit) -> None:
        st.caption(plain(_("Lists, cover sheets, notices, steps, receipts and sums in one file.")))
        downloads.file(
            _("Download"),
            partial(_pack, actor, given),
            name=f"{run.run_no}.zip",
            key=f"{key}-file",
        )

    dialogs.fetch(
        _("Audit pack"),
        lambda session, reason: audit_packs.permit(session, run.id, reason),
        offer,
        key=key,
    )


def _pack(actor: Actor, given: Permit) -> bytes:
    with tempfile.SpooledTemporaryFile(HELD_IN_MEMORY) as target:
        with reading(actor) as session:
            pack = audit_packs.gather(session, given)
            write_pack(target, pack.tables, pack.covers, pack.papers)
        target.seek(0)
        return target.read()


def sheet(run: RunFile) -> None:
    """Draw the round's sheet, to be printed."""
    links.button(_("Back to the run"), "pay_run", id=run.id)
    pay_sheet.show(
        _("Sheet of the round {run}").format(run=f"{run.run_no} {run.title}".strip()),
        lambda session, reason: pay_sheets.list_sheet(session, run.id, reason),
        key=f"run-{run.id}-sheet",
    )
