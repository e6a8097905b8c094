"""Examples of the API: one list, from which come the page, docs/api.md and docs/openapi.json, and which a test runs.

Words in capitals after a $ stand for ids: those that an answer before named (`keeps`), and fresh ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from handsong.web.accounts.tokens import API

ANSWERS = Path(__file__).parent / "api_answers.json"
"""What each operation answers, shortened: for the description alone."""

BASE = API.rstrip("/")

USUAL = "http://localhost:8000"
"""Where Handsong is when nothing else was said."""

PREAMBLE = f"""\
export HANDSONG={USUAL}
export TOKEN=handsong_…
fresh() {{ python3 -c 'import uuid; print(uuid.uuid4())'; }}"""

ASK = f'''\
import json, os, urllib.request, uuid
from datetime import datetime, timezone

def ask(method, path, body=None):
    """Ask Handsong, and return what it says."""
    request = urllib.request.Request(
        os.environ["HANDSONG"] + "{BASE}" + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={{"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": "application/json"}},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)'''

NOW = "NOW"
FRESH = {"shell": "$(fresh)", "python": "str(uuid.uuid4())"}
THIS_MOMENT = {
    "shell": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
    "python": "datetime.now(timezone.utc).isoformat()",
}

_STANDS_FOR = re.compile(r"\$([A-Z_]+)")


@dataclass(frozen=True)
class Example:
    """One request: which operation, why somebody would ask it, what is sent, and which ids its answer names."""

    operation: str
    scope: str
    title: str
    why: str
    path: str
    body: Any = None
    keeps: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """The way in which it is asked."""
        return "GET" if self.body is None else "POST"

    @property
    def curl(self) -> str:
        """The request as it is typed into a terminal."""
        lines = [f"{name}={how['shell']}" for name, how in self._fresh()]
        lines += [
            'curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" \\',
            f'  "$HANDSONG{BASE}{self.path}"',
        ]
        if self.body is not None:
            sent = json.dumps(self.body, indent=2)
            lines[-1] += ' -H "Content-Type: application/json" --data @- <<END'
            lines += [sent, "END"]
        return "\n".join([*self._kept(lines)] if self.keeps else lines)

    @property
    def python(self) -> str:
        """The request in Python; `ask` stands in ASK."""
        lines = [f"{name.lower()} = {how['python']}" for name, how in self._fresh()]
        path = _STANDS_FOR.sub(lambda found: "{" + found[1].lower() + "}", self.path)
        asked = f'ask("{self.method}", {"f" if path != self.path else ""}"{path}"'
        asked += ")" if self.body is None else f", {_in_python(self.body)})"
        lines.append(f"answer = {asked}" if self.keeps else f"print({asked})")
        lines += [f"{name.lower()} = answer{_way(where)}" for name, where in self.keeps.items()]
        return "\n".join(lines)

    def _kept(self, lines: list[str]) -> Iterator[str]:
        """Go through the same lines, with what takes the ids out of the answer."""
        first = next(at for at, line in enumerate(lines) if line.startswith("curl"))
        yield from lines[:first]
        yield f"ANSWER=$({lines[first]}"
        yield from lines[first + 1 :]
        yield ")"
        yield 'printf "%s\\n" "$ANSWER"'
        for name, where in self.keeps.items():
            taken = f"import json, sys; print(json.load(sys.stdin){_way(where)})"
            yield f'{name}=$(printf "%s" "$ANSWER" | python3 -c \'{taken}\')'

    def _fresh(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Go through the ids that are made for this request, and how."""
        named = dict.fromkeys(_STANDS_FOR.findall(self.path + json.dumps(self.body)))
        before = {name for row in EXAMPLES for name in row.keeps}
        for name in named:
            if name not in before:
                yield name, THIS_MOMENT if name == NOW else FRESH


def _in_python(body: Any) -> str:
    text = json.dumps(body, indent=4)
    text = re.sub(r'"\$([A-Z_]+)"', lambda found: found[1].lower(), text)
    return re.sub(r"\b(true|false)\b", lambda found: found[1].title(), text)


def _way(where: str) -> str:
    """Return how an answer's part is reached in Python, such as [0]["id"] for 0.id."""
    return "".join(f"[{part}]" if part.isdecimal() else f'["{part}"]' for part in where.split("."))


