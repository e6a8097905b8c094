"""The one place where pages read the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

SET_FORWARD = timedelta(minutes=5)
"""By so much a clock does not run fast: it was set, and stood behind until then."""


def now() -> datetime:
    """Return this moment in the family's time zone, as a fixed offset.

    Two times of one named zone are subtracted by their wall clocks, an hour wrong across a clock
    change; with an offset they are not.
    """
    return datetime.fromisoformat(timezone.localtime().isoformat())


class Watch:
    """Notices when this machine's clock is set forward, as that of a small computer without a battery is after a power cut.

    A machine that has slept looks the same; what is put right then is nothing.
    """

    def __init__(self) -> None:
        """Know nothing before it is looked at for the first time."""
        self._stood: datetime | None = None
        self._one_at_a_time = threading.Lock()

    def look(self, put_right: Callable[[datetime], object]) -> None:
        """Put right what was written by a clock that was behind, when it was set forward since the first look.

        Others wait meanwhile; where it fails it is tried again the next time.
        """
        if not self._is_set_forward():
            return
        with self._one_at_a_time:
            if self._is_set_forward():
                put_right(now())
                self._stood = _stands()

    def _is_set_forward(self) -> bool:
        stood, stands = self._stood, _stands()
        if stood is None or stands < stood:
            self._stood = stands
            return False
        return stands - stood > SET_FORWARD


def _stands() -> datetime:
    """Return what the clock showed, as it stands now, when the machine's own count of seconds began."""
    return now() - timedelta(seconds=time.monotonic())


WATCH = Watch()
