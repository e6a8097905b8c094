"""Faults planted in a copy of the content: each is found, with its file, its place and a remedy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handsong.content import files, load
from handsong.content.files import ContentError

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one copy of the content; each test copies only what it spoils."""
    copied = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(files.HERE, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__", "schema"))
    return copied


def swap(file: str, old: str, new: str) -> Spoil:
    """Return what replaces the first such words of a file."""

    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old}: plant this fault somewhere else"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def entry(file: str, name: str, old: str, new: str) -> Spoil:
    """Return what replaces words inside the entry with this id."""

    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        start = text.index(f'id = "{name}"')
        following = re.compile(r"^\[\[", re.MULTILINE).search(text, start)
        end = following.start() if following else len(text)
        block = text[start:end]
        assert old in block, f"{file}: {name} no longer says {old}: plant this fault somewhere else"
        path.write_text(text[:start] + block.replace(old, new, 1) + text[end:], encoding="utf-8")

    return spoil


def added(file: str, text: str) -> Spoil:
    """Return what adds text at the end of a file."""

    def spoil(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as open_file:
            open_file.write(text)

    return spoil


def without_line(file: str, line: str) -> Spoil:
    """Return what takes out the first line that begins so."""

    def spoil(folder: Path) -> None:
        path = folder / file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        index = next(number for number, text in enumerate(lines) if text.startswith(line))
        path.write_text("".join(lines[:index] + lines[index + 1 :]), encoding="utf-8")

    return spoil


def both(first: Spoil, second: Spoil) -> Spoil:
    """Return what spoils twice."""

    def spoil(folder: Path) -> None:
        first(folder)
        second(folder)

    return spoil


def gone(file: str) -> Spoil:
    """Return what deletes a file."""

    def spoil(folder: Path) -> None:
        (folder / file).unlink()

    return spoil


TOE = "techniques/toe-roll.toml"
CLOCK = "techniques/tummy-clock-circles.toml"
BACK = "techniques/back-combing.toml"
MARCH = "techniques/leg-march.toml"
HOLD = "techniques/still-touch.toml"
ANOTHER_RULE = (
    '\n[[rule]]\nid = "{}"\nlevel = "fine"\nreason.en = "So."\ncertainty = "sourced"\nsources = ["chkd"]\n'
)

FAULTS: dict[str, tuple[Spoil, str]] = {
    # Files and their shape
    "a missing file": (
        gone("signs.toml"),
        "signs.toml: is missing. Put it back, or restore it from the release.",
    ),
    "a file that is no TOML": (
        added("cues.toml", "\nthis is = = no\n"),
        r"cues\.toml: cannot be read as TOML: .*at line \d+, column \d+.*\. Mend that line\.",
    ),
    "a missing key": (without_line(TOE, "region"), "toe-roll.toml: region: is missing. Add it."),
    "a misspelt key": (
        swap(TOE, "companion =", "compannion ="),
        "toe-roll.toml: compannion: is not a known key. Check its spelling, or take it out.",
    ),
    "a word that is none of the known": (
        swap(TOE, 'region = "feet"', 'region = "feets"'),
        r"toe-roll\.toml: region: “feets” is not known\. Give .*'feet'.*\.",
    ),
    "a value of the wrong kind": (
        swap(TOE, "lesson = ", 'lesson = "x" # '),
        r"toe-roll\.toml: lesson: .*valid integer.*\. Found 'x'\.",
    ),
    "a technique without sources": (
        swap(TOE, "sources = [", "sources = [] # ["),
        r"toe-roll\.toml: sources: List should have at least 1 item.*\. Found \[\]\.",
    ),
    # Scores
    "a score that cannot be read": (
        swap(TOE, "gentle-firm", "gentle"),
        r"techniques/toe-roll\.toml: score, line \d+, column \d+: expected a pressure, found “gentle”",
    ),
    "zones that are out of date": (
        swap(TOE, "gentle-firm", "moderate"),
        (
            "techniques/toe-roll.toml: score: its zones were worked out for another score or figure. "
            "Run “handsong check --write”."
        ),
    ),
    "a missing spoken line": (
        swap(TOE, '\ntoes = "', '\nother = "'),
        "techniques/toe-roll.toml: text.en.say.toes is missing. Add the spoken line.",
    ),
    "a technique without words in a language": (
        both(swap(TOE, "[text.en]", "[text.de]"), swap(TOE, "[text.en.say]", "[text.de.say]")),
        r"techniques/toe-roll\.toml: text\.en is missing\. Add it\.",
    ),
    # Invariants of the craft
    "a kind of touch that is not that of the score": (
        swap(TOE, 'touch = "stroke"', 'touch = "hold"'),
        "techniques/toe-roll.toml: touch: the score makes it a stroke. Write touch = “stroke”.",
    ),
    "a stroke before term": (
        swap(TOE, "stages = [", 'stages = ["before-term", '),
        "techniques/toe-roll.toml: stages: before term there are holds only. Take before-term out.",
    ),
    "a movement that does not stop": (
        swap(MARCH, '"stop-at-resistance"', '"clothed-ok"'),
        "techniques/leg-march.toml: tags: every movement stops at resistance. Add stop-at-resistance.",
    ),
    "a child face down and not watched": (
        swap(BACK, '"awake-watched"', '"clothed-ok"'),
        "techniques/back-combing.toml: tags: a child face down is awake and watched. Add prone and awake-watched.",
    ),
    "a child face down whose head nobody saw lifted": (
        swap(BACK, 'needs = ["lifts-head"]', "needs = []"),
        (
            "techniques/back-combing.toml: needs: nobody lies face down who has not been seen to lift the head. "
            "Add lifts-head."
        ),
    ),
    "a tummy stroke that is not tagged": (
        swap(CLOCK, '"tummy-pressure"', '"skin-contact"'),
        "techniques/tummy-clock-circles.toml: tags: a stroke of the tummy presses on it. Add tummy-pressure.",
    ),
    # Sources
    "a technique that cites nobody": (
        swap(TOE, "sources = [", 'sources = ["nobody", '),
        "techniques/toe-roll.toml: source nobody is not known. Check its spelling.",
    ),
    "a rule that cites nobody": (
        entry("safety.toml", "no-fever", "sources = [", 'sources = ["nobody", '),
        "safety.toml: no-fever: source nobody is not known. Check its spelling.",
    ),
    "a planning rule that cites nobody": (
        entry("planner.toml", "length-grows", "sources = [", 'sources = ["nobody", '),
        "planner.toml: length-grows: source nobody is not known. Check its spelling.",
    ),
    "a goal that cites nobody": (
        entry("planner.toml", "sleep", "sources = [", 'sources = ["nobody", '),
        "planner.toml: goal sleep: source nobody is not known. Check its spelling.",
    ),
    "a product that cites nobody": (
        entry("products.toml", "grapeseed", "sources = [", 'sources = ["nobody", '),
        "products.toml: product grapeseed: source nobody is not known. Check its spelling.",
    ),
    "a word on professionals that cites nobody": (
        entry("professionals.toml", "cimi", "sources = [", 'sources = ["nobody", '),
        "professionals.toml: cimi: source nobody is not known. Check its spelling.",
    ),
    "a word on professionals without its language": (
        entry("professionals.toml", "cimi", "why.en", "why.de"),
        "professionals.toml: cimi: why.en is missing. Add it.",
    ),
    "a routine that cites nobody": (
        swap("routines/bedtime.toml", "sources = [", 'sources = ["nobody", '),
        "routines/bedtime.toml: source nobody is not known. Check its spelling.",
    ),
    "a rule without a source that calls itself sourced": (
        entry("safety.toml", "age-stage", 'sources = ["bm-seed", "jb-grow"]\n', ""),
        "safety.toml: age-stage: has no source. Name one, or call it our careful default.",
    ),
    # Names that files share
    "a rule without its function": (
        added("safety.toml", ANOTHER_RULE.format("new-rule")),
        "safety.toml: rule: new-rule is not known. Take it out.",
    ),
    "a function without its rule": (
        entry("safety.toml", "no-fever", '"no-fever"', '"no-fevers"'),
        "safety.toml: rule: no-fever is missing. Add it.",
    ),
    "an oil rule too many": (
        added("products.toml", ANOTHER_RULE.format("new-rule")),
        "products.toml: rule: new-rule is not known. Take it out.",
    ),
    "a planning rule that is missing": (
        entry("planner.toml", "no-jumping", '"no-jumping"', '"no-leaping"'),
        "planner.toml: rule: no-jumping is missing. Add it.",
    ),
    "the same rule twice": (
        added("safety.toml", ANOTHER_RULE.format("no-fever")),
        "safety.toml: rule no-fever: stands there 2 times. Keep one.",
    ),
    "the same country twice": (
        swap("help.toml", 'code = "NZ"', 'code = "AU"'),
        "help.toml: country AU: stands there 2 times. Keep one.",
    ),
    "a condition no rule speaks of": (
        entry("conditions.toml", "reflux", '"reflux"', '"reflux-two"'),
        "conditions.toml: condition: reflux-two is not known. Take it out.",
    ),
    "a condition that rules speak of and nobody can choose": (
        entry("conditions.toml", "reflux", '"reflux"', '"reflux-two"'),
        "conditions.toml: condition: reflux is missing. Add it.",
    ),
    "something else that cannot be chosen": (
        entry("conditions.toml", "something-else", '"something-else"', '"something"'),
        "conditions.toml: something-else is missing. Add it: free text must lead to asking.",
    ),
    "a sign no rule speaks of": (
        entry("signs.toml", "fit", '"fit"', '"fits"'),
        "signs.toml: sign: fits is not known. Take it out.",
    ),
    "a zone that is none": (
        swap("safety.toml", '"soft-spot", "eye.left"', '"soft-spots", "eye.left"'),
        "safety.toml: zone soft-spots is not known. Check its spelling.",
    ),
    "a kept technique that is none": (
        swap("safety.toml", '["containment-hold", "still-touch"', '["containment-holds", "still-touch"'),
        "safety.toml: technique containment-holds is not known. Check its spelling.",
    ),
    "a routine with an unknown technique": (
        swap("routines/bedtime.toml", '"closing-hold"', '"closing"'),
        "routines/bedtime.toml: technique closing is not known. Check its spelling.",
    ),
    "a question that is missing": (
        swap("readiness.toml", 'id = "feed"', 'id = "well"'),
        "readiness.toml: question: feed is missing. Add it.",
    ),
    "an answer that is none": (
        swap("readiness.toml", 'id = "drowsy"', 'id = "dozing"'),
        "readiness.toml: question state: answer: drowsy is missing. Add it.",
    ),
    "a part of the body without a word": (
        without_line("readiness.toml", '"leg.left"'),
        "readiness.toml: part: leg.left is missing. Add it.",
    ),
    "a landmark without a word": (
        without_line("words.toml", "navel"),
        "words.toml: landmark: navel is missing. Add it.",
    ),
    "a cue without its words": (
        swap("cues.toml", "[target.unsure", "[target.unsures"),
        "cues.toml: target: unsure is missing. Add it.",
    ),
    "a goal without its words": (
        entry("planner.toml", "sleep", 'id = "sleep"', 'id = "relax"'),
        "planner.toml: goal: sleep is missing. Add it.",
    ),
    "an age without a length": (
        swap("planner.toml", 'stage = "toddler"', 'stage = "school"'),
        "planner.toml: band toddler: has 0 entries without under_months. Give it one.",
    ),
    # Words and numbers
    "a reason that needs a number": (
        entry("safety.toml", "age-stage", "Touch changes", "In {years} years touch changes"),
        "safety.toml: age-stage: reason.en needs 'years'. Add that number.",
    ),
    "a number that a rule needs": (
        entry("safety.toml", "two-crying-stops", "hours = 24", "hour = 24"),
        "safety.toml: two-crying-stops: numbers.hours is missing. Add it.",
    ),
    "a number that the planner needs": (
        entry("safety.toml", "born-small-or-early", "longest = 10, ", ""),
        "safety.toml: born-small-or-early: numbers.longest is missing. Add it.",
    ),
    "a number that an oil rule needs": (
        entry("products.toml", "oil-first-plans", "sessions", "session"),
        "products.toml: oil-first-plans: numbers.sessions is missing. Add it.",
    ),
    "a rule that asks and does not say whom": (
        entry("safety.toml", "ask-hip", "whom.en", "whom.de"),
        "safety.toml: ask-hip: whom.en is missing. Add it.",
    ),
    "a reason in another language only": (
        entry("safety.toml", "ask-hip", "reason.en", "reason.de"),
        "safety.toml: ask-hip: reason.en is missing. Add it.",
    ),
    "a sign nobody can say at the telephone": (
        entry("signs.toml", "fit", "say.en", "say.de"),
        "signs.toml: fit: say.en is missing. Add it.",
    ),
    "a question that speaks otherwise at one age in another language only": (
        swap("readiness.toml", "help_at.before-term.en", "help_at.before-term.de"),
        "readiness.toml: well: help_at.before-term.en is missing. Add it.",
    ),
    "a condition without a name": (
        entry("conditions.toml", "reflux", "name.en", "name.de"),
        "conditions.toml: reflux: name.en is missing. Add it.",
    ),
    # Figures
    "a figure without a landmark": (
        without_line("figures/infant.toml", "navel"),
        "figures/infant.toml: landmarks.front: navel is missing. Add it.",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_names_file_place_and_remedy(what: str, pristine: Path, tmp_path: Path) -> None:
    spoil, expected = FAULTS[what]
    folder = tmp_path / "content"
    shutil.copytree(pristine, folder)
    spoil(folder)
    with pytest.raises(ContentError) as found:
        load.read(folder)
    faults = found.value.faults
    assert any(fault == expected or re.search(expected, fault) for fault in faults), faults
    assert all(fault.startswith(known(folder)) for fault in faults), faults
    assert str(found.value) == "\n".join(faults)


def known(folder: Path) -> tuple[str, ...]:
    """Return how a fault may begin: with a file, as authors know it."""
    names = {path.name for path in folder.rglob("*.toml")} | {"signs.toml"}
    return (*names, "techniques/", "routines/", "figures/")


def test_several_faults_are_told_at_once(pristine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(pristine, folder)
    swap(TOE, 'region = "feet"', 'region = "feets"')(folder)
    gone("help.toml")(folder)
    swap("words.toml", "[review]", "[reviewed]")(folder)
    with pytest.raises(ContentError) as found:
        load.read(folder)
    assert len(found.value.faults) >= 3


def test_a_copy_that_nobody_spoiled_has_no_fault(pristine: Path) -> None:
    assert len(load.read(pristine).craft.library) == len(load.once().craft.library)


def test_compiled_content_is_made_anew_when_a_file_changes(pristine: Path, tmp_path: Path) -> None:
    folder, build = tmp_path / "content", tmp_path / "build"
    shutil.copytree(pristine, folder)
    first = load.load(folder, build)
    assert [path.name for path in build.iterdir()] == [f"content-{load.digest(folder)}.pickle"]
    entry("conditions.toml", "reflux", "name.en = ", 'name.en = "Milk that comes up" # ')(folder)
    second = load.load(folder, build)
    names = [{row.id: row.name["en"] for row in content.conditions}["reflux"] for content in (first, second)]
    assert names[0] != names[1] == "Milk that comes up"
    assert [path.name for path in build.iterdir()] == [f"content-{load.digest(folder)}.pickle"]


def test_a_compiled_file_that_was_cut_off_is_read_anew(pristine: Path, tmp_path: Path) -> None:
    load.load(pristine, tmp_path)
    (compiled,) = tmp_path.iterdir()
    compiled.write_bytes(compiled.read_bytes()[:100])
    assert len(load.load(pristine, tmp_path).craft.library) == len(load.once().craft.library)
