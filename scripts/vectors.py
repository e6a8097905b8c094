"""Write the cue machine as cases for the browser's tests, or say that the written ones are old."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from handsong.core import cues
from handsong.render import bundle

FILE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "cues.json"


def main(words: list[str]) -> int:
    """Write the cases with --write; without, return 1 when the file is out of date."""
    fresh = text()
    if "--write" in words:
        FILE.write_text(fresh, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == fresh:
        return 0
    print("tests/vectors/cues.json is out of date. Run make fix.")
    return 1


def text() -> str:
    """Return the machines, and every answer of both, one case a line."""
    machines = {name: bundle.machine(cried_today=cried) for name, cried in _DAYS.items()}
    cases = ",\n".join(json.dumps(case) for case in _cases())
    return f'{{"machines": {json.dumps(machines)},\n"cases": [\n{cases}\n]}}\n'


_DAYS = {"quiet-day": False, "cried-today": True}


def _cases() -> list[dict[str, Any]]:
    """Return every state and cue with what `cues.step` answers."""
    rows = []
    for day, cried in _DAYS.items():
        table = cues.table_for(cried_today=cried)
        for state in cues.State:
            for cue in cues.Cue:
                answer = cues.step(table, state, cue)
                ended = {"ended_by": answer.ended_by} if answer.ended_by else {}
                row = {"day": day, "state": state, "cue": cue}
                rows.append({**row, "answer": {"state": answer.state, "response": answer.response, **ended}})
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
