"""The shape of content/professionals.toml, checked by pydantic; its JSON Schema is written from here."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from handsong.content.models import ByLanguage, Id, ReviewFile


class PointFile(BaseModel, extra="forbid"):
    """One thing to know, to ask or to look for; without sources it is our own careful advice."""

    id: Id
    text: ByLanguage
    why: ByLanguage
    sources: list[Id] = []


class PartFile(BaseModel, extra="forbid"):
    """What belongs under one heading."""

    id: Id
    title: ByLanguage
    lead: ByLanguage
    point: Annotated[list[PointFile], Field(min_length=1)]


class ProfessionalsFile(BaseModel, extra="forbid"):
    """content/professionals.toml: how a family finds a person to show them."""

    review: ReviewFile
    part: Annotated[list[PartFile], Field(min_length=1)]
