"""What may be a name: any script of the world, nothing that a voice cannot say."""

from __future__ import annotations

import unicodedata

MOST_LETTERS = 40
_JOINERS = "\u200c\u200d"
"""Persian, Hindi and others need these between letters; every other invisible sign is refused."""

_MARKS = " -‐'’ʼʻ`.,·‧()・"


class NotAName(ValueError):
    """Not a name; the message says what to change."""


def read(text: str) -> str:
    """Return a name or nickname, tidied; raises NotAName with a sentence."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise NotAName("Give a first name or a nickname, such as Mia.")
    odd = next((sign for sign in name if not _may_stand_in_a_name(sign)), "")
    if odd and unicodedata.category(odd).startswith("C"):
        raise NotAName("The name holds an invisible sign. Type it again by hand.")
    if odd:
        raise NotAName(f"The voice says the name aloud, and cannot say “{odd}”. Leave it out.")
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        raise NotAName("Give a name with at least one letter, such as Mia.")
    if len(name) > MOST_LETTERS:
        raise NotAName(f"The name has {len(name)} letters. Give up to {MOST_LETTERS}; a nickname is fine.")
    return name


def _may_stand_in_a_name(sign: str) -> bool:
    return sign in _MARKS or sign in _JOINERS or unicodedata.category(sign)[0] in "LMN"


def isolated(name: str) -> str:
    """Return a name that keeps its own writing direction inside a sentence of plain text."""
    return f"\u2068{name}\u2069"
