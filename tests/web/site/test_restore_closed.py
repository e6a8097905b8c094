"""A backup brings back what was written, and no way in that was closed since it was made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_django
from django.test import Client

from handsong.web.accounts import actions as accounts
from handsong.web.accounts import door as devices
from handsong.web.accounts import epoch, signing_in, tries
from handsong.web.accounts.models import Device, Passkey, Person, Token
from handsong.web.diary import accounts as diary_accounts
from handsong.web.diary import actions as diary
from handsong.web.diary.models import Account, Session
from handsong.web.families import door
from handsong.web.families import people as circle
from handsong.web.families.models import Child, Invitation, Member, Role
from handsong.web.families.people import Guest
from handsong.web.families.rights import Kind
from handsong.web.site import tables
from handsong.web.site.backup import anew, archive, forgetting, restore
from handsong.web.site.backup.closed import Tells
from tests import people
from tests.web.conftest import PHONE
from tests.web.signing import OTHER_PASSWORD, PASSWORD
from tests.web.site.inside import House, api, calendar, mia, page, remind, with_code, with_password
from tests.web.site.serving import take_back

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

HOUR = timedelta(hours=1)


@pytest.fixture
def house(home: Path, django_db_blocker: pytest_django.DjangoDbBlocker) -> House:
    """The household of a family, on its own file."""
    return House(home, django_db_blocker)


# Somebody is removed, a phone is stolen


def test_whoever_was_removed_gets_in_by_no_page_and_no_program(house: House) -> None:
    with house.open():
        ex = people.guest(mia(), Kind.CARER, "Ex")
        theirs, (_, token) = people.phone_of(ex), people.token_of(ex)
        assert (page(theirs), api(token)) == (200, 200)
    house.back_up()
    with house.open():
        role = Role.objects.get(person=ex)
        circle.remove(role=role, by=people.alba(), now=people.NOW + HOUR)
    assert house.put_back().tells is Tells.ALL
    with house.open():
        assert (page(theirs), api(token)) == (404, 404)
        assert Role.objects.get(person=ex).ended_at == people.NOW + HOUR


def test_a_carer_who_looks_on_since_still_only_looks_on(house: House) -> None:
    with house.open():
        gita = people.guest(mia(), Kind.CARER)
    house.back_up()
    with house.open():
        role = Role.objects.get(person=gita)
        circle.change_role(role=role, kind=Kind.VIEWER, by=people.alba(), now=people.NOW + HOUR)
    house.put_back()
    with house.open():
        assert door.child_or_404(gita, mia().pk).role == Kind.VIEWER


def test_a_stolen_phone_stays_out_and_a_new_one_stays_in(house: House) -> None:
    with house.open():
        stolen, kept = (people.phone_of(people.alba(), name) for name in ("Stolen", "Kept"))
        _, ended = people.token_of(people.alba())
        people.passkey_of(people.alba())
    house.back_up()
    with house.open():
        Device.objects.filter(name="Stolen").delete()
        Token.objects.all().delete()
        Passkey.objects.all().delete()
        Device.objects.filter(name="Kept").update(pin="a slow hash", wrong_pins=5)
        fresh, (_, token) = people.phone_of(people.alba(), "Fresh"), people.token_of(people.alba())
    house.put_back()
    with house.open():
        assert (page(stolen), page(fresh), page(kept)) == (403, 200, 302)
        assert (api(ended), api(token)) == (401, 200)
        assert not Passkey.objects.exists()
        assert Device.objects.get(name="Kept").wrong_pins == 5


def test_what_somebody_tried_too_often_still_waits(house: House) -> None:
    house.back_up()
    with house.open():
        for _ in range(5):
            tries.take("password", of="dora", address=PHONE, now=people.NOW)
    house.put_back()
    with house.open(), pytest.raises(tries.TooManyTries):
        tries.take("password", of="dora", address=PHONE, now=people.NOW)


def test_a_code_that_pairs_a_phone_pairs_none_after_it(house: House) -> None:
    with house.open():
        code = accounts.make_code(now=people.NOW)
    house.back_up()
    with house.open():
        assert accounts.pair(code=code, name="Phone", now=people.NOW)
    assert house.put_back().tells is Tells.ALL
    with house.open(), pytest.raises(accounts.UnableToPair):
        accounts.pair(code=code, name="Phone", now=people.NOW)


# Passwords and codes


def test_an_old_password_and_a_used_code_open_nothing(house: House) -> None:
    with house.open():
        gita = people.guest(mia(), Kind.CARER)
        signing_in.set_up(person=gita, name="Gita", password=PASSWORD)
        used, left = signing_in.make_recovery_codes(person=gita, now=people.NOW)[:2]
        older = signing_in.make_recovery_codes(person=people.alba(), now=people.NOW)[0]
    house.back_up()
    with house.open():
        assert with_code(used)
        gita.refresh_from_db()
        signing_in.set_up(person=gita, name="Gita Gul", password=OTHER_PASSWORD)
        newer = signing_in.make_recovery_codes(person=people.alba(), now=people.NOW)[0]
    house.put_back()
    with house.open():
        assert not with_password("Gita", PASSWORD)
        assert not with_password("Gita Gul", PASSWORD)
        assert with_password("Gita Gul", OTHER_PASSWORD)
        assert [with_code(code) for code in (used, left, older, newer)] == [False, True, False, True]


def test_two_who_exchanged_their_names_keep_them(house: House) -> None:
    with house.open():
        both = [people.guest(mia(), Kind.CARER, name) for name in ("Gita", "Gus")]
        for person in both:
            Person.objects.filter(pk=person.pk).update(sign_in_name=person.name.lower())
    house.back_up()
    with house.open():
        Person.objects.filter(pk=both[0].pk).update(sign_in_name=None)
        Person.objects.filter(pk=both[1].pk).update(sign_in_name="gita")
        Person.objects.filter(pk=both[0].pk).update(sign_in_name="gus")
    house.put_back()
    with house.open():
        assert Person.objects.get(sign_in_name="gita").name == "Gus"
        assert Person.objects.get(sign_in_name="gus").name == "Gita"


# Invitations, and who came since


def test_an_invitation_that_is_over_stays_over_and_whoever_came_by_it_stays(house: House) -> None:
    with house.open():
        taken_back, used = (people.invited(people.alba(), mia()) for _ in range(2))
    house.back_up()
    with house.open():
        first = Invitation.objects.get(code_digest=devices.digest(taken_back))
        circle.take_back(invitation=first, now=people.NOW)
        secret = circle.come_in(code=used, guest=Guest("Nan", "Phone", people.HOME), now=people.NOW)
        assert page(secret) == 200
    assert house.put_back().strangers == 0
    with house.open():
        for code in (taken_back, used):
            assert circle.open_invitation(code, people.NOW) is None
        assert page(secret) == 200
        nan = Person.objects.get(name="Nan")
        assert Invitation.objects.get(code_digest=devices.digest(used)).used_by == nan
        assert Member.objects.get(person=nan).family.country == people.HOME.country


def test_an_invitation_that_is_gone_is_over(house: House) -> None:
    with house.open():
        code = people.invited(people.alba(), mia())
    house.back_up()
    with house.open():
        Invitation.objects.all().delete()
        epoch.renew()
    house.put_back()
    with house.open():
        assert circle.open_invitation(code, people.NOW) is None


def test_an_invitation_that_somebody_used_who_does_not_come_along_names_nobody(house: House) -> None:
    with house.open():
        bo = people.add(people.alba(), "Bo", born=date(2026, 10, 1))
        code = people.invited(people.alba(), bo)
    house.back_up()
    with house.open():
        circle.come_in(code=code, guest=Guest("Nan", "Phone", people.HOME), now=people.NOW)
        Child.objects.filter(pk=bo.pk).delete()
        epoch.renew()
    house.put_back()
    with house.open():
        found = Invitation.objects.get(code_digest=devices.digest(code))
        assert (found.used_at, found.used_by) == (people.NOW, None)


def test_what_was_over_already_when_it_was_made_stays_over(house: House) -> None:
    """What is here was put back from a still older backup, by a version that let somebody in again."""
    with house.open():
        ex = people.guest(mia(), Kind.CARER, "Ex")
        circle.remove(role=Role.objects.get(person=ex), by=people.alba(), now=people.NOW)
    house.back_up()
    with house.open():
        Role.objects.filter(person=ex).update(ended_at=None)
    assert house.put_back().tells is Tells.NOTHING
    with house.open():
        assert Role.objects.get(person=ex).ended_at == people.NOW


def test_whoever_came_for_a_child_who_is_not_in_it_does_not_come_along(house: House) -> None:
    house.back_up()
    with house.open():
        people.guest(people.add(people.alba(), "Bo", born=date(2026, 10, 1)), Kind.CARER, "Nan")
    house.put_back()
    with house.open():
        assert not Person.objects.filter(name="Nan").exists()
        assert not Child.objects.filter(name="Bo").exists()


def test_the_address_of_a_calendar_is_the_one_of_now(house: House) -> None:
    with house.open():
        remind("older" * 9)
        assert calendar("older" * 9) == 200
    house.back_up()
    with house.open():
        remind("newer" * 9)
    house.put_back()
    with house.open():
        assert (calendar("older" * 9), calendar("newer" * 9)) == (404, 200)


# A young person


@pytest.fixture
def own(house: House) -> tuple[Person, Session]:
    """Ada, who is fourteen and herself here, and a massage of her own that she opened to the others."""
    with house.open():
        ada = people.add(people.alba(), "Ada", born=date(2012, 5, 1))
        herself = people.guest(ada, Kind.SELF, "Ada", None)
        session = people.held(door.child_or_404(herself, ada.pk), people.NOW - 2 * HOUR)
        planned = session.started_at - timedelta(seconds=40)
        Session.objects.filter(pk=session.pk).update(by=herself, started_at=planned)
        close(session, is_private=False)
        return herself, Session.objects.get(pk=session.pk)


def close(session: Session, *, is_private: bool = True) -> None:
    """Close or open a massage of the young person's own."""
    diary.open_session(session=Session.objects.get(pk=session.pk), is_private=is_private)


