"""The ledger of funds: entries are added and reversed, never changed.

For verbs of ``db``, which hold the lock. Every function locks the fund's row first, so that
two who spend from one pot come after one another, and keeps the fund's sums in line. Money is
reserved for a source, a record's table and id, when it is granted, and paid out of what was
reserved; only what was not reserved must fit the fund's purpose, year and balance once more.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from db.models.aid import Fund, FundEntry
from db.verbs import actor_of, now_of, today_of
from rules import funds as rules
from rules.errors import NotFound, WrongState
from rules.language import N_

Source = tuple[str, int]
GRANT = "aid_grant"
"""The source whose money stays reserved when a payment comes back: the grant still stands."""


def hold(session: Session, fund_id: int) -> Fund:
    """Load a fund within scope as it stands now, and keep others from spending of it."""
    fund = session.scalar(
        select(Fund)
        .where(Fund.id == fund_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if fund is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return fund


def post(
    session: Session,
    fund: Fund,
    kind: str,
    fen: int,
    *,
    on: date | None = None,
    aid_kind: str | None = None,
    source: Source | None = None,
    document_no: str = "",
    payer: str = "",
    note: str = "",
    reverses: FundEntry | None = None,
) -> FundEntry:
    """Add an entry to a fund that is held; raises InvalidInput when it would be overdrawn."""
    move_sums(fund, reverses.kind if reverses else kind, fen)
    source_type, source_id = source or ("", None)
    entry = FundEntry(
        unit_id=fund.unit_id,
        fund_id=fund.id,
        kind=kind,
        fen=fen,
        on=on or today_of(session),
        at=now_of(session),
        actor=actor_of(session).name,
        aid_kind=aid_kind,
        source_type=source_type,
        source_id=source_id,
        reverses_id=reverses.id if reverses else None,
        document_no=document_no,
        payer=payer,
        note=note,
    )
    session.add(entry)
    session.flush()
    return entry


def move_sums(fund: Fund, kind: str, fen: int) -> None:
    """Bring the sums of a fund that is held in line with entries of a kind, ``fen`` together."""
    sums = rules.after(fund.sums, kind, fen)
    fund.budget_fen, fund.income_fen, fund.moved_fen = sums.budget, sums.income, sums.moved
    fund.paid_fen, fund.committed_fen = sums.paid, sums.committed


def commit(session: Session, fund_id: int, fen: int, aid_kind: str, source: Source) -> int:
    """Reserve money for a source from today on; returns the entry's id.

    Raises InvalidInput when the fund has not that much left, is of another year or not for this
    kind, WrongState when it is closed.
    """
    fund = hold(session, fund_id)
    today = today_of(session)
    check_fits(fund, aid_kind, today)
    entry = post(session, fund, rules.COMMITMENT, fen, aid_kind=aid_kind, source=source)
    return entry.id


def check_fits(fund: Fund, aid_kind: str, on: date) -> None:
    """Raise unless the fund is open, of the day's year and meant for this kind of aid."""
    rules.check_open(fund.closed_on)
    rules.check_use(fund.uses, aid_kind)
    rules.check_year_of(fund.year, on)


def reserved(session: Session, fund_id: int, source: Source) -> int:
    """Return what is reserved for a source in a fund and not paid yet."""
    signed = case((FundEntry.kind == rules.COMMITMENT, FundEntry.fen), else_=-FundEntry.fen)
    found = session.scalar(
        select(func.sum(signed)).where(
            FundEntry.fund_id == fund_id,
            FundEntry.source_type == source[0],
            FundEntry.source_id == source[1],
            FundEntry.kind.in_((rules.COMMITMENT, rules.RELEASE)),
        )
    )
    return int(found or 0)


def release(session: Session, fund_id: int, fen: int, source: Source) -> int:
    """Give back what was reserved for a source; returns the entry's id."""
    fund = hold(session, fund_id)
    if fen > reserved(session, fund_id, source):
        raise WrongState(N_("Less than this is reserved. Look at the fund again."))
    return post(session, fund, rules.RELEASE, fen, source=source).id


def pay(
    session: Session,
    fund_id: int,
    fen: int,
    aid_kind: str,
    source: Source,
    on: date,
    document_no: str = "",
) -> int:
    """Pay a source out of what is reserved for it, the rest out of the balance.

    Returns the entry's id. Raises InvalidInput and WrongState as ``commit`` does for what was
    not reserved; money that was may be paid after the year's end, until the fund is closed.
    """
    fund = hold(session, fund_id)
    rules.check_open(fund.closed_on)
    ready = min(fen, reserved(session, fund_id, source))
    if ready < fen:
        check_fits(fund, aid_kind, on)
    if ready:
        post(session, fund, rules.RELEASE, ready, on=on, aid_kind=aid_kind, source=source)
    return post(
        session,
        fund,
        rules.PAYMENT,
        fen,
        on=on,
        aid_kind=aid_kind,
        source=source,
        document_no=document_no,
    ).id


