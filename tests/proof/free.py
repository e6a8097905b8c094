"""What a massage may be gone on with, as the program writes it on the shelf of a home, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handsong.core.situation import Situation
from handsong.web.player import flags, queries
from handsong.web.player.asking import Standing
from handsong.web.player.models import Check
from tests.proof.phones import Answered
from tests.proof.shelf_homes import Home


@dataclass(frozen=True)
class _Lately(Standing):
    """The child of a home as its checks of the last day left it."""

    home: Home | None = None

    @property
    def unasked(self) -> Situation:
        """The child when the shelf was made, as if nothing had been asked."""
        assert self.home
        return _unasked(self.home)


def of(home: Home, checks: Iterable[Answered]) -> list[str]:
    """Return what the shelf says is free, after these checks on the pages."""
    now = home.made_at
    rows = [
        Check(begun_at=one.at, answers=dict(one.answers), signs=list(one.signs), signs_at=one.at)
        for one in checks
    ]
    fresh = [row for row in rows if not row.is_old(now)]
    newest = fresh[-1] if fresh else Check(begun_at=now)
    ticked = flags.ticked(rows, now) | home.flags(now)
    return queries.free(_Lately(newest, now, home.so_far, flags.red(_unasked(home), ticked), home))


def _unasked(home: Home) -> Situation:
    now, so_far = home.made_at, home.so_far
    return Situation(home.child, now, None, so_far.crying_stops(now), so_far.care_endings(now))
