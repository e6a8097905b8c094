"""A household that went two ways: an image of the disk that was written back, and an older backup that was put back first."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
import pytest_django

from handsong.web.accounts import signing_in
from handsong.web.accounts.models import Device, Passkey, RecoveryCode, Token
from handsong.web.diary.models import Reminder
from handsong.web.families.models import Role
from handsong.web.families.rights import Kind
from handsong.web.site import backup_commands
from handsong.web.site.backup import archive, closed, keys, lineage, restore
from handsong.web.site.backup.closed import Tells
from tests import people
from tests.web.signing import OTHER_PASSWORD, PASSWORD
from tests.web.site import households
from tests.web.site.inside import House, api, calendar, mia, page, remind, with_code, with_password
from tests.web.site.test_restore import resealed
from tests.web.site.test_restore_later import (
    JANUARY,
    MARCH,
    as_in_march,
    february,
    gita,
    lost,
    owners,
    taken,
)

pytestmark = [pytest.mark.household, pytest.mark.usefixtures("_household_alone")]

DAY = timedelta(days=1)
APRIL = MARCH + 30 * DAY


@pytest.fixture
def house(home: Path, django_db_blocker: pytest_django.DjangoDbBlocker) -> House:
    """The household of a family, on its own file."""
    return House(home, django_db_blocker)


@pytest.fixture
def in_january(house: House) -> Path:
    """A backup from when Gita cared for the child, with a phone that is stolen later, and a day older than the backup."""
    with house.open():
        made = people.guest(mia(), Kind.CARER, "Gita")
        signing_in.set_up(person=made, name="Gita", password=PASSWORD)
        people.phone_of(made, "Stolen")
        Device.objects.update(paired_at=JANUARY - DAY)
    return taken(house, "january", JANUARY)


# An image of the disk


def massage_told(house: House) -> None:
    """Let a massage be told."""
    with house.open():
        people.held(mia(), people.NOW + 50 * DAY)


def somebody_came(house: House) -> None:
    """Let somebody come who was not there."""
    with house.open():
        people.guest(mia(), Kind.CARER, "Nan")


def child_added(house: House) -> None:
    """Let there be another child."""
    with house.open():
        people.add(people.alba(), "Bo", born=people.TODAY)


def invitation_made(house: House) -> None:
    """Let somebody be invited."""
    with house.open():
        people.invited(people.alba(), mia())


SINCE = [massage_told, somebody_came, child_added, invitation_made]


@pytest.mark.parametrize("deed", SINCE)
def test_after_an_image_of_january_a_backup_of_march_is_the_later_one(
    house: House, in_january: Path, deed: Callable[[House], None]
) -> None:
    """No restore notes that the image was written back, and nobody was erased between."""
    assert in_january.exists()
    image = house.file.read_bytes()
    stolen, fresh = february(house)
    deed(house)
    in_march = taken(house, "march", MARCH)
    house.file.write_bytes(image)
    assert house.put_back(in_march).tells is Tells.NOTHING
    with house.open():
        assert as_in_march(stolen, fresh)


def test_an_older_backup_stays_the_older_one_whatever_came_since(house: House, in_january: Path) -> None:
    massage_told(house)
    older = taken(house, "older", MARCH)
    stolen, fresh = february(house)
    for deed in SINCE:
        deed(house)
    for file in (in_january, older, in_january):
        assert house.put_back(file).tells is Tells.ALL
        with house.open():
            assert as_in_march(stolen, fresh)


# What was ended after an older backup was put back


def test_what_was_ended_since_an_older_backup_was_put_back_stays_ended(
    house: House, in_january: Path
) -> None:
    with house.open():
        stolen, kept = (people.phone_of(people.alba(), name) for name in ("Taken", "Kept"))
        code = signing_in.make_recovery_codes(person=people.alba(), now=JANUARY - DAY)[0]
        _, token = people.token_of(people.alba(), now=JANUARY - DAY)
        people.passkey_of(people.alba())
        remind("older" * 9)
        Reminder.objects.update(secret_made_at=JANUARY - DAY)
        for model in (Device, Passkey):
            model.objects.update(**{"paired_at" if model is Device else "made_at": JANUARY - DAY})
    in_january = taken(house, "january", JANUARY)
    with house.open():
        fresh = people.phone_of(gita(), "Fresh")
        newer, (_, program) = (
            signing_in.make_recovery_codes(person=gita(), now=MARCH)[0],
            people.token_of(gita()),
        )
        Device.objects.filter(name="Fresh").update(paired_at=JANUARY + DAY)
    in_march = taken(house, "march", MARCH)
    lost(house)
    house.put_back(in_january)
    with house.open():
        assert (page(stolen), api(token), calendar("older" * 9)) == (200, 200, 200)
        Device.objects.filter(name="Taken").delete()
        for model in (Token, Passkey, RecoveryCode):
            model.objects.all().delete()
        remind("newer" * 9)
    told = house.put_back(in_march)
    with house.open():
        assert (page(stolen), api(token), calendar("older" * 9), with_code(code)) == (403, 401, 404, False)
        assert (page(kept), page(fresh), api(program), with_code(newer)) == (200, 200, 200, True)
        assert not Passkey.objects.exists()
    assert told.tells is Tells.APART


def test_a_calendar_that_nobody_changed_keeps_its_address(house: House, in_january: Path) -> None:
    assert in_january.exists()
    with house.open():
        remind("older" * 9)
        Reminder.objects.update(secret_made_at=JANUARY - DAY)
    files = [taken(house, name, at) for name, at in (("january", JANUARY), ("march", MARCH))]
    lost(house)
    assert [house.put_back(file).tells for file in files] == [Tells.NOTHING, Tells.APART]
    with house.open():
        assert calendar("older" * 9) == 200


def test_a_password_is_then_the_one_of_the_backup_and_that_is_said(house: House, in_january: Path) -> None:
    in_march = taken(house, "march", MARCH)
    lost(house)
    house.put_back(in_january)
    february(house)
    said = backup_commands.GETS_IN[house.put_back(in_march).tells]
    with house.open():
        assert [with_password("Gita", word) for word in (PASSWORD, OTHER_PASSWORD)] == [True, False]
    assert "choose such a password anew" in said
    assert "is as it is here now" not in said
    assert set(backup_commands.GETS_IN) == set(Tells)


# What a household came from goes along


def test_what_it_came_from_is_known_on_another_machine(house: House, in_january: Path) -> None:
    stolen, fresh = february(house)
    in_march = taken(house, "march", MARCH)
    lost(house)
    house.put_back(in_january)
    in_april = taken(house, "april", APRIL)
    lost(house)
    assert house.put_back(in_april).tells is Tells.NOTHING
    assert house.put_back(in_march).tells is Tells.APART
    with house.open():
        assert as_in_march(stolen, fresh)


def test_where_who_gets_in_is_as_now_it_is_still_known_what_that_came_from(
    house: House, in_january: Path
) -> None:
    stolen, fresh = february(house)
    in_march = taken(house, "march", MARCH)
    lost(house)
    house.put_back(in_january)
    before = lineage.read(house.folder)
    assert house.put_back(in_january).tells is Tells.ALL
    assert lineage.read(house.folder) == before != ()
    assert house.put_back(in_march).tells is Tells.APART
    with house.open():
        assert as_in_march(stolen, fresh)


def test_an_older_handsong_passes_over_it(house: House, in_january: Path) -> None:
    """It takes what the manifest names, and refuses a manifest that says more than it knows."""
    house.put_back(in_january)
    packed = pyrage.decrypt(taken(house, "april", APRIL).read_bytes(), keys.here(house.folder))
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        manifest, there = tar.extractfile("manifest.json"), set(tar.getnames())
        assert manifest
        told = json.loads(manifest.read())
    assert told.keys() == {"format", "made_at", "why", "version", "migrations", "counts", "files"}
    assert told["format"] == 1
    assert there - {"manifest.json"} - set(told["files"]) == {archive.PUT_BACK}


def as_an_earlier_version_made_it(inside: dict[str, bytes]) -> None:
    """Let a backup not say what the household came from."""
    del inside[archive.PUT_BACK]


def as_of_another_household(house: House) -> None:
    """Let everybody here be somebody else."""
    with households.opened(house.folder) as database, database:
        changed = "PRAGMA foreign_keys=OFF; UPDATE accounts_person SET id = '0' || substr(id, 1, 31)"
        database.executescript(changed)


def as_it_was_made(_: dict[str, bytes]) -> None:
    """Let a backup be as it is."""


@pytest.mark.parametrize("change", [as_it_was_made, as_an_earlier_version_made_it])
def test_what_another_household_came_from_says_nothing_of_this_one(
    house: House, change: Callable[[dict[str, bytes]], None]
) -> None:
    resealed(house.back_up(), house.folder, change)
    as_of_another_household(house)
    lineage.write(house.folder, [lineage.Origin("0" * 32, JANUARY.isoformat())])
    assert house.put_back().tells is Tells.NOTHING
    (own,) = lineage.read(house.folder)
    assert own.began == households.epoch(house.folder)


def test_of_an_early_backup_it_is_told_by_the_same_household(house: House, in_january: Path) -> None:
    lost(house)
    house.put_back(in_january)
    before = lineage.read(house.folder)
    in_april = taken(house, "april", APRIL)
    resealed(in_april, house.folder, as_an_earlier_version_made_it)
    house.file.unlink()
    assert house.put_back(in_april).tells is Tells.NOTHING
    assert lineage.read(house.folder)[:1] == before


def test_where_there_were_several_it_parted_from_the_first_of_those_it_is_later_than() -> None:
    days = [
        lineage.Origin(began, f"2026-0{month}-01T09:30:00+00:00") for month, began in enumerate("2468", 1)
    ]
    for made_at, epoch, month in (("2026-03-15", "3", 2), ("2026-03-15", "1", 1), ("2026-01-01", "1", None)):
        told = lineage.parted(days, lineage.Made(epoch, made_at))
        assert (told.month if told else None) == month
    assert lineage.parted(days, lineage.Made("9", "2026-09-01")) is None


# The one who decides


def without_owners(house: House) -> None:
    """Let nobody decide about the child any more, and Alba only look on."""
    with house.open():
        Role.objects.filter(child=mia(), kind=Kind.OWNER).update(ended_at=people.NOW)
        Role.objects.create(
            family=mia().family, child=mia(), person=people.alba(), kind=Kind.VIEWER, since_at=people.NOW
        )


def test_an_owner_who_was_kept_has_a_role_anew_and_the_one_that_ended_has_ended(house: House) -> None:
    house.back_up()
    with house.open():
        before = set(Role.objects.filter(child=mia(), ended_at=None).values_list("pk", flat=True))
    without_owners(house)
    after = taken(house, "after", MARCH)
    assert house.put_back().tells is Tells.ALL
    with house.open():
        assert owners()
        assert not before & set(Role.objects.filter(child=mia(), ended_at=None).values_list("pk", flat=True))
        assert list(
            mia().roles.filter(person=people.alba(), ended_at=None).values_list("kind", flat=True)
        ) == [Kind.OWNER]
        assert set(Role.objects.filter(pk__in=before).values_list("ended_at", flat=True)) == {people.NOW}
        stolen = people.phone_of(people.alba(), "Stolen")
    in_april = taken(house, "april", APRIL)
    with house.open():
        Device.objects.all().delete()
    for file in (after, in_april):
        assert house.put_back(file).tells is Tells.ALL
        with house.open():
            assert page(stolen) == 403
            assert owners()


def test_what_was_told_before_an_interruption_counts_after_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was kept by then has a role that is not here, as in a backup that is later."""
    house.back_up()
    without_owners(house)

    def dying(*_: object) -> None:
        raise households.Killed

    with monkeypatch.context() as patched:
        patched.setattr(lineage, "epoch_above", dying)
        with pytest.raises(households.Killed):
            house.put_back()
    with households.opened(house.folder / restore.DECIDED) as database:
        once = sorted(database.execute("SELECT * FROM families_role"), key=repr)
    restore.finish(house.folder)
    assert lineage.read(house.folder) == ()
    assert households.rows(house.folder)["families_role"] == once


def test_what_was_told_of_a_household_that_is_gone_meanwhile_counts_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.back_up()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(closed, "_let_in_as_now", full)
        with pytest.raises(restore.UnableToRestore):
            house.put_back()
    lost(house)
    restore.finish(house.folder)
    assert len(lineage.read(house.folder)) == 1
