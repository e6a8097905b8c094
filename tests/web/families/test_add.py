"""A child is added: what is told, what is refused with a sentence, and what is never lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from handsong.web.accounts.ids import new_id
from handsong.web.accounts.models import Person
from handsong.web.families.actions import BirthTold, ChildTold, add_child
from handsong.web.families.models import Child, Family, Role
from tests import people

NEW = "/children/new/"
SOMEBODY = ChildTold("Ida", BirthTold(people.NOAH_BORN), frozenset(), frozenset(), "", 2, "clay")


def told(**changed: Any) -> dict[str, Any]:
    """Return a form that is filled in rightly, but for what is changed."""
    form = {
        "id": str(new_id()),
        "name": "Mia",
        "born_date": "2026-09-01",
        "early": "early",
        "weeks_early": "8",
        "weight_unit": "kg",
        "weight_kg": "1.9",
        "country": "AU",
        "time_zone": "Australia/Melbourne",
        "tone": "4",
        "colour": "sage",
    }
    return {name: value for name, value in (form | changed).items() if value is not None}


def test_the_first_page_asks_for_the_child(at_home: Client) -> None:
    answer = at_home.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == NEW
    assert "First name or nickname" in answer.content.decode()


def test_a_child_is_added_and_today_says_its_age(at_home: Client) -> None:
    answer = at_home.post(NEW, told(), follow=True)
    said = answer.content.decode()
    assert "Twelve weeks old, counts as four." in said
    child = Child.objects.get()
    assert (child.name, child.weight_grams, child.gestation_days) == ("Mia", 1900, 224)
    assert (child.tone, child.colour) == (4, "sage")
    assert (child.family.country, child.family.time_zone) == ("AU", "Australia/Melbourne")


def test_a_form_that_comes_twice_adds_one_child(at_home: Client) -> None:
    form = told()
    at_home.post(NEW, form)
    at_home.post(NEW, form)
    assert Child.objects.count() == 1
    assert Family.objects.count() == 1


def test_the_first_page_shows_a_picture_that_is_there(at_home: Client) -> None:
    said = at_home.get(NEW).content.decode()
    pictures = re.findall(r'="(/library/pictures/[^"]+)"', said)
    assert len(pictures) == 2
    for picture in pictures:
        assert at_home.get(picture).status_code == 200


def test_a_second_child_joins_the_family(at_home: Client) -> None:
    at_home.post(NEW, told())
    assert "Country" not in at_home.get(NEW).content.decode()
    at_home.post(
        NEW, told(name="Noah", born_date="2023-05-01", early="on-time", country=None, time_zone=None)
    )
    assert {child.name for child in Child.objects.all()} == {"Mia", "Noah"}
    assert Family.objects.get().time_zone == "Australia/Melbourne"


@pytest.mark.parametrize(
    ("changed", "gestation"),
    [
        ({"early": "on-time", "weeks_early": ""}, 280),
        ({"early": "on-time", "weeks_early": "8", "due_date": "2026-10-27"}, 280),
        ({"early": "unknown"}, None),
        ({"weeks_early": "5", "days_early": "3"}, 242),
        ({"weeks_early": "", "days_early": "3"}, 277),
        ({"weeks_early": "", "due_date": "2026-10-27"}, 224),
        ({"weeks_early": "7", "due_date": "2026-10-27"}, 224),
        ({"weeks_early": "9", "due_date": "2026-10-27"}, 217),
        ({"weeks_early": "", "due_date": "2026-08-25"}, 287),
    ],
)
def test_how_early_is_told_in_many_ways(
    at_home: Client, changed: dict[str, str], gestation: int | None
) -> None:
    at_home.post(NEW, told(**changed))
    assert Child.objects.get().gestation_days == gestation


@pytest.mark.parametrize(
    ("changed", "grams"),
    [
        ({"weight_kg": "3,4"}, 3400),
        ({"weight_kg": " 3.4 "}, 3400),
        ({"weight_kg": ""}, None),
        ({"weight_kg": "0.2"}, 200),
        ({"weight_unit": "lb", "weight_lb": "4", "weight_oz": "3"}, 1899),
        ({"weight_unit": "lb", "weight_lb": "", "weight_oz": "12.5"}, 354),
        ({"weight_unit": "lb", "weight_kg": "3.4"}, None),
        ({"weight_unit": "kg", "weight_kg": "3.4", "weight_lb": "99"}, 3400),
    ],
)
def test_the_weight_is_told_in_kilograms_or_pounds(
    at_home: Client, changed: dict[str, str], grams: int | None
) -> None:
    at_home.post(NEW, told(**changed))
    assert Child.objects.get().weight_grams == grams


@pytest.mark.parametrize(
    "name", ["مريم", "נועה", "李小龍", "Zoë", "Nguyễn Thị", "O’Neil", "Anne-Marie", "Ναυσικά", "Baby 2"]
)
def test_names_of_all_the_world_are_names(at_home: Client, name: str) -> None:
    answer = at_home.post(NEW, told(name=name), follow=True)
    assert Child.objects.get().name == name
    assert f"<bdi>{html.escape(name)}</bdi>" in answer.content.decode()


WRONG = [
    ("name", {"name": ""}, "Give a first name or a nickname"),
    ("name", {"name": " \t "}, "Give a first name or a nickname"),
    ("name", {"name": "<script>alert(1)</script>"}, "cannot say “<”"),
    ("name", {"name": "Mia 🌸"}, "cannot say “🌸”"),
    ("name", {"name": "{name}"}, "cannot say “{”"),
    ("name", {"name": "Mia\u202eaiM"}, "invisible sign"),
    ("name", {"name": "Mi\x00a"}, "Null characters are not allowed"),
    ("name", {"name": "123"}, "at least one letter"),
    ("name", {"name": "x" * 41}, "has 41 letters"),
    ("born_date", {"born_date": ""}, "Give the day your child was born"),
    ("born_date", {"born_date": "2026-11-25"}, "25 November 2026 has not come yet"),
    ("born_date", {"born_date": "01/09/2026"}, "such as 2026-10-02"),
    ("born_date", {"born_date": "2008-11-24"}, "until their 18th birthday"),
    ("born_date", {"born_date": "0001-01-01"}, "until their 18th birthday"),
    ("early", {"early": None}, "Choose one"),
    ("weeks_early", {"weeks_early": ""}, "how many weeks early"),
    ("weeks_early", {"weeks_early": "60"}, "60 weeks early is too early to be true"),
    ("weeks_early", {"weeks_early": "99999999999999999999"}, "too early to be true"),
    ("weeks_early", {"weeks_early": "-3"}, "Give 0 or more weeks"),
    ("weeks_early", {"weeks_early": "five"}, "Give a whole number"),
    ("days_early", {"days_early": "7"}, "seven days are a week more"),
    ("due_date", {"weeks_early": "", "due_date": "2027-12-01"}, "a due date at most 19 weeks after it"),
    ("due_date", {"weeks_early": "", "due_date": "2026-07-01"}, "before the birth"),
    ("due_date", {"weeks_early": "8", "due_date": "2026-11-10"}, "Check both"),
    ("weight_kg", {"weight_kg": "35"}, "35 kg cannot be a weight at birth"),
    ("weight_kg", {"weight_kg": "1900"}, "1900 kg cannot be a weight at birth"),
    ("weight_kg", {"weight_kg": "0"}, "cannot be a weight at birth"),
    ("weight_kg", {"weight_kg": "heavy"}, "Give a number"),
    ("weight_kg", {"weight_kg": "NaN"}, "Give a number"),
    ("weight_kg", {"weight_kg": "1e999999"}, "Give a number"),
    ("weight_lb", {"weight_unit": "lb", "weight_lb": "77"}, "cannot be a weight at birth"),
    ("weight_oz", {"weight_unit": "lb", "weight_lb": "7", "weight_oz": "20"}, "fewer than 16 ounces"),
    ("something_else", {"something_else": "x" * 501}, "500 letters"),
]


@pytest.mark.parametrize(("field", "changed", "sentence"), WRONG)
def test_what_cannot_be_gets_a_sentence_beside_the_field(
    at_home: Client, field: str, changed: dict[str, Any], sentence: str
) -> None:
    answer = at_home.post(NEW, told(**changed))
    said = answer.content.decode()
    beside = said.split(f'id="field-{field}"')[1].split('class="field')[0]
    assert answer.status_code == 422
    assert sentence in html.unescape(beside)
    assert f'id="id_{field}_error"' in beside
    assert not Child.objects.exists()
    assert not Family.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"early": "on-time", "weeks_early": "five"},
        {"early": "unknown", "due_date": "soon", "days_early": "9"},
        {"weight_unit": "lb", "weight_kg": "heavy", "weight_lb": "4"},
        {"weight_unit": "kg", "weight_oz": "twenty"},
    ],
)
def test_what_a_later_choice_hides_is_no_fault(at_home: Client, changed: dict[str, str]) -> None:
    assert at_home.post(NEW, told(**changed)).status_code == 302
    assert Child.objects.count() == 1


def test_everything_that_is_wrong_is_said_at_once(at_home: Client) -> None:
    form = told(name="Mia 🌸", due_date="2026-11-20", weight_kg="35", days_early="9")
    said = html.unescape(at_home.post(NEW, form).content.decode())
    for sentence in ("cannot say “🌸”", "seven days are a week more", "35 kg cannot be a weight"):
        assert sentence in said
    said = html.unescape(at_home.post(NEW, form | {"days_early": ""}).content.decode())
    for sentence in ("cannot say “🌸”", "Check both", "35 kg cannot be a weight"):
        assert sentence in said


def test_nothing_typed_is_lost_when_something_is_wrong(at_home: Client) -> None:
    said = at_home.post(
        NEW,
        told(
            born_date="2026-12-24",
            conditions=["reflux", "eczema"],
            milestones=["lifts-head"],
            something_else="a rare thing <b>",
            weight_kg="1,9",
        ),
    ).content.decode()
    for kept in ('value="Mia"', 'value="2026-12-24"', 'value="8"', 'value="1,9"', "a rare thing &lt;b&gt;"):
        assert kept in said
    for ticked in ("reflux", "eczema", "lifts-head", "sage", "4"):
        tag = said.split(f'value="{ticked}"')[1].split(">")[0]
        assert "checked" in tag, ticked


def test_own_words_are_kept_and_mean_ask_first(at_home: Client, alba: Person) -> None:
    at_home.post(NEW, told(something_else="a very rare syndrome"))
    child = Child.objects.get()
    assert child.something_else == "a very rare syndrome"
    assert "something-else" in child.value().conditions
    assert "A professional said yes" in at_home.get("/").content.decode()


def test_a_birth_today_in_the_familys_zone_is_not_in_the_future(
    at_home: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is 09:30 UTC on the 24th: already the 25th on Kiritimati, fourteen hours ahead.
    form = told(born_date="2026-11-25", early="on-time", weeks_early="")
    assert at_home.post(NEW, form).status_code == 422
    assert at_home.post(NEW, form | {"time_zone": "Pacific/Kiritimati"}).status_code == 422
    monkeypatch.setattr(people, "NOW", people.NOW.replace(hour=12))
    assert at_home.post(NEW, form | {"time_zone": "Pacific/Kiritimati"}).status_code == 302


def test_an_unknown_zone_becomes_the_machines_own(at_home: Client) -> None:
    at_home.post(NEW, told(time_zone="Mars/Olympus"))
    assert Family.objects.get().time_zone != "Mars/Olympus"


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [
        ("en-AU,en;q=0.9", "AU"),
        ("de-DE,de;q=0.9,en-US;q=0.8", "DE"),
        ("en", ""),
        ("zh-Hant-TW,en-NZ", "NZ"),
        ("x" * 5000, ""),
    ],
)
def test_the_country_is_guessed_from_the_browser_and_shown(
    at_home: Client, languages: str, chosen: str
) -> None:
    said = at_home.get(NEW, headers={"Accept-Language": languages}).content.decode()
    country = said.split('name="country"')[1].split("</select>")[0]
    assert f'value="{chosen}" selected' in country


def test_pounds_are_asked_for_where_babies_are_weighed_in_pounds(at_home: Client) -> None:
    said = at_home.get(NEW, headers={"Accept-Language": "en-US"}).content.decode()
    assert "checked" in said.split('value="lb"')[1].split(">")[0]


def test_nothing_is_chosen_for_the_parent_where_safety_leans_on_it(at_home: Client) -> None:
    early = at_home.get(NEW).content.decode().split('id="field-early"')[1].split("</fieldset>")[0]
    assert "checked" not in early


def test_an_id_that_is_another_familys_child_changes_and_tells_nothing_of_it(
    at_home: Client, alba: Person
) -> None:
    people.carla()
    cleo = Child.objects.get()
    answers = [at_home.post(NEW, told(id=named, name="Ida")) for named in (str(cleo.pk), str(new_id()))]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/")}
    cleo.refresh_from_db()
    assert cleo.name == "Cleo"
    assert Child.objects.filter(name="Ida").exclude(pk=cleo.pk).count() == 2


def test_an_id_of_a_child_in_the_same_home_that_one_may_not_see_is_as_unknown(alba: Person) -> None:
    mia, noah = people.mia(alba), people.noah(alba)
    bruno = people.bruno(mia)
    Role.objects.filter(child=noah, person=bruno).delete()
    made = add_child(person=bruno, child_id=noah.pk, told=SOMEBODY, home=None, now=people.NOW)
    assert made.pk != noah.pk
    again = add_child(person=bruno, child_id=mia.pk, told=SOMEBODY, home=None, now=people.NOW)
    assert again == mia, "what one sees is there already"