def learnt(session: Session) -> bool:
    """Whether the account of the child tells of any massage."""
    return bool(diary_accounts.of([session.child_id])[session.child_id].recent)


def seen_by_alba(session: Session) -> int:
    """Return what Alba hears at the machine who asks for a massage."""
    return Client().get(f"/diary/sessions/{session.pk}/").status_code


def test_what_a_young_person_closed_again_stays_closed_and_is_in_no_account(
    house: House, own: tuple[Person, Session]
) -> None:
    _, session = own
    with house.open():
        assert (seen_by_alba(session), learnt(session)) == (200, True)
    house.back_up()
    with house.open():
        close(session)
    house.put_back()
    with house.open():
        assert (seen_by_alba(session), learnt(session)) == (404, False)


@pytest.fixture
def untold(house: House, own: tuple[Person, Session], monkeypatch: pytest.MonkeyPatch) -> House:
    """The household where massages were closed since, while others stayed as they were, and telling anew failed."""
    herself, session = own
    with house.open():
        ada = door.child_or_404(herself, session.child_id)
        steps = (("leg-hip-to-ankle", "legs", 120, ("crying",)),)
        stays_open, closed, _ = (people.held(ada, at, steps=steps) for at in CRIED)
        for one in (stays_open, closed):
            Session.objects.filter(pk=one.pk).update(by=herself)
            close(one, is_private=False)
        assert tears(session) == CRIED
    house.back_up()
    with house.open():
        close(session)
        close(closed)
    with monkeypatch.context() as patched:
        patched.setattr(anew, "tell", lambda _: False)
        with pytest.raises(restore.UnableToRestore, match="Start again"):
            house.put_back()
    return house


