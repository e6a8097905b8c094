"""Pictures of every page, to be looked at: phone and desktop, by day and by night, in build/pictures/.

    .venv/bin/python -m tests.e2e.pictures            every page
    .venv/bin/python -m tests.e2e.pictures plan care  pages whose name holds one of these words
    .venv/bin/python -m tests.e2e.pictures player     the ways through the player too, with every stop on them
    .venv/bin/python -m tests.e2e.pictures readme     the one picture that the README shows

A picture is called SIZE-THEME-PAGE.png. The household is the invented one of filled.py.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import (
    backup_states,
    browser,
    care_states,
    course_states,
    find_states,
    leaving_states,
    offline_states,
    people_states,
    player_states,
    program_states,
    sign_in_states,
    states,
    told_states,
    turns_states,
    walk,
)
from tests.e2e.player_states import Way
from tests.e2e.walk import Place, State, Walk
from tests.web.site import at_home
from tests.web.site.serving import ROOT, free_port, serving

FOLDER = ROOT / "build" / "pictures"
README = ROOT / "docs" / "pictures" / "player.png"
SIZES: dict[str, dict[str, Any]] = {"phone": browser.PHONE, "desktop": browser.DESKTOP}
SHARP = 1.5
"""Pixels of the README's picture to one of the page."""

ALL_IS_THERE = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode().catch(() => {}))]);
}"""


def main(words: list[str]) -> int:
    """Take the pictures that are asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handsong.web.site.settings")
    import django

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["HANDSONG_DATA"] = f"{folder}/here"
        django.setup()
        started = browser.launch(playwright)
        if words == ["readme"]:
            with walk.filled(Path(folder, "readme")) as place:
                take_for_readme(started, place)
            return 0
        for look in LOOKS:
            # A household each: what is shown of a wrong PIN is shown once in a while.
            with walk.filled(Path(folder, f"{look.size}-{look.theme}")) as place:
                take_all(started, place, look, words)
        if not words or "welcome" in words:
            take_welcome(started, Path(folder, "fresh"))
        if not words or "trust" in words:
            take_trust(started, Path(folder, "trust"))
    return 0


@dataclass(frozen=True)
class Look:
    """How a page is looked at: in which size, in which theme."""

    size: str
    theme: str

    @contextmanager
    def opened(self, started: Browser, *homes: str, **how: Any) -> Iterator[Page]:
        """Open a page that looks like that."""
        with browser.opened(started, *homes, **SIZES[self.size] | how) as (page, _):
            for home in homes:
                page.context.add_cookies([{"name": "handsong_theme", "value": self.theme, "url": home}])
            yield page

    def file(self, name: str) -> Path:
        """Return where the picture of a page is kept."""
        return FOLDER / f"{self.size}-{self.theme}-{name.replace(' ', '-').replace('_', '-')}.png"


LOOKS = tuple(Look(size, theme) for size in SIZES for theme in ("day", "night"))


def take_all(started: Browser, place: Place, look: Look, words: list[str]) -> None:
    """Take every page of a filled household, or those whose name holds one of the words."""
    with browser.opened(started, place.machine) as (page, _):
        found = [(f"at {name}", _address(name, where)) for name, where in walk.addresses(page, place.ids)]
    named = [
        *found,
        *(
            (name, _state(name, state))
            for name, state in (
                states.STATES
                | care_states.STATES
                | backup_states.STATES
                | told_states.STATES
                | find_states.STATES
                | offline_states.STATES
                | leaving_states.STATES
                | program_states.STATES
                | sign_in_states.STATES
                | course_states.STATES
                | turns_states.STATES
                | people_states.STATES
            ).items()
        ),
    ]
    ways = [*player_states.WAYS, turns_states.in_turns]
    for name, way in named:
        if _is_asked_for(look.file(name), words):
            _walk(started, place, look, way, [])
    for way in ways if _is_on_a_way(words, [look.file(name) for name, _ in named]) else []:
        _walk(started, place, look, way, [word for word in words if word != "player"])


def _walk(started: Browser, place: Place, look: Look, way: Way, words: list[str]) -> None:
    """Go one way, and take its stops, or those whose name holds one of the words."""
    with look.opened(started, place.machine, place.network) as page:
        for stop in way(Walk(page, place)):
            if _is_asked_for(look.file(stop), words):
                shoot(page, look.file(stop), full_page=True)


def _is_asked_for(file: Path, words: list[str]) -> bool:
    return not words or any(word in file.stem for word in words)


def _is_on_a_way(words: list[str], files: list[Path]) -> bool:
    """Return whether the ways of the player must be walked: only there is it known where they stop."""
    return not words or any(
        word == "player" or not any(word in file.stem for file in files) for word in words
    )


def _address(name: str, where: str) -> Way:
    def way(walk: Walk) -> Iterator[str]:
        walk.page.goto(where)
        yield f"at {name}"

    return way


def _state(name: str, state: State) -> Way:
    def way(walk: Walk) -> Iterator[str]:
        state(walk)
        yield name

    return way


def shoot(page: Page, file: Path, **how: Any) -> None:
    """Take one picture, once letters and pictures are there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate(ALL_IS_THERE)
    page.screenshot(path=file, animations="disabled", **how)


def take_for_readme(started: Browser, place: Place) -> None:
    """Take the picture that the README shows: a phone, by day, in the middle of a stroke."""
    with Look("phone", "day").opened(started, place.machine, device_scale_factor=SHARP) as page:
        next(stop for stop in player_states.by_plan(Walk(page, place)) if stop == "stroke")
        shoot(page, README)


def take_welcome(started: Browser, folder: Path) -> None:
    """Take the first page of a household that was set up this minute."""
    with serving(folder, PORT=free_port()) as fresh:
        for look in LOOKS:
            with look.opened(started, fresh.address) as page:
                page.goto("/")
                shoot(page, look.file("welcome"), full_page=True)


def take_trust(started: Browser, folder: Path) -> None:
    """Take what a phone sees that learns to trust the computer at home, and what the computer shows meanwhile."""
    with serving(folder, program="tests.web.site.at_home", PORT=free_port()) as running:
        network = running.address.replace("localhost", at_home.MACHINE)
        for look in LOOKS:
            for agent in ("iPhone", "Android"):
                with look.opened(started, network, user_agent=agent) as page:
                    page.goto(f"{network}trust/")
                    shoot(page, look.file(f"trust {agent}"), full_page=True)
            with look.opened(started, running.address) as page:
                page.goto("/settings/check/")
                shoot(page, look.file("trust check"), full_page=True)
                page.goto("/devices/")
                page.get_by_role("button", name="Add a phone").click()
                shoot(page, look.file("trust add a phone"), full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
