"""The walls: who may read the clock, who may write, how long a file may be."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter

from tests.house import tree

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
USUAL_FILE, USUAL_FUNCTION, USUAL_SHARE = 300, 40, 0.95

READ_THE_CLOCK = frozenset(
    {
        "handsong/cli/command.py",  # the command line: what is today
        "handsong/web/accounts/clock.py",  # the pages: what is now
        "handsong/web/accounts/ids.py",  # ids that begin with their time
    }
)
"""The only places where time comes in; everywhere else it is an argument."""

CLOCK = re.compile(
    r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localtime|localdate)"
    r"|time\.(time|time_ns|monotonic|perf_counter|localtime|gmtime)|time_ns|monotonic)"
)
WRITES = re.compile(
    r".*\.(save|bulk_create|bulk_update|get_or_create|update_or_create|objects\.create|objects\.update|delete)"
)


def test_the_core_imports_nothing_but_itself_and_the_standard_library() -> None:
    for path, syntax in tree.modules("handsong/core/"):
        for node in ast.walk(syntax):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for imported in names:
                top = imported.split(".")[0]
                assert top in sys.stdlib_module_names or imported.startswith("handsong.core"), (
                    path,
                    imported,
                )


def test_the_core_opens_no_file() -> None:
    for path, syntax in tree.modules("handsong/core/"):
        opened = [
            call
            for call, _ in tree.calls(syntax)
            if call.split(".")[-1] in {"open", "read_text", "print", "input"}
        ]
        assert opened == [], path


def test_only_entrances_read_the_clock() -> None:
    readers = {
        path: line
        for path, syntax in tree.modules("handsong/")
        for call, line in tree.calls(syntax)
        if CLOCK.fullmatch(call)
    }
    assert readers.keys() == READ_THE_CLOCK, readers


def test_views_do_not_write() -> None:
    for path, syntax in tree.modules("handsong/web/"):
        if path.endswith(("views.py", "api.py")):
            writes = [(call, line) for call, line in tree.calls(syntax) if WRITES.fullmatch(call)]
            assert writes == [], path


def test_only_the_door_fetches_a_row_by_a_key_that_somebody_typed() -> None:
    for path, syntax in tree.modules("handsong/web/"):
        if path.endswith(("views.py", "forms.py", "api.py")):
            fetched = [
                (call, line)
                for call, line in tree.calls(syntax)
                if re.search(r"objects\.(get|filter|all)$", call)
            ]
            assert fetched == [], path


def _functions() -> list[tuple[str, int]]:
    return [
        (f"{path}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path, syntax in tree.modules("handsong/", "scripts/", "bench/", "tests/")
        for node in ast.walk(syntax)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _files() -> list[tuple[str, int]]:
    return [
        (path, len(text.splitlines()))
        for path, text in tree.texts(".py", ".js", ".css")
        if "/migrations/" not in path
    ]


def test_no_file_is_longer_than_400_lines() -> None:
    assert [row for row in _files() if row[1] > LONGEST_FILE] == []


def test_no_function_is_longer_than_60_lines() -> None:
    assert [row for row in _functions() if row[1] > LONGEST_FUNCTION] == []


def test_nearly_all_files_and_functions_are_short() -> None:
    for rows, usual in ((_files(), USUAL_FILE), (_functions(), USUAL_FUNCTION)):
        lengths = [length for path, length in rows if not path.startswith("tests/")]
        assert sum(length <= usual for length in lengths) / len(lengths) >= USUAL_SHARE


def test_every_module_says_what_it_is_for() -> None:
    for path, syntax in tree.modules("handsong/", "scripts/", "bench/"):
        if not path.endswith("__init__.py"):
            assert ast.get_docstring(syntax), path


def test_a_package_begins_with_an_empty_page() -> None:
    for path, text in tree.texts(".py"):
        if path.startswith("handsong/") and path.endswith("__init__.py"):
            assert text.strip() == "", path


def test_nothing_is_left_to_do() -> None:
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    assert [
        path for path, text in tree.texts(".py", ".js", ".css", ".html", ".toml", ".md") if words.search(text)
    ] == []


def test_a_disabled_check_says_why() -> None:
    bare = re.compile(r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* - \S)")
    for path, text in tree.texts(".py"):
        if path.startswith("handsong/") and "/migrations/" not in path:
            assert [line for line in text.splitlines() if bare.search(line)] == [], path


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    excuses = re.compile(
        r"(mark|pytest)\.(skip|skipif|xfail|importorskip)\b|\bunittest\.skip|\.(skip|todo)\("
    )
    for path, text in tree.texts(".py", ".js"):
        if path.startswith("tests/") and path != "tests/house/test_walls.py":
            assert not excuses.search(text), path


def test_no_two_tests_of_a_file_have_the_same_name() -> None:
    for path, syntax in tree.modules("tests/"):
        names = Counter(
            node.name
            for node in syntax.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        )
        assert [name for name, times in names.items() if times > 1] == [], path
