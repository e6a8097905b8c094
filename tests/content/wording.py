"""What parents read, gathered; and how hard it is to read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from handsong.content import files

LANGUAGE = "en"
NOT_READ = frozenset({"search"})
"""Keys whose texts are typed by parents, never shown to them."""

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_END = re.compile(r"[.?!:;]+(?:\s|$)|\n")


def texts(folder: Path = files.HERE) -> Iterator[tuple[str, str]]:
    """Yield the place and the words of everything that a parent reads or hears."""
    for path in sorted(folder.rglob("*.toml")):
        place = str(path.relative_to(folder))
        if not place.startswith(("figures/", "sources")):
            yield from _within(tomllib.loads(path.read_text(encoding="utf-8")), place, is_read=False)


def _within(node: object, place: str, *, is_read: bool) -> Iterator[tuple[str, str]]:
    if isinstance(node, str) and is_read:
        yield place, node
    if isinstance(node, list):
        for number, item in enumerate(node):
            name = item.get("id", number) if isinstance(item, dict) else number
            yield from _within(item, f"{place}[{name}]", is_read=is_read)
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in NOT_READ:
                yield from _within(value, f"{place}: {key}", is_read=is_read or key == LANGUAGE)


def sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence."""
    return [words for words in (_WORD.findall(part) for part in _END.split(text)) if words]


def syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    silent_e = letters.endswith("e") and not letters.endswith(("le", "ee"))
    silent_ed = letters.endswith("ed") and not letters.endswith(("ted", "ded"))
    return max(count - (silent_e or silent_ed), 1)


def grade(text: str) -> float:
    """Return the school grade that can read the text (Flesch and Kincaid's formula); age is about five more."""
    split = sentences(text)
    words = [word for sentence in split for word in sentence]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(split) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
