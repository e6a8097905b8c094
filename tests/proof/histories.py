"""Twelve pasts that a family may bring: none, short, long, happy, refused, stopped, tired today, oiled this week."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache

from handsong.core.cues import Cue, EndedBy, Response
from handsong.core.progress import Progress, Recent, Tried

LIKED = Tried(enjoyed=5, refused=0, times=6, last_two=(False, False))
TRIED_ONCE = Tried(enjoyed=1, refused=0, times=1, last_two=(False,))
REFUSED = Tried(enjoyed=1, refused=4, times=6, last_two=(True, True))
ALWAYS_REFUSED = Tried(enjoyed=0, refused=3, times=3, last_two=(True, True))

REGIONS = ("legs", "tummy", "chest", "arms", "face", "back", "whole", "shoulders", "bottom", "neck")


def history(number: int, names: tuple[str, ...], now: datetime) -> Progress:
    """Return the past with this number for a family that knows techniques of these names."""
    return _PASTS[number % len(_PASTS)](names, now)


def _session(
    now: datetime,
    *,
    hours_ago: float,
    minutes: float,
    worst: Response = Response.GO_ON,
    with_oil: bool = False,
) -> Recent:
    was_stopped = worst is Response.STOP_FOR_NOW
    end = now - timedelta(hours=hours_ago)
    return Recent(
        end - timedelta(minutes=minutes),
        end,
        minutes,
        EndedBy.BABY if was_stopped else EndedBy.PLAN,
        worst,
        Cue.ENJOYING,
        with_oil,
        cried=was_stopped,
    )


def _past(
    known: dict[str, Tried],
    recent: tuple[Recent, ...],
    *,
    longest: float,
    grown: float = 0.0,
    good: int = 3,
) -> Progress:
    return Progress(
        sessions=max(len(recent), 3),
        first_at=min((session.started_at for session in recent), default=None),
        techniques=known,
        good_by_region=_good(good),
        grown=grown,
        good_in_a_row=good,
        longest=longest,
        recent=recent,
    )


@cache
def _tried(names: tuple[str, ...], tried: Tried) -> dict[str, Tried]:
    return dict.fromkeys(names, tried)


@cache
def _good(times: int) -> dict[str, int]:
    return dict.fromkeys(REGIONS, times)


def _daily(now: datetime, days: Iterable[int], minutes: float) -> tuple[Recent, ...]:
    return tuple(_session(now, hours_ago=24.0 * day, minutes=minutes) for day in days)


def _none(names: tuple[str, ...], now: datetime) -> Progress:
    return Progress()


def _three_short(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(_tried(names[::5], TRIED_ONCE), _daily(now, (3, 2, 1), 2.0), longest=2.0, good=1)


def _long_and_happy(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(_tried(names, LIKED), _daily(now, range(40, 0, -1), 28.0), longest=28.0, grown=30.0, good=20)


def _half_known(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(_tried(names[::2], LIKED), _daily(now, range(10, 0, -1), 8.0), longest=8.0, grown=6.0)


def _all_refused(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(_tried(names, REFUSED), _daily(now, (2, 1), 5.0), longest=12.0, grown=8.0)


def _never_liked(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(_tried(names[1::2], ALWAYS_REFUSED), _daily(now, (5, 4), 2.0), longest=20.0, grown=20.0)


def _stopped_twice(names: tuple[str, ...], now: datetime) -> Progress:
    stops = tuple(
        _session(now, hours_ago=hours, minutes=3.0, worst=Response.STOP_FOR_NOW) for hours in (50.0, 26.0)
    )
    return _past(_tried(names, LIKED), stops, longest=20.0, grown=20.0)


def _already_today(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(
        _tried(names, LIKED), (_session(now, hours_ago=0.01, minutes=3.0),), longest=25.0, grown=25.0
    )


def _nearly_enough_today(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(
        _tried(names, LIKED), (_session(now, hours_ago=0.01, minutes=18.5),), longest=25.0, grown=25.0
    )


def _more_than_enough_today(names: tuple[str, ...], now: datetime) -> Progress:
    return _past(
        _tried(names, LIKED), (_session(now, hours_ago=0.01, minutes=90.0),), longest=25.0, grown=25.0
    )


def _oiled_twice(names: tuple[str, ...], now: datetime) -> Progress:
    oiled = tuple(_session(now, hours_ago=hours, minutes=9.0, with_oil=True) for hours in (100.0, 30.0))
    return _past(_tried(names, LIKED), oiled, longest=9.0, grown=9.0)


def _shrunk(names: tuple[str, ...], now: datetime) -> Progress:
    sessions = tuple(
        _session(now, hours_ago=hours, minutes=1.0, worst=Response.CHANGE) for hours in (72.0, 48.0)
    )
    return _past(_tried(names[2::3], TRIED_ONCE), sessions, longest=1.0, grown=-2.0, good=0)


_PASTS: tuple[Callable[[tuple[str, ...], datetime], Progress], ...] = (
    _none,
    _three_short,
    _long_and_happy,
    _half_known,
    _all_refused,
    _never_liked,
    _stopped_twice,
    _already_today,
    _nearly_enough_today,
    _more_than_enough_today,
    _oiled_twice,
    _shrunk,
)
