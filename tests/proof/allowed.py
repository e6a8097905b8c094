"""The proof of the allowed set: program and oracle agree on every case, rule by rule and side by side."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from handsong.core import safety
from handsong.core.findings import Level, RuleBook, Verdict
from handsong.core.situation import Situation
from handsong.core.technique import Library
from tests.proof import cases, program
from tests.proof.facts import Case
from tests.proof.oracle import Opinion, Oracle, Says
from tests.proof.tally import Tally

LEVELS = {level.word: level for level in Level}
WORDS = {level: word for word, level in LEVELS.items()}


class Source(Protocol):
    """Cases by number."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, number: int) -> Case:
        """Return one."""


SOURCES: dict[str, Source] = {
    "ages": cases.Calendar(),
    "mixes": cases.Alone(),
    "full": cases.Full(),
}
"""The cases by where they come from; together they are the whole proof."""


ALLOWED, LEFT_OUT, LEADS = "wrongly allowed:", "wrongly left out:", "the level is"
"""How a difference begins that reaches the child; any other is about the reasons alone."""


@dataclass(frozen=True)
class Bench:
    """What both sides are asked about: the rule book, the library with its probes, and the oracle."""

    book: RuleBook
    library: Library
    oracle: Oracle

    def differences(self, case: Case) -> tuple[str, ...]:
        """Return how program and oracle differ on a case; nothing when they agree."""
        now = program.situation(case)
        return self.compare(self.oracle.opinion(case), now, safety.check(self.book, now))

    def compare(self, wanted: Opinion, now: Situation, verdict: Verdict) -> tuple[str, ...]:
        """Return how a verdict of the program differs from the oracle's opinion."""
        allowed = safety.allowed(self.library, now, verdict)
        agrees = allowed == wanted.allowed and verdict.level is LEVELS[wanted.level]
        said = self._said(now, verdict, wanted)
        if agrees and said == wanted.by_rule:
            return ()
        return tuple(self._in_words(wanted, allowed, said, verdict.level.word))

    def _said(self, now: Situation, verdict: Verdict, wanted: Opinion) -> dict[str, Says]:
        """Return what each rule says, in the oracle's terms.

        An end in time is compared where the table names one; where it names none, and the level
        lets a parent wait, none may be promised.
        """
        found: dict[str, Says] = {}
        for finding in verdict.findings:
            rule = finding.rule
            word, covered = WORDS[finding.level], self.library.covered(finding.scope, now.build)
            expected = wanted.by_rule.get(rule.id)
            lasts = minutes = None
            if finding.until is not None and (word == "wait" or rule.id in self.oracle.timed):
                lasts = int((finding.until - now.now).total_seconds()) // 60
            if expected is not None and expected.minutes is not None:
                minutes = int(rule.numbers["longest"])
            before = found.get(rule.id)
            if before is not None:
                covered |= before.out
                lasts = None if lasts is None or before.lasts is None else max(lasts, before.lasts)
            found[rule.id] = Says(word, covered, lasts, minutes)
        return found

    def _in_words(self, wanted: Opinion, allowed: int, said: dict[str, Says], level: str) -> Iterator[str]:
        """Go through what differs, what reaches a child first."""
        if allowed & ~wanted.allowed:
            yield f"{ALLOWED} {self._named(allowed & ~wanted.allowed)}"
        if wanted.allowed & ~allowed:
            yield f"{LEFT_OUT} {self._named(wanted.allowed & ~allowed)}"
        if level != wanted.level:
            yield f"{LEADS} {level} where the table says {wanted.level}"
        silent = Says("silence", 0, None, None)
        for rule in sorted(said.keys() | wanted.by_rule.keys()):
            got, other = said.get(rule, silent), wanted.by_rule.get(rule, silent)
            if got.level != other.level:
                yield f"{rule}: {got.level} where the table says {other.level}"
            elif got != other:
                yield (
                    f"{rule}: leaves out otherwise {self._named(got.out ^ other.out)}, "
                    f"lasts {got.lasts} or {other.lasts} minutes, agrees to {got.minutes} or {other.minutes}"
                )

    def _named(self, which: int) -> str:
        return ", ".join(" ".join(filter(None, place)) for place in self.library.places(which)[:5])


@dataclass(frozen=True)
class Chunk:
    """A run of cases of one source."""

    source: str
    start: int
    stop: int


def chunks(size: int = 20_000) -> list[Chunk]:
    """Return the whole proof in pieces."""
    return [
        Chunk(name, start, min(start + size, len(source)))
        for name, source in SOURCES.items()
        for start in range(0, len(source), size)
    ]


def check(bench: Bench, chunk: Chunk) -> Tally:
    """Prove the cases of a chunk."""
    tally, source = Tally(), SOURCES[chunk.source]
    for number in range(chunk.start, chunk.stop):
        case = source[number]
        tally.take(bench.differences(case), case)
    return tally


def share(count: int, seed: int) -> list[Case]:
    """Return this many cases drawn from all sources, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - a draw that anybody can repeat
    each = count // len(SOURCES)
    return [source[number] for source in SOURCES.values() for number in draw.sample(range(len(source)), each)]
