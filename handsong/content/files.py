"""The files of the content, opened here and nowhere else; every fault names file, place and remedy."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

HERE = Path(__file__).resolve().parent
ZONES = "zones.json"
_M = TypeVar("_M", bound="BaseModel")


class ContentError(ValueError):
    """Faults in content files, one a line: file, place in it, what is wrong, what would be right."""

    def __init__(self, faults: list[str]) -> None:
        """Keep every fault; the message is one a line."""
        super().__init__("\n".join(faults))
        self.faults = faults


def everything(folder: Path) -> list[Path]:
    """Return every content file in a fixed order."""
    return [*sorted(folder.rglob("*.toml")), folder / ZONES]


def toml(path: Path, model: type[_M], faults: list[str]) -> _M | None:
    """Return one file as its model; faults are added to the list and None comes back."""
    from pydantic import ValidationError  # noqa: PLC0415 - pydantic only when files are read anew

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
