"""What every page knows: the chosen theme, where the request comes from, which version this is."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import Any

from django.http import HttpRequest

from handsong.web.accounts import epoch
from handsong.web.accounts.request import is_on_plain_lan
from handsong.web.library import drawings

THEME_COOKIE = "handsong_theme"
THEMES = ("day", "night")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what all templates may use; it asks the database once, for the epoch."""
    return {
        "theme": theme(request),
        "is_local": getattr(request, "is_local", False),
        "is_on_plain_lan": is_on_plain_lan(request),
        "version": version(),
        "edition": drawings.edition(),
        "epoch": epoch.current(),
    }


def theme(request: HttpRequest) -> str:
    """Return "day" or "night" when this device chose one, else nothing: the device's own setting holds."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


@cache
def version() -> str:
    """Return the version that runs."""
    return metadata.version("handsong")
