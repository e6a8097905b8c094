"""A copy is taken: all that somebody may see and nothing else, in one file that others can read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from django.test import Client

from handsong.web.accounts.models import Device, Passkey, Person, RecoveryCode, Token
from handsong.web.diary.models import Session, SetAside
from handsong.web.families.models import Child, Family, Member, Role
from handsong.web.player.models import Check
from handsong.web.site import holdings
from tests import people
from tests.web.canaries import Canaries, tables

SIGN = "zq"

NO_SECRETS = {"diary.SetAside.digest", "accounts.Device.wrong_pins", "diary.Reminder.secret_made_at"}
"""What is called like a secret and is none."""


def taken(browser: Client, where: str) -> dict[str, bytes]:
    """Take a copy and return its files by their names."""
    answer = browser.post(where)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as packed:  # type: ignore[arg-type]
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    """Return the rows of one kind."""
    found: list[dict[str, Any]] = json.loads(files[f"data/{name}.json"])["rows"]
    return found


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


@pytest.fixture
def canaries(alba: Person, mia: Child) -> Canaries:
    """A row of every table, all of Alba and Mia."""
    found = Canaries(SIGN, alba, mia, mia.family)
    found.sing()
    return found


@pytest.fixture
def sure(canaries: Canaries, phone: Callable[[Person], Client], alba: Person) -> Client:
    """A phone of Alba, on which she has just shown that it is her."""
    browser = phone(alba)
    Device.objects.filter(person=alba, name="Phone").update(confirmed_at=people.NOW)
    return browser


# Nothing is forgotten


def test_every_table_is_copied_or_says_why_not() -> None:
    known = [kind.label for kind in holdings.KINDS]
    assert len(set(known)) == len(known)
    assert sorted([*known, *holdings.LEFT_OUT]) == sorted(model._meta.label for model in tables())
    assert all(holdings.LEFT_OUT.values())


def test_every_kind_leads_to_a_child_a_person_or_a_home() -> None:
    for kind in holdings.KINDS:
        ways = {kind.child: Child, kind.person: Person, kind.family: Family}
        assert any(ways), kind.label
        for way, end in ways.items():
            field: Any = None
            for part in way.split("__") if way else ():
                field = (field.related_model if field else kind.model)._meta.get_field(
                    kind.model._meta.pk.name if part == "pk" else part
                )
            if field is not None:
                assert (field.related_model or field.model) is end, kind.label


def test_what_looks_like_a_secret_stays_out() -> None:
    for kind in holdings.KINDS:
        for field in kind.model._meta.concrete_fields:
            name = f"{kind.label}.{field.name}"
            if any(word in field.name for word in ("secret", "digest", "password", "pin", "credential")):
                assert name in {*holdings.SECRETS, *NO_SECRETS}, name


def test_every_word_that_is_kept_is_in_the_copy_but_secrets(sure: Client, canaries: Canaries) -> None:
    files = taken(sure, "/copy/")
    said = b"\n".join(files.values()).decode()
    for name, word in canaries.words.items():
        table_name = name.rpartition(".")[0]
        is_out = name in holdings.SECRETS or table_name in holdings.LEFT_OUT
        assert (word in said) is not is_out, name
    assert len(canaries.words) >= 40


def test_a_childs_own_copy_holds_the_child_and_nothing_of_sign_ins(
    sure: Client, mia: Child, canaries: Canaries
) -> None:
    said = b"\n".join(taken(sure, f"/children/{mia.pk}/copy/").values()).decode()
    of_child = [kind.label for kind in holdings.KINDS if kind.child]
    for name, word in canaries.words.items():
        is_in = name.rpartition(".")[0] in of_child and name not in holdings.SECRETS
        assert (word in said) is (is_in or name == "accounts.Person.name"), name


# It can be read


def test_every_file_is_what_its_schema_says(sure: Client, canaries: Canaries) -> None:
    files = taken(sure, "/copy/")
    schemas = json.loads(files["schema.json"])["$defs"]
    data = {name[5:-5]: json.loads(file) for name, file in files.items() if name.startswith("data/")}
    assert data.keys() == schemas.keys()
    for name, told in data.items():
        jsonschema.validate(told, schemas[name], format_checker=jsonschema.FormatChecker())
        assert told["rows"], name


def test_times_carry_the_offset_of_the_home_and_moments_that_of_the_phone(
    at_home: Client, mia: Child
) -> None:
    session = people.begun(mia, people.NOW)
    told = people.event(session, 0, datetime.fromisoformat("2026-11-24T15:00:00+05:30"), "started")
    at_home.post("/events/", json.dumps({"events": [told]}), content_type="application/json")
    files = taken(at_home, "/copy/")
    assert rows(files, "sessions")[0]["started_at"] == "2026-11-24T20:30:00+11:00"
    assert rows(files, "moments")[0]["at"] == "2026-11-24T15:00:00+05:30"


def test_the_diary_is_a_table_and_no_word_of_it_is_worked_out(at_home: Client, mia: Child) -> None:
    Child.objects.filter(pk=mia.pk).update(name="=HYPERLINK(1)")
    people.held(mia, people.NOW - timedelta(days=1))
    files = taken(at_home, "/copy/")
    (session,) = table(files, "sessions.csv")
    assert session["child"] == "'=HYPERLINK(1)"
    assert session["techniques"] == "leg-hip-to-ankle closing-hold"
    assert {"started", "cue", "step-begun", "step-done"} == {
        row["kind"] for row in table(files, "moments.csv")
    }


def test_an_offset_that_earlier_versions_rounded_to_a_whole_day_is_in_no_ones_way(
    at_home: Client, program: Callable[[Person], Client], mia: Child
) -> None:
    session = people.held(mia, people.NOW)
    session.events.update(offset_minutes=-24 * 60)
    (first, *_) = rows(taken(at_home, "/copy/"), "moments")
    assert first["at"].endswith("-23:59")
    assert at_home.get(f"/session/{session.pk}/events/").status_code == 200
    assert program(people.alba()).get(f"/api/v1/sessions/{session.pk}/events/").status_code == 200


def test_what_was_set_aside_is_in_it_as_it_came(at_home: Client, mia: Child) -> None:
    odd = {"id": "odd", "kind": "hummed"}
    at_home.post("/events/", json.dumps({"events": [odd]}), content_type="application/json")
    (row,) = rows(taken(at_home, "/copy/"), "set-aside")
    assert json.loads(row["row"]) == odd
    assert SetAside.objects.get().why == row["why"]


def test_twice_is_the_same_letter_for_letter(sure: Client) -> None:
    first, second = (b"".join(sure.post("/copy/")) for _ in range(2))  # type: ignore[arg-type]
    assert first.startswith(b"PK")
    assert first == second


def test_its_name_says_nothing_about_anybody(at_home: Client, mia: Child) -> None:
    answer = at_home.post(f"/children/{mia.pk}/copy/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="handsong-copy-2026-11-24.zip"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_readme_names_every_file_and_is_plain(at_home: Client, mia: Child) -> None:
    files = taken(at_home, "/copy/")
    said = files["README.txt"].decode()
    assert all(name in said for name in files if name != "README.txt")


# It holds no more than may be seen


def test_a_stranger_gets_no_copy_of_our_child(carla: Client, mia: Child) -> None:
    assert carla.post(f"/children/{mia.pk}/copy/").status_code == 404


def test_a_strangers_copy_holds_nothing_of_ours(canaries: Canaries, carla: Client, mia: Child) -> None:
    files = taken(carla, "/copy/")
    said = b"\n".join(files.values()).decode()
    assert "Cleo" in said
    assert [name for name, word in canaries.words.items() if word in said] == []
    assert str(mia.family_id) not in said


def test_the_other_parents_sign_in_is_in_their_own_copy_alone(
    sure: Client, canaries: Canaries, mia: Child
) -> None:
    bruno = people.bruno(mia)
    people.phone_of(bruno, "Brunos telephone")
    said = b"\n".join(taken(sure, "/copy/").values()).decode()
    assert "Bruno" in said
    assert "Brunos telephone" not in said
    own = Device, Passkey, RecoveryCode, Token
    assert all(model.objects.exists() for model in own)


def test_what_a_young_person_keeps_private_is_in_their_own_copy_and_in_nobody_elses(
    at_home: Client, phone: Callable[[Person], Client], alba: Person
) -> None:
    nele = people.add(alba, "Nele", born=date(2010, 5, 1))
    young = Person.objects.create(name="Nele")
    Role.objects.create(
        family=nele.family, child=nele, person=young, kind="self", since_at=people.NOW, agreed_at=people.NOW
    )
    held = people.begun(nele, people.NOW - timedelta(days=1))
    Session.objects.filter(pk=held.pk).update(is_private=True)
    check = Check.objects.create(
        family=nele.family, child=nele, begun_at=people.NOW, goal="quiet-word", is_private=True
    )
    aside = SetAside.objects.create(
        family=nele.family, child=nele, row='"hush"', why="odd", is_private=True, came_at=people.NOW
    )
    private = {str(row.pk) for row in (held, check, aside)}
    for browser, seen in ((at_home, set()), (phone(young), private)):
        for where in ("/copy/", f"/children/{nele.pk}/copy/"):
            said = b"\n".join(taken(browser, where).values()).decode()
            assert {name for name in private if name in said} == seen, where


def test_of_a_child_of_two_homes_neither_copy_says_where_the_other_one_is(
    phone: Callable[[Person], Client], mia: Child
) -> None:
    other = Person.objects.create(name="Enzo")
    Member.objects.create(family=Family.objects.create(country="IT"), person=other)
    Role.objects.create(family=mia.family, child=mia, person=other, kind="owner", since_at=people.NOW)
    told = people.event(people.begun(mia, people.NOW), 0, people.NOW, "started")
    device = "0b1f9c62-3f5e-4f4d-9d7a-000000000001"
    phone(people.alba()).post(
        "/events/", {"events": [told], "device": device}, content_type="application/json"
    )
    files = taken(phone(other), "/copy/")
    said = b"\n".join(files.values()).decode()
    assert [row["name"] for row in rows(files, "children")] == ["Mia"]
    assert len(rows(files, "moments")) == 1
    assert str(mia.family_id) not in said
    assert "Melbourne" not in said
    assert device not in said
