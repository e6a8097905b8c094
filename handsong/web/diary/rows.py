"""Rows that a phone sends, read one by one: each becomes an event or a sentence why not.

What an event must be is said in core/session.py; here stands what a row may be that is stored.
"""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from handsong.core import session as craft
from handsong.core.session import EventError, Kind
from handsong.web.accounts import typed

MOST_DEEP = 50
"""How many lists and objects may lie in one another; the body of a real event holds three."""
MOST_TEXT = 500
MOST_KEYS = 20
MOST_KEY = 40
HIGHEST_NUMBER = 1_000_000
HIGHEST_SEQUENCE = 2**53
"""The highest whole number that a phone's own language counts to."""
SIDES = ("", "left", "right")
ASKED = ("answers", "signs", "found", "steps")
MOST_ASKED = 200
MOST_DAYS_AGO = 400
_NESTS, _PLAIN = (dict, list), (str, int, float, type(None))
_PART = re.compile(r"(?=.{0,40}$)[a-z.-]*")
_TECHNIQUE = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UUID_LETTERS = 36
A_UUID = "give a UUID in lower case, as the phone makes one."


def read(row: object) -> craft.Event:
    """Return the event a row says; raises EventError naming the field, the fault and the remedy."""
    if not isinstance(row, dict):
        raise EventError("event: give an object with id, session, number, at, kind and body.")
    event = craft.read(row)
    if not _UUID.fullmatch(event.id):
        raise EventError(f"id: {A_UUID}")
    if session_of(row) is None:
        raise EventError(f"session: {A_UUID}")
    if not 0 <= event.number <= HIGHEST_NUMBER:
        raise EventError(f"number: {event.number} is no place in a session. Give 0 to {HIGHEST_NUMBER}.")
    _has_a_plain_body(event.body if event.kind is not Kind.ASKED else _without_answers(event.body))
    technique = event.body.get("technique", "")
    if technique and not (isinstance(technique, str) and _is_a_technique(technique)):
        raise EventError("body.technique: give the id of a technique, such as closing-hold.")
    return event


def is_too_deep(row: object) -> bool:
    """Whether more lies within one another than is kept: written again, it could take more than there is.

    Where it does not of a list of rows, it does not of any of them.
    """
    level = [row] if isinstance(row, _NESTS) else []
    for _ in range(MOST_DEEP):
        level = [inner for outer in level for inner in _within(outer) if isinstance(inner, _NESTS)]
        if not level:
            return False
    return True


def cut_off(row: object, deep: int = 1) -> object:
    """Return a row with an ellipsis in place of all that lies too deep to be kept."""
    if deep > MOST_DEEP:
        return "\N{HORIZONTAL ELLIPSIS}"
    if isinstance(row, dict):
        return {name: cut_off(inner, deep + 1) for name, inner in row.items()}
    return [cut_off(inner, deep + 1) for inner in row] if isinstance(row, list) else row


def _within(row: Any) -> Iterable[object]:
    return row.values() if isinstance(row, dict) else row


def id_of(row: object) -> str:
    """Return the id that a row claims, so that the answer can name it."""
    claimed = row.get("id") if isinstance(row, dict) else None
    return claimed[:40] if isinstance(claimed, str) and typed.can_be_kept(claimed) else ""


def session_of(row: object) -> uuid.UUID | None:
    """Return the session that a row claims to be of, if it claims one."""
    claimed = row.get("session") if isinstance(row, dict) else None
    return _uuid(claimed) if isinstance(claimed, str) and len(claimed) == UUID_LETTERS else None


def device_of(row: object) -> uuid.UUID | None:
    """Return the phone that a row says it comes from, when another one passes it on."""
    claimed = row.get("device") if isinstance(row, dict) else None
    return uuid.UUID(claimed) if isinstance(claimed, str) and _UUID.fullmatch(claimed) else None


def sequence_of(row: object) -> int | None:
    """Return the how-manieth event of its phone this is, if the phone counts."""
    claimed = row.get("sequence") if isinstance(row, dict) else None
    if not isinstance(claimed, int) or isinstance(claimed, bool):
        return None
    return claimed if 0 < claimed <= HIGHEST_SEQUENCE else None


@lru_cache(maxsize=64)
def _uuid(text: str) -> uuid.UUID | None:
    """Return the session that a text names, if it does; most of what comes at once is of the same one."""
    return uuid.UUID(text) if _UUID.fullmatch(text) else None


def _has_a_plain_body(body: Mapping[str, Any]) -> None:
    if len(body) > MOST_KEYS:
        raise EventError(f"body: give at most {MOST_KEYS} entries.")
    for key, value in body.items():
        if isinstance(value, str):
            if len(value) > MOST_TEXT or not typed.can_be_kept(value):
                raise EventError(f"body.{_shown(key)}: give text of at most {MOST_TEXT} letters.")
        elif isinstance(value, float):
            if not math.isfinite(value):
                raise EventError(f"body.{_shown(key)}: give a number.")
        elif not isinstance(value, _PLAIN):
            raise EventError(f"body.{_shown(key)}: give text, a number, yes or no.")
        if len(key) > MOST_KEY or not typed.can_be_kept(key):
            raise EventError(f"body.{_shown(key)}: give text, a number, yes or no.")


def _is_a_technique(text: str) -> bool:
    """Whether a technique may be called this."""
    return len(text) <= MOST_KEY and _is_written_as_one(text)


@lru_cache(maxsize=256)
def _is_written_as_one(text: str) -> bool:
    """The same, of a short text: what is told names few, again and again."""
    return bool(_TECHNIQUE.fullmatch(text))


def _without_answers(body: Mapping[str, Any]) -> dict[str, Any]:
    """Stop answers, signs, finds and steps of any other shape; return what else is in the body."""
    answers = body.get("answers")
    if not (isinstance(answers, dict) and all(map(_is_answer, answers.items()))):
        raise EventError("body.answers: give each question with its answer, such as {}.")
    if not _is_list(body.get("signs"), _is_name):
        raise EventError("body.signs: give a list of signs, such as [].")
    if not _is_list(body.get("found"), _is_find):
        raise EventError('body.found: give a list such as [{"what": "rash", "part": "back", "days_ago": 0}].')
    if not _is_list(body.get("steps"), _is_step):
        raise EventError('body.steps: give a list such as [["closing-hold", ""]].')
    return {name: value for name, value in body.items() if name not in ASKED}


def _is_list(value: object, each: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ASKED and all(map(each, value))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _is_a_technique(value)


def _is_answer(row: tuple[object, object]) -> bool:
    question, answer = row
    return _is_name(question) and (answer == "" or _is_name(answer))


def _is_find(row: object) -> bool:
    if not isinstance(row, dict) or row.keys() != {"what", "part", "days_ago"}:
        return False
    days_ago = row["days_ago"]
    is_days = isinstance(days_ago, int) and not isinstance(days_ago, bool) and 0 <= days_ago <= MOST_DAYS_AGO
    part = row["part"]
    return _is_name(row["what"]) and is_days and isinstance(part, str) and bool(_PART.fullmatch(part))


def _is_step(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and _is_name(row[0]) and row[1] in SIDES


def _shown(key: str) -> str:
    return key[:MOST_KEY]
