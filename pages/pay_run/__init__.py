"""One pay run: where it stands, its lines, its lists, its results, its calls, its life."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import address, decisions, links, pay_runs, supervision_button
from components.text import plain
from db import pay_changes, pay_closing, pay_faults, pay_steps, supervision
from db import pay_runs as runs
from db.codes import code_lists
from db.pay_runs import RunFile
from db.session import reading
from db.verbs import zone_of
from pages.pay_run import calls, line, lines, lists, results, rounds, steps
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.pay_runs import PAY_RUN

Draw = Callable[[Actor, RunFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        codes = code_lists(session)
        run = runs.get_run(session, address.get_id() or 0)
        faults = pay_faults.list_faults(session, run.id)
        deaths = pay_faults.list_changes(session, run.id)
        waits = run.state in rules.BEFORE_SENDING
        changed = pay_changes.list_changes(session, run.id) if waits else []
        zone = zone_of(session)

    st.title(plain(f"{run.run_no} {run.title}".strip()))
    pay_runs.summary(run)
    if address.get("view") == lists.SHEET:
        lists.sheet(run)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, run)
        supervision_button.show("pay_run", run.id, supervision.ask, actor, codes)
    pay_runs.cards(run)
    opened = address.get_id("line")
    if opened is not None:
        line.draw(actor, run, codes, opened)
    _advice(actor, run, faults, deaths)
    pay_runs.changes(changed, partial(lines.address_of, run.id), zone)
    parts = _parts(actor, run)
    tabs = st.tabs(list(parts), key=f"run-{run.id}-tabs", on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, run, codes)


def _parts(actor: Actor, run: RunFile) -> dict[str, Draw]:
    parts: dict[str, Draw] = {}
    awaited = run.state == rules.SENT and actor.can(Permission.PAY_RUNS)
    if awaited and run.way == rules.BANK:
        parts[_("Results of the bank")] = results.draw
    if awaited and run.way == rules.DOOR:
        parts[_("Round")] = rounds.draw
    parts[_("Lines of the run")] = lines.draw
    if run.state in (rules.SIGNED, *rules.PAID_OUT):
        parts[_("Lists and papers")] = lists.draw
    if run.state in (rules.SETTLED, rules.CLOSED):
        parts[_("Calls after payment")] = calls.draw
    parts[_("Life of the run")] = steps.draw
    return parts


def _actions(actor: Actor, run: RunFile) -> None:
    last = run.signatures + 1 >= run.signatures_needed
    hidden = {"countersign" if last else "sign"}
    if run.way == rules.DOOR:
        hidden.add("settle")
    decisions.buttons(
        PAY_RUN,
        run.state,
        actor,
        partial(_take, run.id, run.version),
        run.run_no,
        key=f"run-{run.id}",
        but=hidden,
    )
    if run.state == rules.SENT and run.way == rules.DOOR and actor.can(Permission.PAY_RUNS):
        rounds.evening(run)
    if run.state in rules.PAID_OUT and run.balance.back_fen and actor.can(Permission.PREPARE_RUNS):
        steps.follow_up(run)
    if actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", pay_run=run.id)
    links.button(_("All runs"), "pay_runs", icon=":material/list:")


def _take(run_id: int, seen: int, session: Any, action: str, note: str) -> None:
    if action == "settle":
        pay_closing.settle(session, run_id, seen)
    elif action == "close":
        pay_closing.close(session, run_id, seen)
    else:
        pay_steps.take(session, run_id, seen, action, note)


def _advice(actor: Actor, run: RunFile, faults: Any, deaths: Any) -> None:
    open_line = partial(lines.address_of, run.id)
    pay_runs.faults(
        faults,
        _("These lines cannot be paid as they stand. Mend them at their source, or take them out."),
        open_line,
    )
    if faults and actor.can(Permission.PREPARE_RUNS):
        lines.remove_faulty(run)
    pay_runs.faults(
        deaths,
        _("Since the lock somebody died here, or what is paid ended. Take these lines out.")
        if run.state != rules.SENT
        else _("On these lines somebody has died since the lock. Do not hand the money over."),
        open_line,
    )
