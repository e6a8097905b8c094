"""What a proof has seen: how many cases, how many of them bad, each kind of fault with one example, and corners met."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """A count that pieces of a proof are added to; `met` counts corners that a proof must not leave out."""

    cases: int = 0
    bad: int = 0
    kinds: dict[str, tuple[int, str]] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, faults: Iterable[str], example: object) -> None:
        """Count one case and what is wrong with it."""
        self.cases += 1
        found = tuple(faults)
        self.bad += bool(found)
        for fault in found:
            self._note(fault, 1, f"{fault}: {example}")

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.cases += other.cases
        self.bad += other.bad
        self.met.update(other.met)
        for fault, (count, example) in other.kinds.items():
            self._note(fault, count, example)

    def told(self) -> list[str]:
        """Return each kind of fault with its number and one example, the most frequent first."""
        ordered = sorted(self.kinds.values(), key=lambda kind: (-kind[0], kind[1]))
        return [f"{count:,} × {example}" for count, example in ordered]

    def _note(self, fault: str, count: int, example: str) -> None:
        kind = re.sub(r"\d+(\.\d+)?", "#", fault.partition(":")[0])
        before, first = self.kinds.get(kind, (0, example))
        self.kinds[kind] = before + count, first


def of(faults: Iterable[str], cases: int) -> Tally:
    """Return the tally of a proof that hands over its faults alone."""
    found = list(faults)
    return Tally(cases, len(found), {fault: (1, fault) for fault in found})


def total(several: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies."""
    summed = Tally()
    for one in several:
        summed.add(one)
    return summed
