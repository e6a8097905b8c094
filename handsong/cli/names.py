"""Names as people type them: the real one, or a sentence that offers the nearest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from handsong.core import names as spoken

SHORT_LIST = 24
"""Up to this many names are all told; of more, the nearest."""


class NotUnderstoodError(ValueError):
    """What was typed cannot be used; the message names it and the remedy."""


def tidy(typed: str) -> str:
    """Return what was typed as ids are written: lower case, with hyphens."""
    return "-".join(typed.strip().lower().replace("_", " ").replace("-", " ").split())


def called(typed: str | None) -> str:
    """Return what the child is called, nothing when no name was given; raises NotUnderstoodError."""
    if typed is None:
        return ""
    try:
        return spoken.read(typed)
    except spoken.NotAName as error:
        raise NotUnderstoodError(f"--name: {error}") from None


def one_of(what: str, typed: str, known: Iterable[str], *, also: Mapping[str, str] | None = None) -> str:
    """Return the known name that was typed; raises NotUnderstoodError naming the nearest.

    `also` maps other things people call it to the real name: they are offered, never taken silently.
    """
    names = sorted(set(known))
    if tidy(typed) in names:
        return tidy(typed)
    other = {tidy(word): name for word, name in (also or {}).items()}
    near = nearest(tidy(typed), {*names, *other})
    near = other.get(near, near)
    if near:
        raise NotUnderstoodError(f"{what}: “{typed}” is not known. Did you mean “{near}”?")
    if len(names) <= SHORT_LIST:
        raise NotUnderstoodError(f"{what}: “{typed}” is not known. Give one of {', '.join(names)}.")
    raise NotUnderstoodError(
        f"{what}: “{typed}” is not known. “handsong explain {_listing(what)}” lists the names."
    )


def nearest(typed: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant: one that begins so, is spelt alike, or holds the word."""
    words = sorted(names)
    begins = [word for word in words if typed and word.startswith(typed)]
    alike = difflib.get_close_matches(typed, words, n=1, cutoff=0.7)
    holds = [word for word in words if typed in re.split(r"[-.]", word) or word in typed]
    return next(iter([*begins, *alike, *(holds if typed else [])]), "")


def _listing(what: str) -> str:
    """Return the word under which explain lists the names of an option."""
    lists = {
        "--condition": "conditions",
        "--yes": "conditions",
        "--sign": "signs",
        "--country": "countries",
        "technique": "techniques",
    }
    return lists.get(what, "rules")
