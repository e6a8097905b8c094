"""Where what is here cannot tell, or not all, who may get in: what a backup then brings back, and what is said before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_django
from django.apps import apps

from handsong.web.accounts import epoch, signing_in
from handsong.web.accounts.models import Device, Person
from handsong.web.families import people as circle
from handsong.web.families.models import Role
from handsong.web.families.rights import Kind
from handsong.web.site.backup import closed, former, keys, make, restore
from handsong.web.site.backup.closed import Tells
from tests import people
from tests.web.site import households
from tests.web.site.households import type_in
from tests.web.site.inside import House, api, calendar, mia, page, remind, with_code
from tests.web.site.test_erase_remembered import overwritten, truncated

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

HOUR = timedelta(hours=1)


@pytest.fixture
def house(home: Path, django_db_blocker: pytest_django.DjangoDbBlocker) -> House:
    """The household of a family, on its own file."""
    return House(home, django_db_blocker)


# Where nothing, or not all, can be told


@pytest.mark.parametrize("damage", [overwritten, truncated])
def test_of_a_damaged_household_what_works_unseen_ends(house: House, damage: Callable[[Path], None]) -> None:
    with house.open():
        secret, (_, token) = people.phone_of(people.alba()), people.token_of(people.alba())
        remind("older" * 9)
        code = people.invited(people.alba(), mia())
    house.back_up()
    damage(house.file)
    assert house.put_back().tells is Tells.DAMAGED
    with house.open():
        assert (page(secret), api(token), calendar("older" * 9)) == (200, 401, 404)
        assert circle.open_invitation(code, people.NOW) is None


def page_overwritten(file: Path, table: str) -> None:
    """Damage the first page of one table."""
    with closing(sqlite3.connect(file)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        asked = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (number,) = database.execute(asked, (table,)).fetchone()
    with file.open("r+b") as out:
        out.seek((number - 1) * size)
        out.write(b"\xff" * size)


def test_what_can_be_read_of_a_damaged_household_still_closes(house: House) -> None:
    with house.open():
        ex = people.guest(mia(), Kind.CARER, "Ex")
        code = signing_in.make_recovery_codes(person=ex, now=people.NOW)[0]
        theirs = people.phone_of(ex)
    house.back_up()
    with house.open():
        assert with_code(code)
        circle.remove(role=Role.objects.get(person=ex), by=people.alba(), now=people.NOW)
    page_overwritten(house.file, "diary_event")
    assert house.put_back().tells is Tells.DAMAGED
    with house.open():
        assert page(theirs) == 404
        assert not with_code(code)


def test_where_there_is_no_household_everybody_gets_in_as_on_that_day(house: House) -> None:
    with house.open():
        secret, (_, token) = people.phone_of(people.alba()), people.token_of(people.alba())
    house.back_up()
    before = households.rows(house.folder)
    (house.file).unlink()
    assert house.put_back().tells is Tells.NOTHING
    assert households.rows(house.folder) == before
    with house.open():
        assert (page(secret), api(token)) == (200, 200)


def test_another_household_tells_nothing_of_this_one(house: House) -> None:
    with house.open():
        secret = people.phone_of(people.alba())
    house.back_up()
    with house.open():
        Device.objects.all().delete()
    with households.opened(house.folder) as database, database:
        changed = "PRAGMA foreign_keys=OFF; UPDATE accounts_person SET id = '0' || substr(id, 1, 31)"
        database.executescript(changed)
    assert house.put_back().tells is Tells.NOTHING
    with house.open():
        assert page(secret) == 200


def test_a_household_that_this_backup_came_after_tells_nothing_later(house: House) -> None:
    """The family had moved to another machine; what was left here knows neither its phones nor its passwords."""
    with house.open():
        left = people.phone_of(people.alba(), "Sold since")
    stale = (house.file).read_bytes()
    with house.open():
        epoch.renew()
        Device.objects.all().delete()
        secret = people.phone_of(people.alba(), "Fresh")
    house.back_up()
    (house.file).write_bytes(stale)
    assert house.put_back().tells is Tells.NOTHING
    with house.open():
        assert (page(left), page(secret)) == (403, 200)


def test_people_whom_nothing_here_knows_are_counted(house: House) -> None:
    with house.open():
        people.guest(mia(), Kind.CARER, "Gita")
    house.back_up()
    with house.open():
        Person.objects.filter(name="Gita").delete()
        epoch.renew()
    assert house.put_back() == closed.Known(Tells.ALL, 1)


def test_an_older_version_tells_what_it_knows(house: House) -> None:
    """An update failed half way: of phones it knew less, and of tokens nothing."""
    with house.open():
        stolen, kept = (people.phone_of(people.alba(), name) for name in ("Stolen", "Kept"))
        _, token = people.token_of(people.alba())
    house.back_up()
    with house.open():
        Device.objects.filter(name="Stolen").delete()
    with households.opened(house.folder) as database, database:
        database.execute("ALTER TABLE accounts_device DROP COLUMN wrong_pins")
        database.execute("DROP TABLE accounts_token")
    assert house.put_back().tells is Tells.ALL
    with house.open():
        assert (page(stolen), page(kept), api(token)) == (403, 200, 200)


def test_a_backup_from_before_there_were_roles_gives_the_ones_of_now(earlier_home: Path) -> None:
    """An update makes roles of those who lived there, with other numbers each time it is made."""
    file = make.by_hand(earlier_home, now=households.NOW, file=earlier_home.parent / "stick.age")
    assert type_in(earlier_home, "restore", str(file), "--yes").returncode == 0
    before = households.rows(earlier_home)["families_role"]
    assert len(before) == 2
    done = type_in(earlier_home, "restore", str(file), "--yes")
    assert "Who may get in stays as it is here now" in done.stdout
    assert households.rows(earlier_home)["families_role"] == before


# Interrupted, and told


def test_once_it_is_carried_over_it_is_not_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its journal may be aside already by then, and the file alone would tell of an earlier day."""
    with house.open():
        stolen = people.phone_of(people.alba(), "Stolen")
    house.back_up()
    earlier = (house.file).read_bytes()
    with house.open():
        Device.objects.filter(name="Stolen").delete()

    def dying(*_: object) -> None:
        raise households.Killed

    with monkeypatch.context() as patched:
        patched.setattr(restore, "_move", dying)
        with pytest.raises(households.Killed):
            house.put_back()
    (house.file).write_bytes(earlier)
    restore.finish(house.folder)
    with house.open():
        assert page(stolen) == 403


