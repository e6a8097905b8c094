"""Backups that are put back one after the other, and clocks that were behind: which of two states is the later one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_django

from handsong.web.accounts import epoch, ids, signing_in
from handsong.web.accounts.models import Device, Epoch, Person, RecoveryCode
from handsong.web.families import people as circle
from handsong.web.families.models import Child, Role
from handsong.web.families.rights import Kind
from handsong.web.site.backup import keys, lineage, restore
from handsong.web.site.backup.closed import Tells
from tests import people
from tests.web.signing import OTHER_PASSWORD, PASSWORD
from tests.web.site import households
from tests.web.site.households import type_in
from tests.web.site.inside import House, mia, page, with_password

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

HOUR = timedelta(hours=1)
JANUARY, MARCH = households.NOW, households.NOW + timedelta(days=59)
BEHIND = 3 * 86400 * 10**9
FAR_AHEAD = "0fffffffffff" + "7000a" + "0" * 15


@pytest.fixture
def house(home: Path, django_db_blocker: pytest_django.DjangoDbBlocker) -> House:
    """The household of a family, on its own file."""
    return House(home, django_db_blocker)


def gita() -> Person:
    """Return who cares for the child."""
    return Person.objects.get(name="Gita")


def owners() -> set[str]:
    """Return who decides about the child."""
    return set(mia().roles.filter(kind=Kind.OWNER, ended_at=None).values_list("person__name", flat=True))


def taken(house: House, name: str, at: datetime) -> Path:
    """Take a backup along under a name of its own."""
    return house.back_up(file=house.folder.with_name(f"{name}.age"), at=at)


def lost(house: House) -> None:
    """Lose the database."""
    for file in house.folder.glob("handsong.sqlite3*"):
        file.unlink()


def february(house: House) -> tuple[str, str]:
    """Let a phone be stolen and another one and a password be new; return the secrets of both phones."""
    with house.open():
        stolen = f"secret-of-{gita().pk}-Stolen"
        Device.objects.filter(name="Stolen").delete()
        signing_in.set_up(person=gita(), name="Gita", password=OTHER_PASSWORD)
        fresh = people.phone_of(gita(), "Fresh")
        assert (page(stolen), page(fresh)) == (403, 200)
    return stolen, fresh


def lost_in_march(house: House, deed: Callable[[House], None]) -> tuple[str, str, set[str], Path]:
    """Lose the database after February and a deed; return the secrets of `february`, the owners, and a backup."""
    stolen, fresh = february(house)
    deed(house)
    in_march = taken(house, "march", MARCH)
    with house.open():
        before = owners()
    lost(house)
    return stolen, fresh, before, in_march


def as_in_march(stolen: str, fresh: str) -> bool:
    """Whether the phones and the password of March get in, and those of January do not."""
    words = [with_password("Gita", word) for word in (PASSWORD, OTHER_PASSWORD)]
    return (page(stolen), page(fresh), *words) == (403, 200, False, True)


@pytest.fixture
def in_january(house: House) -> Path:
    """A backup from before Gita's phone was stolen, who cared for the child then."""
    with house.open():
        made = people.guest(mia(), Kind.CARER, "Gita")
        signing_in.set_up(person=made, name="Gita", password=PASSWORD)
        people.phone_of(made, "Stolen")
        signing_in.make_recovery_codes(person=made, now=people.NOW)
    return taken(house, "january", JANUARY)


# One after the other


def nothing_else(house: House) -> None:
    """Let it be at that."""


def promoted(house: House) -> None:
    """Let Gita decide too."""
    with house.open():
        role = Role.objects.get(person=gita(), ended_at=None)
        circle.change_role(role=role, kind=Kind.OWNER, by=people.alba(), now=people.NOW + HOUR)


def handed_over(house: House) -> None:
    """Let Gita decide in Alba's place."""
    promoted(house)
    with house.open():
        alone = Role.objects.filter(child=mia(), ended_at=None).exclude(person=gita())
        alone.update(ended_at=people.NOW + 2 * HOUR)


def erased_since(house: House) -> None:
    """Let another epoch have begun, as where a child was erased."""
    with house.open():
        epoch.renew()


@pytest.mark.parametrize("deed", [nothing_else, promoted, handed_over, erased_since])
def test_after_an_older_backup_a_later_one_is_the_later_one(
    house: House, in_january: Path, deed: Callable[[House], None]
) -> None:
    stolen, fresh, before, in_march = lost_in_march(house, deed)
    assert house.put_back(in_january).tells is Tells.NOTHING
    assert house.put_back(in_march).tells is Tells.APART
    with house.open():
        assert as_in_march(stolen, fresh)
        assert owners() == before


def test_that_is_known_through_a_backup_of_what_was_put_back(house: House, in_january: Path) -> None:
    stolen, fresh = february(house)
    in_march = taken(house, "march", MARCH)
    lost(house)
    house.put_back(in_january)
    in_april = taken(house, "april", MARCH + timedelta(days=30))
    house.file.unlink()
    assert house.put_back(in_april).tells is Tells.NOTHING
    assert house.put_back(in_march).tells is Tells.APART
    with house.open():
        assert as_in_march(stolen, fresh)


