"""The API's frame: it weighs nothing until it is asked, and its description is complete and fresh."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from handsong.web.accounts import problems
from handsong.web.accounts.models import Person
from handsong.web.site.api import description
from tests.web.site.serving import ROOT, environment

LOOK = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "handsong.web.site.settings"
django.setup()
from django.test import Client
from django.urls import reverse
reverse("programs")
assert Client(SERVER_NAME="localhost").get("/api/v1/me/").status_code == 401
print([name for name in ("ninja", "pydantic") if name in sys.modules])
"""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return description()


def operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for ways in described["paths"].values() for row in ways.values()]


def test_whoever_shows_no_token_makes_nobody_carry_the_api(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_description_says_of_each_operation_what_it_is_and_how_it_can_be_refused(
    described: dict[str, Any],
) -> None:
    for row in operations(described):
        assert row["summary"], row
        assert len(row["description"]) > 20, row
        assert {"200", "401", "403", "422", "429"} <= row["responses"].keys(), row
        assert row["security"], row
        assert ("requestBody" in row) == ("400" in row["responses"]), row
        for parameter in row["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], (
                row["operationId"],
                parameter["name"],
            )


def test_every_value_that_is_described_has_a_type(described: dict[str, Any]) -> None:
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, of in schema.get("properties", {}).items():
            is_free = (name, field) in {("EventsTold", "events"), ("EventOut", "body")}
            assert is_free or {"type", "$ref", "anyOf", "allOf", "const", "enum"} & of.keys(), (name, field)


def test_the_page_of_examples_and_the_description_are_open_to_whoever_is_let_in(
    at_home: Client, alba: Person, described: dict[str, Any]
) -> None:
    page = at_home.get("/api/").content.decode()
    assert "curl -sS" in page
    assert json.loads(at_home.get("/api/openapi.json").content) == described


def test_a_sentence_of_the_house_becomes_a_problem() -> None:
    said = problems.of_sentence("events: 501 came at once. Send at most 500 at a time.")
    assert said == problems.Problem("events", "501 came at once.", "Send at most 500 at a time.")
    assert problems.of_sentence("Give a day.").remedy == "Give a day."
    assert problems.of_sentence("This is over.") == problems.Problem("", "This is over.", "")
    assert str(said) == "events: 501 came at once. Send at most 500 at a time."


@pytest.mark.parametrize("kind", sorted(problems.REMEDIES))
def test_every_fault_has_a_remedy_in_words_even_when_its_bounds_are_not_known(kind: str) -> None:
    (said,) = problems.of_faults([{"loc": ("body", "told", "minutes"), "type": kind}])
    assert said.field == "minutes"
    assert said.fault.endswith(".")
    assert said.remedy.endswith(".")
    assert "{" not in said.remedy
