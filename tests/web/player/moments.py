"""A parent who answers, as the tests of the player need one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from handsong.web.families.models import Child
from handsong.web.player.models import Check

GOOD = {
    "unit": "yes",
    "state": "quiet-alert",
    "feed": "over-45",
    "well": "yes",
    "skin": "nothing",
    "navel": "healed",
    "place": "ready",
}
"""A good moment: whatever is asked, nothing stands against it."""


def begin(browser: Client, child: Child) -> Check:
    """Tap Start on Today."""
    browser.post(reverse("player-begin"), {"child": str(child.pk)})
    return Check.objects.latest("begun_at", "id")


def answer(browser: Client, check: Check, question: str, given: str, **more: Any) -> HttpResponse:
    """Tap an answer, and follow where it leads."""
    return browser.post(
        reverse("player-ready", args=[check.pk, question]), {"answer": given, **more}, follow=True
    )


def asked(browser: Client, check: Check, **answers: str) -> HttpResponse:
    """Answer every question that is asked, well unless said otherwise, until the plan or a stop."""
    given = GOOD | answers
    page = browser.get(reverse("player-plan", args=[check.pk]), follow=True)
    for _ in range(20):
        step = where(page)
        if step not in given:
            return page
        page = answer(browser, check, step, given[step])
    raise AssertionError(f"still asking at {where(page)}")


def planned(browser: Client, child: Child, **answers: str) -> Check:
    """Answer everything well, and make the plan."""
    check = begin(browser, child)
    asked(browser, check, **answers)
    browser.post(reverse("player-ready", args=[check.pk, "wish"]), {"goal": "", "minutes": ""})
    return check


def where(page: HttpResponse) -> str:
    """Return the question that a page asks; nothing when it asks none."""
    chain: list[tuple[str, int]] = getattr(page, "redirect_chain", [])
    address = chain[-1][0] if chain else page.request["PATH_INFO"]  # type: ignore[attr-defined]  # the test client adds it
    parts = address.strip("/").split("/")
    return parts[2] if parts[0] == "ready" else ""


def text(page: HttpResponse) -> str:
    """Return what a page says, without its markup."""
    import html
    import re

    body = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())
