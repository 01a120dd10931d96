"""Accounts, roles, signing in, lock-out, and sessions that end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import accounts, own_account, sign_ins, unit_lists
from db.engine import Store
from db.models.trail import TrailRow
from db.passwords import prepare
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignedOut
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

FIRST = "first-word-of-spring"
OWN = "a-long-walk-at-night"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _open(city: City, login: str = "chenlan", roles: tuple[str, ...] = ("clerk",)) -> int:
    with writing(almighty()) as session:
        return accounts.create(session, login, "陈兰", city.north, roles, prepare(FIRST))


def _version(account_id: int) -> int:
    with reading(almighty()) as session:
        return accounts.get_account(session, account_id).version


def _come_in(login: str = "chenlan", password: str = FIRST) -> str:
    outcome = sign_ins.sign_in(login, password, "10.0.0.8")
    assert outcome.ok
    cookie = sign_ins.redeem(outcome.ticket)
    assert cookie is not None
    return cookie


def _actor(cookie: str) -> Actor:
    actor = sign_ins.lookup(cookie)
    assert actor is not None
    return actor


def _settled(city: City) -> str:
    """Open an account, change the first password, and come in again."""
    _open(city)
    _choose(_actor(_come_in()), FIRST, OWN)
    return _come_in(password=OWN)


def _compared(actor: Actor, old: str, new: str) -> own_account.PasswordChange:
    with reading(actor) as session:
        return own_account.get_password_change(session, old, new)


def _choose(actor: Actor, old: str, new: str) -> None:
    change = _compared(actor, old, new)
    with writing(actor) as session:
        own_account.change_own_password(session, change)


def test_a_first_password_must_be_changed_before_anything_else(city: City) -> None:
    _open(city)
    actor = _actor(_come_in())
    assert actor.must_change_password
    assert actor.permissions == {Permission.USE_OFFICE}
    with reading(actor) as session, pytest.raises(NotAllowed):
        unit_lists.list_page(session, {})


def test_after_the_change_the_roles_rights_hold_within_the_unit(city: City) -> None:
    actor = _actor(_settled(city))
    assert Permission.EDIT_MEMBERS in actor.permissions
    assert not actor.everywhere
    with reading(actor) as session:
        assert unit_lists.list_page(session, {}).total == 3


def test_settings_hold_for_the_whole_tree_so_a_countys_administrator_has_none(city: City) -> None:
    for login, unit in (("top", city.federation), ("county", city.north)):
        with writing(almighty()) as session:
            accounts.create(session, login, "陈兰", unit, ("administrator",), prepare(FIRST), False)
    assert _actor(_come_in("top")).can(Permission.MANAGE_SETTINGS)
    actor = _actor(_come_in("county"))
    assert actor.can(Permission.MANAGE_ACCOUNTS)
    assert not actor.can(Permission.MANAGE_SETTINGS)


def test_a_moved_account_keeps_no_role_that_its_new_administrator_cannot_see(city: City) -> None:
    account_id = _open(city, roles=("clerk",))
    with writing(almighty()) as session:
        seen = accounts.get_account(session, account_id).version
        accounts.change(session, account_id, seen, "陈兰", city.south, ("clerk",))
    south = almighty(unit=city.south)
    with writing(south) as session:
        account = accounts.get_account(session, account_id)
        assert account.roles == ("clerk",)
        accounts.change(session, account_id, account.version, "陈兰", city.south, ("leader",))
    with writing(almighty()) as session:
        assert accounts.get_account(session, account_id).roles == ("leader",)


def test_a_page_left_open_reads_nothing_once_its_session_ran_out(city: City, clock: Clock) -> None:
    actor = _actor(_settled(city))
    clock.advance(minutes=61)
    with pytest.raises(SignedOut), reading(actor):
        raise AssertionError("the session was idle for too long")


def test_wrong_passwords_and_unknown_names_get_the_same_answer(city: City) -> None:
    _open(city)
    assert sign_ins.sign_in("chenlan", "wrong") == sign_ins.sign_in("nobody", "wrong")


def test_failures_in_a_row_make_wait_longer_and_the_right_password_waits_too(
    city: City, clock: Clock
) -> None:
    _open(city)
    waits = []
    for _ in range(7):
        outcome = sign_ins.sign_in("chenlan", "wrong")
        waits.append(outcome.wait_seconds)
        clock.advance(seconds=outcome.wait_seconds)
    assert waits == [0, 0, 0, 0, 15, 30, 60]
    sign_ins.sign_in("chenlan", "wrong")
    assert not sign_ins.sign_in("chenlan", FIRST).ok
    clock.advance(minutes=3)
    assert sign_ins.sign_in("chenlan", FIRST).ok


def test_a_name_that_does_not_exist_is_locked_alike(city: City) -> None:
    for _ in range(5):
        outcome = sign_ins.sign_in("nobody", "wrong")
    assert outcome.wait_seconds == 15


def test_an_address_that_tries_many_names_has_to_wait(city: City) -> None:
    _open(city)
    for number in range(25):
        sign_ins.sign_in(f"guess{number}", "wrong", "10.0.0.9")
    assert sign_ins.sign_in("chenlan", FIRST, "10.0.0.9").wait_seconds > 0
    assert sign_ins.sign_in("chenlan", FIRST, "10.0.0.8").ok


def test_a_ticket_is_good_once_and_for_half_a_minute(city: City, clock: Clock) -> None:
    _open(city)
    ticket = sign_ins.sign_in("chenlan", FIRST).ticket
    assert sign_ins.redeem(ticket) is not None
    assert sign_ins.redeem(ticket) is None
    late = sign_ins.sign_in("chenlan", FIRST).ticket
    clock.advance(seconds=31)
    assert sign_ins.redeem(late) is None


def test_a_session_ends_by_idleness_and_after_its_hours(city: City, clock: Clock) -> None:
    cookie = _settled(city)
    for _ in range(11):
        clock.advance(minutes=59)
        assert sign_ins.lookup(cookie) is not None
    clock.advance(minutes=61)
    assert sign_ins.lookup(cookie) is None
    cookie = _come_in(password=OWN)
    for _ in range(13):
        clock.advance(minutes=58)
        sign_ins.lookup(cookie)
    assert sign_ins.lookup(cookie) is None


def test_signing_out_ends_the_session_and_a_kept_actor_reads_nothing_more(city: City) -> None:
    cookie = _settled(city)
    actor = _actor(cookie)
    sign_ins.end(cookie)
    assert sign_ins.lookup(cookie) is None
    with pytest.raises(SignedOut), reading(actor):
        pass
    with pytest.raises(SignedOut), writing(actor):
        pass


def test_a_forged_cookie_is_nobody(city: City) -> None:
    _settled(city)
    for cookie in ("", "x" * 43, "' OR 1=1 --", "x" * 5000):
        assert sign_ins.lookup(cookie) is None


@pytest.mark.parametrize("step", ["disable", "roles", "unit", "password"])
def test_a_session_ends_when_the_account_changes(city: City, step: str) -> None:
    cookie = _settled(city)
    account_id = _actor(cookie).account_id
    assert account_id is not None
    seen = _version(account_id)
    with writing(almighty()) as session:
        if step == "disable":
            accounts.disable(session, account_id, seen)
        elif step == "roles":
            accounts.change(session, account_id, seen, "陈兰", city.north, ["reviewer"])
        elif step == "unit":
            accounts.change(session, account_id, seen, "陈兰", city.south, ["clerk"])
        else:
            accounts.reset_password(session, account_id, seen, prepare("another-first-word"))
    assert sign_ins.lookup(cookie) is None


def test_a_changed_name_leaves_the_session_open(city: City) -> None:
    cookie = _settled(city)
    account_id = _actor(cookie).account_id
    assert account_id is not None
    with writing(almighty()) as session:
        accounts.change(session, account_id, _version(account_id), "陈岚", city.north, ["clerk"])
    assert _actor(cookie).name == "陈岚"


def test_a_disabled_account_cannot_come_in(city: City) -> None:
    account_id = _open(city)
    with writing(almighty()) as session:
        accounts.disable(session, account_id, 1)
    assert not sign_ins.sign_in("chenlan", FIRST).ok


def test_rights_that_must_stay_apart_do_not_meet_in_one_person(city: City) -> None:
    with pytest.raises(InvalidInput):
        _open(city, roles=("administrator", "clerk"))


def test_nobody_changes_their_own_roles_or_disables_themselves(city: City) -> None:
    account_id = _open(city, roles=("administrator",))
    actor = Actor(account_id, "陈兰", city.north, permissions=frozenset(Permission))
    with writing(actor) as session, pytest.raises(NotAllowed):
        accounts.change(session, account_id, 1, "陈兰", city.north, ["supervisor"])
    with writing(actor) as session, pytest.raises(NotAllowed):
        accounts.disable(session, account_id, 1)


def test_accounts_are_managed_within_the_own_subtree_and_with_the_right(city: City) -> None:
    account_id = _open(city)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        accounts.disable(session, account_id, 1)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        accounts.create(session, "foreign", "外人", city.north, ["clerk"], prepare(FIRST))
    with writing(everyone_but(Permission.MANAGE_ACCOUNTS)) as session, pytest.raises(NotAllowed):
        accounts.disable(session, account_id, 1)


def test_a_county_administrator_cannot_open_an_account_above_themselves(city: City) -> None:
    actor = almighty(unit=city.south)
    with writing(actor) as session, pytest.raises(NotFound):
        accounts.create(session, "boss", "某某", city.federation, ["clerk"], prepare(FIRST))
    with writing(actor) as session, pytest.raises(InvalidInput):
        accounts.create(session, "boss", "某某", None, ["clerk"], prepare(FIRST))


def test_a_sign_in_name_is_taken_in_any_spelling(city: City) -> None:
    _open(city)
    with pytest.raises(Conflict):
        _open(city, login=" ChenLan ")


def test_weak_and_wrong_passwords_are_refused_when_changing_the_own(city: City) -> None:
    actor = _actor(_settled(city))
    for old, new in (("wrong", "quite-another-word"), (OWN, "1234567890"), (OWN, OWN)):
        with pytest.raises(InvalidInput):
            _compared(actor, old, new)


def test_of_two_changes_of_one_password_at_once_the_second_looks_again(city: City) -> None:
    actor = _actor(_settled(city))
    late = _compared(actor, OWN, "too-late-for-the-door")
    _choose(actor, OWN, "quite-another-word")
    with pytest.raises(Conflict), writing(actor) as session:
        own_account.change_own_password(session, late)
    assert sign_ins.sign_in("chenlan", "quite-another-word").ok


def test_changing_the_password_ends_all_other_sessions_of_the_person(city: City) -> None:
    here, there = _settled(city), _come_in(password=OWN)
    _choose(_actor(here), OWN, "quite-another-word")
    assert sign_ins.lookup(there) is None
    assert sign_ins.lookup(here) is not None


def test_a_person_sees_and_ends_the_own_sessions_only(city: City) -> None:
    here, there = _settled(city), _come_in(password=OWN)
    foreign = _actor(there).session_id
    assert foreign is not None
    with writing(_actor(here)) as session:
        assert len(own_account.list_own(session)) == 3
        own_account.end_own(session, foreign)
    assert sign_ins.lookup(there) is None
    with writing(almighty()) as session, pytest.raises(NotFound):
        own_account.end_own(session, foreign)


def test_a_password_of_more_than_72_bytes_counts_in_full(city: City) -> None:
    long_one = "云溪市总工会的春天来得比往年更早一些大家都很高兴你说是不是呢"
    with writing(almighty()) as session:
        accounts.create(session, "long", "长名", city.north, ["clerk"], prepare(long_one))
    assert not sign_ins.sign_in("long", long_one[:-1]).ok
    assert sign_ins.sign_in("long", long_one).ok


def test_signing_in_and_failing_are_on_the_trail_without_the_name_tried(city: City) -> None:
    _open(city)
    sign_ins.sign_in("chenlan", "wrong")
    sign_ins.sign_in("chenlan", FIRST)
    with reading(almighty()) as session:
        rows = session.scalars(
            select(TrailRow).where(TrailRow.action.in_(["signed_in", "sign_in_failed"]))
        ).all()
    assert [row.action for row in rows] == ["sign_in_failed", "signed_in"]
    assert "chenlan" not in rows[0].label + rows[0].details


def test_a_look_at_a_page_writes_at_most_once_a_minute(city: City, clock: Clock) -> None:
    cookie = _settled(city)
    with reading(almighty()) as session:
        before = accounts.list_accounts(session, "陈").rows[0].last_seen_at
    clock.advance(seconds=50)
    sign_ins.lookup(cookie)
    with reading(almighty()) as session:
        assert accounts.list_accounts(session, "陈").rows[0].last_seen_at == before
    clock.advance(seconds=20)
    sign_ins.lookup(cookie)
    with reading(almighty()) as session:
        after = accounts.list_accounts(session, "陈").rows[0].last_seen_at
    assert before is not None
    assert after == before + timedelta(seconds=70)
