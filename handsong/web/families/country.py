"""Which country a browser seems to be in: read from the languages it asks for."""

from __future__ import annotations

import re

_REGION = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?=[;,\s]|$)", re.IGNORECASE)


def guess(accept_language: str, known: frozenset[str]) -> str:
    """Return the first region that help numbers are known for, such as "AU"; or nothing."""
    named = (match.group(1).upper() for match in _REGION.finditer(accept_language[:200]))
    return next((region for region in named if region in known), "")
