"""A massage on one phone, told on another: it follows without a reload, says the end, and then asks no more."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import shortcut

TURN = 10_000
"""Milliseconds between two questions of the page."""


def _tell(page: Page, session: str, *rows: tuple[int, str, dict[str, Any]]) -> None:
    """Tell events as the other phone does, which this browser is not."""
    events = [
        {
            "id": str(uuid.uuid4()),
            "session": session,
            "number": number,
            "at": datetime.now(UTC).isoformat(),
            "kind": kind,
            "body": body,
        }
        for number, kind, body in rows
    ]
    cookies = page.request.storage_state()["cookies"]
    token = next(cookie["value"] for cookie in cookies if cookie["name"] == "handsong_csrf")
    answer = page.request.post(
        "/events/",
        data=json.dumps({"events": events}),
        headers={"X-CSRFToken": token, "Content-Type": "application/json"},
    )
    assert answer.ok, answer.text()
    page.context.clear_cookies(name="handsong_here")


def test_the_other_phone_follows_without_a_reload_until_the_end(phone: Page) -> None:
    shortcut.add(phone)
    session = shortcut.session(phone).split("/")[-2]
    _tell(phone, session, (0, "started", {}), (1, "cue", {"cue": "enjoying"}))
    phone.goto("/")
    live = phone.locator(".live")
    expect(live).to_contain_text("is being massaged now")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    phone.evaluate("window.isTheSame = true")

    _tell(phone, session, (2, "cue", {"cue": "turning-away"}))
    phone.clock.fast_forward(TURN)
    expect(live).to_contain_text("Hands rest on")
    _tell(phone, session, (3, "cue", {"cue": "crying"}), (4, "cue", {"cue": "end"}))
    phone.clock.fast_forward(TURN)
    expect(live).to_contain_text("is over")
    expect(live.get_by_role("link", name="In the diary")).to_be_visible()
    expect(live.get_by_role("link", name="Look")).to_be_hidden()
    assert phone.evaluate("window.isTheSame")

    assert len(asked) == 2
    phone.clock.fast_forward(6 * TURN)
    assert len(asked) == 2, "what is over is asked about no more"


def test_where_nothing_goes_on_nothing_is_asked(phone: Page) -> None:
    shortcut.add(phone)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    phone.goto("/")
    phone.clock.fast_forward(6 * TURN)
    assert asked == []
