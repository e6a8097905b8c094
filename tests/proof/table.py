"""The table of never.csv and its small language: when something holds for a child, and what is then left out.

The language is described for its readers in tests/vectors/README.md. A word that the table does
not know is an error with the row's name, so a misspelt row can never quietly say nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.proof import facts
from tests.proof.ages import STAGES, Ages
from tests.proof.facts import DAY, HOUR, Happened

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
LEVELS = ("fine", "adapt", "avoid", "ask", "wait", "today", "emergency")


class TableError(ValueError):
    """A row of the table that cannot be read: which row, and which words."""


class Look(Protocol):
    """What a row may look at. Sets are whole numbers with a bit for each name."""

    ages: Ages
    stage: str
    gestation: int
    weight: int | None
    conditions: int
    yeses: int
    seen: int
    navel_healed: bool
    happened: tuple[Happened, ...]
    kinds: int
    is_asked: bool
    all_answered: bool
    answers: int
    signs: int
    stops: tuple[int, ...]
    cares: tuple[int, ...]
    test: str
    min_days: int
    sessions: int
    oil_ago: tuple[int, ...]
    allergy_in_family: bool


Test = Callable[[Look], bool]
Events = Callable[[Look], tuple[Happened, ...]]


class Row(NamedTuple):
    """One row as it is written."""

    id: str
    rule: str
    when: str
    never: str
    keeps: str
    level: str
    until: str
    section: str
    source: str


@dataclass(frozen=True)
class When:
    """A condition that was read: whether it holds, and what happened that makes it so.

    An answer or a sign counts as something that happens now. `needs` names a set of the case and
    the bits of which it must hold at least one ("" for none): only then is the row looked at.
    """

    holds: Test
    events: Events
    needs: tuple[str, int] = ("", 0)


class Names:
    """Names as bits of a whole number; an unknown name is an error."""

    def __init__(self, names: Iterable[str]) -> None:
        self._bits = {name: 1 << place for place, name in enumerate(names)}

    def bits(self, names: Iterable[str]) -> int:
        """Return the set of these names."""
        found = 0
        for name in names:
            if name not in self._bits:
                raise TableError(f"“{name}” is not known here; known are {', '.join(self._bits)}.")
            found |= self._bits[name]
        return found


CONDITIONS = Names((*facts.CONDITIONS, *facts.YESES_ONLY))
SIGNS = Names(facts.SIGNS)
HAPPENINGS = Names(facts.HAPPENINGS)
MILESTONES = Names(facts.MILESTONES)
ANSWERS = Names(f"{question} {answer}" for question, answers in facts.ANSWERS.items() for answer in answers)


def rows(path: Path = VECTORS / "never.csv") -> tuple[Row, ...]:
    """Return the rows of the table as they are written."""
    with path.open(encoding="utf-8", newline="") as file:
        found = tuple(Row(**row) for row in csv.DictReader(file))
    for row in found:
        if row.level not in LEVELS:
            raise TableError(f"{row.id}: level “{row.level}” is none of {', '.join(LEVELS)}.")
    if len({row.id for row in found}) != len(found):
        raise TableError("Two rows have the same id.")
    return found


def parts(path: Path = VECTORS / "parts.csv") -> Mapping[str, frozenset[str]]:
    """Return the zones that each part of the body covers."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["part"]: frozenset(listed(row["zones"])) for row in csv.DictReader(file)}


