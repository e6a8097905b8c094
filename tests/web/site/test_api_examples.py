"""What the page of examples says is typed here, as it stands there, into a terminal and into Python."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.test import Client

from handsong.web.site import api_examples
from handsong.web.site.api import description
from tests.web.site.serving import ROOT, environment, free_port, serving

FILL = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
django.setup()
from datetime import timedelta
from handsong.web.site import tables
from django.utils import timezone
from tests import people
tables.bring_up_to_date()
now, alba = timezone.now(), people.alba()
people.add(alba, "Mia", born=now.date() - timedelta(days=84), days_early=56, now=now - timedelta(days=1))
print(people.token_of(alba, now=now, ends_at=now + timedelta(days=1))[1])
"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Serve a household, and say to a terminal where it is and by which token."""
    home = tmp_path_factory.mktemp("home")
    filled = subprocess.run(
        [sys.executable, "-c", FILL],
        cwd=ROOT,
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    )
    with serving(home, PORT=free_port()) as household:
        plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        yield plain | {"HANDSONG": household.address.rstrip("/"), "TOKEN": filled.stdout.split()[-1]}


@pytest.fixture
def page(at_home: Client) -> str:
    return at_home.get("/api/").content.decode()


def blocks(page: str, label: str) -> list[str]:
    """Return what stands under one label, in the page's order."""
    return [
        html.unescape(text)
        for text in re.findall(f'aria-label="{label}"><code>(.*?)</code>', page, re.DOTALL)
    ]


@pytest.mark.household
def test_what_is_typed_into_a_terminal_is_answered(at: dict[str, str], page: str) -> None:
    typed = blocks(page, "In a terminal")
    assert len(typed) == len(api_examples.EXAMPLES)
    function = api_examples.PREAMBLE.splitlines()[-1]
    lines = "\necho @@@\n".join(["set -e", function, *typed])
    done = subprocess.run(["bash", "-c", lines], env=at, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    answers = [json.loads(text) for text in done.stdout.split("@@@\n")[2:]]
    assert len(answers) == len(typed)


def test_the_first_lines_say_where_this_household_is(at_home: Client) -> None:
    page = at_home.get("/api/", headers={"host": "localhost:8123"}).content.decode()
    assert "export HANDSONG=http://localhost:8123\n" in page


@pytest.mark.household
def test_what_is_written_in_python_runs(at: dict[str, str], page: str) -> None:
    written = [api_examples.ASK, *blocks(page, "In Python")]
    assert len(written) == len(api_examples.EXAMPLES) + 1
    assert html.escape(api_examples.ASK).replace("&#x27;", "&#39;") in page.replace("&#x27;", "&#39;")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(written)], env=at, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == sum(not example.keeps for example in api_examples.EXAMPLES)


def test_every_operation_has_an_example_and_an_answer_that_its_description_allows() -> None:
    described = description()
    operations = [row for ways in described["paths"].values() for row in ways.values()]
    assert {row["operationId"] for row in operations} == {row.operation for row in api_examples.EXAMPLES}
    for row in operations:
        is_as_described(row["responses"]["200"], described)
        if "requestBody" in row:
            is_as_described(row["requestBody"], described)
    for name, refusal in described["components"]["responses"].items():
        assert is_as_described(refusal, described)["status"] == int(name.removeprefix("Problem"))


def is_as_described(shown: dict[str, Any], described: dict[str, Any]) -> Any:
    """Hold an example against its schema, and return it."""
    (content,) = shown["content"].values()
    schema = content["schema"] | {"components": described["components"]}
    jsonschema.validate(content["example"], schema, format_checker=jsonschema.FormatChecker())
    return content["example"]
