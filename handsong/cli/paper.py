"""Plain text for a terminal: paragraphs and lists that read well at 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from datetime import datetime

from handsong.cli.arguments import WIDTH
from handsong.cli.given import LANGUAGE
from handsong.content.values import Content, Line
from handsong.core.findings import Finding, Level
from handsong.core.readiness import QUESTIONS
from handsong.render.day_words import time_in_words
from handsong.render.speech import filled

_CALLED_BY_NAME = re.compile(r",\s*\{name\}(?=[?.,]|$)")
_FIRST_WORD = re.compile(r"(?:^|(?<=[.?:] ))\{name\}")

LEVELS = {
    Level.FINE: "fine",
    Level.ADAPT: "go gently",
    Level.AVOID: "leave out",
    Level.ASK: "ask first",
    Level.WAIT: "wait",
    Level.TODAY: "doctor today",
    Level.EMERGENCY: "emergency",
}
"""How grave a finding is, in words for a parent."""


def paragraph(text: str, *, indent: int = 0, first: str = "") -> str:
    """Return the text wrapped; `first` stands before it and the rest hangs under its first word."""
    hang = " " * (indent + len(first))
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH - 2,
        initial_indent=" " * indent + first,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def named(text: str, name: str) -> str:
    """Return words that hold a name with the child's own in it, or so that none is missed."""
    if name:
        return filled(text, name=name)
    unnamed = _CALLED_BY_NAME.sub("", text)
    return filled(_FIRST_WORD.sub("Your child", unnamed), name="your child")


def heading(text: str) -> str:
    """Return a heading with a line under it."""
    return f"{text}\n{'-' * len(text)}"


def joined(blocks: Iterable[str]) -> str:
    """Return blocks with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def about(finding: Finding, content: Content) -> str:
    """Return what a finding is about in words: a condition, a part of the body, a sign or a question."""
    names = {row.id: row.name[LANGUAGE] for row in content.conditions}
    names |= {row.id: row.text[LANGUAGE] for row in content.signs}
    names |= {row.id: row.ask[LANGUAGE] for row in content.questions}
    names |= {part: words[LANGUAGE] for part, words in content.words.part.items()}
    return names.get(finding.where, "")


def finding(one: Finding, content: Content, now: datetime) -> str:
    """Return a finding as a block: how grave, about what, why, until when, whom to ask, by which source."""
    what = about(one, content) or _ceiling(one)
    reason = one.reason(LANGUAGE)
    head = f"{LEVELS[one.level]}: "
    if what and what.lower() not in reason.lower():
        head += f"{what} " if what.endswith(("?", ".")) else f"{what}: "
    head += reason
    rows = [paragraph(head, first="- ")]
    if one.until is not None:
        rows.append(paragraph(f"Until {time_in_words(one.until, now)}.", indent=2))
    if one.whom(LANGUAGE):
        rows.append(paragraph(one.whom(LANGUAGE), indent=2))
    if one.rule.id == "unanswered":
        best, *others = QUESTIONS[one.where]
        rows.append(paragraph(f"Say --answer {one.where}={best}, or {', '.join(others)}.", indent=2))
    rows.append(paragraph(basis(one), indent=2))
    return "\n".join(rows)


def _ceiling(one: Finding) -> str:
    """Return the most minutes that a finding about length allows, in words."""
    return (
        f"At most {one.where} minute{'s' * (one.where != '1')}" if one.rule.id.startswith("length-") else ""
    )


def line(one: Line) -> str:
    """Return a telephone line: who answers, the number, what for."""
    what = f" ({one.what})" if one.what else ""
    return paragraph(f"{one.name}: {one.number}{what}")


def basis(one: Finding) -> str:
    """Return a finding's rule with its sources, and how certain it is where no source settles it."""
    sources = ", ".join(one.rule.sources)
    certainty = "" if one.rule.certainty == "sourced" else str(one.rule.certainty)
    return f"[{'; '.join(part for part in (one.rule.id, sources, certainty) if part)}]"


def bibliography(keys: Iterable[str], content: Content) -> str:
    """Return the sources with these keys: title and address, in the order in which they come first."""
    rows = []
    for key in dict.fromkeys(keys):
        source = content.sources[key]
        rows.append(paragraph(source.title, first=f"{key}: "))
        # An address is never broken, so that it can be copied.
        rows += [f"  {source.address}"] * bool(source.address)
    return "\n".join(rows)
