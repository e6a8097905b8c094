"""The check of all content: every fault with file, place and remedy, zones and schemas included.

Geometry (shapely) and the models (pydantic) are heavy; they are imported here and nowhere a
household is served.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from handsong.content import files, load, models, zones
from handsong.content.course_models import WeekFile
from handsong.content.files import ContentError
from handsong.content.professional_models import ProfessionalsFile
from handsong.content.values import Content
from handsong.core.score.notation import ScoreError

SCHEMAS: dict[str, type[BaseModel]] = {
    "technique": models.TechniqueFile,
    "routine": models.RoutineFile,
    "safety": models.RulesFile,
    "planner": models.PlannerFile,
    "products": models.ProductsFile,
    "conditions": models.ConditionsFile,
    "signs": models.SignsFile,
    "readiness": models.ReadinessFile,
    "cues": models.CuesFile,
    "help": models.HelpFile,
    "words": models.WordsFile,
    "professionals": ProfessionalsFile,
    "course": WeekFile,
    "sources": models.SourcesFile,
    "figure": models.FigureFile,
    "hands": models.HandsFile,
}
"""The schemas that are written from the models; those of a plan and a bundle are written by hand."""

REMEDY = "Run “handsong check --write”."


def faults(folder: Path, *, write: bool) -> list[str]:
    """Return every fault of the content in this folder; with `write` the generated files are mended first."""
    worked_out = _worked_out(folder)
    found = []
    stored = folder / files.ZONES
    if worked_out is not None and _text(stored) != worked_out:
        if write:
            stored.write_text(worked_out, encoding="utf-8")
        else:
            found.append(f"{files.ZONES}: is not what the geometry says now. {REMEDY}")
    for name, model in SCHEMAS.items():
        path = folder / "schema" / f"{name}.json"
        if _text(path) != schema(model):
            if write:
                path.parent.mkdir(exist_ok=True)
                path.write_text(schema(model), encoding="utf-8")
            else:
                found.append(f"schema/{path.name}: is not what the models say now. {REMEDY}")
    try:
        load.read(folder)
    except ContentError as error:
        return error.faults + found
    return found


def _worked_out(folder: Path) -> str | None:
    """Return what zones.json has to say, or None where files cannot be read: the reader names those."""
    try:
        return zones.work_out(folder)
    except (ContentError, ScoreError):
        return None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def schema(model: type[BaseModel]) -> str:
    """Return the JSON Schema of one kind of content file as text."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | model.model_json_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def summary(content: Content) -> str:
    """Return in one line what there is."""
    craft = content.craft
    rules = sum(len(book.rules) for book in (craft.safety, craft.oil, craft.planning))
    return (
        f"{len(craft.library)} techniques, {len(content.routines)} routines, {rules} rules, "
        f"{len(content.conditions)} conditions, {len(content.signs)} signs, "
        f"{len(content.sources)} sources: no fault.\n"
    )
