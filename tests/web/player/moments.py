"""A parent who answers, as the tests of the player need one."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.test import Client
from django.urls import reverse

from handsong.web.diary import here
from handsong.web.diary.models import Session
from handsong.web.families.models import Child
from handsong.web.player.models import Check

Page = Any
"""An answer with what the test client adds to it: its context, where it leads, how it came there."""

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


def answer(browser: Client, check: Check, question: str, given: str, **more: Any) -> Page:
    """Tap an answer, and follow where it leads."""
    return browser.post(
        reverse("player-ready", args=[check.pk, question]), {"answer": given, **more}, follow=True
    )


def asked(browser: Client, check: Check, **answers: str) -> Page:
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


def plan(browser: Client, check: Check) -> Page:
    """Look at the plan that a check gives, or at why there is none."""
    return browser.get(reverse("player-plan", args=[check.pk]), follow=True)


def planned_techniques(browser: Client, check: Check) -> list[str]:
    """Return what the plan's page lists, in its order; nothing where there is no plan."""
    return [row.technique.id for row in plan(browser, check).context.get("rows", [])]


def start(browser: Client, check: Check) -> Page:
    """Tap Start under the plan."""
    return browser.post(reverse("player-start", args=[check.pk]))


def started(browser: Client, child: Child, **answers: str) -> Session:
    """Answer everything well, make the plan and begin it."""
    check = planned(browser, child, **answers)
    start(browser, check)
    return Session.objects.get(pk=check.pk)


def techniques(session: Session) -> list[str]:
    """Return the techniques that a session plays, each once, in order."""
    return list(dict.fromkeys(step["technique"] for step in session.bundle["steps"]))


def send(browser: Client, session: Session, sent: Any) -> Page:
    """Send events as a phone does, and return the answer."""
    return tell(browser, message(session, sent))


def message(session: Session, sent: Any, **more: Any) -> dict[str, Any]:
    """Return what a phone sends of one session."""
    begun = {"child": str(session.child_id), "practice": session.is_practice}
    return {"sessions": {str(session.pk): begun}, "events": sent, **more}


def tell(browser: Client, told: Any) -> Page:
    """Send anything where a phone tells what happened."""
    return browser.post(reverse("player-tell"), json.dumps(told), content_type="application/json")


def goes_on_here(browser: Client, *sessions: Session) -> None:
    """Let a browser know sessions as begun on it."""
    browser.cookies[here.COOKIE] = ".".join(str(session.pk) for session in sessions)


def where(page: Page) -> str:
    """Return the question that a page asks; nothing when it asks none."""
    chain: list[tuple[str, int]] = getattr(page, "redirect_chain", [])
    address = chain[-1][0] if chain else page.request["PATH_INFO"]
    parts = address.strip("/").split("/")
    return parts[2] if parts[0] == "ready" else ""


def text(page: Page) -> str:
    """Return what a page says, without its markup."""
    import html
    import re

    body = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def whole(answer: Page) -> str:
    """Return all that an answer says: head, cookies and body; of a copy, every file in it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        copy = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(copy.read(name) + name.encode() for name in copy.namelist())
    return f"{answer.headers}\n{answer.cookies}\n{body.decode('utf-8', 'replace')}"
