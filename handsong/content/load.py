"""The one reader of content: files in, checked values out, every fault with file, place and remedy."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    from handsong.content.values import Content

HERE = Path(__file__).resolve().parent
ZONES = "zones.json"
_M = TypeVar("_M", bound="BaseModel")


class ContentError(ValueError):
    """Faults in content files, one a line: file, place in it, what is wrong, what would be right."""

    def __init__(self, faults: list[str]) -> None:
        """Keep every fault; the message is one a line."""
        super().__init__("\n".join(faults))
        self.faults = faults


def load(folder: Path = HERE, build: Path | None = None) -> Content:
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


def digest(folder: Path = HERE) -> str:
    """Return a short name for what the files and the code that reads them say now."""
    summary = hashlib.sha256()
    code = sorted((HERE.parent / "core").rglob("*.py")) + sorted(HERE.glob("*.py"))
    for path in [*files(folder), *code]:
        summary.update(path.name.encode())
        summary.update(path.read_bytes() if path.exists() else b"")
    return summary.hexdigest()[:16]


def files(folder: Path) -> list[Path]:
    """Return every content file in a fixed order."""
    return [*sorted(folder.rglob("*.toml")), folder / ZONES]


def build_folder() -> Path:
    """Return where compiled content is kept: the project's build folder, or a cache of the person's."""
    project = HERE.parent.parent
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


def read(folder: Path = HERE, *, with_zones: bool = True) -> Content:
    """Return all content read anew from its files.

    Raises ContentError naming every fault. `with_zones=False` is for the check that works them out.
    """
    from handsong.content.reading import Reading  # noqa: PLC0415 - pydantic only when files are read anew

    return Reading(folder, with_zones=with_zones).content()


def toml(path: Path, model: type[_M], faults: list[str]) -> _M | None:
    """Return one file as its model; faults are added to the list and None comes back."""
    from pydantic import ValidationError  # noqa: PLC0415 - the same

    name = _name(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{name}: is missing. Put it back, or restore it from the release.")
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{name}: cannot be read as TOML: {error}. Mend that line.")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults += [_fault(name, dict(one)) for one in error.errors()]
        return None


def _name(path: Path) -> str:
    """Return the file as content authors know it, such as techniques/toe-roll.toml."""
    return str(path.relative_to(HERE)) if path.is_relative_to(HERE) else path.name


def _fault(name: str, error: Mapping[str, Any]) -> str:
    """Return one fault of a model as a sentence with place and remedy."""
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{name}: {place}: is missing. Add it."
    if kind == "extra_forbidden":
        return f"{name}: {place}: is not a known key. Check its spelling, or take it out."
    if "expected" in context:
        return f"{name}: {place}: “{error['input']}” is not known. Give {context['expected']}."
    return f"{name}: {place}: {error['msg']}. Found {error['input']!r}."


def zones(folder: Path) -> Mapping[str, Any]:
    """Return the stored answer to which zones each technique enters, or nothing."""
    try:
        stored: Mapping[str, Any] = json.loads((folder / ZONES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored


def technique_files(folder: Path) -> Iterator[Path]:
    """Go through the files of techniques in a fixed order."""
    yield from sorted((folder / "techniques").glob("*.toml"))
