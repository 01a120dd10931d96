"""What a pay run needs in tests: households with payees, a fund, and things that are due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from db import ledger, pay_drafts, pay_runs, pay_steps, payables
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.pay_runs import RunFile
from db.payables import HOUSEHOLD, PERSON, Party, Payable
from db.session import reading, writing
from rules.access import Actor, Permission
from tests.ground.money import pot
from tests.ground.people import actor_with, almighty
from tests.ground.tree import City, id_number

NOVEMBER = date(2026, 11, 1)
MONTHLY, SINGLE = "test_month", "test_single"

_READS = (Permission.USE_OFFICE, Permission.SEE_FUNDS, Permission.SEE_HARDSHIP)


def preparer(name: str = "王芳", unit: int | None = None) -> Actor:
    return actor_with(
        *_READS, Permission.PREPARE_RUNS, Permission.REVEAL_SEALED, name=name, unit=unit
    )


def signer(name: str = "张敏", unit: int | None = None) -> Actor:
    return actor_with(*_READS, Permission.SIGN_RUNS, name=name, unit=unit)


def cashier(name: str = "刘洋", unit: int | None = None) -> Actor:
    return actor_with(*_READS, Permission.PAY_RUNS, Permission.REVEAL_SEALED, name=name, unit=unit)


@dataclass(frozen=True)
class Family:
    household_id: int
    person_id: int
    name: str


@dataclass
class Payday:
    """A fund, families, and what is due to them; stands in for the features that grant."""

    fund_id: int
    due: list[Payable] = field(default_factory=list)
    ended: set[tuple[int, str]] = field(default_factory=set)
    amounts: dict[tuple[int, str], int] = field(default_factory=dict)

    def provide(self, _session: Session, month_on: date) -> list[Payable]:
        last = f"{month_on:%Y-%m}"
        return [
            one
            for one in self.due
            if one.month <= last and (one.source_id, one.month) not in self.ended
        ]

    def standing(
        self, _session: Session, keys: Collection[payables.Key]
    ) -> dict[payables.Key, int]:
        known = {(one.source_id, one.month): one.fen for one in self.due} | self.amounts
        return {key: known[key] for key in keys if key in known and key not in self.ended}

    def month(
        self,
        family: Family,
        source_id: int,
        fen: int = 800_00,
        month: str = "2026-11",
        by_door: bool = False,
    ) -> None:
        """Let a month of a benefit be due."""
        self.due.append(
            Payable(
                MONTHLY,
                source_id,
                month,
                Party(HOUSEHOLD, family.household_id),
                Party(PERSON, family.person_id),
                family.name,
                "survivor_benefit",
                self.fund_id,
                fen,
                by_door,
            )
        )

    def single(self, family: Family, source_id: int, fen: int, by_door: bool = False) -> None:
        """Let a single grant be due; its money is reserved as the granting feature does."""
        with writing(almighty(name="周平")) as session:
            ledger.commit(session, self.fund_id, fen, "living_aid", (SINGLE, source_id))
        self.due.append(
            Payable(
                SINGLE,
                source_id,
                "",
                Party(HOUSEHOLD, family.household_id),
                Party(PERSON, family.person_id),
                family.name,
                "living_aid",
                self.fund_id,
                fen,
                by_door,
            )
        )


def families(
    unit_id: int, count: int, first: int = 1, *, card: bool = True, building: str = ""
) -> list[Family]:
    """Found families of one person each, with a bank card unless told otherwise."""
    made = []
    with writing(almighty(name="周平")) as session:
        for order in range(first, first + count):
            name = f"家{order:04d}"
            person = HouseholdPerson(
                unit_id=unit_id,
                name=name,
                id_type="id_card",
                id_no=id_number(date(1975, 3, 8), order % 1000, f"{110101 + order // 1000}"),
                bank_name="工商银行" if card else None,
                bank_number=f"622202{order:013d}" if card else None,
                mobile=f"139{order:08d}",
            )
            home = Household(
                unit_id=unit_id,
                household_no=f"T{order:05}",
                head_name=name,
                sort_name=name,
                home_address=f"云溪市北岭县纺织路{order}号",
                building=building or f"{order % 3 + 1}号楼",
            )
            session.add_all([person, home])
            session.flush()
            session.add(
                HouseholdMembership(
                    unit_id=unit_id,
                    household_id=home.id,
                    person_id=person.id,
                    relation="self",
                    from_on=date(2020, 1, 1),
                )
            )
            made.append(Family(home.id, person.id, name))
    return made


def lay_out(city: City, fen: int = 10_000_000_00) -> Payday:
    """Open a fund of the federation that everything is paid from."""
    return Payday(pot(city.federation, fen))


def drafted(actor: Actor, unit_id: int, way: str = "bank", month_on: date = NOVEMBER) -> int:
    with writing(actor) as session:
        return pay_drafts.draft(
            session, {"way": way, "month_on": month_on, "unit_id": unit_id, "title": ""}
        )


def run_of(run_id: int) -> RunFile:
    """Return a run as its page shows it."""
    with reading(almighty()) as session:
        return pay_runs.get_run(session, run_id)


def step(actor: Actor, run_id: int, action: str, note: str = "") -> None:
    """Take a step of a run as it stands now."""
    with writing(actor) as session:
        pay_steps.take(session, run_id, pay_runs.get_run(session, run_id).version, action, note)


def sent(city: City, way: str = "bank") -> int:
    """Draft, lock, sign and send a run of everything that is due; returns its id."""
    run_id = drafted(preparer(), city.federation, way)
    step(preparer(), run_id, "lock")
    for name in ("张敏", "李建国", "孙秀兰"):
        if run_of(run_id).state == "run_locked":
            step(signer(name), run_id, "sign")
    step(cashier(), run_id, "send")
    return run_id


def bury(family: Family, on: date = date(2026, 11, 20)) -> None:
    """Let somebody have died."""
    with writing(almighty(name="周平")) as session:
        person = session.get(HouseholdPerson, family.person_id)
        assert person is not None
        person.deceased_on = on
