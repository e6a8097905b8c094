"""The shape of every content file, checked by pydantic; the JSON Schemas are written from here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handsong.core.age import Stage
from handsong.core.body import Build, Position, Region, View
from handsong.core.child import Happening
from handsong.core.findings import Certainty
from handsong.core.score.model import Contact, Pressure, Touch
from handsong.core.technique import Giver, Goal, Milestone, ReviewState, Tag

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
ByLanguage = Annotated[dict[Language, Text], Field(min_length=1)]
Sources = Annotated[list[Id], Field(min_length=1)]
Number = tuple[float, float]
LevelWord = Literal["fine", "adapt", "avoid", "ask", "wait", "today", "emergency"]
Grade = Literal["high", "moderate", "low", "very-low", "none"]
Companion = Literal["talk", "hum", "sing", "rock", "eye", "story", "count", "breath", "quiet"]


class _File(BaseModel):
    """Every key is known; a misspelt one is a fault, never ignored."""

    model_config = ConfigDict(extra="forbid", strict=False)


class ReviewFile(_File):
    """How far somebody looked at this."""

    state: ReviewState
    who: Text
    when: date


class TechniqueWords(_File):
    """A technique's words in one language."""

    name: Text
    summary: Text
    how: Annotated[list[Text], Field(min_length=1)]
    watch: Text
    cautions: Annotated[list[Text], Field(min_length=1)]
    say: dict[Id, Text]


class TechniqueFile(_File):
    """One technique: content/techniques/<id>.toml."""

    touch: Touch
    region: Region
    position: Position
    view: View
    giver: Giver = Giver.PARENT
    stages: Annotated[list[Stage], Field(min_length=1)]
    goals: Annotated[list[Goal], Field(min_length=1)]
    companion: Companion
    needs: list[Milestone] = []
    tags: list[Tag] = []
    lesson: Annotated[int, Field(ge=0, le=9)]
    closes: bool = False
    evidence: Grade
    sources: Sources
    score: Text
    text: dict[Language, TechniqueWords]
    review: ReviewFile


class ScopeFile(_File):
    """What a rule leaves out; see docs/algorithms/safety.md."""

    everything: bool = False
    touches: list[Touch] = []
    tags: list[Tag] = []
    regions: list[Region] = []
    zones: list[str] = []
    firmer_than: Pressure | None = None
    strokes_without: Tag | None = None
    drafts: bool = False
    only_by: Giver | None = None
    keeps: list[Id] = []


class RuleFile(_File):
    """One rule."""

    id: Id
    level: LevelWord
    conditions: list[Id] = []
    signs: list[Id] = []
    together: list[list[Id]] = []
    numbers: dict[str, float] = {}
    leaves_out: ScopeFile = ScopeFile()
    reason: ByLanguage
    whom: dict[Language, Text] = {}
    sources: list[Id] = []
    certainty: Certainty


class RulesFile(_File):
    """content/safety.toml and content/oil.toml: the rules of one book."""

    review: ReviewFile
    rule: list[RuleFile]


class BandFile(_File):
    """How long sessions of one age are, in minutes."""

    stage: Stage
    under_months: int | None = None
    first: float
    most: float
    a_day: float
    new: Annotated[int, Field(ge=0, le=2)]
    sources: list[Id] = []


class GoalFile(_File):
    """A goal: what it is called, and what may honestly be said."""

    id: Goal
    stages: list[Stage]
    name: ByLanguage
    honestly: ByLanguage
    grade: Grade
    sources: Sources


class NotAGoalFile(_File):
    """What people ask for and there is no goal for, with the reason."""

    id: Id
    words: list[str]
    why: ByLanguage
    sources: Sources


class PlannerFile(_File):
    """content/planner.toml: lengths, goals and the planner's own reasons."""

    review: ReviewFile
    band: list[BandFile]
    goal: list[GoalFile]
    not_a_goal: list[NotAGoalFile]
    rule: list[RuleFile]


class ConditionFile(_File):
    """Something to know about a child."""

    id: Id
    name: ByLanguage
    search: dict[Language, list[Text]] = {}
    group: Literal["birth", "body", "skin", "illness", "care", "older"]


class ConditionsFile(_File):
    """content/conditions.toml."""

    review: ReviewFile
    condition: list[ConditionFile]


class SignFile(_File):
    """A red flag as a parent would tick it, with where to look on any skin."""

    id: Id
    text: ByLanguage
    look: dict[Language, Text] = {}
    say: ByLanguage
    from_months: int = 0
    under_months: int = 216
    in_session: bool = True


class SignsFile(_File):
    """content/signs.toml."""

    review: ReviewFile
    sign: list[SignFile]


class AnswerFile(_File):
    """One answer to a question."""

    id: Id
    text: ByLanguage
    means: ByLanguage


