"""Handsong on a home screen: its name, its icons, where it opens, and what a visit must not fetch for it."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from handsong.web.accounts.models import Person
from handsong.web.families.models import Child
from tests.web.conftest import PHONE
from tests.web.site.serving import ROOT

TOKENS = ROOT / "handsong" / "web" / "site" / "static" / "site" / "tokens.css"


def size_of(address: str) -> str:
    """Return the size that a picture itself says it has."""
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    start = Path(found).read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", start[16:24])
    return f"{width}x{height}"


def paper(theme: str) -> str:
    """Return the ground of the page, as the style sheet has it."""
    day, night = re.findall(r"--paper: (#[0-9A-F]{6})", TOKENS.read_text("utf-8"))[:2]
    return {"day": day, "night": night}[theme]


def test_a_phone_is_told_all_it_needs_to_install(at_home: Client, mia: Child) -> None:
    answer = at_home.get("/app.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["short_name"], told["display"]) == ("Handsong", "Handsong", "standalone")
    assert (told["id"], told["start_url"], told["scope"]) == ("/", "/", "/")
    assert told["theme_color"] == told["background_color"] == paper("day")
    assert "Mia" not in answer.content.decode()


def test_every_icon_is_there_in_the_size_it_is_announced_with(at_home: Client, mia: Child) -> None:
    icons = at_home.get("/app.webmanifest").json()["icons"]
    assert {(row["sizes"], row["purpose"]) for row in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for row in icons:
        assert row["type"] == "image/png"
        assert size_of(row["src"]) == row["sizes"]
    (touch,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]+)"', at_home.get("/").content.decode())
    assert size_of(touch) == "180x180"


def test_every_shortcut_leads_to_a_page(at_home: Client, mia: Child) -> None:
    shortcuts = at_home.get("/app.webmanifest").json()["shortcuts"]
    assert [row["name"] for row in shortcuts] == ["Today", "I need a moment", "Something wrong?"]
    for row in shortcuts:
        assert at_home.get(row["url"]).status_code == 200, row


def test_pages_name_the_manifest_and_ask_for_it_as_the_paired_phone(bruno: Client, mia: Child) -> None:
    said = bruno.get("/").content.decode()
    assert '<link rel="manifest" href="/app.webmanifest" crossorigin="use-credentials">' in said
    assert bruno.get("/app.webmanifest").status_code == 200


def test_a_phone_that_is_not_paired_is_offered_nothing_to_install(mia: Child) -> None:
    answer = Client(REMOTE_ADDR=PHONE).get("/")
    assert answer.status_code == 403
    assert 'rel="manifest"' not in answer.content.decode()


def test_a_visit_fetches_no_icon_but_the_small_drawn_one(at_home: Client, mia: Child) -> None:
    page = re.sub(r'<link rel="apple-touch-icon"[^>]*>', "", at_home.get("/").content.decode())
    assert ".png" not in page
    assert re.findall(r'<link rel="icon" href="([^"]+)"', page) == ["/static/site/mark.svg"]


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_frame_of_the_phone_has_the_chosen_light(at_home: Client, alba: Person, theme: str) -> None:
    at_home.post("/settings/theme/", {"theme": theme})
    said = at_home.get("/settings/").content.decode()
    assert re.findall(r'<meta name="theme-color"[^>]*>', said) == [
        f'<meta name="theme-color" content="{paper(theme)}">'
    ]


def test_the_frame_of_the_phone_follows_the_device_until_a_light_is_chosen(
    at_home: Client, alba: Person
) -> None:
    said = at_home.get("/settings/").content.decode()
    assert re.findall(r'<meta name="theme-color"[^>]*>', said) == [
        f'<meta name="theme-color" content="{paper("day")}" media="(prefers-color-scheme: light)">',
        f'<meta name="theme-color" content="{paper("night")}" media="(prefers-color-scheme: dark)">',
    ]
