"""What the API of the diary tells and is told, field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StrictBool

from handsong.core.body import Region
from handsong.core.cues import Cue, EndedBy
from handsong.core.diary import How, When
from handsong.web.accounts.api import At, Told


class DoneOut(Schema):
    """One technique of a session."""

    technique: str | None = Field(description="Null: nobody said what it was.")
    name: str
    region: Region
    seconds: float
    cues: list[Cue] = Field(description="What the child said meanwhile, in order.")


class SessionOut(Schema):
    """One session as the diary tells it."""

    id: UUID
    child: UUID
    started_at: datetime
    ended_at: datetime | None
    is_over: bool
    is_practice: bool = Field(description="On a doll or a cushion: it changes nothing.")
    is_added: bool = Field(description="Told afterwards, in a few words.")
    minutes: float = Field(description="Minutes of touch.")
    goal: str
    with_oil: bool
    permission: Cue | None = Field(description="The child's answer to the first question.")
    ended_by: EndedBy | None = Field(description="Null while it goes on.")
    when: str = Field(description="When it was, in words.")
    ended: str = Field(description="How it ended, in words.")
    praise: str = Field(description="Why that was well done; may be empty.")
    done: list[DoneOut]
    notes: dict[str, str] = Field(description="What was noted after it.")
    is_private: bool = Field(description="The young person's own: they alone see it.")


class SessionsOut(Schema):
    """A page of sessions, the latest first."""

    sessions: list[SessionOut]
    private_days: list[date] = Field(
        description="Days on which the young person had one of their own, of which nothing else is told."
    )
    next: str | None = Field(description="Give it as `after` for the next page; null at the end.")


class EntryOut(Schema):
    """A session on one day."""

    session: UUID | None = Field(description="Null: the young person's own, of which nothing else is told.")
    clock: str = Field(description="From when to when; empty when nobody told a time.")
    began_before: bool = Field(description="It began the day before.")
    minutes: str
    ended: str


class DayOut(Schema):
    """One day of the diary; it begins at the hour that the family chose."""

    day: date
    words: str
    entries: list[EntryOut]


class DiaryOut(Schema):
    """A page of days, the latest first; one day may go on at the top of the next page."""

    days: list[DayOut]
    next: str | None = Field(description="Give it as `after` for the next page; null at the end.")


class WeekOut(Schema):
    """The longest massage enjoyed in one week."""

    week: str
    minutes: float


class GrowthOut(Schema):
    """How a child and its family have grown together."""

    massages: int
    length: str = Field(
        description="The one message of the weeks; empty while it would say too much by chance."
    )
    weeks: list[WeekOut]
    liked: list[str] = Field(description="Techniques by their ids.")
    known: list[str]
    resting: list[str] = Field(description="Refused lately, so they wait.")
    question: str = Field(description="How far the question before each massage is learnt; may be empty.")


class MassageTold(Told):
    """A massage that is told afterwards: what it was, when, and how it was if you like."""

    id: UUID = Field(description="Made by you, once. Sent again, nothing is added twice.")
    routine: str | None = Field(
        None, max_length=40, description="A routine of the child's stage; or give minutes."
    )
    minutes: Literal[2, 5, 10, 15, 20, 30] | None = Field(
        None, description="About how long; or give a routine."
    )
    when: When = Field(When.JUST_NOW, description="With `at`, give the time too.")
    at: At | None = Field(None, description="When it began, with an offset.")
    how: How | None = Field(None, description="How it was.")
    with_oil: StrictBool = False
    remember: str = Field("", max_length=200, description="Something to remember.")
