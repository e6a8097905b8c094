"""The past as a file: JSON Lines of the events that the player records, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from handsong.cli.names import NotUnderstoodError
from handsong.core import progress, session
from handsong.core.progress import Progress
from handsong.core.session import Event, EventError

MOST_FAULTS = 20
"""So many bad lines are told; a file with more has one fault, not many."""


def read(path: Path) -> tuple[Event, ...]:
    """Return the events of a file; raises NotUnderstoodError naming every bad line and its remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotUnderstoodError(f"--history: there is no file “{path}”. Check its name.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise NotUnderstoodError(f"--history: “{path}” cannot be read: {reason}.") from None
    events: list[Event] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                events.append(_event(line))
            except EventError as error:
                faults.append(f"{path.name}, line {number}: {error}")
    if faults:
        rest = [f"and {len(faults) - MOST_FAULTS} more lines."] * (len(faults) > MOST_FAULTS)
        raise NotUnderstoodError("\n".join([*faults[:MOST_FAULTS], *rest]))
    return tuple(events)


def _event(line: str) -> Event:
    try:
        row = json.loads(line)
    except RecursionError:
        raise EventError("is no JSON: it is nested too deeply. Give one event as an object.") from None
    except ValueError as error:
        reason = getattr(error, "msg", "a number is too long")
        raise EventError(
            f"is no JSON: {reason}. Give one event as an object, or take the line out."
        ) from None
    if not isinstance(row, dict):
        raise EventError('is no object. Give one event, such as {"id": "…", "session": "…", …}.')
    return session.read(row)


def account(events: tuple[Event, ...], now: datetime) -> tuple[Progress, Iterator[str]]:
    """Return the account of the sessions that were over by now, and what was left out of it."""
    sessions = session.fold(events)
    past = [one for one in sessions if one.ended_at <= now]
    left_out = {
        "Sessions of the history whose beginning is missing are not counted": (
            len({event.session for event in events}) - len(sessions)
        ),
        "Sessions of the history that ended after this moment are not counted": len(sessions) - len(past),
        "Practice in the history changes nothing": sum(one.is_practice for one in past),
    }
    return progress.of(past), (f"{sentence}: {many}." for sentence, many in left_out.items() if many)
