"""Write shelves of a cast of children, and what each says to many answers, or say that the written ones are old.

The same cases are read by the tests of render/offline.py and of engine/shelf.js. What neither looks at
(drawings, lines, the cue table) is left out of the shelves.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import shelf_cast
from shelf_cast import NOW

from handsong.content import load, told
from handsong.core import outlook
from handsong.core.child import Child
from handsong.core.outlook import Known
from handsong.core.progress import Progress
from handsong.core.readiness import QUESTIONS
from handsong.render import offline, shelf, svg
from handsong.render.bundle import Order
from handsong.render.offline import Asked
from handsong.render.shelf import About

FILE = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "shelf.json"
ZONE = "Australia/Melbourne"
GOOD = {
    "unit": "yes",
    "state": "quiet-alert",
    "feed": "over-45",
    "well": "yes",
    "skin": "nothing",
    "place": "ready",
}
ALL_FOUND = "baby who knows much"


def main(words: list[str]) -> int:
    """Write the cases with --write; without, return 1 when the file is out of date."""
    fresh = text()
    if "--write" in words:
        FILE.write_text(fresh, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == fresh:
        return 0
    print("tests/vectors/shelf.json is out of date. Run make fix.")
    return 1


def text() -> str:
    """Return each shelf with what it says to every combination of answers and to single cases, one a line."""
    shelves = ",\n".join(_of_child(name, _shelf(*child)) for name, child in shelf_cast.cast().items())
    return f'{{"usual": {_line(asdict(_asked()))},\n"shelves": [\n{shelves}\n]}}\n'


def _of_child(name: str, row: Mapping[str, Any]) -> str:
    """Return a shelf, a grid of the first day's answers, and the cases; each result once, named by its number."""
    said = _Said(row)
    questions = [[question, ["", *map(str, QUESTIONS[question])]] for question in row["days"][0]["asks"]]
    numbers = [
        said.number(_asked(answers=dict(zip((question for question, _ in questions), chosen, strict=True))))
        for chosen in product(*(values for _, values in questions))
    ]
    cases = ",\n".join(_line([_differences(asked), said.number(asked)]) for asked in _askings(name, row))
    grid = {"questions": questions, "numbers": numbers}
    results = ",\n".join(said.results)
    return (
        f'{{"name": {_line(name)}, "shelf": {_line(row)},\n"grid": {_line(grid)},\n'
        f'"results": [\n{results}],\n"cases": [\n{cases}]}}'
    )


def _differences(asked: Asked) -> dict[str, Any]:
    usual = asdict(_asked())
    return {name: value for name, value in asdict(asked).items() if value != usual[name]}


