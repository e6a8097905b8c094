"""Which time zone a family lives in: guessed from the browser, else from this machine."""

from __future__ import annotations

import os
import zoneinfo
from functools import cache
from pathlib import Path

LOCALTIME, NAMED = Path("/etc/localtime"), Path("/etc/timezone")


def known(name: str) -> bool:
    """Whether this is the name of a time zone, such as Australia/Melbourne."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def of_this_machine() -> str:
    """Return the time zone of the machine, or UTC when it does not say.

    Settings ask first: Django writes its own answer into TZ, which is then the same.
    """
    linked = str(LOCALTIME.resolve()).rpartition("zoneinfo/")[2] if LOCALTIME.is_symlink() else ""
    named = NAMED.read_text(encoding="ascii").strip() if NAMED.is_file() else ""
    said = os.environ.get("TZ", "").lstrip(":")
    return next((name for name in (said, linked, named) if name and known(name)), "UTC")


def guess(browser_says: str) -> str:
    """Return the browser's zone when it is one, else the machine's."""
    return browser_says if known(browser_says) else of_this_machine()
