"""What every answer carries, and what pages never hold."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from handsong.web.families.models import Child
from handsong.web.site.middleware import POLICY

PAGES = [
    "/", "/care/", "/moment/", "/settings/", "/about/", "/devices/", "/diary/", "/children/new/", "/library/",
    "/library/goals/", "/library/rules/", "/library/sources/", "/library/routines/",
    "/library/techniques/closing-hold/", "/nothing/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_keeps_to_itself(at_home: Client, mia: Child, page: str) -> None:
    headers = at_home.get(page).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "'unsafe-inline'" not in POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_needs_what_the_policy_forbids(at_home: Client, mia: Child, page: str) -> None:
    said = at_home.get(page).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", said)
    assert "<style" not in said
    assert not re.search(r'<[^>]+\sstyle="', said)
    assert not re.search(r"<[^>]+\son[a-z]+=", said)
    for address in re.findall(r'(?:src|srcset|href|action)="([^"]+)"', re.sub(r"<a [^>]*>", "", said)):
        assert address.startswith(("/", "#")), address


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_its_language_title_and_main_part(at_home: Client, mia: Child, page: str) -> None:
    said = at_home.get(page).content.decode()
    assert '<html lang="en"' in said
    assert re.search(r"<title>[^<·]+ · Handsong</title>", said)
    assert said.count("<main") == 1
    assert said.count("<h1") == 1
    ids = re.findall(r' id="([^"]+)"', said)
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]


def test_a_form_of_another_page_is_refused_kindly(mia: Child) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/children/{mia.pk}/erase/", {"name": "Mia"})
    assert answer.status_code == 403
    assert "Try once more" in answer.content.decode()
    assert Child.objects.exists()


def test_cookies_are_kept_from_scripts(at_home: Client, mia: Child) -> None:
    answer = at_home.post(f"/children/{mia.pk}/switch/")
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    form = at_home.get("/children/new/")
    assert form.cookies["handsong_csrf"]["httponly"]


def test_pages_are_compressed(at_home: Client, mia: Child) -> None:
    answer = at_home.get("/library/rules/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 30_000