class _Said:
    """What one shelf says, each once."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.results: dict[str, int] = {}

    def number(self, asked: Asked) -> int:
        """Return the number of what the shelf says; of a session what was worked out, by the names of its steps."""
        result = offline.session_from(self.row, asked)
        short = {**result, "reasons": [reason["rule"] for reason in result["reasons"]]}
        if result["kind"] == "session":
            short["bundle"] = _in_short(result["bundle"])
        return self.results.setdefault(_line(short), len(self.results))


def _line(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _shelf(child: Child, so_far: Progress) -> dict[str, Any]:
    """Return the shelf of a child without what only the player looks at."""
    content = load.once()
    known = Known(child, so_far, lambda _: frozenset(), partial(told.asking, content))
    days = outlook.days(content.craft, known, NOW, ZoneInfo(ZONE))
    whom = {"id": "00000000-0000-7000-8000-000000000000", "name": "Ida", "colour": "clay"}
    order = Order(
        "", "Ida", "clay", days[0].now.stage, is_practice=False, cried_today=False, goal="", look=svg.Look()
    )
    about = About("1", "1", NOW, ZONE, 0, whom, order, (), so_far, ("counted",))
    whole = shelf.shelf(days, about, content.craft, content.scripts["en"], lambda *_: "<svg />")
    whole["after"]["open"] = [
        {"session": "open", "day": f"{NOW:%Y-%m-%d}", "minutes": 4.0, "cried": at}
        for at in whole["after"]["cried"][:1] or [None]
    ]
    bare = {
        "words": {},
        "cues": {"fresh": {"start": "fresh"}, "cried": {"start": "cried"}},
        "openings": {name: {"title": name} for name in whole["openings"]},
        "reasons": {name: row | {"text": "", "whom": ""} for name, row in whole["reasons"].items()},
        "pieces": {name: _bare(piece) for name, piece in whole["pieces"].items()},
    }
    return whole | bare


def _bare(piece: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("technique", "touch", "group", "side", "seconds", "drawing")
    return {name: piece[name] for name in kept} | {"asks": [ask["for"] for ask in piece["asks"]]}


def _in_short(bundle: Mapping[str, Any]) -> dict[str, Any]:
    plain = ("session", "practice", "goal", "cried_today", "seconds", "opening_for")
    return {name: bundle[name] for name in plain} | {
        "opening": bundle["opening"]["title"],
        "cues": bundle["cues"]["start"],
        "drawings": list(bundle["drawings"]),
        "steps": [
            [step["drawing"], step["lead"]["say"], step["is_closing"], step["asks"]]
            for step in bundle["steps"]
        ],
    }


def _asked(at: datetime = NOW, **more: Any) -> Asked:
    """Return a good moment, unless said otherwise."""
    here = at.astimezone(ZoneInfo(ZONE))
    given: dict[str, Any] = {
        "answers": GOOD,
        "session": "s",
        "now": here.timestamp(),
        "day": f"{here:%Y-%m-%d}",
    }
    return Asked(**(given | more))


def _askings(name: str, row: Mapping[str, Any]) -> Iterator[Asked]:
    """Go through what this shelf is asked besides the grid; one child is asked about everything that may be found."""
    yield from islice(_found(row), 0, None, 1 if name == ALL_FOUND else 11)
    yield from _signs(row)
    yield from _days(row)
    yield from _after(row)
    for goal in dict.fromkeys(plan["goal"] for plan in row["days"][0]["plans"]):
        yield _asked(goal=goal)


def _find(what: str, part: str = "", days_ago: int = 0) -> dict[str, Any]:
    return {"what": what, "part": part, "days_ago": days_ago}


def _found(row: Mapping[str, Any]) -> Iterator[Asked]:
    """Each thing that may be found, at each place and each day that matters; and pairs of them."""
    something = {**GOOD, "skin": "something"}
    answers = row["tables"][row["days"][0]["table"]]["answers"]
    finds = []
    for name, rows in answers.items():
        _, what, part = (*name.split(".", 2), "")[:3] if name.startswith("found.") else ("", "", "")
        for since, _effect in rows if what else ():
            finds.append(_find(what, part, since))
    for one in finds:
        yield _asked(answers=something, found=[one])
    for number, pair in enumerate(combinations(finds, 2)):
        if number % 397 == 0:
            yield _asked(answers=something, found=list(pair))
    yield _asked(answers=something)
    yield _asked(answers=something, found=[_find("a-new-kind")])


def _signs(row: Mapping[str, Any]) -> Iterator[Asked]:
    """Each sign, those together that are graver so, and one that the shelf does not know."""
    unwell = {**GOOD, "well": "not-quite"}
    for sign in row["days"][0]["signs"]:
        yield _asked(answers=unwell, signs=[sign])
        # A page that leads to help at once has asked nothing of what comes after.
        yield _asked(answers={"well": "not-quite"}, signs=[sign])
    for pair in row["tables"][row["days"][0]["table"]]["together"]:
        names = [name.partition(".") for name in pair["all"]]
        signs = [name for kind, _, name in names if kind == "signs"]
        found = [_find(name) for kind, _, name in names if kind == "found"]
        skin = "something" if found else "nothing"
        yield _asked(answers={**unwell, "skin": skin}, signs=signs, found=found)
    yield _asked(answers=unwell, signs=["a-new-sign"])


def _days(row: Mapping[str, Any]) -> Iterator[Asked]:
    """The first and last moment of each kind of day, the days past the end, and clocks that are wrong."""
    zone = ZoneInfo(ZONE)
    for day in row["days"]:
        start, end = (
            datetime.combine(date.fromisoformat(day[name]), NOW.time(), zone) for name in ("from", "until")
        )
        yield _asked(start)
        yield _asked(end - timedelta(days=1))
        yield _asked(end - timedelta(days=1), answers={**GOOD, "state": "active-alert", "feed": "under-45"})
    until = datetime.combine(date.fromisoformat(row["until"]), NOW.time(), zone)
    for after in (0, 1, 400):
        yield _asked(until + timedelta(days=after))
    for behind in (timedelta(minutes=4), timedelta(minutes=6), timedelta(days=3), timedelta(days=3650)):
        yield _asked(NOW - behind)
    for ahead in (timedelta(minutes=59), timedelta(minutes=61)):
        yield _asked(newest=(NOW + ahead).timestamp())
    yield from _fetched()
    for answers in (GOOD, {**GOOD, "feed": "hungry"}, {}):
        yield _asked(answers=answers, missed=True)


def _fetched() -> Iterator[Asked]:
    """When the shelf was fetched, by a clock that goes with the one it was made by, or is ahead of it, or behind."""
    for wrong, since in product((4, 59, 61, 20 * 60, 10 * 24 * 60), (0, 2, 30)):
        for ahead in (timedelta(minutes=wrong), timedelta(minutes=-wrong)):
            yield _asked(NOW + ahead + timedelta(hours=since), fetched_at=(NOW + ahead).timestamp())


def _after(row: Mapping[str, Any]) -> Iterator[Asked]:
    """What this phone's own sessions and earlier answers change."""
    for minutes in (3.0, 17.5, 25.0, 36.0, 70.0):
        yield _asked(own=[_own(1, minutes)])
    yield _asked(own=[_own(1, 70.0, session="counted")])
    yield _asked(own=[_own(30, 70.0)])
    for minutes, cried in product((3.0, 17.5, 30.0), (True, False)):
        yield _asked(own=[_own(1, minutes, session="open", cried=cried)])
    for hours in ((1,), (2, 1), (23.9, 1), (24, 1), (30, 25)):
        yield _asked(own=[_own(ago, 1.0, cried=True, was_stopped=True) for ago in hours])
    for hours_ago in (1, 23.9, 24, 30):
        yield _asked(own=[_own(hours_ago, 1.0, needed_care=True)])
    yield _asked(own=[_own(3, 1.0, was_stopped=True), _own(2, 1.0, was_stopped=True)])
    yield _asked(own=[_own(4, 1.0, was_stopped=True), _own(3, 1.0), _own(2, 1.0, was_stopped=True)])
    for hours_ago, told_then in product((1, 23.9, 24, 30, 60, 200), _told()):
        at = NOW - timedelta(hours=hours_ago)
        told_before = [{"at": at.timestamp(), "day": f"{at:%Y-%m-%d}", **told_then}]
        yield _asked(told=told_before)
        yield _asked(told=told_before, answers={})


def _told() -> Iterator[dict[str, Any]]:
    yield {"answers": {**GOOD, "well": "not-quite"}, "signs": [], "found": []}
    for sign in ("temperature-38", "vomiting-again", "thoughts-of-harm", "hard-breathing"):
        yield {"answers": {**GOOD, "well": "not-quite"}, "signs": [sign], "found": []}
    for what, part in (("rash", "tummy"), ("injection", "leg.right"), ("head-knock", "")):
        yield {"answers": {**GOOD, "skin": "something"}, "signs": [], "found": [_find(what, part)]}


def _own(hours_ago: float, minutes: float, **more: Any) -> dict[str, Any]:
    at = NOW - timedelta(hours=hours_ago)
    usual = {"session": f"of-{hours_ago}", "cried": False, "needed_care": False, "was_stopped": False}
    return {**usual, "ended_at": at.timestamp(), "day": f"{at:%Y-%m-%d}", "minutes": minutes, **more}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