def listed(text: str) -> list[str]:
    """Return the names of a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def when(text: str) -> When:
    """Read a condition such as `under 3 months and not seen rolls, crawls`."""
    text = text.strip()
    for joint, join in ((" or ", _either), (" and ", _both)):
        pieces = _split(text, joint)
        if len(pieces) > 1:
            return join([when(piece) for piece in pieces])
    if text.startswith("not "):
        inner = when(text.removeprefix("not "))
        return _plain(lambda look: not inner.holds(look))
    if text.startswith("(") and text.endswith(")"):
        return when(text[1:-1])
    for pattern, read in _FACTS:
        found = re.fullmatch(pattern, text)
        if found:
            return read(*found.groups())
    raise TableError(f"“{text}” is no fact that a row can look at.")


def _split(text: str, joint: str) -> list[str]:
    """Split at the joints that stand outside brackets."""
    pieces, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(joint, place):
            pieces.append(text[start:place])
            start = place + len(joint)
    return [*pieces, text[start:]]


def _either(several: list[When]) -> When:
    tests = tuple(one.holds for one in several)
    kinds = {one.needs[0] for one in several}
    bits = 0
    for one in several:
        bits |= one.needs[1]
    needs = (kinds.pop(), bits) if len(kinds) == 1 else ("", 0)

    def holds(look: Look) -> bool:
        for test in tests:  # noqa: SIM110 - a million cases
            if test(look):
                return True
        return False

    return When(holds, _all_events(several), needs)


def _both(several: list[When]) -> When:
    tests, events = tuple(one.holds for one in several), _all_events(several)
    needs = next((one.needs for one in several if one.needs[0]), ("", 0))

    def holds(look: Look) -> bool:
        for test in tests:  # noqa: SIM110 - a million cases
            if not test(look):
                return False
        return True

    return When(holds, lambda look: events(look) if holds(look) else (), needs)


def _all_events(several: list[When]) -> Events:
    each = tuple(one.events for one in several)
    return lambda look: tuple(event for events in each for event in events(look))


def _no_events(look: Look) -> tuple[Happened, ...]:
    return ()


def _plain(test: Test) -> When:
    return When(test, _no_events)


def _told(test: Test, needs: tuple[str, int] = ("", 0)) -> When:
    """Return a fact that was told now."""
    now = (Happened("told", 0),)
    return When(test, lambda look: now if test(look) else (), needs)


def _always() -> When:
    return _plain(lambda _look: True)


def _stage(names: str) -> When:
    wanted = frozenset(listed(names))
    if not wanted <= set(STAGES):
        raise TableError(f"“{names}”: stages are {', '.join(STAGES)}.")
    return _plain(lambda look: look.stage in wanted)


def _under_months(number: str) -> When:
    months = int(number)
    return _plain(lambda look: look.ages.is_under_months(months))


def _from_months(number: str) -> When:
    months = int(number)
    return _plain(lambda look: not look.ages.is_under_months(months))


def _under_days(number: str) -> When:
    days = int(number)
    return _plain(lambda look: look.ages.youngest_days < days)


def _born_before(weeks: str, days: str) -> When:
    least = int(weeks) * 7 + int(days)
    return _plain(lambda look: look.gestation < least)


def _birth_weight(number: str) -> When:
    grams = int(number)
    return _plain(lambda look: look.weight is not None and look.weight < grams)


def _condition(names: str) -> When:
    if names.endswith(" without yes"):
        held = CONDITIONS.bits(listed(names.removesuffix(" without yes")))
        return When(lambda look: look.conditions & held & ~look.yeses != 0, _no_events, ("conditions", held))
    wanted = CONDITIONS.bits(listed(names))
    return When(lambda look: look.conditions & wanted != 0, _no_events, ("conditions", wanted))


def _yes(names: str) -> When:
    wanted = CONDITIONS.bits(listed(names))
    return _plain(lambda look: look.yeses & wanted != 0)


def _seen(names: str) -> When:
    wanted = MILESTONES.bits(listed(names))
    return _plain(lambda look: look.seen & wanted != 0)


def _sign(names: str) -> When:
    wanted = SIGNS.bits(listed(names))
    return _told(lambda look: look.signs & wanted != 0, ("signs", wanted))


def _sign_but(names: str) -> When:
    besides = SIGNS.bits(listed(names))
    return _told(lambda look: look.signs & ~besides != 0)


def _answer(question: str, names: str) -> When:
    wanted = ANSWERS.bits(f"{question} {name}" for name in listed(names))
    return _told(lambda look: look.answers & wanted != 0, ("answers", wanted))


def _within(what: str, number: str, unit: str) -> When:
    return _happened(what, span=int(number) * (HOUR if unit == "hours" else DAY))


def _still(what: str) -> When:
    return _happened(what, span=None)


def _happened(what: str, *, span: int | None) -> When:
    def events(look: Look) -> tuple[Happened, ...]:
        return tuple(
            one
            for one in look.happened
            if one.what == what and (one.still if span is None else one.ago < span)
        )

    return When(lambda look: bool(events(look)), events, ("kinds", HAPPENINGS.bits([what])))


def _stops(number: str) -> When:
    span = int(number) * HOUR

    def events(look: Look) -> tuple[Happened, ...]:
        return tuple(Happened("crying stop", ago) for ago in look.stops if ago < span)

    return When(lambda look: len(events(look)) >= 2, events)


def _cares(number: str) -> When:
    span = int(number) * HOUR

    def events(look: Look) -> tuple[Happened, ...]:
        return tuple(Happened("care ending", ago) for ago in look.cares if ago < span)

    return When(lambda look: bool(events(look)), events)


def _sessions(number: str) -> When:
    least = int(number)
    return _plain(lambda look: look.sessions < least)


def _oil_sessions(number: str, days: str) -> When:
    most, span = int(number), int(days) * DAY
    return _plain(lambda look: sum(ago < span for ago in look.oil_ago) >= most)


_FACTS: tuple[tuple[str, Callable[..., When]], ...] = (
    (r"always", _always),
    (r"stage (.+)", _stage),
    (r"under (\d+) months", _under_months),
    (r"from (\d+) months", _from_months),
    (r"under (\d+) days", _under_days),
    (r"corrected today", lambda: _plain(lambda look: look.ages.due is not None)),
    (r"born before (\d+)\+(\d)", _born_before),
    (r"birth weight under (\d+) g", _birth_weight),
    (r"condition (.+)", _condition),
    (r"yes ([a-z, -]+)", _yes),
    (r"navel healed", lambda: _plain(lambda look: look.navel_healed)),
    (r"seen ([a-z, -]+)", _seen),
    (r"asked", lambda: _plain(lambda look: look.is_asked)),
    (r"all answered", lambda: _plain(lambda look: look.all_answered)),
    (r"answer (\w+) ([a-z0-9, -]+)", _answer),
    (r"any sign but ([a-z0-9, -]+)", _sign_but),
    (r"sign ([a-z0-9, -]+)", _sign),
    (r"([a-z-]+) within (\d+) (hours|days)", _within),
    (r"([a-z-]+) still", _still),
    (r"two crying stops within (\d+) hours", _stops),
    (r"care ending within (\d+) hours", _cares),
    (r"too young for the product", lambda: _plain(lambda look: look.ages.youngest_days < look.min_days)),
    (r"patch test clear", lambda: _plain(lambda look: look.test == "clear")),
    (r"fewer than (\d+) sessions", _sessions),
    (r"(\d+) oil sessions within (\d+) days", _oil_sessions),
    (r"allergy in the family", lambda: _plain(lambda look: look.allergy_in_family)),
)
"""Every fact a row can look at, and how it is read."""
