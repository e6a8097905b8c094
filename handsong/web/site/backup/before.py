"""What is said of a backup before somebody decides: who is erased in it all the same, and who gets in."""

from __future__ import annotations

from pathlib import Path

from handsong.web.site.backup import archive, closed, forgetting, former, lineage, remembering
from handsong.web.site.backup.restore import THEN, Staged


def stays_erased(data: Path, staged: Staged) -> int:
    """Return how many children and people are in what was opened who were erased here since."""
    return forgetting.comes_back(data, staged.folder / archive.DATABASE)


def who_gets_in(data: Path, staged: Staged) -> closed.Known:
    """Return what the household here tells of who may get in, once what was opened is in place."""
    then = lineage.noted(staged.folder / THEN)
    return closed.known(data, former.read(data), staged.folder / archive.DATABASE, then=then)


def may_come_back(data: Path) -> bool:
    """Whether nothing here can tell any more who was erased, so that they come back with an older backup."""
    return not remembering.is_known(data)
