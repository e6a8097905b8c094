"""What a person asks to be reminded of, and when."""

from __future__ import annotations

from typing import Any

from django import forms

from handsong.core import reminders
from handsong.core.reminders import Quiet, UnableToRemind
from handsong.render.day_words import WEEKDAYS
from handsong.web.diary.models import Reminder
from handsong.web.diary.reminding import Asked
from handsong.web.families import widgets

NO_TIME = "Give a time as hours and minutes, such as 09:30."


class Clock(forms.TimeInput):
    """A time of the day, with the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        """Write times as the browser wants them, whatever the language."""
        super().__init__(format="%H:%M")


def _clock(label: str, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        widget=Clock,
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"required": NO_TIME, "invalid": NO_TIME},
    )


class ReminderForm(forms.Form):
    """On which days, at what time, and in which hours never."""

    days = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=widgets.Ticks,
        error_messages={
            "required": "Choose at least one day, or stop the reminders below.",
            "invalid_choice": "Choose days of the week from this list.",
        },
    )
    at = _clock("At what time?")
    quiet_from = _clock("Quiet from", "In quiet hours nothing reminds you of anything.")
    quiet_to = _clock("Quiet until")
    with_looks = forms.BooleanField(label="Also when a patch test is to be looked at", required=False)
    with_course = forms.BooleanField(
        label="Also once a week, while the five weeks at home go on", required=False
    )

    def clean(self) -> dict[str, Any]:
        """Keep what was asked for; a time in quiet hours is refused with a sentence at its field."""
        given: dict[str, Any] = super().clean() or {}
        if {"days", "at", "quiet_from", "quiet_to"} <= given.keys():
            try:
                quiet = Quiet(given["quiet_from"], given["quiet_to"])
            except UnableToRemind as error:
                self.add_error("quiet_to", str(error))
                return given
            try:
                given["moment"] = reminders.Reminder(frozenset(given["days"]), given["at"], quiet)
            except UnableToRemind as error:
                self.add_error("at", str(error))
        return given

    def asked(self) -> Asked:
        """Return what is asked for; the form must be valid."""
        given = self.cleaned_data
        return Asked(given["moment"], given["with_looks"], given["with_course"])


def as_told(row: Reminder | None) -> dict[str, Any]:
    """Return what the form shows first: what was asked for, or our careful quiet hours."""
    if row is None:
        return {"quiet_from": reminders.QUIET_FROM, "quiet_to": reminders.QUIET_TO}
    return {
        "days": [str(day) for day in sorted(row.value().days)],
        "at": row.at,
        "quiet_from": row.quiet_from,
        "quiet_to": row.quiet_to,
        "with_looks": row.with_looks,
        "with_course": row.with_course,
    }
