"""One workbench for all proofs: the content as the program loads it, and the oracle over its raw files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from handsong.content import files, load
from handsong.core.plan import Craft
from tests.proof import probes, program, selectors
from tests.proof.allowed import Bench
from tests.proof.oil import OilBench
from tests.proof.oracle import Oracle
from tests.proof.plans import Promises, lengths
from tests.proof.selectors import Technique


@dataclass(frozen=True)
class Workbench:
    """What the proofs need, made once a process."""

    content: Path
    craft: Craft
    techniques: tuple[Technique, ...]
    safety: Bench
    oil: OilBench
    promises: Promises


@lru_cache(maxsize=1)
def workbench() -> Workbench:
    """Return the workbench over the content of this repository."""
    craft = load.load().craft
    raw = selectors.techniques(files.HERE)
    probing = program.with_probes(craft.library, probes.probes())
    wide = Oracle((*raw, *probes.probes()), probing.places(probing.all))
    narrow = Oracle(raw, craft.library.places(craft.library.all))
    return Workbench(
        files.HERE,
        craft,
        raw,
        Bench(craft.safety, probing, wide),
        OilBench(craft.oil, probing, wide),
        Promises(craft, narrow, lengths()),
    )