WELL = {"state": "quiet-alert", "feed": "over-45", "well": "yes", "skin": "nothing", "place": "ready"}

EXAMPLES: tuple[Example, ...] = (
    Example(
        "who_asks",
        "",
        "Who asks",
        "Whose token this is, what it may do, and until when.",
        "/me/",
    ),
    Example(
        "list_children",
        "read",
        "All children",
        "Whoever the token may see, with the ids that the rest is asked by.",
        "/children/",
        keeps={"CHILD": "0.id"},
    ),
    Example(
        "child",
        "read",
        "One child",
        "What is known, and what a professional is asked about.",
        "/children/$CHILD/",
    ),
    Example(
        "preview_plan",
        "read",
        "Look at a plan",
        "The plan that these answers would give now, with a reason for each thing in it and each left out. "
        "Nothing is kept.",
        "/children/$CHILD/plan/",
        body=WELL | {"minutes": 6},
    ),
    Example(
        "tell",
        "tell",
        "Tell what happened",
        "A device tells what happened in a massage, as it happened. Send it again as often as you like: it counts "
        "once.",
        "/events/",
        body={
            "sessions": {"$MASSAGE": {"child": "$CHILD", "practice": False}},
            "events": [
                {
                    "id": "$FIRST",
                    "session": "$MASSAGE",
                    "number": 0,
                    "at": "$NOW",
                    "kind": "started",
                    "body": {},
                },
                {
                    "id": "$SECOND",
                    "session": "$MASSAGE",
                    "number": 1,
                    "at": "$NOW",
                    "kind": "cue",
                    "body": {"cue": "end"},
                },
            ],
        },
    ),
    Example(
        "add_massage",
        "write",
        "Add a massage afterwards",
        "One that nobody had a phone for. With an id of your own, it is added once.",
        "/children/$CHILD/sessions/",
        body={"id": "$ADDED", "minutes": 10, "when": "just-now", "how": "enjoyed"},
        keeps={"SESSION": "id"},
    ),
    Example(
        "sessions_of_a_child",
        "read",
        "Sessions",
        "The latest first, ten at a time; give “next” as “after” for those before.",
        "/children/$CHILD/sessions/?limit=10",
    ),
    Example("session", "read", "One session", "What happened in it.", "/sessions/$SESSION/"),
    Example(
        "events_of_a_session",
        "read",
        "Events of a session",
        "Each as the device that told it wrote it.",
        "/sessions/$SESSION/events/",
    ),
    Example(
        "diary_of_a_child",
        "read",
        "The diary",
        "The same under the days they touch.",
        "/children/$CHILD/diary/",
    ),
    Example(
        "growth_of_a_child",
        "read",
        "Growth",
        "How long is enjoyed, and what is known and liked.",
        "/children/$CHILD/growth/",
    ),
    Example(
        "products_of_a_child",
        "read",
        "Products of a child",
        "Which oil was tested on this skin, and how it went.",
        "/children/$CHILD/products/",
    ),
    Example(
        "set_aside",
        "read",
        "What was set aside",
        "Told and not understood; kept as it came.",
        "/set-aside/",
    ),
    Example(
        "list_techniques",
        "read",
        "Techniques",
        "Those for one stage. Public words carry an ETag: send it back as If-None-Match.",
        "/library/techniques/?stage=young-infant",
    ),
    Example(
        "technique",
        "read",
        "One technique",
        "Its words, its score, its sources.",
        "/library/techniques/closing-hold/",
    ),
    Example("list_routines", "read", "Routines", "Named orders of techniques.", "/library/routines/"),
    Example("routine", "read", "One routine", "Its techniques in order.", "/library/routines/first-touch/"),
    Example(
        "list_rules",
        "read",
        "The rule book",
        "Every safety rule with its reason and source.",
        "/library/rules/",
    ),
    Example(
        "list_products", "read", "Products", "What is thought of each oil and cream.", "/library/products/"
    ),
)


def of(operation: str) -> Example | None:
    """Return the example of an operation."""
    return next((row for row in EXAMPLES if row.operation == operation), None)


@cache
def answers() -> dict[str, Any]:
    """Return what each operation answers, shortened, with ids that were made up."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found
