"""Public words by the API: the same as on the pages, and asked for anew only when they have changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from handsong.content import load
from handsong.core.score import notation
from handsong.web.accounts.models import Person
from handsong.web.library import api

LISTS = ("techniques/", "routines/", "rules/", "products/")


@pytest.fixture
def asking(alba: Person, program: Callable[..., Client]) -> Client:
    return program(alba, "read")


@pytest.mark.parametrize("of", [*LISTS, "techniques/closing-hold/", "routines/first-touch/"])
def test_words_that_have_not_changed_are_not_sent_again(
    asking: Client, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asking.get(f"/api/v1/library/{of}")
    assert set(first["Cache-Control"].split(", ")) == {"private", "no-cache"}
    again = asking.get(f"/api/v1/library/{of}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    monkeypatch.setattr(api, "edition", lambda: '"another"')
    assert asking.get(f"/api/v1/library/{of}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_everything_in_the_library_is_there(asking: Client) -> None:
    content = load.once()
    told = {of: asking.get(f"/api/v1/library/{of}").json() for of in LISTS}
    assert sorted(row["id"] for row in told["techniques/"]) == sorted(content.craft.library.by_id)
    assert [row["id"] for row in told["routines/"]] == [row.id for row in content.routines]
    assert sorted(row["id"] for row in told["rules/"]) == sorted(content.craft.safety.rules)
    assert {row["id"] for row in told["products/"]} == {row.id for row in content.products}
    for row in told["rules/"]:
        assert [source["key"] for source in row["sources"]] == [*content.craft.safety[row["id"]].sources]


def test_a_technique_carries_a_score_that_can_be_read(asking: Client) -> None:
    told = asking.get("/api/v1/library/techniques/leg-hip-to-ankle/").json()
    known = load.once().craft.library.by_id["leg-hip-to-ankle"]
    assert notation.parse(told["score"], view=known.view) == known.score
    assert "{name}" not in str(told)
    assert told["reviewed"].startswith("Checked")


def test_techniques_are_chosen_by_stage_region_and_touch(asking: Client) -> None:
    told = asking.get("/api/v1/library/techniques/", {"stage": "newborn", "touch": "hold"}).json()
    assert told
    assert all("newborn" in row["stages"] and row["touch"] == "hold" for row in told)
    refused = asking.get("/api/v1/library/techniques/", {"stage": "grown-up"})
    assert refused.status_code == 422
    assert "'newborn'" in refused.json()["problems"][0]["remedy"]
    slip = asking.get("/api/v1/library/techniques/", {"stag": "newborn"})
    assert slip.status_code == 422
    assert slip.json()["problems"][0] == {
        "field": "stag",
        "fault": "It is not known here.",
        "remedy": "Give stage, region, touch.",
    }


@pytest.mark.parametrize("of", ["techniques/made-up/", "routines/made-up/", "made-up/"])
def test_what_is_not_there_is_not_there(asking: Client, of: str) -> None:
    assert asking.get(f"/api/v1/library/{of}").status_code == 404
