"""What the API answers when it cannot: a sentence that names the field, the fault and the remedy (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in which field, what, and what would be right; without a field it is about the whole."""

    field: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.field}:" if self.field else "", self.fault, self.remedy]))


UNKNOWN = Problem(
    "Authorization",
    "No token that counts came with this.",
    "Make one under More, Programs, and send it as “Authorization: Bearer handsong_…”.",
)
NOT_THERE = Problem(
    "", "There is nothing here, or nothing that this token may see.", "Ask a list for the ids."
)
NOT_ENCRYPTED = Problem(
    "",
    "This came without encryption, where others on the network can read it, the token too.",
    "Ask by https; /trust/ says how a program comes to trust this machine. Then end this token and make another.",
)
TOO_MUCH = Problem("", "Too much came at once.", "Send less at a time.")
NO_JSON = Problem("", "This is no JSON.", "Send one JSON value, in UTF-8.")
TOO_OFTEN = Problem("", "This token asked too often.", "Wait as many seconds as Retry-After says.")


ASKS = ("Give ", "Say ", "Choose ", "Tap ", "Keep ")
"""How a sentence begins that says what would be right and nothing else."""


class Refused(Exception):
    """A request is refused; it carries what the answer says."""

    def __init__(self, status: int, *problems: Problem) -> None:
        super().__init__(status)
        self.status, self.problems = status, problems


def refusal(status: int, sentence: str) -> Refused:
    """Return the refusal that a sentence of the house tells, such as “minutes: too many. Give 30 at most.”."""
    return Refused(status, of_sentence(sentence))


def of_sentence(sentence: str) -> Problem:
    """Return the problem that a sentence tells: before the colon the field, after the first full stop the remedy."""
    named = re.match(r"([A-Za-z_][\w.\[\]-]*): ", sentence)
    rest = sentence[named.end() :] if named else sentence
    fault, stop, remedy = rest.partition(". ")
    if not remedy and rest.startswith(ASKS):
        fault, stop, remedy = "It is missing, or cannot be.", "", rest
    return Problem(named.group(1) if named else "", fault + stop.strip(), remedy)


def as_data(status: int, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return problems as the answer's data."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(map(str, problems)),
        "problems": [asdict(problem) for problem in problems],
    }


def answer(status: int, *problems: Problem) -> HttpResponse:
    """Return the answer that tells of problems."""
    text = json.dumps(as_data(status, problems), ensure_ascii=False)
    response = HttpResponse(text.encode("utf-8", "replace"), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Handsong"'
    return response


REMEDIES = {
    "missing": ("It is missing.", "Give it."),
    "extra_forbidden": ("It is not known here.", "Leave it out."),
    "enum": ("It is none of these.", "Give {expected}."),
    "literal_error": ("It is none of these.", "Give {expected}."),
    "uuid": ("It is no id.", "Give a UUID."),
    "bool": ("It is neither yes nor no.", "Give true or false."),
    "int": ("It is no whole number.", "Give a whole number."),
    "float": ("It is no number.", "Give a number."),
    "string_too_long": ("It is too long.", "Give {max_length} letters at most."),
    "string_too_short": ("It is empty.", "Give some text."),
    "string_pattern": ("It is not written so.", "Write it as the description says."),
    "string": ("It is no text.", "Give text."),
    "greater_than": ("It is too small.", "Give more than {gt}."),
    "greater_than_equal": ("It is too small.", "Give {ge} at least."),
    "less_than": ("It is too large.", "Give less than {lt}."),
    "less_than_equal": ("It is too large.", "Give {le} at most."),
    "timezone": ("It does not say where.", "Give a time with its offset, such as 2026-11-24T09:30:00+11:00."),
    "datetime": ("It is no time.", "Give a time with its offset, such as 2026-11-24T09:30:00+11:00."),
    "date": ("It is no day.", "Give a day such as 2026-11-24."),
    "list": ("It is no list.", "Give a list."),
    "too_long": ("There are too many.", "Give {max_length} at most."),
    "model": ("It is no object.", "Give an object."),
    "dict": ("It is no object.", "Give an object."),
}
"""What each kind of fault is called here, by how pydantic's name of it begins; the longer name counts."""

ELSE = ("It cannot be read.", "Give it as the description says: docs/openapi.json.")


def of_faults(faults: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Return the problems that pydantic found, in our words; what was sent is not repeated."""
    return [_of_fault(fault) for fault in faults]


def _of_fault(fault: Mapping[str, Any]) -> Problem:
    place = [str(part) for part in fault.get("loc", ())]
    kind = str(fault.get("type", ""))
    about = {key: str(value) for key, value in fault.get("ctx", {}).items()}
    if kind == "value_error" and "error" in about:
        said = of_sentence(about["error"])
        return Problem(_field(place) or said.field, said.fault, said.remedy)
    known = max((name for name in REMEDIES if kind.startswith(name)), key=len, default="")
    said_of_it, remedy = REMEDIES.get(known, ELSE)
    return Problem(
        _field(place), said_of_it, remedy.format_map(about) if about or "{" not in remedy else ELSE[1]
    )


def _field(place: Sequence[str]) -> str:
    """Return where the fault is, without what ninja calls the parts of a request."""
    return ".".join(part[:40] for part in place if part not in {"body", "query", "path", "told"})
