"""One rule asked about one child."""

from __future__ import annotations

from collections.abc import Iterable

from handsong.core import safety
from handsong.core.child import Child
from handsong.core.findings import Finding
from handsong.core.readiness import Answers
from tests.core.making import READY, now, rule


def speaks(
    name: str, of: Child | None = None, answers: Answers | None = READY, **made: object
) -> list[Finding]:
    """Return what the rule of this name finds, made with these conditions, signs and numbers."""
    return list(safety.RULES[name](rule(name, **made), now(of, answers)))  # type: ignore[arg-type]


def wheres(findings: Iterable[Finding]) -> list[str]:
    return [finding.where for finding in findings]
