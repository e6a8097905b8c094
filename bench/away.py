"""What a phone takes along for no network, and how soon a massage speaks there, on a processor slowed four times.

The server is really gone while it is measured. A program too: `python -m bench.away FOLDER` prints the figures
of the home in a folder.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from playwright.sync_api import Page, sync_playwright

from bench.wire import GZIP, KIBI
from tests.e2e import away
from tests.e2e import browser as browsers

STARTS, SLOWED = 5, 4
MEGA = 1_000_000

CARRIED = r"""() => {
  const voice = { name: 'Karen', lang: 'en-AU', localService: true, default: false };
  class Utterance { constructor(text) { this.text = text; } }
  const speech = Object.assign(new EventTarget(), {
    pending: false, speaking: false, getVoices: () => [voice], cancel: () => {},
    speak: ({ text }) => { window.spoken ??= [text, performance.now()]; },
  });
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
  addEventListener('click', ({ target }) => { if (target.closest('[data-start]')) window.started = performance.now(); }, true);
  new MutationObserver(() => {
    const begin = document.querySelector('[data-begin]:not(:disabled)[data-wish]');
    if (begin && !window.begun) { window.begun = true; setTimeout(() => begin.click()); }
    const caption = document.querySelector('[data-caption]')?.textContent;
    if (caption && window.started) window.captioned ??= [caption, performance.now()];
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
"""A device with a voice, that notes when Start was tapped, when a caption stood there and when the voice was given
its first words. Begin is tapped as soon as it can be: how long a parent takes is not counted."""

TOLD = "() => [window.started, window.captioned, window.spoken]"


def measure(folder: Path) -> Mapping[str, float]:
    """Return the figures of a home that nobody serves just now."""
    with away.home(folder) as home, sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        with browsers.opened(browser, home.address, service_workers="allow", **browsers.PHONE) as (page, _):
            away.take_along(page)
            kept = len(json.dumps(away.store(page)).encode())
            carried = sum(_carried(home.address.rstrip("/")))
            home.stop()
            page.add_init_script(f"({CARRIED})()")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            spoken = median(_start(page) for _ in range(STARTS))
        browser.close()
    return {"away-start": spoken, "away-carried": carried / KIBI, "away-kept": kept / MEGA}


def _carried(home: str) -> Iterator[int]:
    """Yield the size of each thing that is fetched once for no network, as gzip sends it."""
    worker = _fetched(f"{home}/sw.js")
    yield len(worker)
    named = re.findall(rb"const FILES = (\[.*?\]);", _plain(f"{home}/sw.js"))
    for address in ("/offline/", *json.loads(named[0])):
        yield len(_fetched(f"{home}{address}"))


def _fetched(address: str) -> bytes:
    with urlopen(Request(address, headers=GZIP), timeout=30) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def _plain(address: str) -> bytes:
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())


def _start(page: Page) -> float:
    """Return the seconds from Start on the plan until the first words are said and stand there."""
    page.goto("/")
    page.evaluate("localStorage.clear()")
    page.get_by_role("button", name="Start with").first.click()
    away.answer_on(page)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => window.spoken && window.captioned")
    started, captioned, spoken = page.evaluate(TOLD)
    if captioned[0] != spoken[0]:
        raise SystemExit(f"“{spoken[0]}” is said while “{captioned[0]}” stands there.")
    return float(max(captioned[1], spoken[1]) - started) / 1000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))) + "\n")
