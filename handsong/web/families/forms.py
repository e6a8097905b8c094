"""What a family types about itself and about a professional's yes."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from handsong.content import load
from handsong.core.diary import LATEST_START
from handsong.render.day_words import date_in_words
from handsong.web.families import widgets, zone
from handsong.web.families.actions import Home
from handsong.web.families.models import Child

YEAR_FIRST = ["%Y-%m-%d"]
"""Day and month are never guessed: 01/09 is January to one parent and September to another."""


class HomeForm(forms.Form):
    """Where a family lives: whom to call, and what day it is."""

    country = forms.ChoiceField(
        label="Country",
        required=False,
        help_text="So that the right telephone numbers are at hand.",
    )
    time_zone = forms.CharField(label="Time zone", required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_typed: bool = False, language: str = "en", **kwargs: Any) -> None:
        """Prepare the list of countries; the zone comes from the browser unless a parent types it."""
        super().__init__(*args, **kwargs)
        self.is_typed = is_typed
        if is_typed:
            self.fields["time_zone"].widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        countries = sorted((row.name[language], code) for code, row in load.once().countries.items())
        listed = [("", "Somewhere else"), *((code, name) for name, code in countries)]
        cast("forms.ChoiceField", self.fields["country"]).choices = listed

    def clean_time_zone(self) -> str:
        """Return a zone that exists, or nothing where none was given; a parent's slip gets a sentence."""
        name: str = self.cleaned_data["time_zone"].strip()
        if name and self.is_typed and not zone.known(name):
            raise forms.ValidationError(f"“{name}” is no time zone. Give one such as Australia/Melbourne.")
        return name

    def home(self) -> Home:
        """Return where the family lives; a zone that is none becomes this machine's."""
        return Home(self.cleaned_data["country"], zone.guess(self.cleaned_data["time_zone"]))


class DayForm(forms.Form):
    """At which hour a day of the diary begins."""

    day_starts = forms.TypedChoiceField(
        label="A day begins at",
        choices=[(hour, f"{hour:02}:00" if hour else "midnight") for hour in range(LATEST_START + 1)],
        coerce=int,
        help_text="With 04:00, a massage at three in the morning stands with the evening before.",
        error_messages={
            "required": "Choose an hour from midnight to 06:00.",
            "invalid_choice": "Choose an hour from midnight to 06:00.",
        },
    )


class YesForm(forms.Form):
    """A professional's yes: to what, who said it, when."""

    condition = forms.ChoiceField(label="What is the yes about?", widget=widgets.Choices)
    who = forms.CharField(
        label="Who said yes?",
        max_length=120,
        help_text="For example: Dr Chen, hip clinic.",
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={
            "required": "Give the name or the clinic of the person who said yes.",
            "max_length": "Keep it to 120 letters.",
        },
    )
    said_date = forms.DateField(
        label="On which day?",
        widget=widgets.Day,
        input_formats=YEAR_FIRST,
        error_messages={
            "required": "Give the day of the yes.",
            "invalid": "Give the day as year, month and day, such as 2026-11-02.",
        },
    )

    def __init__(
        self, *args: Any, asked: list[tuple[str, str]], child: Child, today: date, **kwargs: Any
    ) -> None:
        """Prepare for what a professional is asked about."""
        super().__init__(*args, **kwargs)
        self.child, self.today = child, today
        cast("forms.ChoiceField", self.fields["condition"]).choices = asked

    def clean_said_date(self) -> date:
        """Return a day between birth and today."""
        day: date = self.cleaned_data["said_date"]
        if day > self.today:
            raise forms.ValidationError(f"{date_in_words(day)} has not come yet. Give the day of the yes.")
        if day < self.child.born_date:
            raise forms.ValidationError(f"{date_in_words(day)} is before the birth. Give the day of the yes.")
        return day
