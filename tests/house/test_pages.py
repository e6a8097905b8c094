"""What the house says about itself: its map, its promises, its commands, and what it never mentions."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from handsong.cli import arguments
from handsong.cli.command import COMMANDS
from handsong.content import files
from handsong.core.score import notation
from handsong.core.score.model import Breath, Contact, Hand, Pressure, Sense, Tempo, Touch
from tests.house import tree

DOCS = tree.ROOT / "docs"
ALGORITHMS = sorted((DOCS / "algorithms").glob("*.md"))
ROOMS = {"core", "content", "render", "exchange", "cli", "main", "web"}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# The map


def _map() -> str:
    return _text(tree.ROOT / "README.md").split("```")[1]


def test_every_room_of_the_map_exists() -> None:
    parent = tree.ROOT
    for line in _map().splitlines():
        indent = len(line) - len(line.lstrip())
        if indent < 4 and line.strip():
            room = (tree.PACKAGE if indent else tree.ROOT) / line.split()[0]
            assert room.exists() or room.with_suffix(".py").exists(), line
            parent = room
        else:
            for name in line.split():
                found = [parent / f"{name.rstrip('/')}{ending}" for ending in ("", ".py", ".toml")]
                assert any(path.exists() for path in found), f"{name} in {parent.name}"


def test_every_room_stands_in_the_map() -> None:
    rooms = {path.stem for path in tree.PACKAGE.iterdir() if path.name[0] not in "_."}
    assert rooms == ROOMS
    for room in rooms:
        assert re.search(rf"^  {room}/? ", _map(), re.MULTILINE), room
    for folder in tree.ROOT.iterdir():
        if folder.is_dir() and folder.name[0] != "." and folder.name not in tree.NOT_OURS | {"LICENSES"}:
            assert f"\n{folder.name}/" in _map(), folder.name


def test_every_module_of_the_core_stands_in_the_map() -> None:
    modules = {path.stem for path in (tree.PACKAGE / "core").iterdir() if path.name[0] != "_"}
    words = set(re.findall(r"[a-z]+", _map()))
    assert modules <= words, modules - words


def test_every_link_between_pages_leads_somewhere() -> None:
    for path, text in tree.texts(".md"):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            assert ((tree.ROOT / path).parent / target).exists(), f"{path}: {target}"


# The promises


def _tests() -> set[str]:
    return {
        node.name
        for _, syntax in tree.modules("tests/")
        for node in ast.walk(syntax)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _guarantees(page: Path) -> list[str]:
    section = _text(page).split("## Guarantees")[1].split("\n## ")[0]
    return [" ".join(found.split()) for found in re.findall(r"^- (.+(?:\n  .+)*)", section, re.MULTILINE)]


def test_the_algorithms_have_their_pages() -> None:
    assert {page.stem for page in ALGORITHMS} >= {"planner", "safety", "cues", "progress"}


@pytest.mark.parametrize("page", ALGORITHMS, ids=lambda page: page.stem)
def test_every_guarantee_is_the_name_of_a_test(page: Path) -> None:
    promised = _guarantees(page)
    assert len(promised) >= 5
    names = _tests()
    for sentence in promised:
        wanted = "test_" + re.sub(r"[^a-z0-9]+", "_", re.sub(r"['’]", "", sentence.lower())).strip("_")
        assert wanted in names, f"{page.name}: “{sentence}” is no test"


def test_every_guarantee_of_the_player_is_the_name_of_a_test() -> None:
    promised = _guarantees(DOCS / "player.md")
    assert len(promised) >= 5
    names = set(
        re.findall(r'^test\("([^"]+)"', "\n".join(text for path, text in tree.texts(".js")), re.MULTILINE)
    )
    for sentence in promised:
        assert sentence[0].lower() + sentence[1:] in names, sentence


# Commands and the notation


def _parsers() -> dict[str, arguments.Parser]:
    return {
        "plan": arguments.plan(),
        "explain": arguments.explain(),
        "bundle": arguments.bundle(),
        "draw": arguments.draw(),
        "say": arguments.say(),
        "show": arguments.one_technique("show", ""),
        "check": arguments.check(),
    }


def test_every_command_and_option_is_documented() -> None:
    page = _text(DOCS / "command-line.md")
    assert _parsers().keys() == COMMANDS.keys()
    for command, parser in _parsers().items():
        assert f"handsong {command}" in page, command
        for option in parser._option_string_actions:
            if option.startswith("--") and option != "--help":
                assert f"`{option}" in page, (command, option)


def test_every_example_of_the_notation_reads() -> None:
    examples = re.findall(r"```score\n(.*?)```", _text(DOCS / "score.md"), re.DOTALL)
    assert len(examples) >= 5
    for example in examples:
        assert notation.parse(example).moves


def test_every_word_of_the_notation_is_explained() -> None:
    page = _text(DOCS / "score.md")
    for kind in (Touch, Tempo, Pressure, Hand, Contact, Sense, Breath):
        for word in kind:
            assert re.search(rf"`[^`\n]*\b{word}\b[^`\n]*`", page), word


def test_the_shape_of_a_plan_is_documented() -> None:
    page = _text(DOCS / "command-line.md")
    schema = json.loads(_text(files.HERE / "schema" / "plan.json"))
    for key in schema["properties"]:
        assert f"`{key}`" in page, key


# What nobody who clones it needs to know


def test_no_file_names_a_machine_or_a_registry() -> None:
    never = re.compile(
        "|".join(
            [
                r"(?<![\w.])/" + r"(work|tmp|root|home/\w+)/",
                r"pypi\." + "org",
                r"files\.python" + "hosted",
                r"registry\." + "npmjs",
                r"local" + r"host:\d{4,5}/simple",
            ]
        )
    )
    found = [f"{path}: {match.group()}" for path, text in tree.texts() for match in never.finditer(text)]
    assert found == []


def test_lock_files_hold_no_address() -> None:
    locks = [*sorted((tree.ROOT / "requirements").glob("*.txt")), tree.ROOT / "package-lock.json"]
    assert len(locks) >= 4
    for lock in locks:
        assert "://" not in _text(lock), lock.name


# The browser's side


def test_every_import_of_a_page_ends_in_a_semicolon() -> None:
    for path, text in tree.texts(".js"):
        if path.startswith("handsong/"):
            for statement in re.finditer(
                r"^(?:import|export)\b[^;]*?\bfrom\s+[\"'][^\"']+[\"'](.?)", text, re.MULTILINE
            ):
                assert statement[1] == ";", f"{path}: {statement.group()}"
            for statement in re.finditer(r"^import\s+[\"'][^\"']+[\"'](.?)", text, re.MULTILINE):
                assert statement[1] == ";", f"{path}: {statement.group()}"


def test_the_players_engine_knows_no_page_no_clock_and_no_network() -> None:
    never = re.compile(
        r"\b(document|window|navigator|localStorage|sessionStorage|fetch|XMLHttpRequest|setTimeout|setInterval"
        r"|requestAnimationFrame|performance|crypto|speechSynthesis|HTMLElement)\b(?=[.(\s])"
        r"|\bDate\.now\b|\bnew Date\(\)"
    )
    engine = [(path, text) for path, text in tree.texts(".js") if "/player/engine/" in path]
    assert engine
    for path, text in engine:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
        assert [match.group() for match in never.finditer(code)] == [], path


def test_pages_load_nothing_from_elsewhere() -> None:
    outside = re.compile(
        r"(?:src|href|action)=[\"'](?:https?:)?//|@import\s+url\(|url\([\"']?(?:https?:)?//", re.IGNORECASE
    )
    for path, text in tree.texts(".html", ".css", ".js"):
        if path.startswith("handsong/"):
            loaded = [
                line for line in text.splitlines() if outside.search(line) and "http://www.w3.org" not in line
            ]
            assert loaded == [], path


def test_pages_hold_no_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=[\"']|\son\w+=[\"']", re.IGNORECASE)
    for path, text in tree.texts(".html"):
        if path.startswith("handsong/"):
            assert inline.findall(text) == [], path
