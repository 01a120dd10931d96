"""The bank's answer: choose the file, see what it would do, take it in whole."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import downloads, figures, forms, notices, pay_runs, tables, uploads
from components.figures import Card
from components.tables import Column
from components.text import plain
from components.uploads import Upload
from db import attachments, pay_results
from db.pay_results import Examination
from db.pay_runs import RunFile
from db.session import reading
from db.verbs import today_of
from documents.bank_result import ResultFile, annotated, read_result
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _
from rules.money import show_money
from rules.pay_forms import FILE_FIELDS, LEAVE_OPEN

ENDINGS = ("xlsx", "xls", "ods", "csv", "txt")
MOST_SHOWN = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(actor: Actor, run: RunFile, _lists: CodeLists) -> None:
    """Draw the place for the file and, once it is there, what it would do."""
    upload = uploads.pick(
        _("Result file of the bank (.xlsx, .xls, .ods or .csv)"),
        key=f"run-{run.id}-result",
        types=ENDINGS,
        hint=_("Our own list with the results filled in does as well."),
    )
    if upload is None:
        st.caption(plain(_("Single lines are entered by hand: open them in the list of lines.")))
        return
    file = uploads.read(upload, read_result)
    if file is not None:
        with reading(actor) as session:
            today = today_of(session)
            look = partial(pay_results.get_examination, session, run.id, file.rows)
            found = notices.tried(look)
        if found is not None:
            _show(run, upload, file, found, today)


def _show(run: RunFile, upload: Upload, file: ResultFile, found: Examination, today: Any) -> None:
    judged = found.judged
    figures.cards(
        (
            Card(_("Rows read"), len(file.rows)),
            Card(_("Paid"), pay_runs.yuan(found.paid_fen), _n_lines(found.paid), tone="good"),
            Card(_("Failed"), pay_runs.yuan(found.failed_fen), _n_lines(found.failed)),
            _warn(_("Rows that do not fit"), len(judged.faults)),
            _warn(_("Lines missing in the file"), len(judged.missing)),
        )
    )
    words = {one.row.row: _verdict(one) for one in judged.verdicts}
    if judged.faults:
        _faults(judged.faults)
        downloads.file(
            _("The file with our verdicts"),
            lambda: annotated(file, words.__getitem__),
            name=_("{run_no}-verdicts.xlsx").format(run_no=run.run_no),
            key=f"run-{run.id}-annotated",
        )
        return
    if judged.missing:
        _missing(judged.missing)
    _offer(run, upload, file, words, bool(judged.missing), today)


def _n_lines(count: int) -> str:
    return _("lines: {n}").format(n=f"{count:,}")


def _warn(label: str, count: int) -> Card:
    return Card(label, count, tone="warn" if count else "")


def _verdict(one: Any) -> str:
    if one.text:
        return pay_runs.said(one.text, one.values)
    return _("Paid") if one.row.outcome == "paid" else _("Failed")


def _faults(faults: Any) -> None:
    st.error(plain(_("Nothing is taken in while one row does not fit.")))
    columns = (
        Column(N_("Row"), lambda one: one.row.row, number=True, narrow=True),
        Column(N_("Payee"), lambda one: one.row.name),
        Column(N_("What to mend"), _verdict),
    )
    tables.show(faults[:MOST_SHOWN], columns, empty="")


def _missing(missing: Any) -> None:
    st.warning(plain(_("The file says nothing of these lines.")))
    columns = (
        Column(N_("No."), "number", number=True, narrow=True),
        Column(N_("Payee"), "name"),
        Column(N_("Amount"), lambda line: show_money(line.fen), number=True),
    )
    tables.show(missing[:MOST_SHOWN], columns, empty="")


def _offer(
    run: RunFile,
    upload: Upload,
    file: ResultFile,
    words: dict[int, str],
    missing: bool,
    today: Any,
) -> None:
    fields = (*FILE_FIELDS, LEAVE_OPEN) if missing else FILE_FIELDS
    form = forms.Form(f"run-{run.id}-file", fields, {}, {"on": today})
    form.draw()

    def take(session: Any, typed: Any) -> tuple[int, int]:
        done = pay_results.enter_file(
            session,
            run.id,
            run.version,
            file.rows,
            typed["on"],
            leave_open=bool(typed.get("leave_open")),
        )
        kept = annotated(file, words.__getitem__)
        name = f"{upload.name.rsplit('.', 1)[0][:80]}.xlsx"
        attachments.add(session, "pay_run", run.id, "bank_result", name, WORKBOOK, kept)
        return done

    form.save(
        _("Take the results in"),
        take,
        done=lambda done: _("Taken in: {paid} paid, {failed} failed.").format(
            paid=done[0], failed=done[1]
        ),
    )
