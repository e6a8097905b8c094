"""Finding a person: what to ask, where it is from, and the service that a family trusts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from handsong.content import load
from handsong.web.accounts.models import Person
from handsong.web.families.models import Child, Family

SERVICE = "https://massage.example/near-you?town=hobart"


def test_the_page_says_what_to_ask_and_where_every_word_is_from(at_home: Client, mia: Child) -> None:
    said = at_home.get("/find/").content.decode()
    parts = load.once().professionals
    assert {"who-does-what", "ask", "letters", "class", "look-further"} <= {part.id for part in parts}
    for part in parts:
        assert part.title["en"] in said
        for point in part.points:
            assert point.text["en"] in said
            assert point.why["en"] in said
            for key in point.sources:
                assert f'href="/library/sources/#{key}"' in said
    without = sum(not point.sources for part in parts for point in part.points)
    assert said.count("Our own careful advice") == without > 0
    assert "No clinician has reviewed" in said.split("<footer")[0]


def test_the_page_is_found_under_more_and_in_the_library(at_home: Client, mia: Child) -> None:
    for page in ("/settings/", "/library/"):
        assert 'href="/find/"' in at_home.get(page).content.decode()


def test_it_can_be_read_before_there_is_a_child(at_home: Client, alba: Person) -> None:
    said = at_home.get("/find/").content.decode()
    assert "What to ask" in said
    assert "#service" not in said


def test_the_service_is_named_and_opened_by_a_tap_alone(at_home: Client, mia: Child) -> None:
    assert at_home.post("/settings/service/", {"service": f" {SERVICE} "}).status_code == 302
    assert Family.objects.get().service == SERVICE
    said = at_home.get("/find/").content.decode()
    assert "trusts <strong>massage.example</strong>" in said
    mentions = re.findall(r"<[^>]*massage\.example[^>]*>", said)
    assert mentions == [f'<a class="button" href="{SERVICE}" rel="noopener noreferrer" target="_blank">']
    assert '<meta http-equiv="x-dns-prefetch-control" content="off">' in said
    assert f'value="{SERVICE}"' in at_home.get("/settings/").content.decode()


def test_a_service_is_forgotten_when_its_address_is_taken_out(at_home: Client, mia: Child) -> None:
    at_home.post("/settings/service/", {"service": SERVICE})
    at_home.post("/settings/service/", {"service": ""})
    assert Family.objects.get().service == ""
    assert 'target="_blank"' not in at_home.get("/find/").content.decode()


def test_the_scheme_may_be_written_large(at_home: Client, mia: Child) -> None:
    at_home.post("/settings/service/", {"service": "HTTPS://Massage.example"})
    assert Family.objects.get().service == "https://Massage.example"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("massage.example", "does not begin with https://"),
        ("http://massage.example", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
        ("https://", "is no web address"),
        ("https://massage example", "is no web address"),
        ("https://massage.example@elsewhere.example", "is no web address"),
        ("https://massage.example\\@elsewhere.example", "is no web address"),
        ("https://[::1", "is no web address"),
        ("https://m\u0430ssage.example", "copy its address from there"),
        ("https://massage.example/" + "a" * 200, "Keep it to 200 letters"),
    ],
)
def test_what_is_no_safe_address_gets_a_sentence_and_changes_nothing(
    at_home: Client, mia: Child, typed: str, sentence: str
) -> None:
    at_home.post("/settings/service/", {"service": SERVICE})
    answer = at_home.post("/settings/service/", {"service": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Family.objects.get().service == SERVICE


def test_the_other_parent_sees_the_service_and_a_stranger_does_not(
    at_home: Client, bruno: Client, carla: Client, mia: Child
) -> None:
    at_home.post("/settings/service/", {"service": SERVICE})
    assert "massage.example" in bruno.get("/find/").content.decode()
    theirs = carla.get("/find/").content.decode() + carla.get("/settings/").content.decode()
    assert SERVICE not in theirs
    assert "trusts" not in theirs
    carla.post("/settings/service/", {"service": "https://cleo.example"})
    assert Family.objects.get(pk=mia.family_id).service == SERVICE


def test_without_a_family_there_is_no_service_to_keep(at_home: Client, alba: Person) -> None:
    assert "A service you trust" not in at_home.get("/settings/").content.decode()
    assert at_home.post("/settings/service/", {"service": SERVICE}).status_code == 302
