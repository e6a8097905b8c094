"""Scripts on their way to a phone: without their notes, line for line."""

from __future__ import annotations

from pathlib import Path

import pytest

from handsong.web.site.storage import without_notes
from tests.web.site.serving import ROOT

SCRIPTS = sorted((ROOT / "handsong").rglob("static/**/*.js"))

WRITTEN = """\
/**
 * What a step is.
 */
// A line of its own.
const home = "https://example.org/*"; // said beside code

  /* one line */
export const step = 3; /* beside */ export const other = 4; /* again */
"""
SENT = """\




const home = "https://example.org/*"; // said beside code


export const step = 3; /* beside */ export const other = 4; /* again */
"""


def test_notes_stay_at_home_and_every_line_keeps_its_number() -> None:
    assert without_notes(WRITTEN) == SENT


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_in_a_script_of_ours_only_notes_begin_like_notes(script: Path) -> None:
    """A text over several lines could hold a line that looks like a note."""
    text = script.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.count("`") % 2] == []
    assert without_notes(text).count("\n") == text.count("\n")
