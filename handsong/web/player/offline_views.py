"""What a phone needs to start without a network: the worker, the page it shows then, and what it asks first.

Worker and page are the same for everybody and hold no private word, since the browser keeps both for good.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware import csrf
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from handsong.web.accounts import epoch
from handsong.web.accounts.request import Request
from handsong.web.families import door as families
from handsong.web.families.rights import Deed
from handsong.web.player import forms, shelves

HERE = Path(__file__).resolve().parent
SCRIPT = "text/javascript; charset=utf-8"

OF_THE_SITE = (
    *("site/find.js", "site/tokens.css", "site/site.css", "handsong/drawing.css"),
    *("site/fonts/source-sans-3.woff2", "site/mark.svg"),
)
"""What the page for no network takes from other rooms; of the player's own it takes all."""


@require_GET
def worker(request: Request) -> HttpResponse:
    """Send the service worker, which is asked for again at each visit and never kept."""
    return HttpResponse(_worker(), SCRIPT)


@require_GET
def shell(request: Request) -> HttpResponse:
    """Send the page that stands in for every other when there is no network; it knows nobody."""
    return HttpResponse(_shell())


@require_GET
def known(request: Request) -> JsonResponse:
    """Send whose shelves a phone may keep, and what it needs to send what it kept.

    A phone that asks for a PIN may keep none: without a network nobody could ask for it.
    """
    asks_pin = request.device is not None and bool(request.device.pin)
    children = families.children_of(request.person, Deed.CARE)
    return JsonResponse(
        {
            "token": csrf.get_token(request),
            "epoch": epoch.current(),
            "version": shelves.version(),
            "children": [str(child.pk) for child in children if not asks_pin],
        }
    )


@cache
def _shell() -> str:
    return render_to_string("player/offline.html", {"after": forms.AfterForm()})


@cache
def _worker() -> str:
    given = {
        "VERSION": _version(),
        "STATIC": settings.STATIC_URL,
        "SHELL": reverse("player-shell"),
        "FILES": _files(),
    }
    rows = (f"const {name} = {json.dumps(value)};" for name, value in given.items())
    return "\n".join([*rows, _script()])


@cache
def _script() -> str:
    return (HERE / "worker" / "sw.js").read_text(encoding="utf-8")


@cache
def _version() -> str:
    """Return the name of this version of all that a phone keeps: it changes when any of it does."""
    whole = "\n".join([*_files(), _shell(), _script()])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@cache
def _files() -> tuple[str, ...]:
    """Return the addresses of what the page for no network is made of; each names what is in it."""
    folder = HERE / "static"
    own = (
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in {".js", ".css"}
    )
    return tuple(static(name) for name in sorted((*own, *OF_THE_SITE)))