def test_killed_at_any_step_what_was_closed_is_closed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.open():
        stolen = people.phone_of(people.alba(), "Stolen")
    house.back_up()
    with house.open():
        Device.objects.filter(name="Stolen").delete()
        fresh = people.phone_of(people.alba(), "Fresh")
    staged = restore.stage(house.folder, house.stick, identities=keys.here(house.folder), typed=None)
    restore.hold(house.folder, staged)
    restore.accept(house.folder)
    sync, calls = keys.sync, 0
    for number in range(40):
        trial = House(Path(shutil.copytree(house.folder, tmp_path / f"trial-{number}")), house.blocker)
        calls, reached = 0, number

        def dying(folder: Path) -> None:
            nonlocal calls
            calls += 1
            if calls > reached:  # noqa: B023 - called within this very round
                raise households.Killed
            sync(folder)

        with monkeypatch.context() as patched:
            patched.setattr(keys, "sync", dying)
            was_killed = True
            try:
                restore.finish(trial.folder)
                was_killed = False
            except households.Killed:
                pass
        restore.finish(trial.folder)
        with trial.open():
            assert (page(stolen), page(fresh)) == (403, 200)
        if not was_killed:
            break
    assert number > 4


def test_it_is_told_before_anybody_decides(home: Path) -> None:
    file = make.by_hand(home, now=datetime.now(UTC))
    said = type_in(home, "restore", str(file), "--check").stdout
    assert "Who may get in stays as it is here now" in said
    key = households.paper(home)
    fresh = home.parent / "fresh"
    said = type_in(fresh, "restore", str(file), "--check", "--key-file", "-", typed=key).stdout
    assert "look them through: More, then People, Devices and Programs" in said
    overwritten(home / "handsong.sqlite3")
    said = type_in(home, "restore", str(file), "--check", "--key-file", "-", typed=key).stdout
    assert "programs, addresses of calendars and open invitations end" in said
    assert "They may come back" in said


def test_every_table_with_a_secret_is_looked_at() -> None:
    """One that is new and lets somebody in must not come back with an older backup."""
    found = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "digest" in field.name or field.name in {"password", "pin"}
    }
    looked_at = {former.PEOPLE, former.INVITATIONS, *closed.THEIR_OWN, closed.PASSING[0]}
    assert found == looked_at | {"diary_setaside"}, "whose digest is of words, and opens nothing"
