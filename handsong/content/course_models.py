"""The shape of content/course/*.toml, checked by pydantic; its JSON Schema is written from here."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from handsong.content.models import ByLanguage, Id, Language, ReviewFile, Sources, Text
from handsong.core.age import Stage
from handsong.core.course import WEEKS

Stages = Annotated[list[Stage], Field(min_length=1)]


class LessonFile(BaseModel, extra="forbid"):
    """A week for some stages: what it hopes for, what to watch, what to practise and what to try."""

    stages: Stages
    techniques: Annotated[list[Id], Field(min_length=1)]
    watch: Annotated[list[Id], Field(min_length=1)]
    practise: Id
    look: ByLanguage
    attempt: ByLanguage
    sources: Sources


class ReadingFile(BaseModel, extra="forbid"):
    """A short text for some stages, paragraph by paragraph."""

    stages: Stages
    title: ByLanguage
    text: Annotated[dict[Language, Annotated[list[Text], Field(min_length=1)]], Field(min_length=1)]
    sources: Sources


class WeekFile(BaseModel, extra="forbid"):
    """One week of the home course: content/course/week-<number>.toml."""

    number: Annotated[int, Field(ge=1, le=WEEKS)]
    name: ByLanguage
    lead: ByLanguage
    lesson: Annotated[list[LessonFile], Field(min_length=1)]
    reading: Annotated[list[ReadingFile], Field(min_length=1)]
    review: ReviewFile
