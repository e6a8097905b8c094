"""What somebody typed or a program sent: whether both databases keep it, and how it is made so."""

from __future__ import annotations

import re

_NOT_KEPT = re.compile("[\0\ud800-\udfff]")


def can_be_kept(text: str) -> bool:
    """Whether both databases keep it: no zero, and no half of a letter (a lone surrogate)."""
    return "\0" not in text if text.isascii() else not _NOT_KEPT.search(text)


def fit_to_keep(text: str) -> str:
    """Return text that both databases keep: what they do not is a question mark in a box."""
    return _NOT_KEPT.sub("\N{REPLACEMENT CHARACTER}", text)
