"""What every answer carries, and what pages never hold."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from handsong.web.families.models import Child
from handsong.web.site import middleware
from handsong.web.site.middleware import POLICY

PAGES = [
    "/", "/care/", "/moment/", "/settings/", "/about/", "/devices/", "/diary/", "/children/new/", "/library/",
    "/library/goals/", "/library/rules/", "/library/sources/", "/library/routines/",
    "/library/techniques/closing-hold/", "/settings/check/", "/trust/", "/find/", "/nothing/",
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


@pytest.mark.parametrize(
    ("path", "kind", "carries_rules"),
    [
        ("/static/site/site.css", "text/css", False),
        ("/static/player/define.js", "text/javascript", False),
        ("/static/site/font.woff2", "font/woff2", False),
        ("/session/1/bundle/", "application/json", False),
        ("/app.webmanifest", "application/manifest+json", False),
        ("/worker.js", "text/javascript", True),
        ("/static/site/mark.svg", "image/svg+xml", False),
        ("/library/drawings/1.svg", "image/svg+xml", True),
        ("/static/nothing.css", "text/html; charset=utf-8", True),
    ],
)
def test_only_what_can_be_a_page_or_a_worker_carries_the_rules_for_one(
    path: str, kind: str, *, carries_rules: bool
) -> None:
    answer = middleware.headers(lambda _: HttpResponse(content_type=kind))(RequestFactory().get(path))
    assert ("Content-Security-Policy" in answer.headers) is carries_rules
    assert ("Permissions-Policy" in answer.headers) is carries_rules
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_kept_for_good_names_nothing_to_ask_again_by() -> None:
    def answered(kept: str) -> set[str]:
        marks = {"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 09:30:00 GMT", "Cache-Control": kept}
        answer = middleware.headers(lambda _: HttpResponse(headers=marks))
        return set(answer(RequestFactory().get("/static/site/site.css")).headers) & {"ETag", "Last-Modified"}

    assert answered("max-age=315360000, public, immutable") == set()
    assert answered("max-age=60, public") == {"ETag", "Last-Modified"}
