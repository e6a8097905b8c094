"""A command line for tests: what was typed, what came back."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from dataclasses import dataclass
from typing import Any

from handsong import main

ISSUE = "plan --born 2026-10-02 --weeks-early 5 --birth-weight 1.9kg --goal sleep --minutes 6 --on 2026-11-23"
"""The example that the product was ordered with."""

MIA = "--born 2026-08-31 --weeks-early 8 --on 2026-11-23"
"""Twelve weeks old and born eight weeks early: what fits twelve weeks is wrong for her."""

NOAH = "--born 2026-03-23 --on 2026-11-23"
"""Eight months old, born on time."""

WELL = "--answer state=quiet-alert --answer feed=over-45 --answer well=yes --answer skin=nothing --answer place=ready"


@dataclass(frozen=True)
class Ran:
    """A command's status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """What it printed, as data."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def handsong(typed: str) -> Ran:
    """Return what comes of typing this after `handsong`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main.main(shlex.split(typed))
    return Ran(status, out.getvalue(), err.getvalue())


def planned(options: str) -> dict[str, Any]:
    """Return the plan for these options as data."""
    return handsong(f"plan --json {options}").data


def rules(plan: dict[str, Any]) -> list[str]:
    """Return the rules that speak in a plan."""
    return [finding["rule"] for finding in plan["findings"]]


def techniques(plan: dict[str, Any]) -> list[str]:
    """Return the techniques of a plan in order."""
    return [item["technique"] for item in plan["items"]]