CRIED = [people.NOW - 4 * HOUR, people.NOW - 3 * HOUR, people.NOW - HOUR]
"""When massages with tears began: one that stays open, one that was closed since, and one that was private all along."""


def tears(session: Session) -> list[datetime]:
    """Return when the massages began of which the account knows that the child cried."""
    account = diary_accounts.of([session.child_id])[session.child_id]
    own = [Session.objects.get(pk=row.session) for row in account.apart if row.cried]
    return sorted([row.started_at for row in account.recent if row.cried] + [row.started_at for row in own])


def knows_of(session: Session) -> list[datetime]:
    """Return when the massages began that the account of the child tells to everybody."""
    return [row.started_at for row in diary_accounts.of([session.child_id])[session.child_id].recent]


def test_where_no_account_can_be_told_anew_it_is_tried_again(
    untold: House, own: tuple[Person, Session]
) -> None:
    restore.finish(untold.folder)
    with untold.open():
        assert (seen_by_alba(own[1]), knows_of(own[1]), tears(own[1])) == (404, CRIED[:1], CRIED)


def test_a_backup_that_was_decided_before_an_update_has_no_account_as_it_was_kept_then(
    untold: House, own: tuple[Person, Session]
) -> None:
    decided = untold.folder / restore.DECIDED
    take_back(decided, "diary", "0007")
    restore.finish(untold.folder)
    with closing(sqlite3.connect(untold.folder / archive.DATABASE)) as database:
        assert "data" not in forgetting.columns(database, "diary_account")
    with untold.open():
        assert (knows_of(own[1]), tears(own[1])) == (CRIED[:1], CRIED)


@pytest.mark.parametrize("decided_before_an_update", [False, True])
def test_where_that_fails_twice_what_it_learnt_is_let_go_and_what_protects_stays(
    untold: House,
    own: tuple[Person, Session],
    monkeypatch: pytest.MonkeyPatch,
    *,
    decided_before_an_update: bool,
) -> None:
    if decided_before_an_update:
        take_back(untold.folder / restore.DECIDED, "diary", "0007")
    monkeypatch.setattr(anew, "tell", lambda _: False)
    with untold.open():
        others = Account.objects.exclude(child=own[1].child_id).count()
    restore.finish(untold.folder)
    with untold.open():
        tables.bring_up_to_date()
        assert (seen_by_alba(own[1]), knows_of(own[1]), tears(own[1])) == (404, CRIED[:1], CRIED)
        assert Account.objects.get(child=own[1].child_id).latest is None
        kept = Account.objects.exclude(child=own[1].child_id)
        assert kept.count() == others > 0
        assert all(account.before["sessions"] for account in kept)