def test_what_was_put_back_knows_what_came_since(house: House, in_january: Path) -> None:
    """A backup of it, and the very backup it came from once more, bring back no phone that was stolen since."""
    lost(house)
    house.put_back(in_january)
    later = taken(house, "later", MARCH)
    stolen, fresh = february(house)
    for file in (later, in_january, later):
        assert house.put_back(file).tells is Tells.ALL
        with house.open():
            assert as_in_march(stolen, fresh)


def test_what_was_closed_before_an_old_backup_was_put_back_stays_closed(
    house: House, in_january: Path
) -> None:
    """Who gets in was as it is now, so a later backup tells nothing later of it."""
    in_march = taken(house, "march", MARCH)
    stolen, fresh = february(house)
    for file in (in_january, in_march):
        assert house.put_back(file).tells is Tells.ALL
        with house.open():
            assert as_in_march(stolen, fresh)


def given_another(house: House) -> None:
    """Let Gita look on with another child too."""
    with house.open():
        other = Child.objects.exclude(name="Mia").first()
        assert other
        Role.objects.create(
            family=other.family, child=other, person=gita(), kind=Kind.VIEWER, since_at=people.NOW
        )


def code_used(house: House) -> None:
    """Let a code be used up, which nobody had used in January."""
    with house.open():
        RecoveryCode.objects.update(used_at=people.NOW)


@pytest.mark.parametrize("deed", [promoted, handed_over, given_another, code_used])
def test_roles_and_codes_tell_it_where_nothing_else_does(
    house: House, in_january: Path, deed: Callable[[House], None]
) -> None:
    """An earlier version put January back, and wrote nothing down of it."""
    stolen, fresh, before, in_march = lost_in_march(house, deed)
    house.put_back(in_january)
    (house.folder / lineage.FILE).unlink()
    assert house.put_back(in_march).tells is Tells.NOTHING
    with house.open():
        assert as_in_march(stolen, fresh)
        assert owners() == before


@pytest.mark.parametrize("text", ["", "{}", "[7]", '[{"began": "0", "made_at": "soon"}]'])
def test_a_note_that_cannot_be_read_says_nothing(house: House, text: str) -> None:
    (house.folder / lineage.FILE).write_text(text)
    assert lineage.read(house.folder) == ()


def test_a_note_says_the_same_once_it_is_read(tmp_path: Path) -> None:
    for origins in (None, (), (lineage.Origin("0", "2026-01-01"),)):
        made = lineage.Made("1", "2026-03-01", has_roles=True, places={"a": 7}, origins=origins)
        lineage.note(tmp_path / restore.THEN, made)
        assert lineage.noted(tmp_path / restore.THEN) == made


def test_a_note_of_an_earlier_version_says_less(tmp_path: Path) -> None:
    file = tmp_path / restore.THEN
    assert lineage.noted(file) == lineage.Made()
    file.write_text("0123")
    assert lineage.noted(file) == lineage.Made("0123")
    file.write_text('{"epoch": "0123", "made_at": "2026-01-01", "has_roles": true}')
    assert lineage.noted(file) == lineage.Made("0123", "2026-01-01", has_roles=True)


# The one who decides


def test_a_child_whom_nobody_would_decide_about_keeps_the_owners_of_that_day(house: House) -> None:
    house.back_up()
    with house.open():
        before = owners()
        Role.objects.filter(child=mia(), kind=Kind.OWNER).update(ended_at=people.NOW)
    assert before
    assert house.put_back().tells is Tells.ALL
    with house.open():
        assert owners() == before


# A clock that was behind


def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the machine be three days behind."""
    real = time.time_ns
    monkeypatch.setattr(ids.time, "time_ns", lambda: real() - BEHIND)


def test_an_epoch_that_began_while_the_clock_was_behind_is_the_later_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.open():
        epoch.renew()
        stolen = people.phone_of(people.alba(), "Stolen")
        ex = people.guest(mia(), Kind.CARER, "Ex")
        theirs = people.phone_of(ex)
    house.back_up()
    with house.open(), monkeypatch.context() as patched:
        behind(patched)
        epoch.renew()
        Device.objects.filter(name="Stolen").delete()
        circle.remove(role=Role.objects.get(person=ex), by=people.alba(), now=people.NOW + HOUR)
    assert house.put_back().tells is Tells.ALL
    with house.open():
        assert (page(stolen), page(theirs)) == (403, 404)


def test_one_that_began_before_somebody_decided_is_still_below_the_one_put_in_place(house: House) -> None:
    house.back_up()
    staged = restore.stage(house.folder, house.stick, identities=keys.here(house.folder), typed=None)
    restore.hold(house.folder, staged)
    with house.open():
        Epoch.objects.update(id=UUID(FAR_AHEAD))
        began = epoch.renew()
    restore.accept(house.folder)
    restore.finish(house.folder)
    with house.open():
        assert epoch.current() > began


def test_the_command_begins_one_above_the_one_that_is_here(home: Path) -> None:
    """The clock was ahead when that began, after the backup."""
    assert type_in(home, "backup").returncode == 0
    (file,) = (home / "backups").iterdir()
    with households.opened(home) as database, database:
        database.execute("UPDATE accounts_epoch SET id = ?", (FAR_AHEAD,))
    before = households.epoch(home)
    assert type_in(home, "restore", str(file), "--yes").returncode == 0
    assert households.epoch(home) > before
