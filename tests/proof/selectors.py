"""Techniques as their raw files say, and what the words of the column `never` mean about them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.proof import table
from tests.proof.table import TableError


class Technique(NamedTuple):
    """What the oracle knows of one technique; `zones` by build, then by side ("" without sides)."""

    id: str
    touch: str
    region: str
    position: str
    giver: str
    stages: frozenset[str]
    needs: frozenset[str]
    tags: frozenset[str]
    is_draft: bool
    zones: Mapping[str, Mapping[str, frozenset[str]]]


Chosen = Callable[[Technique, str], bool]
"""Whether a technique is meant, for children of a stage."""

FIXED: Mapping[str, Chosen] = {
    "everything": lambda _one, _stage: True,
    "nothing": lambda _one, _stage: False,
    "strokes": lambda one, _stage: one.touch == "stroke",
    "movements": lambda one, _stage: one.touch == "movement",
    "drafts": lambda one, _stage: one.is_draft,
    "not made for the stage": lambda one, stage: stage not in one.stages,
    "strokes without clothed-ok": lambda one, _stage: one.touch == "stroke" and "clothed-ok" not in one.tags,
    "given by self": lambda one, _stage: one.giver == "self",
    "oil": lambda _one, _stage: True,
    "oil without oil-ok": lambda one, _stage: "oil-ok" not in one.tags,
}

NAMING: Mapping[str, Callable[[Technique], frozenset[str]]] = {
    "tag": lambda one: one.tags,
    "needing": lambda one: one.needs,
    "region": lambda one: frozenset({one.region}),
}


def techniques(content: Path) -> tuple[Technique, ...]:
    """Return the techniques of a content folder, read raw: their TOML files and zones.json."""
    zones = json.loads((content / "zones.json").read_text(encoding="utf-8"))
    return tuple(
        _technique(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), zones[path.stem]["zones"])
        for path in sorted((content / "techniques").glob("*.toml"))
    )


def _technique(name: str, raw: Mapping[str, Any], zones: Mapping[str, Any]) -> Technique:
    return Technique(
        name,
        raw["touch"],
        raw["region"],
        raw["position"],
        raw.get("giver", "parent"),
        frozenset(raw["stages"]),
        frozenset(raw.get("needs", ())),
        frozenset(raw.get("tags", ())),
        raw["review"]["state"] == "draft",
        {build: {side: frozenset(found) for side, found in sides.items()} for build, sides in zones.items()},
    )


def chosen(text: str) -> Chosen:
    """Return which techniques a selector means: everything that `never` may say but zones and parts."""
    if text in FIXED:
        return FIXED[text]
    word, _, rest = text.removeprefix("oil on ").partition(" ")
    if word not in NAMING or not rest:
        raise TableError(f"“{text}” says nothing about techniques.")
    names, naming = frozenset(table.listed(rest)), NAMING[word]
    return lambda one, _stage: not names.isdisjoint(naming(one))
