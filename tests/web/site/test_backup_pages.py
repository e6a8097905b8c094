"""The pages of backups: on the machine itself alone, and each says what it did and what to do now."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from handsong.web.site import server
from handsong.web.site.backup import archive, checking, kept, keys, make, restore
from tests.web.conftest import PHONE
from tests.web.player import moments
from tests.web.site import households
from tests.web.site.serving import Household, free_port, serving

pytestmark = pytest.mark.usefixtures("_household_alone")

PAGE = "/settings/backup/"


@pytest.fixture
def here(home: Path, settings: Settings, mia: object) -> Path:
    """The folder of this household, as the pages know it."""
    settings.DATA = home
    return home


def test_before_the_first_one_the_page_says_when_it_comes(at_home: Client, here: Path) -> None:
    said = moments.text(at_home.get(PAGE))
    assert "None so far. The first one is made soon after you add a child." in said
    assert "recovery key" in said


def test_one_is_made_and_listed(at_home: Client, here: Path) -> None:
    answer = at_home.post(f"{PAGE}make/", follow=True)
    (made,) = kept.backups(here)
    assert made.why == "by-hand"
    said = moments.text(answer)
    assert "Last made:" in said
    assert str(here / "backups") in said
    assert "If this machine is lost, so are they." in said
    assert made.file.name in answer.content.decode()


def test_what_stands_in_the_way_is_said_on_the_page(at_home: Client, here: Path) -> None:
    (here / "backups").write_text("in the way", encoding="ascii")
    answer = at_home.post(f"{PAGE}make/")
    assert answer.status_code == 409
    assert "could not be written" in moments.text(answer)


def test_when_none_was_made_for_long_the_page_says_so(at_home: Client, here: Path, now: datetime) -> None:
    make.weekly(here, now=now - timedelta(days=8))
    assert "None was made for more than a week" not in moments.text(at_home.get(PAGE))
    (old,) = kept.backups(here)
    old.file.rename(kept.free_name(here, why="weekly", now=now - timedelta(days=12)))
    assert "None was made for more than a week" in moments.text(at_home.get(PAGE))


def test_one_is_taken_along_as_it_is(at_home: Client, here: Path) -> None:
    file = make.by_hand(here, now=households.NOW)
    answer = at_home.get(f"{PAGE}files/{file.name}/", headers={"Accept-Encoding": "gzip"})
    assert b"".join(answer.streaming_content) == file.read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in answer


@pytest.mark.parametrize(
    "name", ["key", "..%2Fkey", "handsong.sqlite3", "handsong-2026-01-01T00-00-00Z-weekly-0a1b2c.age"]
)
def test_nothing_else_of_the_folder_is_given_away(at_home: Client, here: Path, name: str) -> None:
    make.by_hand(here, now=households.NOW)
    assert at_home.get(f"{PAGE}files/{name}/").status_code == 404


# The key


def test_the_key_is_shown_until_it_is_on_paper(at_home: Client, here: Path) -> None:
    make.by_hand(here, now=households.NOW)
    key = keys.waiting(here)
    assert "Not on paper yet" in moments.text(at_home.get(PAGE))
    page = at_home.get(f"{PAGE}key/")
    shown = re.sub(r"\s", "", moments.text(page))
    assert key in shown
    assert page["Cache-Control"] == "private, no-store"
    wrong = at_home.post(f"{PAGE}key/", {"last": "AAAAAA"})
    assert wrong.status_code == 422
    assert "the key stays here until they are right" in moments.text(wrong)
    right = at_home.post(f"{PAGE}key/", {"last": key[-6:].lower()}, follow=True)
    assert "It is on your paper, and no longer on this machine." in moments.text(right)
    assert keys.waiting(here) == ""
    assert key not in at_home.get(f"{PAGE}key/", follow=True).content.decode()


def test_the_overview_never_shows_the_key(at_home: Client, here: Path) -> None:
    make.by_hand(here, now=households.NOW)
    assert keys.waiting(here)[-20:] not in at_home.get(PAGE).content.decode()


def test_a_lost_paper_gets_another_key(at_home: Client, here: Path) -> None:
    make.by_hand(here, now=households.NOW)
    lost = households.paper(here)
    page = at_home.post(f"{PAGE}new-key/", follow=True)
    assert keys.waiting(here) not in {"", lost}
    assert keys.waiting(here) in re.sub(r"\s", "", moments.text(page))


# Put one back


def sent(file: Path) -> SimpleUploadedFile:
    """Choose a file, as a browser sends it."""
    return SimpleUploadedFile(file.name, file.read_bytes())


def test_a_backup_is_checked_and_then_put_in_place_at_the_next_start(at_home: Client, here: Path) -> None:
    file = make.by_hand(here, now=households.NOW)
    paper = households.paper(here)
    households.rename(here, "Later")
    before = households.epoch(here)
    checked = at_home.post(f"{PAGE}check/", {"file": sent(file), "key": paper.lower()})
    said = moments.text(checked)
    assert checked.status_code == 200
    assert "It holds the household as it was on 24 November 2026" in said
    assert "Children: 2; sessions: 8" in said
    assert "Who may get in stays as it is here now" in said
    assert set(households.names(here)) == {"Later"}
    accepted = at_home.post(f"{PAGE}accept/", follow=True)
    assert "A backup is ready to be put in place." in moments.text(accepted)
    assert set(households.names(here)) == {"Later"}, "nothing changes while it is served"
    with serving(here, PORT=free_port()) as running:
        assert b"Mia" in running.get("/")[1]
    assert households.epoch(here) != before
    (aside,) = (here / "set-aside").iterdir()
    assert set(households.names(aside)) == {"Later"}


@pytest.mark.parametrize("has_agreed", [True, False])
def test_it_can_be_left_as_it_is(at_home: Client, here: Path, *, has_agreed: bool) -> None:
    file = make.by_hand(here, now=households.NOW)
    households.rename(here, "Later")
    at_home.post(f"{PAGE}check/", {"file": sent(file), "key": ""})
    assert (here / restore.CHECKED).is_dir()
    if has_agreed:
        at_home.post(f"{PAGE}accept/")
        assert restore.is_decided(here)
    assert "ready to be put in place" not in moments.text(at_home.post(f"{PAGE}leave/", follow=True))
    assert restore.finish(here) is None
    assert set(households.names(here)) == {"Later"}
    assert not any("restore" in path.name for path in here.iterdir())


def test_a_damaged_one_gets_the_sentence_of_the_command(at_home: Client, here: Path) -> None:
    file = make.by_hand(here, now=households.NOW)
    file.write_bytes(file.read_bytes()[:-1])
    answer = at_home.post(f"{PAGE}check/", {"file": sent(file), "key": ""})
    assert answer.status_code == 422
    said = moments.text(answer)
    assert "damaged or was cut short" in said
    assert "Nothing was changed" in said
    assert file.name in said
    at_home.post(f"{PAGE}accept/")
    assert not restore.is_decided(here)


@pytest.mark.parametrize("key", ["not a key", "AGE-SECRET-KEY-1QQQQ"])
def test_a_slip_in_the_key_gets_a_sentence(at_home: Client, here: Path, key: str) -> None:
    file = make.by_hand(here, now=households.NOW)
    answer = at_home.post(f"{PAGE}check/", {"file": sent(file), "key": key})
    assert answer.status_code == 422
    assert "sign by sign" in moments.text(answer)


def test_without_a_file_the_form_says_so(at_home: Client, here: Path) -> None:
    answer = at_home.post(f"{PAGE}check/", {"key": "x"})
    assert answer.status_code == 422
    assert "Choose the file first." in moments.text(answer)


def test_a_service_is_told_about_its_own_tools(
    at_home: Client, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@here/handsong")
    said = moments.text(at_home.get(PAGE))
    assert "pg_dump" in said
    assert "Make one now" not in said
    assert at_home.post(f"{PAGE}make/").status_code == 409
    assert kept.backups(here) == []


# Who may


def test_a_paired_phone_sees_no_way_to_it(bruno: Client, at_home: Client, here: Path) -> None:
    assert PAGE in at_home.get("/settings/").content.decode()
    assert PAGE not in bruno.get("/settings/").content.decode()
    file = make.by_hand(here, now=households.NOW)
    answer = bruno.get(f"{PAGE}files/{file.name}/")
    assert answer.status_code == 403
    assert b"age-encryption" not in answer.content


# Over the wire


@pytest.fixture
def running(home: Path) -> Iterator[Household]:
    """The household, served."""
    with serving(home, PORT=free_port()) as household:
        yield household


def announce(household: Household, where: str, size: int, body: bytes = b"") -> int:
    """Announce a body of this size, send it or not, and return the status that comes."""
    parts = urlsplit(household.address)
    wire = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    with closing(wire):
        wire.putrequest("POST", where)
        wire.putheader("Content-Length", str(size))
        wire.endheaders(body or None)
        return wire.getresponse().status


def test_only_a_backup_may_be_large(running: Household) -> None:
    large = server.MOST_BYTES_A_REQUEST + 1
    assert announce(running, "/settings/theme/", large) == 413
    assert announce(running, f"{PAGE}make/", large) == 413
    assert announce(running, f"{PAGE}check/", checking.MOST_BYTES + 1) == 413
    assert announce(running, f"{PAGE}check/", large, b"x" * large) == 403, "taken, and then no form of ours"


@pytest.mark.parametrize(("address", "most"), [("127.0.0.1", True), (PHONE, False)])
def test_only_this_machine_sends_so_much(address: str, *, most: bool) -> None:
    assert server.is_backup_from_here(b"/settings/backup/check/", address) is most
    assert not server.is_backup_from_here(b"/settings/backup/", address)


def test_a_backup_larger_than_a_request_is_checked_through_the_real_server(
    running: Household, home: Path, tmp_path: Path
) -> None:
    with households.opened(home) as database, database:
        database.execute("CREATE TABLE filler AS SELECT randomblob(3000000) AS stuff")
    file = make.by_hand(home, now=households.NOW, file=tmp_path / "large.age")
    assert file.stat().st_size > 2 * server.MOST_BYTES_A_REQUEST
    browser = households.Browser(running.address)
    said = browser.send(f"{PAGE}check/", form=PAGE, file=file)
    assert "“large.age” is whole" in said
    assert archive.DATABASE in {path.name for path in (home / restore.CHECKED).iterdir()}