class QuestionFile(_File):
    """One readiness question."""

    id: Literal["state", "feed", "well", "skin", "place", "unit"]
    ask: ByLanguage
    help: ByLanguage
    help_at: dict[Stage, ByLanguage] = {}
    answers: list[AnswerFile]


class HappeningFile(_File):
    """One thing that may have happened, as it is ticked."""

    id: Happening
    text: ByLanguage
    asks_part: bool
    asks_when: bool
    stays_open: bool
    under_months: int = 216


class ReadinessFile(_File):
    """content/readiness.toml."""

    review: ReviewFile
    question: list[QuestionFile]
    happening: list[HappeningFile]
    part: dict[str, ByLanguage]


class SpokenFile(_File):
    """A heading, the words that are spoken, and what to do, in one language."""

    title: Text
    say: Text
    do: list[Text] = []


class CuesFile(_File):
    """content/cues.toml: the words of the cue machine."""

    review: ReviewFile
    target: dict[str, dict[Language, dict[Literal["name", "help"], Text]]]
    response: dict[str, dict[Language, dict[Literal["name", "say"], Text]]]
    state: dict[str, dict[Language, SpokenFile]]
    opening: dict[str, dict[Language, SpokenFile]]
    line: dict[str, dict[Language, list[Text]]]
    ended: dict[str, dict[Language, SpokenFile]]
    sources: Sources


class CountryFile(_File):
    """Whom to call in one country."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    name: ByLanguage
    also: list[Text] = []
    emergency: Text
    line: list[dict[Literal["name", "number", "what"], Text]] = []
    crisis: list[dict[Literal["name", "number", "what"], Text]] = []
    checked: date
    source: Text


class HelpFile(_File):
    """content/help.toml."""

    review: ReviewFile
    elsewhere: ByLanguage
    country: list[CountryFile]


class SourceFile(_File):
    """One entry of the bibliography."""

    title: Text
    address: str = ""
    authority: bool = False
    note: str = ""


class SourcesFile(_File):
    """content/sources.toml: the bibliography by key."""

    source: dict[str, SourceFile]


class RoutineFile(_File):
    """A named order of techniques: content/routines/<id>.toml."""

    stages: list[Stage]
    techniques: Annotated[list[Id], Field(min_length=2)]
    sources: Sources
    text: dict[Language, dict[Literal["name", "summary", "when"], Text]]
    review: ReviewFile


class ProductFile(_File):
    """Something that might go on skin."""

    id: Id
    name: ByLanguage
    stance: Literal["prefer", "ok", "caution", "avoid"]
    min_age_days: int
    allergens: list[Text] = []
    why: ByLanguage
    sources: Sources


class ProductsFile(_File):
    """content/products.toml: products, and the rules for using one."""

    review: ReviewFile
    product: list[ProductFile]
    rule: list[RuleFile]


class StageFile(_File):
    """What a stage is called and what kind of massage suits it."""

    id: Stage
    name: ByLanguage
    suits: ByLanguage
    sources: Sources


class WordsFile(_File):
    """content/words.toml: what things are called, and the sentences that drawings say."""

    review: ReviewFile
    stage: list[StageFile]
    region: dict[Region, ByLanguage]
    position: dict[Position, ByLanguage]
    milestone: dict[Milestone, ByLanguage]
    touch: dict[Touch, ByLanguage]
    landmark: dict[str, ByLanguage]
    word: dict[str, ByLanguage]


class ShapeFile(_File):
    """One drawn part of a figure."""

    name: Text
    group: int
    fill: Literal["skin", "cloth", "shirt", "hair", "ink", "line", "blush"] = "skin"
    view: View | None = None
    through: list[str] = []
    radii: list[float] = []
    outline: list[Number] = []
    half: list[Number] = []
    middle: list[Number] = []
    ellipse: tuple[float, float, float, float] | None = None


class ZoneFile(_File):
    """One zone of a figure."""

    name: Text
    view: View
    circle: tuple[float, float, float] | None = None
    outline: list[Number] = []
    half: list[Number] = []


class FigureFile(_File):
    """content/figures/<build>.toml."""

    build: Build
    height: float
    dressed: list[str]
    landmarks: dict[Literal["both", "front", "back"], dict[str, Number]]
    shape: list[ShapeFile]
    zone: list[ZoneFile]


class ChainFile(_File):
    """Points with a radius at each."""

    points: list[Number]
    radii: list[float]


class GestureFile(_File):
    """One gesture of the right hand."""

    anchor: Number
    palm: list[Number]
    fingers: list[ChainFile]
    thumb: ChainFile


class ArmFile(_File):
    """The forearm and its sleeve."""

    forearm: ChainFile
    cuff: list[Number]


class HandsFile(_File):
    """content/figures/hands.toml."""

    gesture: dict[Contact, GestureFile]
    arm: ArmFile
