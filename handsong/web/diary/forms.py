"""What a parent tells of a massage afterwards: what it was, when, and how it was if they like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, cast

from django import forms

from handsong.content import load
from handsong.content.values import Routine
from handsong.core import diary
from handsong.core.age import Age
from handsong.core.diary import How, Massage, Step, When
from handsong.render.day_words import minutes_in_words
from handsong.web.families import widgets
from handsong.web.families.models import Child

LANGUAGE = "en"
LENGTHS = (2, 5, 10, 15, 20, 30)
"""Minutes to choose from: nobody looked at a clock."""

WHENS = (
    (When.JUST_NOW, "Just now"),
    (When.EARLIER, "Earlier today"),
    (When.YESTERDAY, "Yesterday"),
    (When.AT, "At a time"),
)
HOWS = (
    (How.ENJOYED, "Enjoyed it"),
    (How.ENOUGH, "Had enough"),
    (How.CRIED, "Cried"),
    (How.SLEPT, "Fell asleep"),
)
A_ROUTINE, A_LENGTH = "routine-", "about-"


@dataclass(frozen=True)
class Moment:
    """Who is told of, and when: the moment, the family's zone, the hour its day begins at."""

    child: Child
    now: datetime
    zone: tzinfo
    starts: int


@dataclass(frozen=True)
class Offered:
    """Something that a massage may have been: its value, what it is called, and about how long."""

    value: str
    name: str
    about: str = ""


def routines(of: Moment) -> list[Routine]:
    """Return the routines of the child's stage."""
    stage = Age(of.child.birth(), of.now.date()).stage
    return [row for row in load.once().routines if stage in row.stages]


def steps_of(routine: Routine) -> tuple[Step, ...]:
    """Return the techniques of a routine, each as long as it is written."""
    known = load.once().craft.library.by_id
    rows = [known[name] for name in routine.techniques if name in known]
    return tuple(Step(row.id, str(row.region), round(row.seconds(row.score.sides), 1)) for row in rows)


def offered(of: Moment) -> tuple[list[Offered], list[Offered]]:
    """Return what can be told with one tap: the routines of this age, and about how long it was."""
    named = [
        Offered(
            f"{A_ROUTINE}{row.id}",
            row.text[LANGUAGE]["name"],
            minutes_in_words(sum(step.seconds for step in steps_of(row)) / 60),
        )
        for row in routines(of)
    ]
    return named, [Offered(f"{A_LENGTH}{length}", minutes_in_words(length)) for length in LENGTHS]


class AddForm(forms.Form):
    """A massage that is added afterwards; what it was is the button that sends the form."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    when = forms.ChoiceField(label="When was it?", choices=WHENS, widget=widgets.Choices)
    at = forms.CharField(
        label="It began at",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}),
    )
    how = forms.ChoiceField(label="How was it?", choices=HOWS, required=False, widget=widgets.Choices)
    with_oil = forms.BooleanField(label="With oil or another product", required=False)
    remember = forms.CharField(
        label="Something to remember",
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"max_length": "Keep it to 200 letters."},
    )
    what = forms.ChoiceField(
        error_messages={
            "required": "Tap what it was: a routine, or about how long.",
            "invalid_choice": "Tap one of these: a routine, or about how long.",
        }
    )

    def __init__(self, *args: Any, of: Moment, **kwargs: Any) -> None:
        """Prepare for one child at one moment."""
        super().__init__(*args, **kwargs)
        self.of = of
        self.routines, self.lengths = offered(of)
        known = [(row.value, row.name) for row in (*self.routines, *self.lengths)]
        cast("forms.ChoiceField", self.fields["what"]).choices = known
        self.fields["at"].widget.attrs["max"] = f"{of.now:%Y-%m-%dT%H:%M}"

    def clean_at(self) -> datetime | None:
        """Return when it began, in UTC; of an hour that came twice the later one counts."""
        typed = self.cleaned_data["at"].strip()
        if self.cleaned_data.get("when") != When.AT:
            return None
        if not typed:
            raise forms.ValidationError("Give the day and the time it began.")
        try:
            local = datetime.fromisoformat(typed).replace(tzinfo=self.of.zone, fold=1)
            began = local.astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                "Give the day and the time it began, such as 2026-11-24 14:30."
            ) from None
        if began.astimezone(self.of.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise forms.ValidationError("The clocks went forward then, so that time never was. Give another.")
        if began > self.of.now:
            raise forms.ValidationError("That time has not come yet. Give the time it began.")
        return began

    def clean(self) -> dict[str, Any]:
        """Refuse a massage from before the birth."""
        told: dict[str, Any] = super().clean() or {}
        if "what" in told and "when" in told and not self.errors:
            began = self._began(timedelta(seconds=sum(step.seconds for step in self._steps())))
            if began.astimezone(self.of.zone).date() < self.of.child.born_date:
                field = "at" if told["when"] == When.AT else "when"
                self.add_error(field, "That is before the birth. Say when it was.")
        return told

    def massage(self) -> Massage:
        """Return the massage that was told."""
        steps = self._steps()
        return Massage(
            started_at=self._began(timedelta(seconds=sum(step.seconds for step in steps))),
            steps=steps,
            when=When(self.cleaned_data["when"]),
            how=How(self.cleaned_data["how"]) if self.cleaned_data["how"] else None,
            with_oil=self.cleaned_data["with_oil"],
        )

    def _steps(self) -> tuple[Step, ...]:
        what = self.cleaned_data["what"]
        if what.startswith(A_LENGTH):
            return diary.about_minutes(int(what.removeprefix(A_LENGTH)))
        return next(steps_of(row) for row in routines(self.of) if f"{A_ROUTINE}{row.id}" == what)

    def _began(self, length: timedelta) -> datetime:
        at: datetime | None = self.cleaned_data.get("at")
        when = When(self.cleaned_data["when"])
        return at or diary.start_of(when, length, self.of.now, self.of.zone, self.of.starts)
