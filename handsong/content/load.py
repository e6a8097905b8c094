"""The one reader of content: files in, checked values out, compiled once and remembered."""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from handsong.content import files

if TYPE_CHECKING:
    from handsong.content.values import Content


def load(folder: Path = files.HERE, build: Path | None = None) -> Content:
    """Return all content, compiled once and remembered until a file changes.

    Raises ContentError with every fault when the files cannot be used.
    """
    compiled = (build or build_folder()) / f"content-{digest(folder)}.pickle"
    try:
        return pickle.loads(compiled.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - written below, by us
    except (OSError, pickle.PickleError, EOFError, AttributeError, ImportError):
        content = read(folder)
    _remember(content, compiled)
    return content


@cache
def once() -> Content:
    """Return all content, loaded the first time it is asked for and kept by this process."""
    return load()


def digest(folder: Path = files.HERE) -> str:
    """Return a short name for what the files and the code that reads them say now."""
    summary = hashlib.sha256()
    code = sorted((files.HERE.parent / "core").rglob("*.py")) + sorted(files.HERE.glob("*.py"))
    for path in [*files.everything(folder), *code]:
        summary.update(path.name.encode())
        summary.update(path.read_bytes() if path.exists() else b"")
    return summary.hexdigest()[:16]


def build_folder() -> Path:
    """Return where compiled content is kept: the project's build folder, or a cache of the person's."""
    project = files.HERE.parent.parent
    if (project / "pyproject.toml").exists() and os.access(project, os.W_OK):
        return project / "build"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "handsong"


def _remember(content: Content, compiled: Path) -> None:
    """Write the compiled content in one piece and drop older ones; not being able to is no fault."""
    try:
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as fresh:
            fresh.write(pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL))
        Path(fresh.name).replace(compiled)
        for older in compiled.parent.glob("content-*.pickle"):
            if older != compiled:
                older.unlink(missing_ok=True)
    except OSError:
        return


def read(folder: Path = files.HERE, *, with_zones: bool = True) -> Content:
    """Return all content read anew from its files.

    Raises ContentError naming every fault. `with_zones=False` is for the check that works them out.
    """
    from handsong.content.reading import Reading  # noqa: PLC0415 - pydantic only when files are read anew

    return Reading(folder, with_zones=with_zones).content()