def take_back(session: Session, fund_id: int, fen: int, source: Source, on: date) -> int:
    """Reverse the payment of a source whose money came back; returns the reversal's id.

    A grant still stands, so that its money is reserved again at once.
    """
    fund = hold(session, fund_id)
    back = aliased(FundEntry)
    paid = session.scalar(
        select(FundEntry)
        .where(
            FundEntry.fund_id == fund_id,
            FundEntry.kind == rules.PAYMENT,
            FundEntry.fen == fen,
            FundEntry.source_type == source[0],
            FundEntry.source_id == source[1],
            ~select(back.id).where(back.reverses_id == FundEntry.id).exists(),
        )
        .order_by(FundEntry.id.desc())
        .limit(1)
    )
    if paid is None:
        raise WrongState(N_("No such payment stands in this fund."))
    entry = _reverse(session, fund, paid, on, source=source)
    if source[0] == GRANT:
        post(session, fund, rules.COMMITMENT, fen, on=on, aid_kind=paid.aid_kind, source=source)
    return entry.id


def reverse(session: Session, entry: FundEntry, reason: str) -> int:
    """Take a budget or an income back with an entry of its own; returns that entry's id.

    Money that was carried over goes back to the pot it came from.
    """
    carried = entry.source_type == Fund.__tablename__
    ids = {entry.fund_id, entry.source_id or 0} if carried else {entry.fund_id}
    held = {one: hold(session, one) for one in sorted(ids)}  # in one order, against deadlock
    for fund in held.values():
        rules.check_open(fund.closed_on)
    if entry.kind not in rules.REVERSIBLE:
        raise WrongState(N_("Only a budget and money received are taken back here."))
    taken = session.scalar(select(FundEntry.id).where(FundEntry.reverses_id == entry.id))
    if taken is not None:
        raise WrongState(N_("This entry was taken back already."))
    today, source = today_of(session), (entry.source_type, entry.source_id or 0)
    if carried:
        other = _other_side(session, entry)
        back = (Fund.__tablename__, entry.fund_id)
        _reverse(session, held[other.fund_id], other, today, source=back, note=reason)
    return _reverse(
        session, held[entry.fund_id], entry, today, source=source if carried else None, note=reason
    ).id


def _other_side(session: Session, income: FundEntry) -> FundEntry:
    """Return the entry by which another pot gave the money that this one received."""
    back = aliased(FundEntry)
    found = session.scalar(
        select(FundEntry)
        .where(
            FundEntry.fund_id == income.source_id,
            FundEntry.kind == rules.CARRIED,
            FundEntry.fen == income.fen,
            FundEntry.at == income.at,
            FundEntry.source_type == Fund.__tablename__,
            FundEntry.source_id == income.fund_id,
            ~select(back.id).where(back.reverses_id == FundEntry.id).exists(),
        )
        .order_by(FundEntry.id)
        .limit(1)
    )
    if found is None:
        raise WrongState(N_("This entry was taken back already."))
    return found


def _reverse(
    session: Session,
    fund: Fund,
    entry: FundEntry,
    on: date,
    *,
    source: Source | None = None,
    note: str = "",
) -> FundEntry:
    return post(
        session,
        fund,
        rules.REVERSAL,
        -entry.fen,
        on=on,
        aid_kind=entry.aid_kind,
        source=source,
        document_no=entry.document_no,
        note=note,
        reverses=entry,
    )


def differing_funds(session: Session) -> list[int]:
    """Return the funds of the whole office whose sums are not those of their entries."""
    taken = aliased(FundEntry)
    kind = func.coalesce(taken.kind, FundEntry.kind)
    rows = session.execute(
        select(FundEntry.fund_id, kind, func.sum(FundEntry.fen))
        .outerjoin(taken, taken.id == FundEntry.reverses_id)
        .group_by(FundEntry.fund_id, kind)
        # A check of the whole office.
        .execution_options(kernel=True)
    )
    entered: dict[int, list[tuple[str, int]]] = {}
    for fund_id, of_kind, fen in rows:
        entered.setdefault(fund_id, []).append((of_kind, int(fen)))
    kept = session.scalars(select(Fund).execution_options(kernel=True))
    return [fund.id for fund in kept if fund.sums != rules.total(entered.get(fund.id, ()))]
