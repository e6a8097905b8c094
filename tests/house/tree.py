"""The files of the house, as somebody gets them who clones it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "handsong"
NOT_OURS = frozenset(
    {".git", ".venv", "node_modules", "build", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    | {".hypothesis", ".import_linter_cache"}
)
"""Folders that are made, not written: the names in .gitignore, and git's own."""


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is written by people, in order."""
    return tuple(sorted(_within(ROOT)))


def _within(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_OURS:
            yield from _within(path)
        elif path.is_file() and path.suffix != ".pyc" and path != ROOT / "bench" / "results.json":
            yield path


def name(path: Path) -> str:
    """Return a path as people say it, from the top of the house."""
    return path.relative_to(ROOT).as_posix()


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file with one of these endings; of every text file when none is named."""
    for path in files():
        if not suffixes or path.suffix in suffixes:
            try:
                yield name(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield name and syntax of every Python file in these folders; migrations are written by Django."""
    for path, text in texts(".py"):
        if path.startswith(folders) and "/migrations/" not in path:
            yield path, ast.parse(text)


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield what is called, such as `datetime.now`, and on which line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
