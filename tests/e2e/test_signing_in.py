"""A passkey in a real browser: made, signed out, signed in again; and what is unsent is counted before somebody goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.e2e import away, journey, shortcut
from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visit, visits
from tests.e2e.test_unsent import NOT_NOW, play_unheard
from tests.web.signing import PASSWORD
from tests.web.site.serving import free_port, serving

A_STORE = """() => new Promise((done) => { const opened = indexedDB.open('handsong', 1);
  opened.onsuccess = () => { opened.result.close(); done(); }; })"""
NO_STORE = "async () => !(await indexedDB.databases()).length"
"""Whether nothing of a child lies on the phone any more, now that the server has let go."""


@pytest.fixture
def fresh(chromium: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Pages in a household of their own: what somebody signs in with stays in it."""
    with serving(tmp_path, PORT=free_port()) as household, visits(chromium, household) as visit:
        yield visit


class KeyRing:
    """An authenticator that the browser takes for a real one."""

    def __init__(self, page: Page) -> None:
        """Plug it in."""
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.name = made["authenticatorId"]

    def is_in_other_hands(self) -> None:
        """Let it be held by somebody whom it does not know."""
        told = {"authenticatorId": self.name, "isUserVerified": False}
        self.session.send("WebAuthn.setUserVerified", told)


def test_a_passkey_is_made_and_signs_in_again_after_signing_out(fresh: Visit) -> None:
    page, _ = fresh()
    ring = KeyRing(page)
    page.goto("/account/")
    page.get_by_label("What to call it").fill("Key ring")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("button", name="Remove Key ring")).to_be_visible()
    assert not page.get_by_text("(this one)").is_visible()

    for _ in range(2):
        _sign_in(page)
        page.goto("/sign-out/")
        page.get_by_role("button", name="Sign out").click()
        page.goto("/account/")
        expect(page.get_by_text("(this one)")).to_be_hidden()

    page.goto("/confirm/?next=/about/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_title("About · Handsong")

    ring.is_in_other_hands()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was done")).to_be_visible()


def test_whoever_signs_in_finds_nothing_of_whoever_was_there_before(fresh: Visit) -> None:
    page, _ = fresh(**PHONE)
    KeyRing(page)
    page.goto("/account/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("button", name="Remove Passkey for localhost")).to_be_visible()
    page.evaluate(A_STORE)
    _sign_in(page)
    away.wait_until(page, NO_STORE)

    shortcut.send(page.request, "/account/sign-in/", name="Alba", password=PASSWORD)
    page.goto("/sign-in/?next=/account/")
    page.evaluate(A_STORE)
    page.get_by_label("Name").fill("Alba")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("(this one)")).to_be_visible()
    away.wait_until(page, NO_STORE)


def _sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("(this one)")).to_be_visible()


def test_what_is_unsent_is_counted_before_signing_out_and_sent_after_signing_in(fresh: Visit) -> None:
    page, watch = fresh(**PHONE)
    watch.expects.append(NOT_NOW)
    KeyRing(page)
    page.goto("/account/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("button", name="Remove Passkey for localhost")).to_be_visible()
    _sign_in(page)
    shortcut.add(page)
    kept = play_unheard(page)
    session = journey.session_of(page)
    page.clock.resume()

    page.goto("/sign-out/")
    expect(page.get_by_text(f"Not sent yet: {len(kept)}")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert kept[0] in Path(saved.value.path()).read_text(encoding="utf-8")
    page.evaluate(A_STORE)
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).not_to_have_url(re.compile("/sign-out/"))
    away.wait_until(page, NO_STORE)
    page.context.unroute_all()

    _sign_in(page)
    page.clock.fast_forward(12_000)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    told = page.request.get(f"/session/{session}/events/").json()["events"]
    assert [event["id"] for event in told] == kept
